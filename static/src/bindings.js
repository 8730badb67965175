/** DOM events to the events that templates name: `lv-click="add"`. Listens at the root, so later elements work too. */

/** @import { Happening } from "./payload.js" */

import { debounce, flushDebounced } from "./debounce.js";
import { isTouched, touch } from "./inputs.js";
import { payloadOf } from "./payload.js";
import { push } from "./view.js";

/**
 * Which attribute names the event for a DOM event. `focusin` and `focusout` are the ones of the focus that bubble;
 * `compositionend` is an input too: what an input method writes before is half a character.
 *
 * @type {Record<string, string>}
 */
const ATTRIBUTES = {
  click: "lv-click",
  submit: "lv-submit",
  change: "lv-change",
  input: "lv-input",
  compositionend: "lv-input",
  focusin: "lv-focus",
  focusout: "lv-blur",
  keydown: "lv-keydown",
  keyup: "lv-keyup",
};

/** Events that come in bursts. */
const TYPING = /input|compositionend|key/;

/** What a click would do besides its event: follow a link, submit a form. */
const WITH_DEFAULT = "a[href], button:not([type]), [type=submit]";

/** @param {Element} root */
export function listen(root) {
  for (const type of Object.keys(ATTRIBUTES)) root.addEventListener(type, happened);
}

/**
 * Tells a new process what was typed for the old one: each form or control that reports its changes does so.
 *
 * @param {Element} root
 */
export function recover(root) {
  /** @type {Map<Element, Happening>} */
  const reports = new Map();
  for (const target of root.querySelectorAll("input, select, textarea")) {
    for (const type of isTouched(target) ? ["input", "change"] : []) {
      const bound = boundTo(target, type);
      if (bound) reports.set(bound, { target, type });
    }
  }
  reports.forEach((happening, bound) => pushNamed(bound, happening));
}

/** @param {Event} event */
function happened(event) {
  const { type } = event;
  const target = /** @type {Element} */ (event.target);
  if (/** @type {InputEvent} */ (event).isComposing) return;
  if (type === "input" || type === "change") touch(target);
  const bound = boundTo(target, type);
  if (type === "focusout") flushDebounced();
  if (!bound || opensElsewhere(bound, event)) return;
  if (type === "submit" || (type === "click" && bound.matches(WITH_DEFAULT))) event.preventDefault();
  fire(bound, { target, type, event });
}

/**
 * @param {Element} bound
 * @param {Happening} happening
 */
function fire(bound, happening) {
  const { target, type } = happening;
  const delay = Number((target.closest("[lv-debounce]") ?? bound).getAttribute("lv-debounce"));
  if (delay && TYPING.test(type)) return debounce(bound, type, delay, () => pushNamed(bound, happening));
  flushDebounced();
  pushNamed(bound, happening);
}

/**
 * @param {Element} bound
 * @param {Happening} happening
 */
function pushNamed(bound, happening) {
  const name = bound.getAttribute(ATTRIBUTES[happening.type]);
  if (name) push(bound, name, payloadOf(bound, happening));
}

/**
 * The nearest element that names an event, around a control or around its form.
 *
 * @param {Element} target
 * @param {string} type
 * @returns {Element | null | undefined}
 */
function boundTo(target, type) {
  const selector = `[${ATTRIBUTES[type]}]`;
  return target.closest(selector) ?? /** @type {HTMLInputElement} */ (target).form?.closest(selector);
}

/**
 * Whether a click asks for a link in another tab or window.
 *
 * @param {Element} bound
 * @param {Event} event
 * @returns {boolean}
 */
function opensElsewhere(bound, event) {
  const { type, ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
  return type === "click" && bound.matches("a[href]") && (ctrlKey || metaKey || shiftKey);
}
