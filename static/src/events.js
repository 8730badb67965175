/** Events on their way: numbered, and kept until they are answered, so that each runs once. */

/** @import { Settle } from "./types.js" */

import { numberedFrame } from "./codec.js";
import { whenReady } from "./modules.js";
import { send } from "./transport.js";

let latest = 0;

/** The newest that was done, of those that nobody says again. */
export let done = 0;

/** By ref, in order. @type {Map<number, { settle?: Settle, address: number, isReport?: boolean, text: string }>} */
const unanswered = new Map();

/** What handlers have returned, by ref, until their events are settled. @type {Map<number, unknown>} */
const replies = new Map();

/** How many have no answer yet. */
export function pendingEvents() {
  return unanswered.size;
}

/**
 * @param {Settle | undefined} settle is told how it ended
 * @param {number} address who answers
 * @param {boolean | undefined} isReport whether somebody says it again when it is lost
 * @param {string} kind of the frame
 * @param {unknown[]} parts
 * @returns {string} the frame's text
 */
export function addEvent(settle, address, isReport, kind, ...parts) {
  latest += 1;
  const text = numberedFrame(kind, latest, ...parts);
  unanswered.set(latest, { settle, address, isReport, text });
  return text;
}

/**
 * @param {number} ref
 * @param {unknown} reply
 */
export function noteReply(ref, reply) {
  replies.set(ref, reply);
}

/**
 * One answer covers every event up to it that the same address was asked for, if it is not for this one alone.
 *
 * @param {number} [ref]
 * @param {string} [error] why the newest of them failed
 * @param {unknown} [isAlone]
 */
export function answerEvents(ref = 0, error, isAlone) {
  if (isAlone) return end(ref, error);
  const asked = unanswered.get(ref)?.address;
  for (const [known, { address }] of unanswered) {
    if (known <= ref && address === asked) end(known, known === ref ? error : undefined);
  }
}

/**
 * Nobody else answers these: the process that was joined has taken them, or they are given up.
 *
 * @param {number} [ref] the newest of them
 * @param {string} [error] why they failed
 * @returns {number} how many of them nobody will tell again
 */
export function endEvents(ref = latest, error) {
  let lost = 0;
  for (const [known, { isReport }] of unanswered) {
    if (known > ref) break;
    end(known, error);
    if (!isReport) lost += 1;
  }
  if (error) done = 0; // another process counts what it has done
  return lost;
}

/**
 * @param {number} ref
 * @param {string} [error]
 */
function end(ref, error) {
  const { settle, isReport } = unanswered.get(ref) ?? {};
  if (!isReport) done = ref;
  unanswered.delete(ref);
  whenReady(() => {
    const reply = replies.get(ref);
    replies.delete(ref);
    settle?.(error, reply);
  });
}

/** After a reconnect: the server drops those that it has already taken. */
export function sendEventsAgain() {
  for (const { text } of unanswered.values()) send(text);
}
