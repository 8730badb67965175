/** Who is bound to an event, and what the browser would do by itself. */

import { unshadowed } from "./unshadowed.js";

/** A click would follow a link or submit a form. */
const WITH_DEFAULT = "a[href], button:not([type]), [type=submit]";

/**
 * Keeps the browser from it.
 *
 * @param {Element} bound
 * @param {Event} event
 * @returns {boolean} false where the click asks for a link in another tab or window: that is the browser's
 */
export function preventsDefault(bound, event) {
  const { type, ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
  if (type === "click") {
    if (unshadowed(bound).matches("a[href]") && (ctrlKey || metaKey || shiftKey)) return false;
    if (unshadowed(bound).matches(WITH_DEFAULT)) event.preventDefault();
  } else if (type === "submit") event.preventDefault();
  return true;
}

/**
 * The nearest element with an attribute, around a control or around its form.
 *
 * @param {Element} target
 * @param {string} attribute
 * @returns {Element | null | undefined}
 */
export function boundTo(target, attribute) {
  const selector = `[${attribute}]`;
  return unshadowed(target).closest(selector) ?? unshadowed(/** @type {HTMLInputElement} */ (target).form)?.closest(selector);
}
