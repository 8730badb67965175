/** `lv-viewport-top`, `lv-viewport-bottom`: the first or last child of a list has come into view. */

/** @import { Page } from "./types.js" */

import { watch } from "./presence.js";

/**
 * One end of a list.
 *
 * @typedef {object} End
 * @property {Element} element the list
 * @property {"firstElementChild" | "lastElementChild"} which
 * @property {Element | null} child the one that is waited for, or was seen
 * @property {IntersectionObserver} observer
 */

/** @type {Set<End>} */
const ends = new Set();

/**
 * @param {Page} page
 * @param {(element: Element, attribute: string) => void} seen
 */
export function watchEnds(page, seen) {
  watchEnd("lv-viewport-top", "firstElementChild", seen);
  watchEnd("lv-viewport-bottom", "lastElementChild", seen);
  page.observers.push({ changed: () => ends.forEach(look) });
}

/**
 * @param {string} attribute
 * @param {End["which"]} which
 * @param {(element: Element, attribute: string) => void} seen
 */
function watchEnd(attribute, which, seen) {
  const arrived = (/** @type {Element} */ element) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect(); // once for each child
      seen(element, attribute);
    });
    const end = { element, which, child: null, observer };
    ends.add(end);
    look(end);
  };
  const left = (/** @type {Element} */ element) => {
    for (const end of ends) {
      if (end.element !== element || end.which !== which) continue;
      end.observer.disconnect();
      ends.delete(end);
    }
  };
  watch({ selector: `[${attribute}]`, arrived, left });
}

/** @param {End} end */
function look(end) {
  const child = end.element[end.which];
  if (child === end.child) return;
  end.child = child;
  end.observer.disconnect();
  if (child) end.observer.observe(child);
}
