/** What lives in the page under a number of its own: the view at 0, and whatever ranges show by address. */

/** @import { Holder, Patch, Value } from "./types.js" */
/** @import { Instance } from "./instance.js" */
/** @import { Template } from "./template.js" */

import { resendFrame } from "./codec.js";
import { send } from "./transport.js";

/** One address: its version, and its instance where it is shown. */
export class Address {
  version = 0;

  /** @type {Instance | null} */
  instance = null;

  /** @type {Holder | null} */
  holder = null;

  /** Whether only full values help, which are to come: patches until then are about something else. */
  isMissing = false;

  /** Whether what is shown is of a page that was left: nothing of it may stay. @type {boolean | undefined} */
  isOther = false;

  /** Shows the full values that came before their range. @type {(() => void) | null} */
  #early = null;

  /** @param {number} number */
  constructor(number) {
    this.number = number;
  }

  /**
   * Takes over what the server's HTML shows.
   *
   * @param {Holder} holder
   * @param {number} version
   * @param {Instance} instance
   */
  adopt(holder, version, instance) {
    this.holder = holder;
    this.version = version;
    this.instance = instance;
  }

  /**
   * Shows the address in a range.
   *
   * @param {Holder} holder
   */
  show(holder) {
    const wasShown = this.instance;
    this.holder = holder;
    this.instance = null;
    if (this.#early) this.#early();
    // Its values came before what is around it. What is shared was shown somewhere else, perhaps under the same number.
    else if (wasShown || this.number < 0) this.miss();
    else this.isMissing = true; // they are on their way, or come with the join
  }

  /**
   * Another process has no patches for what is shown, and counts its versions anew.
   *
   * @param {boolean} [isOther] whether it is another page's
   */
  forget(isOther) {
    this.isOther ||= isOther;
    this.version = -1;
    this.isMissing = true;
  }

  /** Asks for the full values. */
  miss() {
    if (this.isMissing) return;
    this.isMissing = true;
    send(resendFrame(this.number));
  }

  /**
   * @param {number} version
   * @param {Patch} patch
   * @returns {true | void} whether the page shows this version now, and did not before
   */
  patch(version, patch) {
    if (this.isMissing || version <= this.version) return; // sent again after a reconnect
    try {
      if (this.instance && version === this.version + 1) {
        this.instance.patch(patch);
        this.version = version;
        return true;
      }
    } catch (error) {
      console.warn("liveview: made anew:", error);
    }
    this.miss();
  }

  /**
   * @param {number} version
   * @param {Template} template
   * @param {Value[]} values
   */
  replace(version, template, values) {
    this.version = version;
    this.isMissing = false;
    const create = () => this.#create(template, values);
    if (!this.holder) this.#early = create;
    else if (!this.#sync(template, values)) create();
  }

  /**
   * @param {Template} template
   * @param {Value[]} values
   * @returns {boolean} whether the nodes could stay
   */
  #sync(template, values) {
    if (this.isOther || this.instance?.template !== template) return false;
    try {
      this.instance.sync(values);
      return true;
    } catch {
      return false; // the page was changed by others
    }
  }

  /**
   * @param {Template} template
   * @param {Value[]} values
   */
  #create(template, values) {
    const content = new DocumentFragment();
    this.instance = template.create(values, content);
    this.#early = null;
    this.isOther = false;
    this.holder?.replace(content);
  }
}

/** @type {Map<number, Address>} */
const addresses = new Map();

/** Whether an address waits for its values. */
export function areMissing() {
  return allAddresses().some(({ isMissing }) => isMissing);
}

/** Those that are shown, or will be: what was taken out of the page together with something around it has gone. */
export function allAddresses() {
  for (const [number, { holder }] of addresses) if (holder?.anchor.isConnected === false) addresses.delete(number);
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
  for (const address of allAddresses()) {
    const start = address.holder?.contains(node) && address.holder.firstNode();
    if (start && inner.holder?.contains(start)) inner = address;
  }
  return inner.number;
}
