/**
 * What goes beyond a click that sends its event: all other bindings, with how and when. Loaded where a page has one.
 */

/** @import { Happening } from "./payload.js" */
/** @import { Page } from "./types.js" */

import { takeOver } from "./listening.js";
import { delay, flush, isDelaying } from "./timing.js";

/** @type {Page} */
let page;

/** @param {Page} given */
export function start(given) {
  page = given;
  page.steps.fire = fire;
  page.observers.push({ isBusy: isDelaying, leaving: flush });
  page.root.addEventListener("focusout", flush);
  takeOver(page);
}

/**
 * Does what an attribute says.
 *
 * @param {Element} bound
 * @param {string} attribute
 * @param {Happening} happening
 */
function fire(bound, attribute, happening) {
  delay(bound, attribute, happening, () => {
    const name = bound.getAttribute(attribute);
    if (name) page.pushNamed(bound, name, happening);
  });
}
