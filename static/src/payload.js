/** What an event tells the server: the element's values, the form's fields, the control that fired. */

/** @import { Payload } from "./types.js" */

import { editedProperty, tell } from "./inputs.js";
import { unshadowed } from "./unshadowed.js";

const VALUE = "lv-value-";
const CONTROLS = "input, select, textarea, button";

/** Events that carry fields; the others only tell the control. */
const WITH_FIELDS = /submit|click|change|input|compositionend/;

/** Events that say what a control holds, or that somebody is in it. */
const REPORTS = /focus|change|input|compositionend/;

/**
 * Something that happened in the page.
 *
 * @typedef {object} Happening
 * @property {string} type of the DOM event
 * @property {Element} target
 * @property {Event} [event] where there was one
 * @property {Record<string, unknown>} [keys] of the control, for events of the keyboard
 *
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement} Control
 */

/**
 * @param {Element} bound the element that names the event
 * @param {Happening} happening
 * @returns {Payload}
 */
export function payloadOf(bound, { type, target, event, keys }) {
  const element = type === "click" || unshadowed(bound).matches(CONTROLS) ? bound : target;
  const control = unshadowed(element).matches(CONTROLS) ? /** @type {Control} */ (element) : null;
  const { submitter = null } = /** @type {SubmitEvent} */ (event ?? {});
  return {
    values: valuesOf(bound),
    form: WITH_FIELDS.test(type) ? fieldsOf(bound, control, submitter) : null,
    control: {
      ...(control && describe(control)),
      submitter: /** @type {HTMLButtonElement | null} */ (submitter)?.name || undefined,
      ...keys,
    },
    isReport: REPORTS.test(type),
  };
}

/**
 * @param {Element} bound
 * @returns {Record<string, string>}
 */
function valuesOf(bound) {
  const given = [...unshadowed(bound).attributes].filter(({ name }) => name.startsWith(VALUE));
  return Object.fromEntries(given.map(({ name, value }) => [name.slice(VALUE.length), value]));
}

/**
 * @param {Element} bound
 * @param {Control | null} control
 * @param {HTMLElement | null} submitter
 * @returns {string | null} urlencoded
 */
function fieldsOf(bound, control, submitter) {
  if (bound instanceof HTMLFormElement) {
    [...unshadowed(bound).elements].forEach(tell);
    return encode([...new FormData(bound, submitter)]);
  }
  return !control || control.localName === "button" ? null : encode(ownFields(control));
}

/**
 * @param {Control} control
 * @returns {[string, string][]}
 */
function ownFields(control) {
  const { name } = control;
  if (!name || isOff(control)) return [];
  if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map(({ value }) => [name, value]);
  return [[name, control.value]];
}

/**
 * @param {Control} control
 * @returns {boolean} whether it is a box without its tick
 */
function isOff(control) {
  return editedProperty(control) === "checked" && !(/** @type {HTMLInputElement} */ (control).checked);
}

/**
 * @param {[string, FormDataEntryValue][]} fields
 * @returns {string}
 */
function encode(fields) {
  const texts = fields.map(([name, value]) => [name, value instanceof File ? value.name : value]);
  return String(new URLSearchParams(texts));
}

/**
 * @param {Control} control
 * @returns {Record<string, string | undefined>}
 */
function describe(control) {
  const { localName, name, value } = control;
  const saysNothing = isOff(control) || (localName === "button" && !value);
  tell(control);
  return { name: name || undefined, value: saysNothing ? undefined : value };
}
