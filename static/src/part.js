/** What every part can do: the client's handle on one slot. */

/** @import { Patch, Value } from "./types.js" */

import { Mismatch } from "./nodes.js";

export class Part {
  /**
   * Shows a value.
   *
   * @param {Value} _value
   */
  set(_value) {}

  /**
   * Shows a value, keeping the nodes that can stay.
   *
   * @param {Value} value
   */
  sync(value) {
    this.set(value);
  }

  /**
   * Changes what the slot holds.
   *
   * @param {Patch} _change
   */
  change(_change) {
    throw new Mismatch("nothing to change");
  }

  /**
   * Where the part begins. Only parts between nodes are ever asked.
   *
   * @returns {Node}
   */
  firstNode() {
    throw new Mismatch("no node of its own");
  }

  /**
   * Where the part ends.
   *
   * @returns {Node}
   */
  lastNode() {
    return this.firstNode();
  }
}
