/**
 * DOM events to the events that templates name: `lv-click="add"`. Listens at the root, so later elements work too.
 *
 * This is what most pages need. Every other binding, and whatever says how, is the module `actions`: it takes over.
 */

/** @import { Happening } from "./payload.js" */

import { boundTo, preventsDefault } from "./defaults.js";
import { touch } from "./inputs.js";
import { showLoading } from "./loading.js";
import { need, whenReady } from "./modules.js";
import { payloadOf } from "./payload.js";
import { unshadowed } from "./unshadowed.js";
import { push } from "./view.js";

/**
 * Which attribute names the event for a DOM event. `compositionend` is an input too: what an input method writes before
 * is half a character.
 *
 * @type {Record<string, string>}
 */
const ATTRIBUTES = {
  click: "lv-click",
  submit: "lv-submit",
  change: "lv-change",
  input: "lv-input",
  compositionend: "lv-input",
};

/** What the module `actions` does otherwise. */
export const steps = {
  /**
   * Finds what is bound to a DOM event.
   *
   * @param {Event} event
   */
  find(event) {
    const { type } = event;
    const target = /** @type {Element} */ (event.target);
    const attribute = ATTRIBUTES[type];
    const bound = boundTo(target, attribute);
    if (bound && preventsDefault(bound, event)) whenReady(() => steps.fire(bound, attribute, { type, target, event }));
  },

  /**
   * Does what an attribute says.
   *
   * @param {Element} bound
   * @param {string} attribute
   * @param {Happening} happening
   */
  fire(bound, attribute, happening) {
    const name = unshadowed(bound).getAttribute(attribute);
    if (name?.startsWith("[")) {
      need("actions");
      whenReady(() => steps.fire(bound, attribute, happening));
    } else if (name) pushNamed(bound, name, happening);
  },
};

/** @param {Element} root */
export function listen(root) {
  for (const type of Object.keys(ATTRIBUTES)) root.addEventListener(type, happened);
}

/** @param {Event} event */
export function happened(event) {
  if (/input|change/.test(event.type)) touch(/** @type {Element} */ (event.target));
  if (/** @type {InputEvent} */ (event).isComposing) return;
  steps.find(event);
}

/**
 * Sends an event, and shows that it waits for its answer.
 *
 * @param {Element} bound
 * @param {string} name
 * @param {Happening} happening
 */
function pushNamed(bound, name, happening) {
  push(bound, name, payloadOf(bound, happening), showLoading(bound));
}
