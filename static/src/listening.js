/** Listens for whatever the templates bind: any DOM event, here or on the window, with modifiers. */

/** @import { Page } from "./types.js" */
/** @import { Spec } from "./spec.js" */

import { preventsDefault } from "./defaults.js";
import { counts, keysOf, specOf } from "./spec.js";
import { unshadowed } from "./unshadowed.js";

/** By the type of the DOM event, those that are looked for around what it happens to. @type {Map<string, Spec[]>} */
const specs = new Map();

/** Names that were seen: of other attributes too. @type {Set<string>} */
const seen = new Set();

/** What `.once` has had. @type {WeakMap<Element, Set<string>>} */
const had = new WeakMap();

/** @type {Page} */
let page;

/** Where the button of the mouse went down. @type {EventTarget[]} */
let pressed = [];

/** @param {Page} given */
export function takeOver(given) {
  page = given;
  page.steps.find = find;
  learn(page.definitions);
  learn(page.root.outerHTML);
  page.observers.push({ defined: learn });
}

/** @param {unknown} definitions what may name further bindings */
function learn(definitions) {
  for (const name of JSON.stringify(definitions).match(/lv-[a-z][\w:.-]*/g) ?? []) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (name === "lv-click-away") listenForClicksAway();
    else listenFor(specOf(name));
  }
}

/** @param {Spec | null} spec */
function listenFor(spec) {
  if (!spec) return;
  if (spec.scope) {
    const target = spec.scope === "window" ? window : document;
    target.addEventListener(spec.types[0], (event) => everywhere(spec, event));
    return;
  }
  for (const type of spec.types) {
    const known = specs.get(type);
    if (!known) listenAtRoot(type);
    specs.set(type, [...(known ?? []), spec]);
  }
}

/** @param {string} type */
function listenAtRoot(type) {
  if (["click", "submit", "change", "input", "compositionend"].includes(type)) return; // the first file does
  for (const capture of [true, false]) {
    // An event that does not bubble is seen on its way down, the others on their way up.
    page.root.addEventListener(type, (event) => capture !== event.bubbles && page.happened(event), capture);
  }
}

/**
 * The nearest element wins, with everything on it that counts.
 *
 * @param {Event} event
 */
function find(event) {
  for (const element of around(event)) {
    const names = new Set(unshadowed(element).getAttributeNames());
    const bound = (specs.get(event.type) ?? []).filter((spec) => names.has(spec.name) && counts(spec, element, event));
    for (const spec of bound) act(spec, element, event);
    if (bound.length) return;
  }
}

/**
 * What an event happens to and what is around that; around its form, for a control that stands elsewhere.
 *
 * @param {Event} event
 * @returns {Element[]}
 */
function around({ target, bubbles }) {
  const found = [];
  const { form } = unshadowed(/** @type {HTMLInputElement} */ (target));
  for (const start of bubbles ? [target, form] : [target]) {
    let element = /** @type {Element | null} */ (start);
    for (; element && element !== page.root; element = unshadowed(element).parentElement) found.push(element);
  }
  return found;
}

/**
 * @param {Spec} spec
 * @param {Event} event
 */
function everywhere(spec, event) {
  for (const element of page.root.querySelectorAll(`[${CSS.escape(spec.name)}]`)) {
    if (counts(spec, element, event)) act(spec, element, event);
  }
}

/**
 * @param {Spec} spec
 * @param {Element} bound
 * @param {Event} event
 */
function act({ name, scope, modifiers }, bound, event) {
  if (!scope && !preventsDefault(bound, event)) return;
  if (modifiers.has("prevent")) event.preventDefault();
  if (modifiers.has("stop")) event.stopPropagation();
  if (modifiers.has("once") && hasHad(bound, name)) return;
  const target = scope ? bound : /** @type {Element} */ (event.target);
  page.whenReady(() => page.steps.fire(bound, name, { type: event.type, target, event, keys: keysOf(event) }));
}

/**
 * @param {Element} element
 * @param {string} name
 * @returns {boolean} whether it has had its once
 */
function hasHad(element, name) {
  const names = had.get(element) ?? new Set();
  had.set(element, names);
  return names.size === names.add(name).size;
}

/** A click that neither began nor ended inside. Not one of the keyboard, which is on what has the focus. */
function listenForClicksAway() {
  addEventListener("pointerdown", (event) => (pressed = event.composedPath()), true);
  addEventListener("click", (event) => {
    const path = [...pressed, ...event.composedPath()];
    if (!pressed.length) return;
    pressed = [];
    for (const bound of page.root.querySelectorAll("[lv-click-away]")) {
      if (path.includes(bound) || !unshadowed(bound).checkVisibility()) continue;
      page.whenReady(() => page.steps.fire(bound, "lv-click-away", { type: "away", target: bound, event }));
    }
  });
}
