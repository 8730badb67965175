/** Which of a list's items can stay where they are while the others move around them. */

/**
 * Values that grow, from the last one back.
 *
 * @typedef {object} Run
 * @property {number} value
 * @property {Run | undefined} rest
 */

/**
 * The longest run of values that already grow, not necessarily side by side.
 *
 * @param {number[]} values distinct
 * @returns {Set<number>}
 */
export function longestIncreasing(values) {
  /** What ends a run of each length, with the smallest value that does. @type {Run[]} */
  const ends = [];
  for (const value of values) {
    const length = lengthBelow(ends, value);
    ends[length] = { value, rest: ends[length - 1] };
  }
  const found = new Set();
  for (let run = ends.at(-1); run; run = run.rest) found.add(run.value);
  return found;
}

/**
 * The longest run that a value may follow.
 *
 * @param {Run[]} ends
 * @param {number} value
 * @returns {number} its length
 */
function lengthBelow(ends, value) {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle].value < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The old indexes in their new order.
 *
 * @param {any[]} moved `[from, to, …]` or `[[order]]` (protocol, section 3)
 * @param {number} length
 * @returns {number[]}
 */
export function orderOf(moved, length) {
  if (Array.isArray(moved[0])) return moved[0];
  /** @type {Map<number, number>} */
  const origins = new Map();
  for (let index = 0; index < moved.length; index += 2) origins.set(moved[index + 1], moved[index]);
  const moving = new Set(origins.values());
  const indexes = [...Array(length).keys()];
  const staying = indexes.filter((index) => !moving.has(index));
  let next = 0;
  return indexes.map((target) => origins.get(target) ?? staying[next++]);
}

/**
 * The indexes that a removal names.
 *
 * @param {number[]} removed `[i, -n, j, …]`: -n is n more after it
 * @returns {Set<number>}
 */
export function indexesOf(removed) {
  /** @type {Set<number>} */
  const indexes = new Set();
  let last = 0;
  for (const entry of removed) {
    if (entry < 0) for (let left = entry; left++; ) indexes.add(++last);
    else indexes.add((last = entry));
  }
  return indexes;
}
