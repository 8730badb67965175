/** What the name of a binding says: `lv-window-keydown.ctrl.k` is a DOM event, where to listen, and when it counts. */

/**
 * @typedef {object} Spec
 * @property {string} name the attribute's
 * @property {string} scope `window`, `document`, or empty: around what it happens to
 * @property {string[]} types of the DOM events
 * @property {Set<string>} modifiers
 */

const NAME = /^lv-(?:(window|document)-)?(on:)?([\w:-]+?)((?:\.[\w-]+)*)$/;

/** Events with a name of their own, and the DOM events behind it: of the focus, those that bubble. */
const EVENTS = new Map([
  ["click", ["click"]],
  ["submit", ["submit"]],
  ["bind", ["input", "compositionend"]],
  ["change", ["change"]],
  ["input", ["input", "compositionend"]],
  ["focus", ["focusin"]],
  ["blur", ["focusout"]],
  ["keydown", ["keydown"]],
  ["keyup", ["keyup"]],
]);

const HELD = ["alt", "ctrl", "meta", "shift"];
const OTHERS = ["prevent", "stop", "once", "self"];

/** Keys that have another name in an attribute, where case and many characters are no difference. @type {Record<string, string>} */
const KEYS = {
  " ": "space",
  "+": "plus",
  "-": "minus",
  ".": "period",
  ",": "comma",
  "/": "slash",
  "?": "question",
};

/**
 * @param {string} name
 * @returns {Spec | null} null where the attribute names no event
 */
export function specOf(name) {
  const [, scope = "", isAny, event, modifiers] = NAME.exec(name) ?? [];
  const types = scope || isAny ? [event] : EVENTS.get(event);
  return types?.[0] ? { name, scope, types, modifiers: new Set(modifiers.split(".").slice(1)) } : null;
}

/**
 * Whether an event is what the modifiers ask for.
 *
 * @param {Spec} spec
 * @param {Element} element that has the attribute
 * @param {Event} event
 * @returns {boolean}
 */
export function counts({ modifiers }, element, event) {
  const key = [...modifiers].find((name) => !HELD.includes(name) && !OTHERS.includes(name));
  if (key && key !== keyOf(/** @type {KeyboardEvent} */ (event).key)) return false;
  if (modifiers.has("self") && event.target !== element) return false;
  // With a key, what is not named must not be held: Ctrl+K is not K. Shift is part of many characters.
  return HELD.every((name) => modifiers.has(name) === isHeld(event, name) || (!modifiers.has(name) && (!key || name === "shift")));
}

/**
 * A key as modifiers name it: `enter`, `arrow-down`, `k`.
 *
 * @param {string} [key]
 * @returns {string}
 */
function keyOf(key = "") {
  return KEYS[key] ?? key.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/**
 * @param {Event} event
 * @param {string} name
 * @returns {boolean}
 */
function isHeld(event, name) {
  return Boolean(/** @type {any} */ (event)[`${name}Key`]);
}

/**
 * What a keyboard event tells the server.
 *
 * @param {Event} event
 * @returns {Record<string, unknown>}
 */
export function keysOf(event) {
  if (!(event instanceof KeyboardEvent)) return {};
  return { key: event.key, modifiers: HELD.filter((name) => isHeld(event, name)).join(" ") || undefined };
}
