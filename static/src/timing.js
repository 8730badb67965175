/** When a binding acts: after a pause, or not more often than so. */

/** @import { Happening } from "./payload.js" */

import { BIND, isTyped } from "./bound.js";
import { unshadowed } from "./unshadowed.js";

/** Where the attribute has no number. */
const DEFAULT = 300;

/** These come in bursts, and each has to count; whatever else happens to a control is a decision, and at once. */
const TYPING = /input|compositionend|key/;

/**
 * @typedef {object} Waiting
 * @property {Element} bound
 * @property {string} attribute
 * @property {(() => void) | null} action what is to be done; null after a throttled one, until the next
 * @property {boolean} isThrottled
 * @property {number} [timer]
 */

/** In the order they happened. @type {Set<Waiting>} */
const waiting = new Set();

/** Whether something is still to be done. */
export function isDelaying() {
  return [...waiting].some(({ action }) => action);
}

/**
 * Does something when the element says: `lv-debounce` after a pause or on blur, `lv-throttle` at once and then, at the
 * end of each period, the last of what happened meanwhile. Without either at once, after all that waits.
 *
 * @param {Element} bound
 * @param {string} attribute
 * @param {Happening} happening
 * @param {() => void} action
 */
export function delay(bound, attribute, happening, action) {
  const throttle = setting(bound, happening, "lv-throttle");
  const pause = setting(bound, happening, "lv-debounce") ?? (attribute === BIND && isTyped(bound) ? "" : null);
  if (throttle !== null) throttled(bound, attribute, Number(throttle) || DEFAULT, action);
  else if (pause !== null) debounced(bound, attribute, pause, action);
  else {
    flush();
    action();
  }
}

/**
 * @param {Element} bound
 * @param {Happening} happening
 * @param {string} name
 * @returns {string | null}
 */
function setting(bound, { type, target }, name) {
  if (/submit|change|focusout/.test(type)) return null;
  const nearest = (TYPING.test(type) && unshadowed(target).closest(`[${name}]`)) || bound;
  return unshadowed(nearest).getAttribute(name);
}

/**
 * @param {Element} bound
 * @param {string} attribute
 * @param {string} pause
 * @param {() => void} action
 */
function debounced(bound, attribute, pause, action) {
  const before = find(bound, attribute);
  if (before) end(before);
  /** @type {Waiting} */
  const entry = { bound, attribute, action, isThrottled: false };
  if (pause !== "blur") entry.timer = setTimeout(() => act(entry), Number(pause || DEFAULT));
  waiting.add(entry);
}

/**
 * @param {Element} bound
 * @param {string} attribute
 * @param {number} period
 * @param {() => void} action
 */
function throttled(bound, attribute, period, action) {
  const entry = find(bound, attribute);
  if (entry) {
    entry.action = action;
    return;
  }
  /** @type {Waiting} */
  const begun = { bound, attribute, action, isThrottled: true };
  const turn = () => {
    if (!begun.action) return end(begun);
    begun.timer = setTimeout(turn, period);
    act(begun);
  };
  waiting.add(begun);
  turn();
}

/**
 * @param {Element} bound
 * @param {string} attribute
 * @returns {Waiting | undefined}
 */
function find(bound, attribute) {
  return [...waiting].find((entry) => entry.bound === bound && entry.attribute === attribute);
}

/** Does all that waits, now: what comes next must not overtake it. */
export function flush() {
  waiting.forEach(act);
}

/** @param {Waiting} entry */
function act(entry) {
  const { action, bound } = entry;
  entry.action = null;
  if (!entry.isThrottled) end(entry);
  if (unshadowed(bound).isConnected) action?.();
}

/** @param {Waiting} entry */
function end(entry) {
  clearTimeout(entry.timer);
  waiting.delete(entry);
}
