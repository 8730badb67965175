/** The part for nothing or one thing: an instance, HTML, or what lives at another address. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Instance } from "./instance.js" */
/** @import { Template } from "./template.js" */

import { addressOf, leaveAddress } from "./addresses.js";
import { clearBetween } from "./nodes.js";
import { Part } from "./part.js";
import { parse, wrapperIn } from "./trusted.js";

export class RangePart extends Part {
  /** @type {Instance | null} */
  instance = null;

  /** @type {number | null} */
  address = null;

  /** The comment before the content; there once something was shown. @type {Comment | null} */
  start = null;

  /** The comment after the content. */
  anchor = /** @type {Comment} */ (/** @type {unknown} */ (null));

  /**
   * @param {Template} template what the range is part of
   * @param {string[]} alternatives fragment ids that values name by index
   */
  constructor(template, alternatives) {
    super();
    this.template = template;
    this.alternatives = alternatives;
  }

  /** @param {Value} value */
  set(value) {
    if (typeof value === "number") return this.#place(value);
    this.#leave();
    this.instance = null;
    if (Array.isArray(value)) this.#create(this.named(value[0]), value.slice(1));
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

  firstNode() {
    return this.start ?? this.anchor;
  }

  lastNode() {
    return this.anchor;
  }

  /**
   * @param {Node} node
   * @returns {boolean} whether it lies between the range's ends
   */
  contains(node) {
    const range = document.createRange();
    range.setStartBefore(this.firstNode());
    range.setEndAfter(this.anchor);
    return range.intersectsNode(node);
  }

  /**
   * @param {string | number} reference an index into the alternatives, or an id
   * @returns {Template}
   */
  named(reference) {
    return this.template.find(typeof reference === "number" ? this.alternatives[reference] : reference);
  }

  /**
   * Takes over what the server's HTML shows of an address.
   *
   * @param {number} number
   * @param {Instance} instance
   */
  adopt(number, instance) {
    this.address = number;
    addressOf(number).adopt(this, instance);
  }

  /**
   * Shows nodes and nothing else.
   *
   * @param {Node} content
   */
  replace(content) {
    const nodes = document.createDocumentFragment();
    this.#clear();
    if (!this.start) nodes.append((this.start = document.createComment("+")));
    nodes.append(content);
    this.anchor.before(nodes);
  }

  /**
   * @param {Template} template
   * @param {Value[]} values
   */
  #create(template, values) {
    const { instance, content } = template.create(values);
    this.instance = instance;
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
