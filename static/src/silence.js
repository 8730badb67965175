/** Notices a connection that is dead without having been closed: a heartbeat after silence, and a limit for its answer. */

/** A quiet connection is asked for a sign of life after this long (protocol, section 5). */
const QUIET = 20_000;

/** How long the answer may take: together 45 s, below the usual idle limit of proxies, 60 s. */
const PATIENCE = 25_000;

/** After waking up the answer is wanted sooner: somebody is looking. */
export const SHORT_PATIENCE = 5_000;

/** @type {number | undefined} */
let timer;

/**
 * Something was heard; the next sign is due.
 *
 * @param {() => void} ask sends a heartbeat
 * @param {() => void} giveUp
 */
export function watchSilence(ask, giveUp) {
  clearTimeout(timer);
  timer = setTimeout(() => probe(ask, giveUp, PATIENCE), QUIET);
}

/**
 * Asks now.
 *
 * @param {() => void} ask
 * @param {() => void} giveUp
 * @param {number} patience
 */
export function probe(ask, giveUp, patience) {
  ask();
  clearTimeout(timer);
  timer = setTimeout(giveUp, patience);
}

export function stopWatching() {
  clearTimeout(timer);
}
