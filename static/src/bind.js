/** From an instance's nodes to its parts: one walk along the steps that the template compiled. */

/** @import { Instance } from "./instance.js" */
/** @import { Part } from "./part.js" */
/** @import { Step, Template } from "./template.js" */

import { AttributePart, AttributesPart } from "./attributes.js";
import { ListPart } from "./list.js";
import { Mismatch } from "./nodes.js";
import { RangePart } from "./range.js";
import { ContentPart, TextPart } from "./text.js";

/** Walks a clone of the template, where every node is as compiled. */
export class Binder {
  /** @type {Part[]} */
  parts = [];

  /** @param {Template} template */
  constructor(template) {
    this.template = template;
  }

  /**
   * Gives an instance its parts and edges.
   *
   * @param {Instance} instance
   * @param {Node | null} start its first node
   * @param {Node} parent
   * @returns {Node | null} the node after it
   */
  bind(instance, start, parent) {
    const { template, parts } = this;
    const after = skip(this.walk(template.steps, start, parent), template.tail);
    instance.parts = parts;
    if (template.isEmpty) return after;
    instance.first = template.startsWithRange ? parts[0] : start;
    instance.last = template.endsWithNode ? before(after, parent) : parts[parts.length - 1];
    return after;
  }

  /**
   * @param {Step[]} steps
   * @param {Node | null} start
   * @param {Node} parent
   * @returns {Node | null} the node after the last step
   */
  walk(steps, start, parent) {
    return steps.reduce((node, step) => this[step.kind](step, skip(node, step.skip), parent), start);
  }

  /**
   * @param {Step} step
   * @param {Node | null} node
   * @returns {Node | null}
   */
  element(step, node) {
    const element = expectElement(node, step.name);
    for (const { name, pieces } of step.attributes) {
      this.parts.push(name ? new AttributePart(element, name, pieces) : this.map(step, element));
    }
    if (step.content) this.parts.push(new ContentPart(element, step.content, step.isEditable));
    else this.walk(step.steps, element.firstChild, element);
    return element.nextSibling;
  }

  /**
   * @param {Step} step
   * @param {Node | null} node
   * @param {Node} parent
   * @returns {Node | null}
   */
  text(step, node, parent) {
    const text = /** @type {Text} */ (node);
    this.parts.push(new TextPart(this.template, step.pieces, text, text, text.previousSibling, parent));
    return text.nextSibling;
  }

  /**
   * @param {Step} step
   * @param {Node | null} node
   * @returns {Node | null}
   */
  range(step, node) {
    const part = new RangePart(this.template, step.pieces);
    this.parts.push(part);
    part.anchor = this.rangeEnd(part, /** @type {Comment} */ (node));
    return part.anchor.nextSibling;
  }

  /**
   * @param {Step} step
   * @param {Node | null} node
   * @returns {Node | null}
   */
  list(step, node) {
    const part = new ListPart(this.template, step.pieces[0]);
    this.parts.push(part);
    part.anchor = this.listEnd(part, /** @type {Comment} */ (node));
    return part.anchor.nextSibling;
  }

  /**
   * The comment that ends a range, with the content before it bound. A clone's range is empty.
   *
   * @param {RangePart} _part
   * @param {Comment} mark
   * @returns {Comment}
   */
  rangeEnd(_part, mark) {
    return mark;
  }

  /**
   * The comment that ends a list, with the items before it bound. A clone's list is empty.
   *
   * @param {ListPart} _part
   * @param {Comment} mark
   * @returns {Comment}
   */
  listEnd(_part, mark) {
    return mark;
  }

  /**
   * @param {Step} _step
   * @param {Element} element
   * @returns {AttributesPart}
   */
  map(_step, element) {
    return new AttributesPart(element, [], () => {});
  }
}

/**
 * @param {Node | null} node
 * @param {string} name
 * @returns {Element}
 */
export function expectElement(node, name) {
  if (node?.nodeName !== name) throw new Mismatch(`${node?.nodeName} instead of ${name}`);
  return /** @type {Element} */ (node);
}

/**
 * @param {Node | null} node
 * @param {Node} parent
 * @returns {Node | null}
 */
export function before(node, parent) {
  return node ? node.previousSibling : parent.lastChild;
}

/**
 * @param {Node | null} node
 * @param {number} count
 * @returns {Node | null}
 */
function skip(node, count) {
  let next = node;
  for (let left = count; left > 0; left--) {
    if (!next) throw new Mismatch("too few nodes");
    next = next.nextSibling;
  }
  return next;
}
