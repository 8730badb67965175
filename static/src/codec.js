/** Frames to text and back (protocol, section 5); the only file that spells the client's frames. */

/** @import { Payload } from "./types.js" */

export const HEARTBEAT = JSON.stringify(["h"]);
export const LEAVE = JSON.stringify(["l"]);

/**
 * @param {string} token
 * @param {number[]} versions address, version, …
 * @returns {string}
 */
export function joinFrame(token, versions) {
  return JSON.stringify(["j", token, versions]);
}

/**
 * @param {number} ref
 * @param {number} address
 * @param {string} name
 * @param {Payload} payload
 * @returns {string}
 */
export function eventFrame(ref, address, name, { values, form, control }) {
  const frame = ["e", ref, address, name, values, form, control];
  while (frame[frame.length - 1] === null) frame.pop();
  return JSON.stringify(frame);
}

/**
 * @param {number} address
 * @param {number} version
 * @returns {string}
 */
export function appliedFrame(address, version) {
  return JSON.stringify(["v", address, version]);
}

/**
 * @param {number} address
 * @returns {string}
 */
export function resendFrame(address) {
  return JSON.stringify(["f", address]);
}

/**
 * @param {string} text
 * @returns {any[]}
 */
export function decode(text) {
  return JSON.parse(text);
}
