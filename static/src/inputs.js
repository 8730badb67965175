/**
 * The three-way rule of form controls: what the server last knew (base), what is shown (local), what a patch says
 * (remote). What somebody is entering is never overwritten.
 */

/** @import { Scalar } from "./types.js" */

import { pendingEvents } from "./events.js";

/** What shows the server's last word, for each property that a user changes. @type {Record<string, string>} */
const DEFAULTS = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" };

/** What the server knows, where that is not what it last wrote. @type {WeakMap<Element, Scalar>} */
let told = new WeakMap();

/** Controls that a user has changed since the server last wrote. @type {WeakSet<Element>} */
const touched = new WeakSet();

let keepsTouched = false;

/**
 * What the server wrote before it had heard everything: an answer to the first letters must not undo the later ones.
 *
 * @type {Map<Element, () => void>}
 */
const held = new Map();

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
  if (localName !== "input" || type === "file") return ""; // nobody may name a file for its user
  return type === "checkbox" || type === "radio" ? "checked" : "value";
}

/**
 * Remembers that a user changed a control.
 *
 * @param {Element} control
 */
export function touch(control) {
  for (const choice of choices(control)) touched.add(choice);
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
 * Shows what the server last said of a control: what was entered there is another's.
 *
 * @param {Element} control
 */
export function restore(control) {
  for (const choice of choices(control)) {
    const property = editedProperty(choice);
    touched.delete(choice);
    if (property) /** @type {any} */ (choice)[property] = baseOf(choice, property);
  }
}

/**
 * Remembers what an event tells the server of a control.
 *
 * @param {Element} control
 */
export function tell(control) {
  for (const choice of choices(control)) told.set(choice, /** @type {any} */ (choice)[editedProperty(choice)]);
}

/**
 * Runs something that writes what a *new* process of the server says: whatever the old one was told, what users
 * entered stays.
 *
 * @param {() => void} write
 */
export function keepingTouched(write) {
  keepsTouched = true;
  held.clear();
  told = new WeakMap();
  try {
    write();
  } finally {
    keepsTouched = false;
  }
}

/** The server has heard everything: what it wrote meanwhile counts now. */
export function writeHeld() {
  if (pendingEvents()) return;
  held.forEach((write) => write());
  held.clear();
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
  if (told.has(element) && pendingEvents()) {
    held.set(element, () => writeControl(element, property, remote, writeDefault));
    return;
  }
  const control = /** @type {any} */ (element);
  const isShown = control[property] === remote;
  const { selectionStart, selectionEnd } = control;
  if (!isShown && keepsLocal(control, property, remote)) {
    told.set(control, remote); // it knows what it said, though the page does not show it
    return;
  }
  told.delete(control);
  writeDefault();
  if (isShown) return;
  if (!control.matches("[multiple] *")) for (const choice of choices(control)) touched.delete(choice);
  control[property] = remote;
  // Writing moves the caret to the end, and setting it back would take the focus in some browsers.
  if (selectionStart != null && control === document.activeElement) control.setSelectionRange(selectionStart, selectionEnd);
}

/**
 * @param {Element} control
 * @param {string} property
 * @param {Scalar} remote
 * @returns {boolean}
 */
function keepsLocal(control, property, remote) {
  const all = choices(control);
  const isTouched = touched.has(control);
  // Its value reads "", its text is not. An option has no validity.
  if (/** @type {HTMLInputElement} */ (control).validity?.badInput || (keepsTouched && isTouched)) return true;
  // Between a choice that the server takes back and the one that it makes, a browser may show a third: nobody's.
  const mayDiffer = isTouched || all.length < 2;
  const isEdited = mayDiffer && all.some((own) => /** @type {any} */ (own)[property] !== baseOf(own, property));
  return isEdited && (remote === baseOf(control, property) || all.includes(/** @type {Element} */ (document.activeElement)));
}

/**
 * What the server last knew.
 *
 * @param {any} control
 * @param {string} property
 * @returns {Scalar}
 */
function baseOf(control, property) {
  return told.get(control) ?? control[DEFAULTS[property]];
}

/**
 * What changes together, as one is chosen: a select and its options, the radio buttons of a name; else the control alone.
 *
 * @param {Element} control
 * @returns {Element[]}
 */
function choices(control) {
  const { type, name, form } = /** @type {HTMLInputElement} */ (control);
  const select = control.closest("select");
  if (select) return [select, ...select.options];
  if (type !== "radio" || !name || !control.isConnected) return [control];
  return [...document.getElementsByName(name)].filter((other) => /** @type {HTMLInputElement} */ (other).form === form);
}
