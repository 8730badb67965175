/** Frames to text and back (protocol, section 5); the only file that spells the client's frames. */

export const HEARTBEAT = /* @__PURE__ */ encode("h");
export const LEAVE = /* @__PURE__ */ encode("l");

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
 * A frame that is answered by its number.
 *
 * @param {string} kind
 * @param {number} ref
 * @param {unknown[]} parts those at the end that say nothing are left out
 * @returns {string}
 */
export function numberedFrame(kind, ref, ...parts) {
  while (isNothing(parts.at(-1))) parts.pop();
  return encode(kind, ref, ...parts);
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

/** @type {(text: string) => any[]} */
export const decode = JSON.parse;
