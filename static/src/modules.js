/**
 * What the first file does not hold: modules, each loaded when the page needs it. A file of this origin may hold several:
 * it exports, under the name of each, the function that starts it.
 */

/** @import { Page } from "./types.js" */

import { tell } from "./observers.js";

/** Between two tries to load what the page needs; half of it at random, for a thousand pages at once. */
const RETRY = 4_000;

/** URLs by name. @type {Record<string, string>} */
let urls = {};

/** What modules are given. @type {Page} */
let page;

/** By name, while they are loaded or on their way. @type {Map<string, Promise<any>>} */
const modules = new Map();

/** How often one has failed: some browsers remember a module that they could not load by its URL. */
let failures = 0;

/** Those without which nothing may go on. @type {Set<string>} */
const needed = new Set();

/** How many of them are not there yet. */
let missing = 0;

/** What waits for them, in order. @type {(() => void)[]} */
const waiting = [];

/**
 * @param {Record<string, string>} given URLs by name
 * @param {Page} face what a module is started with
 */
export function offerModules(given, face) {
  urls = given;
  page = face;
}

/** Whether something waits for a module. */
export function isLoading() {
  return missing > 0;
}

/**
 * A module, started once.
 *
 * @param {string} name
 * @returns {Promise<any>} fails where it cannot be loaded now; the next call tries again
 */
export function loadModule(name) {
  const known = modules.get(name);
  if (known) return known;
  const loading = import(urls[name] + (failures ? `?${failures}` : "")).then((module) => {
    module[name](page);
    return module;
  });
  modules.set(name, loading);
  loading.catch(() => {
    modules.delete(name);
    failures++;
  });
  return loading;
}

/**
 * The page cannot do without these modules: what is given to `whenReady` waits for them.
 *
 * @param {string[]} names
 */
export function need(...names) {
  for (const name of names) {
    if (needed.has(name)) continue;
    needed.add(name);
    missing++;
    fetchNeeded(name);
  }
}

/** @param {string} name */
function fetchNeeded(name) {
  const found = () => {
    missing--;
    goOn();
    tell("changed");
  };
  loadModule(name).then(found, () => setTimeout(fetchNeeded, RETRY * (1 - Math.random() / 2), name));
}

/**
 * Does something once all that the page needs is there, and after what was given before: at once as a rule.
 *
 * @param {() => void} action
 */
export function whenReady(action) {
  waiting.push(action);
  if (waiting.length > 999) waiting.shift(); // a server whose modules cannot be loaded must not fill the memory
  goOn();
}

function goOn() {
  while (!missing && waiting.length) {
    try {
      /** @type {() => void} */ (waiting.shift())();
    } catch (error) {
      reportError(error); // one's mistake is not the next one's
    }
  }
}
