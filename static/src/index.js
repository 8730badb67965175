/** Brings the page alive: the one file that runs by itself. Loaded with `defer`, after the HTML has been read. */

import { addressOf } from "./addresses.js";
import { listen, recover } from "./bindings.js";
import { flushDebounced, isDebouncing } from "./debounce.js";
import { pendingEvents } from "./events.js";
import { showStatus } from "./status.js";
import { moveStyles } from "./styles.js";
import * as view from "./view.js";

/** Who waits for the page to settle. @type {(() => void)[]} */
const waiting = [];

function releaseSettled() {
  if (view.isSettled() && !isDebouncing()) waiting.splice(0).forEach((resolve) => resolve());
}

/** What tests and tools may know of the page: `window.liveview`. */
const face = {
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
  view.hydrate(JSON.parse(data), root, {
    changed: releaseSettled,
    connected: (isConnected) => showStatus(root, isConnected),
    restored: () => recover(root),
  });
  listen(root);
  addEventListener("online", view.hurry);
  document.addEventListener("visibilitychange", () => document.hidden || view.hurry());
  addEventListener("pagehide", ({ persisted }) => {
    flushDebounced();
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
