/** Runs what `JS` has written in Python: lists of `[command, options]`. */

/** @import { Happening } from "./payload.js" */
/** @import { Page, Settle } from "./types.js" */

import { keep } from "./sticky.js";
import { unshadowed } from "./unshadowed.js";

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";

/**
 * One run of a chain.
 *
 * @typedef {object} Run
 * @property {Page} page
 * @property {Element} element where the chain stands
 * @property {Happening} happening
 * @property {string} owner what follows an event's name: whose it is
 * @property {(() => void)[]} undo what is taken back where an event of the chain fails
 * @property {Settle[]} settled told of each event's answer
 *
 * @typedef {Record<string, any>} Options
 */

/** Where `push_focus` was. @type {Element[]} */
const focused = [];

/**
 * What an attribute says: an event's name, or commands.
 *
 * @param {string} value
 * @returns {{ commands: [string, Options][], owner: string }}
 */
export function read(value) {
  if (!value.startsWith("[")) return { commands: [["push", { event: value }]], owner: "" };
  const end = value.lastIndexOf("]") + 1;
  return { commands: JSON.parse(value.slice(0, end)), owner: value.slice(end) };
}

/**
 * @param {[string, Options][]} commands
 * @param {Run} run
 */
export function execute(commands, run) {
  for (const [name, options] of commands) {
    const targets = targetsOf(run.element, options.to);
    if (EACH[name]) for (const target of targets) EACH[name](target, options, run);
    else if (ONCE[name]) ONCE[name](targets, options, run);
    else console.warn(`liveview: there is no command ${name}`);
  }
}

/**
 * @param {Element} element
 * @param {string} [to]
 * @returns {HTMLElement[]}
 */
function targetsOf(element, to) {
  if (!to) return [/** @type {HTMLElement} */ (element)];
  const selector = to.slice(1);
  if (to.startsWith("^")) return [.../** @type {any} */ ([unshadowed(element).closest(selector)])].filter(Boolean);
  return [.../** @type {any} */ (to.startsWith(">") ? unshadowed(element).querySelectorAll(selector) : document.querySelectorAll(to))];
}

/** What is done to every target. @type {Record<string, (target: HTMLElement, options: Options, run: Run) => void>} */
const EACH = {
  show: (target, options) => isShown(target) || show(target, options),
  hide: (target, options) => isShown(target) && hide(target, options),
  toggle: (target, options) => (isShown(target) ? hide : show)(target, options),
  transition: (target, options) => animate(target, options),
  add_class: (target, options, run) => setClasses(target, options, run, () => true),
  remove_class: (target, options, run) => setClasses(target, options, run, () => false),
  toggle_class: (target, options, run) => setClasses(target, options, run, (has) => !has),
  set_attribute: (target, options, run) => setAttribute(target, options, run, () => true),
  remove_attribute: (target, options, run) => setAttribute(target, options, run, () => false),
  toggle_attribute: (target, options, run) => setAttribute(target, options, run, (has) => !has),
  dispatch,
  exec: again,
};

/** What is done once. @type {Record<string, (targets: HTMLElement[], options: Options, run: Run) => void>} */
const ONCE = {
  focus: ([target]) => unshadowed(target)?.focus(),
  focus_first: ([target]) => [.../** @type {any} */ (unshadowed(target)?.querySelectorAll(FOCUSABLE) ?? [])].find(isFocusable)?.focus(),
  push_focus: ([target], { to }) => focused.push((to && target) || /** @type {Element} */ (document.activeElement)),
  pop_focus: () => unshadowed(/** @type {HTMLElement | undefined} */ (focused.pop()))?.focus(),
  push,
  navigate: (_, { url, replace }, { page }) => page.effects.visit?.(url, replace),
  patch: (_, { url, replace }, { page }) => page.effects.patch?.(url, replace),
  scroll_into_view([target], { behavior, block }) {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    unshadowed(target)?.scrollIntoView({ behavior: isCalm ? "instant" : behavior, block });
  },
};

/**
 * @param {HTMLElement} target
 * @returns {boolean}
 */
function isShown(target) {
  return getComputedStyle(target).display !== "none";
}

/**
 * @param {HTMLElement} target
 * @returns {boolean}
 */
function isFocusable(target) {
  return target.tabIndex >= 0 && target.checkVisibility() && !target.matches(":disabled");
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 */
function show(target, options) {
  keep(target, "display", () => {
    if (isShown(target)) return;
    const { style } = unshadowed(target);
    unshadowed(target).removeAttribute("hidden");
    style.display = "";
    if (!isShown(target)) style.display = "revert"; // a style sheet hides it
  });
  animate(target, options);
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 */
function hide(target, options) {
  animate(target, options, () =>
    keep(target, "display", () => {
      if (isShown(target)) unshadowed(target).style.display = "none";
    }),
  );
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 * @param {() => void} [done]
 */
function animate(target, { transition, time }, done) {
  if (!transition) return done?.();
  const [during, start = [], end = []] = transition;
  const { classList } = unshadowed(target);
  classList.add(...during, ...start);
  // A frame with the start, so that there is something to move from.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      classList.remove(...start);
      classList.add(...end);
    }),
  );
  setTimeout(() => {
    classList.remove(...during, ...start, ...end);
    done?.();
  }, time);
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 * @param {Run} run
 * @param {(has: boolean) => boolean} wanted
 */
function setClasses(target, { names, until }, run, wanted) {
  const { classList } = unshadowed(target);
  for (const name of names) {
    const had = classList.contains(name);
    const has = wanted(had);
    const apply = () => classList.contains(name) === has || classList.toggle(name, has);
    remember(run, until, keep(target, `class ${name}`, apply), () => classList.toggle(name, had));
  }
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 * @param {Run} run
 * @param {(has: boolean) => boolean} wanted
 */
function setAttribute(target, { name, value = "", until }, run, wanted) {
  const before = unshadowed(target).getAttribute(name);
  const after = wanted(before !== null) ? value : null;
  const apply = () => writeAttribute(target, name, after);
  remember(run, until, keep(target, `attribute ${name}`, apply), () => writeAttribute(target, name, before));
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string | null} value
 */
function writeAttribute(target, name, value) {
  const element = unshadowed(target);
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/**
 * @param {Run} run
 * @param {string} until
 * @param {() => void} forget
 * @param {() => void} restore
 */
function remember({ undo }, until, forget, restore) {
  if (!until) return;
  undo.push(() => {
    restore();
    forget();
  });
}

/**
 * @param {HTMLElement} target
 * @param {Options} options
 */
function dispatch(target, { event, detail, bubbles = false }) {
  if (event === "click") unshadowed(target).click();
  else unshadowed(target).dispatchEvent(new CustomEvent(event, { detail, bubbles, cancelable: true }));
}

/**
 * @param {HTMLElement} element
 * @param {Options} options
 * @param {Run} run
 */
function again(element, { attribute }, run) {
  const value = unshadowed(element).getAttribute(attribute);
  if (!value) return;
  const { commands, owner } = read(value);
  execute(commands, { ...run, element, owner });
}

/**
 * @param {HTMLElement[]} targets
 * @param {Options} options
 * @param {Run} run
 */
function push(targets, { event, value }, { page, element, happening, owner, undo, settled }) {
  const payload = page.payloadOf(element, happening);
  const shown = [...new Set([element, ...targets])].map(page.showLoading);
  page.push(element, event + owner, { ...payload, values: { ...payload.values, ...value } }, (error, reply) => {
    for (const hide of shown) hide();
    if (error) for (const back of undo.splice(0).reverse()) back();
    for (const settle of settled) settle(error, reply);
  });
}
