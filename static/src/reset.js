/** `lv-reset`: a form that was sent is as the server has it again, but for what somebody has entered since. */

/** @import { Page, Settle } from "./types.js" */

import { unshadowed } from "./unshadowed.js";

/**
 * Remembers what a form says now.
 *
 * @param {Page} page
 * @param {Element} form
 * @returns {Settle} to be called with the answer
 */
export function resetAfter(page, form) {
  const controls = [.../** @type {any} */ (unshadowed(form)).elements].filter((control) => control.matches("input, select, textarea"));
  const sent = new Map(controls.map((control) => [control, entered(control)]));
  return (error) => {
    for (const control of error ? [] : controls) {
      const shown = page.comeback?.successorOf(control) ?? control;
      if (entered(shown) === sent.get(control)) reset(page, shown);
    }
  };
}

/**
 * @param {any} control
 * @returns {string} what it holds, to be compared
 */
export function entered({ value, checked, options = [] }) {
  return JSON.stringify([value, checked, Array.from(options, ({ selected }) => selected)]);
}

/**
 * Shows what the attributes say: those of the server, or nothing.
 *
 * @param {Page} page
 * @param {any} control
 */
export function reset(page, control) {
  const { type, options = [], defaultValue, defaultChecked } = control;
  for (const option of options) option.selected = option.defaultSelected;
  if (/checkbox|radio/.test(type)) control.checked = defaultChecked;
  else if (type === "file") control.value = "";
  else if (defaultValue !== undefined) control.value = defaultValue;
  page.payloadOf(control, { type: "reset", target: control }); // the server is taken to know: it may write again
}
