/** What lives in the page under a number of its own: the view at 0, and whatever ranges show by address. */

/** @import { Holder, Patch, Value } from "./types.js" */
/** @import { Instance } from "./instance.js" */
/** @import { Template } from "./template.js" */

import { Mismatch } from "./nodes.js";

/** One address: its version, and its instance where it is shown. */
export class Address {
  version = 0;

  /** @type {Instance | null} */
  instance = null;

  /** @type {Holder | null} */
  holder = null;

  /** Whether only full values help: patches until they come are about something else. */
  isMissing = false;

  /** Whether they were asked for. */
  isAsked = false;

  /** Full values that came before the range that shows them. @type {{ template: Template, values: Value[] } | null} */
  #early = null;

  /** @param {number} number */
  constructor(number) {
    this.number = number;
  }

  /**
   * Takes over what the server's HTML shows.
   *
   * @param {Holder} holder
   * @param {Instance} instance
   */
  adopt(holder, instance) {
    this.holder = holder;
    this.instance = instance;
  }

  /**
   * Shows the address in a range.
   *
   * @param {Holder} holder
   */
  show(holder) {
    this.holder = holder;
    this.instance = null;
    if (this.#early) this.#create(this.#early.template, this.#early.values);
    else this.isMissing = true;
  }

  /**
   * @param {number} version
   * @param {Patch} patch
   * @returns {boolean} whether it was applied
   */
  patch(version, patch) {
    if (this.isMissing || version <= this.version) return false; // sent again after a reconnect
    this.isMissing = true; // until all went well
    if (!this.instance || version !== this.version + 1) return false;
    this.instance.patch(patch);
    this.version = version;
    this.isMissing = false;
    return true;
  }

  /**
   * @param {number} version
   * @param {Template} template
   * @param {Value[]} values
   */
  replace(version, template, values) {
    this.version = version;
    this.isMissing = this.isAsked = false;
    if (!this.holder) this.#early = { template, values };
    else if (!this.#sync(template, values)) this.#create(template, values);
  }

  /**
   * @param {Template} template
   * @param {Value[]} values
   * @returns {boolean} whether the nodes could stay
   */
  #sync(template, values) {
    if (this.instance?.template !== template) return false;
    try {
      this.instance.sync(values);
      return true;
    } catch (error) {
      if (error instanceof Mismatch || error instanceof DOMException) return false; // changed from outside
      throw error;
    }
  }

  /**
   * @param {Template} template
   * @param {Value[]} values
   */
  #create(template, values) {
    const { instance, content } = template.create(values);
    this.instance = instance;
    this.#early = null;
    this.holder?.replace(content);
  }
}

/** @type {Map<number, Address>} */
const addresses = new Map();

export function allAddresses() {
  return [...addresses.values()];
}

/**
 * @param {number} number
 * @returns {Address}
 */
export function addressOf(number) {
  const address = addresses.get(number) ?? new Address(number);
  addresses.set(number, address);
  return address;
}

/**
 * A range shows something else now. The address may have moved on to another range.
 *
 * @param {number} number
 * @param {Holder} holder
 */
export function leaveAddress(number, holder) {
  if (addresses.get(number)?.holder === holder) addresses.delete(number);
}

/**
 * The innermost address that a node is part of.
 *
 * @param {Node} node
 * @returns {number}
 */
export function addressAround(node) {
  let inner = addressOf(0);
  for (const address of addresses.values()) {
    const start = address.holder?.contains(node) && address.holder.firstNode();
    if (start && inner.holder?.contains(start)) inner = address;
  }
  return inner.number;
}
