/** Forms of models: what is entered goes to the server as it is typed. Loaded where a page has one. */

/** @import { Page } from "./types.js" */

import { touchEntered } from "./entered.js";
import { unshadowed } from "./unshadowed.js";

/** What may have nothing to say. */
const SILENT = ":is([type=checkbox], [type=radio], select[multiple]):enabled";

/** @type {Page} */
let page;

/** @param {Page} given */
export function start(given) {
  page = given;
  for (const type of ["input", "compositionend", "focusout"]) page.root.addEventListener(type, entered);
  page.root.addEventListener("formdata", (event) => addSilent(/** @type {FormDataEvent} */ (event)));
  page.observers.push({ restored: report });
  page.effects.focus = (selector) => find(selector)?.focus();
  page.effects.post = (selector) => /** @type {HTMLFormElement | null} */ (unshadowed(find(selector)))?.submit();
  touchEntered(page);
  report(); // what was typed while this was loaded
}

/**
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function find(selector) {
  return page.root.querySelector(selector);
}

/**
 * Says what forms leave out: the names of boxes that are off and of choices of nothing, under the empty name. Whoever
 * reads a form asks for this, the browser's own submit too.
 *
 * @param {FormDataEvent} event
 */
function addSilent({ target, formData }) {
  const form = /** @type {HTMLFormElement} */ (target);
  if (!unshadowed(form).matches("[lv-form]")) return;
  for (const control of unshadowed(form).elements) {
    const { name } = /** @type {HTMLInputElement} */ (control);
    if (name && !formData.has(name) && control.matches(SILENT)) formData.append("", name);
  }
}

/** @param {Event} event */
function entered(event) {
  const { type, target } = event;
  const { isComposing, relatedTarget } = /** @type {InputEvent & FocusEvent} */ (event);
  // Who leaves for the button that submits sees what is wrong after that: now it would move the button away.
  const submits = type === "focusout" && /** @type {Element | null} */ (relatedTarget)?.matches("[type=submit], button:not([type])");
  if (!isComposing && !submits) tell(/** @type {Element} */ (target), type, event);
}

/**
 * @param {Element} target
 * @param {string} type
 * @param {Event} [event]
 */
function tell(target, type, event) {
  const { form } = /** @type {HTMLInputElement} */ (target);
  if (form && unshadowed(form).matches("[lv-form]")) page.whenReady(() => page.steps.fire(form, "lv-form", { target, type, event }));
}

/**
 * Tells a process that has not heard of it what was typed.
 *
 * @param {(control: Element) => boolean} [isToTell]
 */
function report(isToTell = page.isTouched) {
  for (const form of page.root.querySelectorAll("form[lv-form]")) {
    const touched = [...unshadowed(/** @type {HTMLFormElement} */ (form)).elements].find(isToTell);
    if (touched) tell(touched, "input");
  }
}
