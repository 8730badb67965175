/**
 * Losing the connection, and coming back. Loaded with the first connection, for the day on which the network is silent, or
 * another process shows the page: a server that was started anew, perhaps with other templates.
 */

/** @import { Happening } from "./payload.js" */
/** @import { Page, PageData } from "./types.js" */

import { listenForBlocked } from "./blocked.js";
import { boundTo } from "./defaults.js";
import { announce } from "./report.js";
import { listenForSilence } from "./silence.js";
import { showLost, showStatus } from "./status.js";
import { unshadowed } from "./unshadowed.js";

/** The data of a page, or the report of an error page. JSON in a script never holds `<`. */
const DATA = /<script[^>]* id="lv-(data|report)[^>]*>([^<]*)</;

/** What a person can be in, or fill in. */
const FIELDS = "input, select, textarea";
const CONTROLS = `${FIELDS}, button`;

/** Which of the live parts of an ordinary page this is; "" for a page of one view. @type {string} */
let part;

/** @typedef {HTMLInputElement & Pick<HTMLSelectElement, "options" | "selectedOptions">} Control one of those */

/** @param {Page} page */
export function comeback(page) {
  const connected = (/** @type {boolean} */ isConnected) => {
    reported = new WeakSet();
    showStatus(page.root, isConnected);
  };
  part = /** @type {string} */ (page.root.getAttribute("lv-root"));
  page.comeback = { carryOver, renew, restored };
  connected(page.face.connected);
  page.observers.push({ connected });
  listenForSilence(page);
  listenForBlocked(page);
}

/** Controls of which the new process has heard. @type {WeakSet<Element>} */
let reported = new WeakSet();

/**
 * A new process has shown the values of an address: it is told what was typed for the old one.
 *
 * @param {Page} page
 * @param {(element: Element) => boolean} isBack whether the address that an element is part of has its values
 * @param {boolean | number} lost whether something that somebody did went with the old process
 */
function restored(page, isBack, lost) {
  const { root, observers, isTouched } = page;
  const isToTell = (/** @type {Element} */ control) => isTouched(control) && isBack(control) && !reported.has(control);
  recover(page, isToTell);
  for (const observer of observers) observer.restored?.(isToTell);
  for (const control of root.querySelectorAll(FIELDS)) if (isToTell(control)) reported.add(control);
  if (lost) showLost(root);
}

/**
 * Each form or control that reports its changes does so.
 *
 * @param {Page} page
 * @param {(control: Element) => boolean} isToTell
 */
function recover({ root, steps }, isToTell) {
  /** @type {Map<Element, Happening>} */
  const reports = new Map();
  for (const target of root.querySelectorAll(FIELDS)) {
    for (const type of isToTell(target) ? ["input", "change"] : []) {
      const bound = boundTo(target, `lv-${type}`);
      if (bound) reports.set(bound, { target, type });
    }
  }
  reports.forEach((happening, bound) => steps.fire(bound, `lv-${happening.type}`, happening));
}

/**
 * The process has gone, and nothing is kept of it: the page asks for another one.
 *
 * @param {(data: PageData) => void} restart
 * @throws {Error} where there is no answer, or the server is in trouble
 */
async function renew(restart) {
  const renewed = await fetchPageData();
  if (renewed) restart(renewed);
  else location.reload();
}

/**
 * The data of the page with a new token, as the server gives it now: the page's own URL is asked for.
 *
 * @returns {Promise<PageData | null>} null where the answer is another page, for example one to sign in
 * @throws {Error} where there is no answer, or the server is in trouble
 */
async function fetchPageData() {
  const response = await fetch(location.href, { cache: "no-store", headers: { "lv-part": part } });
  const found = DATA.exec(await response.text());
  const content = found && JSON.parse(found[2]);
  if (found?.[1] === "report") announce(content);
  if (response.status >= 500) throw new Error(response.statusText);
  return response.redirected ? null : content;
}

/** Controls that are gone, and whose heirs may come with another address. @type {Control[]} */
let orphans = [];

/** What had the focus. @type {Control} */
let active;

/**
 * Runs something that may make the page's controls anew: what was entered, the focus and the caret pass to the
 * controls that take the places of the old ones.
 *
 * @param {Page} page
 * @param {() => void} write
 */
function carryOver({ root, isTouched, touch }, write) {
  if (!orphans.includes(active)) active = /** @type {any} */ (document.activeElement);
  const before = [...controlsOf(root), ...orphans];
  write();
  let heirs = controlsOf(root);
  orphans = [];
  for (const control of before) {
    const heir = heirs.find((heir) => keyOf(heir) === keyOf(control));
    if (!heir) orphans.push(control);
    heirs = heirs.filter((other) => other !== heir);
    if (!heir || heir === control) continue; // nothing has its place yet, or it stayed
    if (isTouched(control)) {
      copyEntered(control, heir);
      touch(heir);
    }
    if (control === active) copyFocus(control, heir);
  }
}

/**
 * @param {Element} root
 * @returns {Control[]}
 */
function controlsOf(root) {
  return [.../** @type {any} */ (root.querySelectorAll(CONTROLS))];
}

/**
 * What a control is to its form. Controls of one key count in their order; the number of a component is another one in
 * each process, and is behind its events and bound fields, and in the ids of its forms.
 *
 * @param {Control} control
 * @returns {string}
 */
function keyOf({ type, form, id, name, defaultValue }) {
  const choice = /checkbox|radio/.test(type) && defaultValue;
  const around = unshadowed(form);
  const prefix = `${around?.getAttribute("lv-form")}`.replace("@", "-");
  const event = around?.getAttribute("lv-submit")?.split("@")[0];
  return JSON.stringify([around?.id, event, type, id.replace(prefix, ""), name.split("@")[0], choice]);
}

/**
 * @param {Control} from
 * @param {Control} to
 */
function copyEntered(from, to) {
  if (from.localName === "select") {
    const chosen = [...from.selectedOptions].map(({ value }) => value);
    const options = [...to.options].filter(({ value }) => chosen.includes(value));
    if (options.length) for (const option of to.options) option.selected = options.includes(option);
  } else if (from.type !== "file") {
    to.checked = from.checked;
    to.value = from.value;
  }
}

/**
 * @param {Control} from
 * @param {Control} to
 */
function copyFocus(from, to) {
  const { selectionStart, selectionEnd, selectionDirection } = from;
  to.focus({ preventScroll: true });
  if (selectionStart != null) to.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? undefined);
}
