/** What the view has not taken of a bound control: its field has its old value again, and no patch says so. */

/** @import { Page, Settle } from "./types.js" */

import { BIND, isTyped } from "./bound.js";
import { entered, reset } from "./reset.js";

/** What each bound control held when the view was told of it. @type {Map<any, string>} */
const told = new Map();

/** @param {Page} page */
export function watchRefused(page) {
  const look = () => {
    if (!page.face.pending) told.forEach((sent, bound) => settle(page, bound, sent));
  };
  page.observers.push({ changed: look });
  page.root.addEventListener("focusout", look);
}

/**
 * The view is told of a bound control.
 *
 * @param {Element} bound
 * @returns {Settle} to be called with the answer
 */
export function noteTold(bound) {
  told.set(bound, entered(bound));
  return (error) => {
    if (error) told.delete(bound); // what it made of it is not known
  };
}

/**
 * All has been answered: what somebody has not changed since shows what the view has of it. Where it is typed, once it is
 * left: a word in the middle of which a handler takes out spaces would never have any.
 *
 * @param {Page} page
 * @param {any} bound
 * @param {string} sent
 */
function settle(page, bound, sent) {
  if (isTyped(bound) && bound === document.activeElement) return;
  told.delete(bound);
  if (entered(bound) !== sent || bound.type === "password" || bound.validity.badInput) return; // of a secret a page shows nothing
  const name = CSS.escape(/** @type {string} */ (bound.getAttribute(BIND)));
  const group = bound.type === "radio" ? page.root.querySelectorAll(`[type=radio][${BIND}=${name}]`) : [bound];
  for (const control of group) if (entered(control) !== written(control)) reset(page, control);
}

/**
 * @param {any} control
 * @returns {string} what the view has of it, to be compared with what it holds
 */
function written({ value, defaultValue = value, checked, defaultChecked = checked, options = [] }) {
  return JSON.stringify([defaultValue, defaultChecked, Array.from(options, ({ defaultSelected }) => defaultSelected)]);
}
