/** Brings the page alive: the one file that runs by itself. Loaded with `defer`, after the HTML has been read. */

import { addressOf } from "./addresses.js";
import { happened, listen, steps } from "./bindings.js";
import { effects } from "./effects.js";
import { pendingEvents } from "./events.js";
import { definitions } from "./fragments.js";
import { isTouched, touch } from "./inputs.js";
import { showLoading } from "./loading.js";
import { whenReady } from "./modules.js";
import { observers, tell } from "./observers.js";
import { payloadOf } from "./payload.js";
import { moveStyles } from "./styles.js";
import { drop, send } from "./transport.js";
import * as view from "./view.js";

/** Who waits for the page to settle. @type {(() => void)[]} */
const waiting = [];

function releaseSettled() {
  if (view.isSettled() && !observers.some(({ isBusy }) => isBusy?.())) waiting.splice(0).forEach((resolve) => resolve());
}

/** What tests and tools may know of the page: `window.liveview`. */
const face = {
  /** What elements with `lv-hook` name. @type {Record<string, any>} */
  hooks: {},
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
   * Resolves when the page is joined, and every event is sent and answered.
   *
   * @returns {Promise<void>}
   */
  settled: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      releaseSettled();
    }),
};

/**
 * @param {Element} root
 * @param {string} data
 */
function start(root, data) {
  moveStyles();
  observers.push({ changed: releaseSettled });
  view.hydrate(JSON.parse(data), {
    root,
    definitions,
    observers,
    effects,
    steps,
    whenReady,
    isTouched,
    touch,
    happened,
    payloadOf,
    showLoading,
    push: view.push,
    send,
    drop,
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

const root = document.querySelector("[lv-root]");
const data = root?.nextElementSibling?.textContent; // by its place: a value may give any id to anything inside

if (root && data) {
  /** @type {any} */ (window).liveview = face;
  start(root, data);
}
