/** Controls that are bound to a field: what they send of it. */

/** @import { Happening } from "./payload.js" */
/** @import { Page, Payload } from "./types.js" */

export const BIND = "lv-bind";

/** What is decided at once; anything else is typed, or dragged, bit by bit. */
const DECIDED = "select, [type=checkbox], [type=radio]";

/**
 * Tells a process that has not heard of it what was entered.
 *
 * @param {Page} page
 * @param {(control: Element) => boolean} [isToTell]
 */
export function report({ root, isTouched, steps, whenReady }, isToTell = isTouched) {
  for (const control of root.querySelectorAll(`[${BIND}]`)) {
    if (isToTell(control)) whenReady(() => steps.fire(control, BIND, { target: control, type: "input" }));
  }
}

/**
 * @param {Element} bound
 * @returns {boolean} whether it changes bit by bit
 */
export function isTyped(bound) {
  return !bound.matches(DECIDED);
}

/**
 * What a bound control tells: of a box that is one of several, those that have their ticks.
 *
 * @param {Page} page
 * @param {Element} bound
 * @param {Happening} happening
 * @returns {Payload}
 */
export function boundPayload(page, bound, happening) {
  const payload = page.payloadOf(bound, happening);
  if (isTyped(bound)) payload.control.typed = 1;
  else if (bound.matches("[type=checkbox]")) payload.form = ticked(page.root, bound);
  return payload;
}

/**
 * @param {Element} root
 * @param {Element} bound
 * @returns {string} urlencoded
 */
function ticked(root, bound) {
  const boxes = root.querySelectorAll(`[type=checkbox][${BIND}="${bound.getAttribute(BIND)}"]:checked`);
  return String(new URLSearchParams([...boxes].map((box) => ["", /** @type {HTMLInputElement} */ (box).value])));
}
