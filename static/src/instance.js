/** One fragment in the page, and the parts that write to it. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Edge } from "./nodes.js" */
/** @import { Part } from "./part.js" */
/** @import { Template } from "./template.js" */

import { nodesBetween } from "./nodes.js";

export class Instance {
  /** By slot; null while nothing has asked for them: thousands of rows need none. @type {Part[] | null} */
  parts = null;

  /** Where the instance begins; null where its fragment has no nodes. @type {Edge | null} */
  first = null;

  /** Where it ends. @type {Edge | null} */
  last = null;

  /** @param {Template} template */
  constructor(template) {
    this.template = template;
  }

  /** @param {Patch} patch slot, value, ~slot, change, … */
  patch(patch) {
    const parts = this.#bound();
    for (let index = 0; index < patch.length; index += 2) {
      const slot = patch[index];
      if (slot < 0) parts[~slot].change(patch[index + 1]);
      else parts[slot].set(patch[index + 1]);
    }
  }

  /** @param {Value[]} values */
  set(values) {
    this.#bound().forEach((part, slot) => part.set(values[slot]));
  }

  /** @param {Value[]} values */
  sync(values) {
    this.#bound().forEach((part, slot) => part.sync(values[slot]));
  }

  /** @returns {ChildNode[]} */
  nodes() {
    return this.first && this.last ? nodesBetween(this.first, this.last) : [];
  }

  #bound() {
    return this.parts ?? this.template.bind(this);
  }
}
