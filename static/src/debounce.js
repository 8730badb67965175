/** Events that wait until somebody pauses. */

/** @typedef {{ element: Element, type: string, action: () => void, timer: number }} Waiting */

/** In the order they happened. @type {Set<Waiting>} */
const waiting = new Set();

export function isDebouncing() {
  return waiting.size > 0;
}

/**
 * Runs an action after a pause; another of the same element and type before that takes its place.
 *
 * @param {Element} element
 * @param {string} type
 * @param {number} delay in ms
 * @param {() => void} action
 */
export function debounce(element, type, delay, action) {
  for (const entry of waiting) if (entry.element === element && entry.type === type) end(entry);
  const entry = { element, type, action, timer: setTimeout(() => run(entry), delay) };
  waiting.add(entry);
}

/** Runs all that waits, now: what comes next must not overtake it. */
export function flushDebounced() {
  waiting.forEach(run);
}

/** @param {Waiting} entry */
function run(entry) {
  end(entry);
  entry.action();
}

/** @param {Waiting} entry */
function end(entry) {
  clearTimeout(entry.timer);
  waiting.delete(entry);
}
