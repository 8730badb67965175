/** What waits for an answer does nothing meanwhile, and says so: `lv-disable-with`. And what is asked first. */

/** @import { Happening } from "./payload.js" */

import { unshadowed } from "./unshadowed.js";

const WITH = "lv-disable-with";

/** @type {WeakSet<Element>} */
const disabled = new WeakSet();

/**
 * Whether something may happen: nothing of it waits for an answer, and nobody has denied it.
 *
 * @param {Element} bound
 * @param {Happening} happening
 * @returns {boolean}
 */
export function mayHappen(bound, { type, event }) {
  if (type !== "click" && type !== "submit") return true;
  const { submitter } = /** @type {SubmitEvent} */ (event ?? {});
  if (buttonsOf(bound, type).some((button) => disabled.has(button))) return false;
  const question = (submitter?.hasAttribute("lv-confirm") ? submitter : unshadowed(bound)).getAttribute("lv-confirm");
  return question === null || confirm(question);
}

/**
 * @param {Element} bound
 * @param {string} type
 * @returns {Element[]}
 */
function buttonsOf(bound, type) {
  const candidates = type === "submit" && bound instanceof HTMLFormElement ? [...unshadowed(bound).elements] : [bound];
  return candidates.filter((element) => unshadowed(element).hasAttribute(WITH));
}

/**
 * Keeps buttons from acting.
 *
 * They stay enabled for the browser: a disabled one would lose the focus, and whether it is disabled is the server's.
 *
 * @param {Element} bound
 * @param {Happening} happening
 * @returns {() => void} ends it
 */
export function disable(bound, { type }) {
  if (type !== "click" && type !== "submit") return () => {};
  const ends = buttonsOf(bound, type).map(swap);
  return () => ends.forEach((end) => end());
}

/**
 * @param {Element} button
 * @returns {() => void}
 */
function swap(button) {
  const text = button.getAttribute(WITH);
  const held = document.createElement("span");
  disabled.add(button);
  button.setAttribute("aria-disabled", "true");
  if (text) {
    held.hidden = true;
    held.append(...button.childNodes); // where patches still find them
    button.append(text, held);
  }
  return () => {
    disabled.delete(button);
    button.removeAttribute("aria-disabled");
    if (held.parentNode === button) button.replaceChildren(...held.childNodes);
  };
}
