/** One fragment in the page, and the parts that write to it. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Edge } from "./nodes.js" */
/** @import { Part } from "./part.js" */
/** @import { Template } from "./template.js" */

import { nodesBetween } from "./nodes.js";

export class Instance {
  /** By slot. @type {Part[]} */
  parts = [];

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
    for (let index = 0; index < patch.length; index += 2) {
      const slot = patch[index];
      if (slot < 0) this.#part(~slot).change(patch[index + 1]);
      else this.#part(slot).set(patch[index + 1]);
    }
  }

  /** @param {Value[]} values */
  set(values) {
    this.parts.forEach((part, slot) => part.set(values[slot]));
  }

  /** @param {Value[]} values */
  sync(values) {
    values.forEach((value, slot) => this.#part(slot).sync(value));
  }

  /** @returns {ChildNode[]} */
  nodes() {
    return this.first && this.last ? nodesBetween(this.first, this.last) : [];
  }

  /**
   * @param {number} slot
   * @returns {Part}
   * @throws {Error} where others have taken out the element whose text it is: nobody would see that
   */
  #part(slot) {
    const part = this.parts[slot];
    if (/** @type {any} */ (part).around?.isConnected === false) throw new Error();
    return part;
  }
}
