/** Events on their way: numbered, and kept until they are answered, so that each runs once. */

/** @import { Payload } from "./types.js" */

import { eventFrame } from "./codec.js";
import { send } from "./transport.js";

let latest = 0;

/** Texts by ref, in order. @type {Map<number, string>} */
const unanswered = new Map();

/** How many have no answer yet. */
export function pendingEvents() {
  return unanswered.size;
}

/**
 * @param {number} address
 * @param {string} name
 * @param {Payload} payload
 * @returns {string} the frame's text
 */
export function addEvent(address, name, payload) {
  latest += 1;
  const text = eventFrame(latest, address, name, payload);
  unanswered.set(latest, text);
  return text;
}

/**
 * One answer covers every event up to it.
 *
 * @param {number} [ref]
 */
export function answerEvents(ref = 0) {
  for (const known of unanswered.keys()) if (known <= ref) unanswered.delete(known);
}

/** After a reconnect: the server drops those that it has already taken. */
export function sendEventsAgain() {
  for (const text of unanswered.values()) send(text);
}

/** Gives up on what was not answered. */
export function dropEvents() {
  unanswered.clear();
}
