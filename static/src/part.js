/** What parts have in common: each is the client's handle on one slot. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Template } from "./template.js" */


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
    throw new Error();
  }
}

/** A part that holds instances, between two comments. */
export class EnclosingPart extends Part {
  /** The comment before the content; a clone has none until it is needed. @type {Comment | null} */
  start = null;

  /**
   * @param {Template} template what the slot is part of
   * @param {string[]} fragments ids of what it may hold
   * @param {Comment} anchor the comment after the content
   */
  constructor(template, fragments, anchor) {
    super();
    this.template = template;
    this.fragments = fragments;
    this.anchor = anchor;
  }

  /** @returns {Node} */
  firstNode() {
    return this.start ?? this.anchor;
  }

  lastNode() {
    return this.anchor;
  }
}
