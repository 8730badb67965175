/** Tells the server how far the page has come, seldom enough to cost nothing. */

import { appliedFrame } from "./codec.js";
import { send } from "./transport.js";

/** Every eighth version: the server holds back rendering at 32 that are not acknowledged. */
const EVERY = 8;

/** After this much quiet the rest is acknowledged, so that the server can forget its frames; longer than a tick of 1 s. */
const IDLE = 2_000;

/** Versions by address that the server does not know to be applied. @type {Map<number, number>} */
const pending = new Map();

/** @type {number | undefined} */
let timer;

/**
 * @param {number} address
 * @param {number} version
 */
export function acknowledge(address, version) {
  clearTimeout(timer);
  pending.set(address, version);
  if (version % EVERY === 0) sendAll();
  else timer = setTimeout(sendAll, IDLE);
}

function sendAll() {
  for (const [address, version] of pending) send(appliedFrame(address, version));
  pending.clear();
}
