/** Shows what waits for an answer: the class `lv-loading` and `aria-busy`. */

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
 * @param {Element} element
 * @param {number} change
 */
function count(element, change) {
  const number = (counts.get(element) ?? 0) + change;
  counts.set(element, number);
  element.classList.toggle("lv-loading", number > 0);
  if (number) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
  if (!element.classList.length) element.removeAttribute("class");
}
