/** The part for what is the browser's once it is in the page: edited in place by its user, or another library's. */

/** @import { Patch, Value } from "./types.js" */

import { Part } from "./part.js";

/** What holds such, as it is now. */
const LEFT = "[contenteditable]:not([contenteditable=false]), [lv-ignore='']";

export class LeftPart extends Part {
  /**
   * @param {Part} part what writes until then
   * @param {Element} element that holds it
   */
  constructor(part, element) {
    super();
    this.part = part;
    this.element = element;
  }

  get around() {
    return this.#writing()?.around;
  }

  /** @param {Value} value */
  set(value) {
    this.#writing()?.set(value);
  }

  /** @param {Value} value */
  sync(value) {
    this.#writing()?.sync(value);
  }

  /** @param {Patch} change */
  change(change) {
    this.#writing()?.change(change);
  }

  /** What may write now. @returns {any} */
  #writing() {
    return this.element.isConnected && this.element.matches(LEFT) ? null : this.part;
  }
}
