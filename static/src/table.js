/**
 * `lv-rows`: of a list too long to be sent, the page has the rows in view and some around them. What somebody scrolls to
 * is asked for; the place is kept where nodes are made anew, and the focus stays in the list when its row goes.
 */

/** @import { Page } from "./types.js" */

import { measure, widths } from "./widths.js";

/**
 * What is known of a list.
 *
 * @typedef {object} Known
 * @property {string} [order] the order that its rows were last in
 * @property {string} [range] the rows that are there
 * @property {string} [asked] what was last asked for while they were
 */

/** @type {WeakMap<Element, Known>} */
const lists = new WeakMap();

/** Who has the focus in a list. @type {{ list: HTMLElement, target: Element, cell: Element | null } | null} */
let focused = null;

/** Where an input method writes what is no text yet, and was not sent. @type {EventTarget | null} */
let composing = null;

/** What was told of a control that went: where it is back nobody writes over it. @type {string | undefined} */
let told;

/** @param {Page} page */
export function table(page) {
  const all = () => {
    page.root.querySelectorAll("[lv-rows]").forEach((list) => look(page, /** @type {HTMLElement} */ (list)));
    measure(page.root);
  };
  const scrolled = (/** @type {any} */ { target }) => target.matches?.("[lv-rows]") && look(page, target);
  page.root.addEventListener("scroll", scrolled, true);
  page.root.addEventListener("focusin", noteFocus);
  page.root.addEventListener("click", clicked, true);
  page.root.addEventListener("compositionstart", ({ target }) => (composing = target));
  page.root.addEventListener("compositionend", () => (composing = null));
  widths(page);
  addEventListener("pointerdown", () => (focused = null), true); // whoever clicks beside it has left
  addEventListener("resize", all);
  page.observers.push({
    changed() {
      keepFocus(page);
      all();
    },
  });
  all();
}

/**
 * @param {Page} page
 * @param {HTMLElement} list
 */
function look(page, list) {
  const { first, count, total, at, order } = list.dataset;
  const height = list.querySelector("[data-row]")?.getBoundingClientRect().height;
  if (!height) return;
  const isNew = !lists.has(list);
  const known = lists.get(list) ?? {};
  lists.set(list, known);
  if (isNew && Number(at)) list.scrollTop = Number(at) * height;
  else if (!isNew && known.order !== order) list.scrollTop = 0;
  known.order = order;
  const top = Math.max(0, Math.floor(list.scrollTop / height));
  const view = Math.ceil(list.clientHeight / height);
  const start = Number(first);
  const stop = start + Number(count);
  const isNear = (start && top - start < view / 2) || (stop < Number(total) && stop - top - view < view / 2);
  const range = `${start} ${stop} ${order}`;
  if (range !== known.range) known.asked = "";
  known.range = range;
  const asked = `${top} ${view}`;
  if (!isNear || asked === known.asked) return;
  known.asked = asked;
  page.push(list, /** @type {string} */ (list.getAttribute("lv-rows")), { values: { first: top, view }, form: null, control: {} });
}

/**
 * A row's box that is ticked with Shift means the rows up to it as well. A button is where somebody is, also in browsers
 * that do not give it the focus: what takes its place has it then.
 *
 * @param {any} event
 */
function clicked({ target, shiftKey }) {
  const box = /** @type {Element} */ (target);
  if (box.matches("[lv-rows] button")) noteFocus({ target: box });
  if (box.matches("[lv-rows] [type=checkbox][lv-value-row]")) box.setAttribute("lv-value-shift", shiftKey);
}

/** @param {any} event */
function noteFocus({ target }) {
  const element = /** @type {Element} */ (target);
  const bar = element.closest(".ui-table-lost"); // it goes with what is done to it
  const list = /** @type {HTMLElement | null} */ (bar ? bar.parentElement?.querySelector("[lv-rows]") : element.closest("[lv-rows]"));
  const { value } = target;
  if (element.matches("[lv-rows] td input[name=value]") && value !== told) target.select();
  focused = list && { list, target: element, cell: element.closest("td, th") };
}

/**
 * A row that was taken away takes the focus along: then it is its cell's, if that is there, or the list's. What was
 * written in it and may not have been sent is told, by the name of its cell; what the table knows is no news to it.
 *
 * @param {Page} page
 */
function keepFocus(page) {
  if (!focused || focused.target.isConnected) return;
  const { cell, target } = focused;
  const list = listNow(page, focused.list);
  if (!list) return; // it may come with another frame
  const isWritten = target.matches("[lv-input]") && (target === composing || page.isTouched(target));
  composing = focused = null;
  if (isWritten) tellDraft(page, list, /** @type {HTMLInputElement} */ (target));
  if (document.activeElement !== document.body) return;
  const heir = cell?.isConnected && cell.querySelector("button, input, select, a");
  /** @type {HTMLElement} */ (heir || list).focus({ preventScroll: true });
}

/**
 * Where another process shows the page, a list may be another element.
 *
 * @param {Page} page
 * @param {HTMLElement} list
 * @returns {HTMLElement | undefined}
 */
function listNow({ root }, list) {
  if (list.isConnected) return list;
  const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[lv-rows]")]);
  return all.find(({ ariaLabel }) => ariaLabel === list.ariaLabel);
}

/**
 * @param {Page} page
 * @param {HTMLElement} list whose component may have another number than the control knew
 * @param {HTMLInputElement} control
 */
function tellDraft(page, list, control) {
  const [row, column] = ["row", "column"].map((key) => control.getAttribute(`lv-value-${key}`));
  const name = /** @type {string} */ (list.getAttribute("lv-rows")).replace("show", "draft");
  page.push(list, name, { values: { row, column, value: (told = control.value) }, form: null, control: {} });
}
