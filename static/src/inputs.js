/**
 * The three-way rule of form controls: what the server last knew (base), what is shown (local), what a patch says
 * (remote). What somebody is entering is never overwritten.
 */

/** @import { Scalar } from "./types.js" */

/** What shows the server's last word, for each property that a user changes. @type {Record<string, string>} */
const DEFAULTS = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" };

/** Input types whose value no user edits. */
const FIXED = /^(hidden|submit|button|reset|image|file)$/;

/** What the server was told since it last wrote. @type {WeakMap<Element, Scalar>} */
const told = new WeakMap();

/** Controls that a user has changed since the server last wrote. @type {WeakSet<Element>} */
const touched = new WeakSet();

let keepsTouched = false;

/**
 * The property of an element that its user can change.
 *
 * @param {Element} element
 * @returns {string} empty if there is none
 */
export function editedProperty(element) {
  const { localName, type } = /** @type {HTMLInputElement} */ (element);
  if (localName === "option") return "selected";
  if (localName === "textarea") return "value";
  if (localName !== "input" || FIXED.test(type)) return "";
  return type === "checkbox" || type === "radio" ? "checked" : "value";
}

/**
 * Remembers that a user changed a control.
 *
 * @param {Element} control
 */
export function touch(control) {
  const { type, name } = /** @type {HTMLInputElement} */ (control);
  touched.add(control);
  if (type === "radio") document.getElementsByName(name).forEach((other) => touched.add(other)); // one changes them all
}

/**
 * Whether a user changed a control since the server last wrote it.
 *
 * @param {Element} control
 * @returns {boolean}
 */
export function isTouched(control) {
  return touched.has(control);
}

/**
 * Remembers what an event tells the server of a control.
 *
 * @param {Element} control
 */
export function tell(control) {
  if (control instanceof HTMLSelectElement) [...control.options].forEach(tell);
  else told.set(control, /** @type {any} */ (control)[editedProperty(control)]);
}

/**
 * Runs something that writes what a *new* process of the server says: whatever the old one was told, what users
 * entered stays.
 *
 * @param {() => void} write
 */
export function keepingTouched(write) {
  keepsTouched = true;
  try {
    write();
  } finally {
    keepsTouched = false;
  }
}

/**
 * Shows a value of the server in a control, unless that would overwrite somebody's input.
 *
 * @param {Element} element
 * @param {string} property the one that the user edits
 * @param {Scalar} remote
 * @param {() => void} writeDefault sets the attribute or text behind the property
 */
export function writeControl(element, property, remote, writeDefault) {
  const control = /** @type {any} */ (element);
  const base = told.has(control) ? told.get(control) : control[DEFAULTS[property]];
  const isKept = control[property] !== remote && keepsLocal(control, control[property], base, remote);
  writeDefault();
  if (isKept) return;
  told.delete(control);
  touched.delete(owner(control));
  if (control[property] !== remote) writeKeepingCaret(control, property, remote);
}

/**
 * @param {Element} control
 * @param {Scalar} local
 * @param {Scalar | undefined} base
 * @param {Scalar} remote
 * @returns {boolean}
 */
function keepsLocal(control, local, base, remote) {
  const edited = owner(control);
  if (/** @type {HTMLInputElement} */ (edited).validity?.badInput) return true; // its value reads "", its text is not
  if (keepsTouched && touched.has(edited)) return true;
  return local !== base && (remote === base || edited === document.activeElement);
}

/**
 * The element that has the focus while a control is edited.
 *
 * @param {Element} control
 * @returns {Element}
 */
function owner(control) {
  return control.closest("select") ?? control;
}

/**
 * @param {any} control
 * @param {string} property
 * @param {Scalar} remote
 */
function writeKeepingCaret(control, property, remote) {
  const { selectionStart, selectionEnd } = control;
  control[property] = remote;
  // Writing moves the caret to the end, and setting it back would take the focus in some browsers.
  if (selectionStart !== null && control === document.activeElement) control.setSelectionRange?.(selectionStart, selectionEnd);
}
