/** What was entered before the client ran, or the browser has put back on the way back, is entered like all else. */

/** @import { Page } from "./types.js" */

import { entered } from "./reset.js";

/** @param {Page} page */
export function touchEntered({ root, touch }) {
  const controls = root.querySelectorAll(":is([lv-bind], [lv-form] *):is(input, select, textarea):not([type=file])");
  for (const control of controls) if (entered(control) !== entered(asWritten(control))) touch(control);
}

/**
 * As the browser would show what is written: it corrects some of it.
 *
 * @param {Element} control
 */
function asWritten(control) {
  const form = document.createElement("form");
  const copy = form.appendChild(control.cloneNode(true));
  form.reset();
  return copy;
}
