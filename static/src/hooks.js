/** Hooks: code of the page's own for elements with `lv-hook`, with the callbacks and calls that LiveView's have. */

/** @import { Page } from "./types.js" */

import { look, watch } from "./presence.js";
import { unshadowed } from "./unshadowed.js";

/** @typedef {Record<string, any>} Hook one, with the callbacks of its definition */

/** By element. @type {Map<Element, Hook>} */
const hooks = new Map();

/** The commands that `js()` has, and what their arguments are called. @type {Record<string, string[]>} */
const COMMANDS = {
  show: [],
  hide: [],
  toggle: [],
  transition: ["transition"],
  addClass: ["names"],
  removeClass: ["names"],
  toggleClass: ["names"],
  setAttribute: ["name", "value"],
  removeAttribute: ["name"],
  toggleAttribute: ["name", "value"],
  push: ["event"],
};

/** @type {Page} */
let page;

/** Runs commands on an element. @type {(element: Element, commands: any, owner: string) => void} */
let run;

/** What patches change. @type {MutationObserver} */
let changes;

let wasLost = false;

/**
 * @param {Page} given
 * @param {typeof run} runner
 */
export function startHooks(given, runner) {
  const { liveview } = /** @type {any} */ (window);
  page = given;
  run = runner;
  changes = new MutationObserver(() => {}); // what hooks do by themselves is nobody's update
  changes.observe(page.root, { subtree: true, childList: true, attributes: true, characterData: true });
  page.observers.push({ heard, changed: settle, connected });
  const { push_event } = page.effects;
  page.effects.push_event = (name, payload) =>
    afterScripts(() => {
      settle(); // a hook that came with the same patch is told as well
      push_event(name, payload);
    });
  watch({ selector: "[lv-hook]", arrived: mount, left: destroy });
  liveview.hooks = new Proxy(liveview.hooks, {
    set(registered, name, definition) {
      registered[name] = definition;
      page.root.querySelectorAll("[lv-hook]").forEach(mount);
      return true;
    },
  });
}

/**
 * Does something once the scripts of the document have run: they register hooks, and a view may push as soon as it is
 * joined.
 *
 * @param {() => void} action
 */
function afterScripts(action) {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (navigation?.domContentLoadedEventStart === 0) document.addEventListener("DOMContentLoaded", action, { once: true });
  else action();
}

/** @param {unknown} kind of the frame */
function heard(kind) {
  if (typeof kind !== "number" && kind !== "=") return;
  changes.takeRecords();
  for (const hook of hooks.values()) call(hook, "beforeUpdate");
}

/** Tells each hook what a patch has done. */
function settle() {
  const changed = changes.takeRecords().map(({ target }) => target);
  const before = [...hooks];
  look();
  for (const [element, hook] of before) {
    if (!hooks.has(element) || !changed.some((node) => unshadowed(element).contains(node))) continue;
    if (hook.name === nameOf(element).name) call(hook, "updated");
    else {
      destroy(element);
      mount(element);
    }
  }
  changes.takeRecords();
}

/** @param {boolean} isConnected */
function connected(isConnected) {
  if (isConnected !== wasLost) return;
  wasLost = !isConnected;
  for (const hook of hooks.values()) call(hook, isConnected ? "reconnected" : "disconnected");
}

/**
 * @param {Element} element
 * @returns {{ name: string, owner: string }} the hook's name, and whose events it sends
 */
function nameOf(element) {
  const [name, number] = (unshadowed(element).getAttribute("lv-hook") ?? "").split("@");
  return { name, owner: number ? `@${number}` : "" };
}

/** @param {Element} element */
function mount(element) {
  const { name, owner } = nameOf(element);
  const definition = /** @type {any} */ (window).liveview.hooks[name];
  if (!definition || hooks.has(element)) return;
  const hook = typeof definition === "function" ? new definition() : Object.create(definition);
  hooks.set(element, Object.assign(hook, callsOf(element, owner), { el: element, name }));
  call(hook, "mounted");
}

/** @param {Element} element */
function destroy(element) {
  const hook = hooks.get(element);
  if (!hook) return;
  hooks.delete(element);
  call(hook, "destroyed");
  for (const listener of [...hook.listeners]) hook.removeHandleEvent(listener);
}

/**
 * @param {Hook} hook
 * @param {string} callback
 */
function call(hook, callback) {
  try {
    hook[callback]?.();
  } catch (error) {
    reportError(error); // one hook's mistake is not the next one's
  }
}

/**
 * What a hook can do, as LiveView calls it.
 *
 * @param {Element} element
 * @param {string} owner
 */
function callsOf(element, owner) {
  /** @type {Set<{ type: string, listener: (event: Event) => void }>} */
  const listeners = new Set();
  return {
    listeners,
    pushEvent: (/** @type {string} */ event, /** @type {any} */ payload, /** @type {any} */ callback) =>
      push(element, event + owner, payload, callback),
    pushEventTo(/** @type {any} */ target, /** @type {string} */ event, /** @type {any} */ payload, /** @type {any} */ callback) {
      const targets = typeof target === "string" ? [...document.querySelectorAll(target)] : [target];
      return Promise.allSettled(targets.map((one) => push(one, event + nameOf(one).owner, payload, callback)));
    },
    handleEvent(/** @type {string} */ name, /** @type {(payload: any) => void} */ callback) {
      const listener = (/** @type {any} */ { detail }) => callback(detail);
      const entry = { type: `lv:${name}`, listener };
      listeners.add(entry);
      addEventListener(entry.type, listener);
      return entry;
    },
    removeHandleEvent(/** @type {{ type: string, listener: (event: Event) => void }} */ entry) {
      listeners.delete(entry);
      removeEventListener(entry.type, entry.listener);
    },
    js: () => commandsOf(element, owner),
  };
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {Record<string, unknown>} [values]
 * @param {(reply: unknown) => void} [callback] instead of the promise
 * @returns {Promise<unknown> | void}
 */
function push(element, name, values = {}, callback) {
  const answer = new Promise((resolve, reject) => {
    const hide = page.showLoading(element);
    page.push(element, name, { values, form: null, control: {} }, (error, reply) => {
      hide();
      if (error) reject(new Error(`${name}: ${error}`));
      else resolve(reply);
    });
  });
  if (!callback) return answer;
  answer.then(callback, () => {});
}

/**
 * @param {Element} element
 * @param {string} owner
 */
function commandsOf(element, owner) {
  /** @type {Record<string, (...given: any[]) => void>} */
  const js = { exec: (commands) => run(element, commands, owner) };
  for (const [name, names] of Object.entries(COMMANDS)) {
    js[name] = (target, ...given) => {
      const named = Object.fromEntries(names.map((own, index) => [own, given[index]]));
      if (named.names) named.names = [named.names].flat().flatMap((own) => own.split(" "));
      if (named.transition) named.transition = [named.transition].flat().map((own) => own.split(" "));
      const options = { time: 200, ...given[names.length], ...named };
      run(target, [[name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`), options]], owner);
    };
  }
  return js;
}
