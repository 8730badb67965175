/** The part for any number of instances of one fragment. */

/** @import { Patch, Value } from "./types.js" */
/** @import { Instance } from "./instance.js" */

import { clearBetween, firstNode, moveNodes } from "./nodes.js";
import { indexesOf, longestIncreasing, orderOf } from "./order.js";
import { EnclosingPart } from "./part.js";
import { unshadowed } from "./unshadowed.js";

export class ListPart extends EnclosingPart {
  /** @type {Instance[]} */
  items = [];

  /** @param {Value[][]} values */
  set(values) {
    this.#removeFrom(0);
    this.#insert(0, values);
  }

  /** @param {Value[][]} values */
  sync(values) {
    this.#removeFrom(values.length);
    this.items.forEach((item, index) => item.sync(values[index]));
    this.#insert(this.items.length, values.slice(this.items.length));
  }

  /**
   * In the order of protocol section 3: removed, moved, inserted, changed.
   *
   * @param {Patch} change
   */
  change(change) {
    let end = 0;
    while (typeof change[end] === "number") end += 2;
    const [inserted = [], removed = [], moved = []] = change.slice(end);
    if (removed.length) this.#remove(indexesOf(removed));
    if (moved.length) this.#move(orderOf(moved, this.items.length));
    this.#insertRuns(inserted);
    for (let at = 0, index = 0; at < end; at += 2) this.items[(index += change[at])].patch(change[at + 1]);
  }

  firstNode() {
    return this.start ?? this.#nodeAt(0);
  }

  /** The fragment of the items, compiled. */
  itemTemplate() {
    return this.template.find(this.fragments[0]);
  }

  /**
   * Where an item begins, or would.
   *
   * @param {number} index
   * @returns {Node}
   */
  #nodeAt(index) {
    for (let at = index; at < this.items.length; at++) {
      const { first } = this.items[at];
      if (first) return firstNode(first); // an empty body has no nodes
    }
    return this.anchor;
  }

  /** @param {number} index */
  #removeFrom(index) {
    if (index >= this.items.length) return;
    clearBetween(this.#nodeAt(index), this.anchor);
    this.items = this.items.slice(0, index);
  }

  /** @param {Set<number>} indexes */
  #remove(indexes) {
    if (indexes.size === this.items.length) return this.#removeFrom(0);
    for (const index of indexes) for (const node of this.items[index].nodes()) unshadowed(node).remove();
    this.items = this.items.filter((_, index) => !indexes.has(index));
  }

  /** @param {number[]} order */
  #move(order) {
    const focused = order.indexOf(this.#focusedItem());
    // Those that can stay with it: as before, on the same side of it. Without any, NaN lets all of them be candidates.
    const candidates = order.filter((index, at) => !((at - focused) * (index - order[focused]) < 0));
    const staying = longestIncreasing(candidates);
    let before = /** @type {Node} */ (this.anchor);
    for (const index of [...order].reverse()) {
      const item = this.items[index];
      if (!staying.has(index)) moveNodes(item.nodes(), before);
      if (item.first) before = firstNode(item.first);
    }
    this.items = order.map((index) => this.items[index]);
  }

  /** The item with the focus: moving it would end what an input method or an open list is doing, in some browsers more. */
  #focusedItem() {
    const { activeElement } = document;
    const isAround = (/** @type {Node} */ node) => unshadowed(node).contains(activeElement);
    return isAround(/** @type {Node} */ (this.anchor.parentNode)) ? this.items.findIndex((item) => item.nodes().some(isAround)) : -1;
  }

  /** @param {any[]} runs an index, then the values of each item, … */
  #insertRuns(runs) {
    for (let at = 0; at < runs.length; ) {
      const index = runs[at++];
      const start = at;
      while (Array.isArray(runs[at])) at++;
      this.#insert(index, runs.slice(start, at));
    }
  }

  /**
   * @param {number} index
   * @param {Value[][]} values
   */
  #insert(index, values) {
    if (!values.length) return;
    const nodes = new DocumentFragment();
    const items = values.map((value) => this.itemTemplate().create(value, nodes));
    /** @type {Node} */ (unshadowed(this.anchor.parentNode)).insertBefore(nodes, this.#nodeAt(index));
    this.items = [...this.items.slice(0, index), ...items, ...this.items.slice(index)];
  }
}
