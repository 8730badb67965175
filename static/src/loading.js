/** Shows what waits for an answer: the class `lv-loading` and `aria-busy`. */

import { unshadowed } from "./unshadowed.js";

/** How many answers an element waits for. @type {WeakMap<Element, number>} */
const counts = new WeakMap();

/**
 * @param {Element} element
 * @returns {() => void} to be called once the answer is there
 */
export function showLoading(element) {
  count(element, 1);
  return () => count(element, -1);
}

/**
 * @param {Element} waiting
 * @param {number} change
 */
function count(waiting, change) {
  const number = (counts.get(waiting) ?? 0) + change;
  const element = unshadowed(waiting);
  counts.set(waiting, number);
  element.classList.toggle("lv-loading", number > 0);
  if (number) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
  if (!element.classList.length) element.removeAttribute("class");
}
