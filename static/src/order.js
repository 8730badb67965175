/** Which of a list's items can stay where they are while the others move around them. */

/**
 * The longest run of values that already grow, not necessarily side by side.
 *
 * @param {number[]} values distinct
 * @returns {Set<number>}
 */
export function longestIncreasing(values) {
  /** Index of the smallest value that ends a run of each length. @type {number[]} */
  const ends = [];
  /** Index of the value before, in the longest run that ends here. @type {number[]} */
  const previous = [];
  values.forEach((value, index) => {
    const length = firstNotBelow(ends, values, value);
    previous[index] = length ? ends[length - 1] : -1;
    ends[length] = index;
  });
  const run = new Set();
  for (let index = ends.length ? ends[ends.length - 1] : -1; index >= 0; index = previous[index]) {
    run.add(values[index]);
  }
  return run;
}

/**
 * @param {number[]} ends
 * @param {number[]} values
 * @param {number} value
 * @returns {number}
 */
function firstNotBelow(ends, values, value) {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[ends[middle]] < value) low = middle + 1;
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
  const staying = Array.from({ length }, (_, index) => index).filter((index) => !moving.has(index));
  let next = 0;
  return Array.from({ length }, (_, target) => origins.get(target) ?? staying[next++]);
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
    if (entry < 0) for (const end = last - entry; last < end; ) indexes.add(++last);
    else indexes.add((last = entry));
  }
  return indexes;
}
