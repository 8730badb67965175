/**
 * `lv-scroll="end"`: a log stays at its end while it is there; who has scrolled away keeps the place, whatever comes or
 * goes before it.
 */

/** @import { Page } from "./types.js" */

import { watch } from "./presence.js";

/** How far from the end, in px, is still there: positions have fractions where a page is zoomed. */
const NEAR = 2;

/** Rows that are remembered, for the first of them may go: as many as a screen has. */
const MANY = 40;

/**
 * What is to stay where it is.
 *
 * @typedef {object} Place
 * @property {boolean} isAtEnd
 * @property {number} top how far it was scrolled
 * @property {[row: Element, offset: number][]} rows those in view, each with how far it is from the top; none at the end
 */

/** By element, where it was left. @type {Map<Element, Place>} */
const places = new Map();

/** Windows are resized, and keyboards take room. */
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => keep(target)));

/** @param {Page} page */
export function keepPlaces(page) {
  const everywhere = (/** @type {(element: Element) => void} */ action) => () => [...places.keys()].forEach(action);
  watch({ selector: "[lv-scroll=end]", arrived, left });
  page.observers.push({ heard: everywhere(note), changed: everywhere(keep) });
  page.root.addEventListener("scroll", ({ target }) => places.has(/** @type {Element} */ (target)) && note(/** @type {Element} */ (target)), true);
  page.root.addEventListener("load", everywhere(keep), true); // pictures come after their rows
}

/** @param {Element} element */
function arrived(element) {
  // Some browsers keep a place as well, though not at the very top, where older rows come.
  /** @type {HTMLElement} */ (element).style.setProperty("overflow-anchor", "none");
  places.set(element, { isAtEnd: true, top: 0, rows: [] });
  sizes.observe(element);
  keep(element);
}

/** @param {Element} element */
function left(element) {
  places.delete(element);
  sizes.unobserve(element);
}

/** @param {Element} element */
function note(element) {
  const { scrollHeight, scrollTop, clientHeight } = element;
  const before = placeOf(element);
  const isNear = scrollHeight - scrollTop - clientHeight < NEAR;
  const isAtEnd = isNear || (before.isAtEnd && scrollTop >= before.top); // it may have grown since
  const edge = element.getBoundingClientRect().top;
  const inView = isAtEnd ? [] : rowsOf(element).filter((row) => row.getBoundingClientRect().bottom > edge);
  places.set(element, { isAtEnd, top: scrollTop, rows: inView.slice(0, MANY).map((row) => [row, offsetOf(row, element)]) });
}

/** @param {Element} element */
function keep(element) {
  const place = placeOf(element);
  const [row, offset = 0] = place.rows.find(([own]) => element.contains(own)) ?? [];
  const moved = place.isAtEnd ? element.scrollHeight : row ? offsetOf(row, element) - offset : 0;
  if (moved) element.scrollBy({ top: moved, behavior: "instant" }); // even by nothing it would end a scroll in progress
  place.top = element.scrollTop;
}

/**
 * @param {Element} element
 * @returns {Place}
 */
function placeOf(element) {
  return /** @type {Place} */ (places.get(element));
}

/**
 * @param {Element} row
 * @param {Element} element
 */
function offsetOf(row, element) {
  return row.getBoundingClientRect().top - element.getBoundingClientRect().top;
}

/**
 * The children, or those of an only child: a list in what scrolls.
 *
 * @param {Element} element
 * @returns {Element[]}
 */
function rowsOf({ children }) {
  return children.length === 1 ? rowsOf(children[0]) : [...children];
}
