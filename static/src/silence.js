/** Notices a connection that is dead without having been closed: a heartbeat after silence, and a limit for its answer. */

/** @import { Page } from "./types.js" */

import { HEARTBEAT } from "./codec.js";

/** A quiet connection is asked for a sign of life after this long (protocol, section 5). */
const QUIET = 20_000;

/** How long the answer may take: together 45 s, below the usual idle limit of proxies, 60 s. */
const PATIENCE = 25_000;

/** After waking up the answer is wanted sooner: somebody is looking. */
const SHORT_PATIENCE = 5_000;

/** @type {number | undefined} */
let timer;

/** @param {Page} page where something has just been heard */
export function listenForSilence({ observers, send, drop }) {
  const heard = () => wait(QUIET, () => ask(PATIENCE));
  const ask = (/** @type {number} */ patience) => {
    send(HEARTBEAT);
    wait(patience, drop);
  };
  const connected = (/** @type {boolean} */ isConnected) => isConnected || clearTimeout(timer);
  const probe = () => ask(SHORT_PATIENCE);
  observers.push({ heard, connected, probe });
  addEventListener("offline", probe); // browsers say so where no network is left; a server of this machine still answers
  heard();
}

/**
 * @param {number} delay
 * @param {() => void} action
 */
function wait(delay, action) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}
