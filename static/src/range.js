/** The part for nothing or one thing: an instance, HTML, or what lives at another address. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Instance } from "./instance.js" */
/** @import { Template } from "./template.js" */

import { addressOf, leaveAddress } from "./addresses.js";
import { clearBetween, nodesBetween } from "./nodes.js";
import { EnclosingPart } from "./part.js";
import { parse, wrapperIn } from "./trusted.js";
import { unshadowed } from "./unshadowed.js";

export class RangePart extends EnclosingPart {
  /** @type {Instance | null} */
  instance = null;

  /** @type {number | null} */
  address = null;

  /** @param {Value} value */
  set(value) {
    if (typeof value === "number") return this.#place(value);
    this.#leave();
    this.instance = null;
    if (Array.isArray(value)) this.#create(value);
    else if (value === null) this.#clear();
    else this.replace(parse(value, wrapperIn(/** @type {Node} */ (this.anchor.parentNode), this.template.wrapper)));
  }

  /** @param {Value} value */
  sync(value) {
    const isSame = Array.isArray(value) && this.instance?.template === this.named(value[0]);
    if (isSame && this.instance) this.instance.sync(value.slice(1));
    else this.set(value);
  }

  /** @param {Patch} change */
  change(change) {
    if (this.instance) this.instance.patch(change);
    else super.change(change);
  }

  /**
   * @param {Node} node
   * @returns {boolean} whether it lies between the range's ends
   */
  contains(node) {
    return nodesBetween(this, this).some((own) => unshadowed(own).contains(node));
  }

  /**
   * @param {string | number} reference an index into the alternatives, or an id
   * @returns {Template}
   */
  named(reference) {
    return this.template.find(typeof reference === "number" ? this.fragments[reference] : reference);
  }

  /**
   * Takes over what the server's HTML shows of an address.
   *
   * @param {number} number
   * @param {number} version
   * @param {Instance} instance
   */
  adopt(number, version, instance) {
    this.address = number;
    addressOf(number).adopt(this, version, instance);
  }

  /**
   * Shows nodes and nothing else.
   *
   * @param {DocumentFragment} content
   */
  replace(content) {
    this.#clear();
    if (!this.start) content.prepend((this.start = new Comment("+")));
    this.anchor.before(content);
  }

  /** @param {Value[]} value reference, v0, … */
  #create([reference, ...values]) {
    const content = new DocumentFragment();
    this.instance = this.named(reference).create(values, content);
    this.replace(content);
  }

  /** @param {number} number */
  #place(number) {
    if (this.address === number) return;
    this.#leave();
    this.#clear();
    this.instance = null;
    this.address = number;
    addressOf(number).show(this);
  }

  #leave() {
    if (this.address !== null) leaveAddress(this.address, this);
    this.address = null;
  }

  #clear() {
    if (this.start) clearBetween(/** @type {Node} */ (this.start.nextSibling), this.anchor);
  }
}
