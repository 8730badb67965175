/** The fragments that this page knows, each compiled when it is first used. */

/** @import { Definitions } from "./types.js" */

import { Mismatch } from "./nodes.js";
import { Template } from "./template.js";

/** @type {Definitions} */
const definitions = {};

/** @type {Map<string, Template>} */
const templates = new Map();

let isIncomplete = false;

/** @param {Definitions} added */
export function define(added) {
  Object.assign(definitions, added);
}

/**
 * @param {string} id
 * @returns {Template}
 */
export function templateOf(id) {
  const known = templates.get(id);
  if (known) return known;
  if (!definitions[id]) throw new Mismatch(`unknown fragment ${id}`);
  const template = new Template(definitions[id], templateOf, () => (isIncomplete = true));
  templates.set(id, template);
  return template;
}

/** Whether a part has met something, since the last call, that only full values can tell. */
export function takeIncomplete() {
  const was = isIncomplete;
  isIncomplete = false;
  return was;
}
