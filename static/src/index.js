/** Brings the page alive: the one file that runs by itself. Loaded with `defer`, after the HTML has been read. */

import { addressOf } from "./addresses.js";
import { happened, listen, steps } from "./bindings.js";
import { effects } from "./effects.js";
import { pendingEvents } from "./events.js";
import { definitions } from "./fragments.js";
import { isTouched, restore, touch } from "./inputs.js";
import { showLoading } from "./loading.js";
import { whenReady } from "./modules.js";
import { observers, tell } from "./observers.js";
import { payloadOf } from "./payload.js";
import { moveStyles } from "./styles.js";
import { carriers, drop, send } from "./transport.js";
import { trusted } from "./trusted.js";
import * as view from "./view.js";

/** Who waits for the page to settle. @type {((_?: unknown) => void)[]} */
const waiting = [];

function releaseSettled() {
  if (view.isSettled() && !observers.some(({ isBusy }) => isBusy?.())) waiting.splice(0).forEach((resolve) => resolve());
}

/** The live part before this one, on an ordinary page with several: each has a copy of this file that runs by itself. */
const before = /** @type {any} */ (window).liveview;

/** What tests and tools may know of the page: `window.liveview`. */
const face = {
  /** How many live parts are before this. @type {number} */
  nth: before?.nth + 1 || 0,
  /** What elements with `lv-hook` name. @type {Record<string, any>} */
  hooks: before?.hooks ?? {},
  /** Whether the view's process is joined. */
  get connected() {
    return view.isConnected;
  },
  /** The version of the view that the page shows. */
  get version() {
    return addressOf(0).version;
  },
  /** How many events have no answer yet. */
  get pending() {
    return pendingEvents();
  },
  /**
   * Resolves when the page is joined, and every event is sent and answered; in all of its live parts.
   *
   * @returns {Promise<unknown>}
   */
  settled: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      releaseSettled();
    }).then(before?.settled),
};

/**
 * @param {Element} root
 * @param {string} data
 */
function start(root, data) {
  moveStyles();
  observers.push({ changed: releaseSettled });
  view.hydrate(JSON.parse(data), {
    face,
    root,
    definitions,
    observers,
    effects,
    steps,
    whenReady,
    isTouched,
    touch,
    restore,
    happened,
    payloadOf,
    showLoading,
    push: view.push,
    ask: view.ask,
    restart: view.restart,
    trusted,
    send,
    drop,
    carriers,
  });
  listen(root);
  addEventListener("online", view.hurry);
  document.addEventListener("visibilitychange", () => document.hidden || view.hurry());
  addEventListener("pagehide", ({ persisted }) => {
    tell("leaving");
    view.leave(!persisted);
  });
  addEventListener("pageshow", ({ persisted }) => persisted && view.open());
  view.open();
}

const root = document.querySelectorAll("[lv-root]")[face.nth];
const data = root?.nextElementSibling?.textContent; // by its place: a value may give any id to anything inside

if (root && data) {
  /** @type {any} */ (window).liveview = face;
  start(root, data);
}
