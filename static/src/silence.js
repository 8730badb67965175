/** Notices a connection that is dead without having been closed: a heartbeat after silence, and a limit for its answer. */

import { HEARTBEAT } from "./codec.js";
import { drop, send } from "./transport.js";

/** A quiet connection is asked for a sign of life after this long (protocol, section 5). */
const QUIET = 20_000;

/** How long the answer may take: together 45 s, below the usual idle limit of proxies, 60 s. */
const PATIENCE = 25_000;

/** After waking up the answer is wanted sooner: somebody is looking. */
const SHORT_PATIENCE = 5_000;

/** @type {number | undefined} */
let timer;

/** Something was heard; the next sign is due. */
export function heard() {
  wait(QUIET, () => ask(PATIENCE));
}

/** Asks now. */
export function probe() {
  ask(SHORT_PATIENCE);
}

export function stopListening() {
  clearTimeout(timer);
}

/** @param {number} patience */
function ask(patience) {
  send(HEARTBEAT);
  wait(patience, drop);
}

/**
 * @param {number} delay
 * @param {() => void} action
 */
function wait(delay, action) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}
