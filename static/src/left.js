/** The part for what is the browser's once it is in the page: edited in place by its user, or another library's. */

/** @import { Value } from "./types.js" */

import { Part } from "./part.js";

export class LeftPart extends Part {
  /**
   * @param {Part} part what writes until then
   * @param {Node} element that holds it
   */
  constructor(part, element) {
    super();
    this.part = part;
    this.element = element;
  }

  /** @param {Value} value */
  set(value) {
    if (!this.element.isConnected) this.part.set(value);
  }

  change() {}
}
