/** Controls that are made anew, or get into others' places: what was entered passes to those that have their places now. */

/** @import { Page } from "./types.js" */

import { unshadowed } from "./unshadowed.js";

/** What a person can be in, or fill in. */
const CONTROLS = "input, select, textarea, button";

/** @typedef {HTMLInputElement & Pick<HTMLSelectElement, "options" | "selectedOptions">} Control one of those */

/**
 * A control as it was while it was in its place: later it may be out of its form, or another row's.
 *
 * @typedef {ReturnType<typeof noteOf>} Note
 */

/** Of controls that are gone, and whose heirs may come with another address. @type {Note[]} */
let orphans = [];

/** What had the focus. @type {Element | null} */
let active;

/** Who has the place of a control that was made anew. @type {WeakMap<Element, Control>} */
const successors = new WeakMap();

/**
 * Runs something that may make the page's controls anew, or leave them in others' places: what was entered, the focus
 * and the caret pass to the controls that have the places of the old ones.
 *
 * @param {Page} page
 * @param {() => void} write
 * @param {unknown} isNew whether another process writes, which may not have heard what was entered
 * @param {() => boolean} areMissing whether values of other addresses are to come
 */
export function carryOver(page, write, isNew, areMissing) {
  const { root, isTouched } = page;
  if (!orphans.some(({ control }) => control === active)) active = document.activeElement;
  const before = [...controlsOf(root).map((control) => noteOf(control, isTouched(control))), ...orphans];
  write();
  const heirs = heirsOf(before, controlsOf(root));
  const taken = new Set(heirs.values());
  for (const note of before) if (note.isEntered && isOthers(note, heirs.get(note), taken)) giveBack(page, note.control);
  for (const [note, heir] of heirs) if (heir !== note.control) inherit(page, note, heir, isNew);
  orphans = areMissing() ? before.filter((note) => !heirs.has(note) && !note.control.isConnected) : [];
}

/**
 * @param {Note[]} notes
 * @param {Control[]} controls
 * @returns {Map<Note, Control>} who has whose place
 */
function heirsOf(notes, controls) {
  const left = controls.map((control) => ({ control, key: keyOf(control) }));
  const found = new Map();
  for (const note of notes) {
    const at = left.findIndex(({ key }) => key === note.key);
    if (at >= 0) found.set(note, left.splice(at, 1)[0].control);
  }
  return found;
}

/**
 * Whether a control stayed in the page as another: rows are matched by their places.
 *
 * @param {Note} note
 * @param {Control | undefined} heir
 * @param {Set<Control>} taken
 */
function isOthers({ control, name }, heir, taken) {
  return control.isConnected && heir !== control && (heir || taken.has(control) || nameOf(control) !== name);
}

/**
 * @param {Page} page
 * @param {Control} control
 */
function giveBack(page, control) {
  page.restore(control);
  if (control.type === "file") control.value = "";
}

/**
 * @param {Page} page
 * @param {Note} note
 * @param {Control} heir
 * @param {unknown} isNew
 */
function inherit(page, note, heir, isNew) {
  successors.set(note.control, heir);
  if (note.isEntered && (isNew || outlives(note, defaultsOf(heir)))) {
    copyEntered(note, heir);
    page.touch(heir);
  }
  if (note.control === active) copyFocus(note, heir);
}

/** The page was left: nothing of it is for another. */
export function abandon() {
  orphans = [];
}

/**
 * @param {Element} control
 * @returns {Control | undefined} who has its place, where it was made anew
 */
export function successorOf(control) {
  return successors.get(control);
}

/**
 * @param {Control} control
 * @param {boolean} isEntered whether somebody changed it since the server last wrote it
 */
function noteOf(control, isEntered) {
  const { type, value, checked, selectionStart, selectionEnd, selectionDirection } = control;
  const chosen = [...(control.selectedOptions ?? [])].map((option) => option.value);
  const shown = JSON.stringify([value, checked, Array.from(control.options ?? [], ({ selected }) => selected)]);
  const caret = { selectionStart, selectionEnd, selectionDirection };
  const identity = { control, key: keyOf(control), name: nameOf(control), type };
  return { ...identity, isEntered, defaults: defaultsOf(control), shown, value, checked, chosen, caret };
}

/**
 * @param {Control} control
 * @returns {string} what the server has written, to be compared
 */
function defaultsOf({ defaultValue, value, defaultChecked, checked, options }) {
  const selected = Array.from(options ?? [], ({ defaultSelected }) => defaultSelected);
  return JSON.stringify([defaultValue ?? value, defaultChecked ?? checked, selected]);
}

/**
 * Whether what was entered stays though the process says something else: as where it patches.
 *
 * @param {Note} note
 * @param {string} defaults
 */
function outlives(note, defaults) {
  return note.defaults === defaults || note.shown !== note.defaults;
}

/**
 * @param {Element} root
 * @returns {Control[]}
 */
function controlsOf(root) {
  return [.../** @type {any} */ (root.querySelectorAll(CONTROLS))];
}

/**
 * What a control is to its form. Controls of one key count in their order; the number of a component is another one in
 * each process, and is behind its events and bound fields, and in the ids of its forms.
 *
 * @param {Control} control
 * @returns {string}
 */
function keyOf(control) {
  const { type, form, id, defaultValue } = control;
  const choice = /checkbox|radio/.test(type) && defaultValue;
  const around = unshadowed(form);
  const prefix = `${around?.getAttribute("lv-form")}`.replace("@", "-");
  const event = around?.getAttribute("lv-submit")?.split("@")[0];
  return JSON.stringify([around?.id, event, type, id.replace(prefix, ""), nameOf(control), choice]);
}

/** @param {Control} control */
function nameOf({ name }) {
  return name.split("@")[0];
}

/**
 * @param {Note} from
 * @param {Control} to
 */
function copyEntered({ type, value, checked, chosen }, to) {
  if (to.localName === "select") {
    const options = [...to.options].filter((option) => chosen.includes(option.value));
    if (options.length) for (const option of to.options) option.selected = options.includes(option);
  } else if (type !== "file") {
    to.checked = checked;
    to.value = value;
  }
}

/**
 * @param {Note} from
 * @param {Control} to
 */
function copyFocus({ caret }, to) {
  const { selectionStart, selectionEnd, selectionDirection } = caret;
  to.focus({ preventScroll: true });
  if (selectionStart != null) to.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? undefined);
}
