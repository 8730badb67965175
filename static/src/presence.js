/** What comes into the page and what goes: after each patch, and before what is asked for after it. */

import { unshadowed } from "./unshadowed.js";

/**
 * @typedef {object} Watcher
 * @property {string} selector
 * @property {(element: Element) => void} arrived
 * @property {(element: Element) => void} [left]
 */

/** @type {Watcher[]} */
const watchers = [];

/** What has arrived, by watcher. @type {Map<Watcher, Set<Element>>} */
const present = new Map();

/** @type {Element} */
let root;

/** @type {MutationObserver} */
let observer;

/** @param {Element} within */
export function watchIn(within) {
  root = within;
  observer = new MutationObserver(look);
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["lv-hook"] });
}

/** @param {Watcher} watcher */
export function watch(watcher) {
  watchers.push(watcher);
  present.set(watcher, new Set());
  look();
}

/** Looks now. */
export function look() {
  observer.takeRecords();
  for (const watcher of watchers) {
    const known = /** @type {Set<Element>} */ (present.get(watcher));
    for (const element of known) {
      if (unshadowed(element).isConnected && unshadowed(element).matches(watcher.selector)) continue;
      known.delete(element);
      watcher.left?.(element);
    }
    for (const element of root.querySelectorAll(watcher.selector)) {
      if (known.has(element)) continue;
      known.add(element);
      watcher.arrived(element);
    }
  }
}
