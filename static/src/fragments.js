/** The fragments that this page knows, each compiled when it is first used. */

/** @import { Definitions } from "./types.js" */

import { tell } from "./observers.js";
import { Template } from "./template.js";

/** @type {Definitions} */
export const definitions = {};

/** @type {Map<string, Template>} */
const templates = new Map();

/** @param {Definitions} added */
export function define(added) {
  Object.assign(definitions, added);
  tell("defined", added);
}

/**
 * @param {string} id
 * @returns {Template}
 */
export function templateOf(id) {
  const known = templates.get(id);
  if (known) return known;
  if (!definitions[id]) throw new Error(`unknown fragment ${id}`);
  const template = new Template(definitions[id], templateOf);
  templates.set(id, template);
  return template;
}
