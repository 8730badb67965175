/** Frames to text and back (protocol, section 5); the only file that spells the client's frames. */

/** @import { Payload } from "./types.js" */

export const HEARTBEAT = encode("h");
export const LEAVE = encode("l");

/**
 * @param {unknown[]} frame
 * @returns {string}
 */
function encode(...frame) {
  return JSON.stringify(frame);
}

/**
 * @param {string} token
 * @param {number[]} versions address, version, …
 * @returns {string}
 */
export function joinFrame(token, versions) {
  return encode("j", token, versions);
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
  while (isNothing(frame.at(-1))) frame.pop();
  return encode(...frame);
}

/**
 * @param {unknown} part
 * @returns {boolean}
 */
function isNothing(part) {
  return part === null || JSON.stringify(part) === "{}";
}

/**
 * @param {number} address
 * @param {number} version
 * @returns {string}
 */
export function appliedFrame(address, version) {
  return encode("v", address, version);
}

/**
 * @param {number} address
 * @returns {string}
 */
export function resendFrame(address) {
  return encode("f", address);
}

/**
 * @param {string} text
 * @returns {any[]}
 */
export function decode(text) {
  return JSON.parse(text);
}
