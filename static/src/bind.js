/** From an instance's nodes to its parts: one walk along the steps that the template compiled. */

/** @import { Instance } from "./instance.js" */
/** @import { Edge } from "./nodes.js" */
/** @import { Part } from "./part.js" */
/** @import { Parent } from "./types.js" */
/** @import { Step, Template } from "./template.js" */

import { AttributePart, AttributesPart } from "./attributes.js";
import { LeftPart } from "./left.js";
import { ListPart } from "./list.js";
import { RangePart } from "./range.js";
import { ContentPart, TextPart } from "./text.js";
import { unshadowed } from "./unshadowed.js";

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
   * @param {ChildNode | null} start its first node
   * @param {Parent} parent
   * @returns {ChildNode | null} the node after it
   */
  bind(instance, start, parent) {
    const { template, parts } = this;
    const after = skip(this.walk(template.steps, start, parent), template.tail);
    instance.parts = parts;
    if (template.isEmpty) return after;
    instance.first = template.startsWithRange ? asEdge(parts[0]) : start;
    instance.last = template.endsWithNode ? before(after, parent) : asEdge(parts[parts.length - 1]);
    return after;
  }

  /**
   * @param {Step[]} steps
   * @param {ChildNode | null} start
   * @param {Parent} parent
   * @returns {ChildNode | null} the node after the last step
   */
  walk(steps, start, parent) {
    return steps.reduce((node, step) => this[step.kind](step, skip(node, step.skip), parent), start);
  }

  /**
   * @param {Step} step
   * @param {ChildNode | null} node
   * @returns {ChildNode | null}
   */
  element(step, node) {
    const element = expectElement(node, step.name);
    for (const { name, pieces } of step.attributes) {
      this.parts.push(name ? new AttributePart(element, name, pieces) : this.map(step, element));
    }
    const own = this.parts.length;
    if (step.content) this.parts.push(new ContentPart(element, step.content));
    else this.walk(step.steps, unshadowed(element).firstChild, element);
    if (step.isLeft) this.parts.push(...this.parts.splice(own).map((part) => new LeftPart(part, unshadowed(element))));
    return unshadowed(element).nextSibling;
  }

  /**
   * @param {Step} step
   * @param {ChildNode | null} node
   * @param {Parent} parent
   * @returns {ChildNode | null}
   */
  text(step, node, parent) {
    const text = /** @type {Text} */ (node);
    this.parts.push(new TextPart(this.template, step.pieces, text, text, text.previousSibling, parent));
    return text.nextSibling;
  }

  /**
   * @param {Step} step
   * @param {ChildNode | null} node
   * @returns {ChildNode | null}
   */
  range(step, node) {
    return this.enclosing(new RangePart(this.template, step.pieces, /** @type {Comment} */ (node)));
  }

  /**
   * @param {Step} step
   * @param {ChildNode | null} node
   * @returns {ChildNode | null}
   */
  list(step, node) {
    return this.enclosing(new ListPart(this.template, step.pieces, /** @type {Comment} */ (node)));
  }

  /**
   * Takes a range or list into the parts. In a clone it is empty, and its one comment the anchor.
   *
   * @param {RangePart | ListPart} part
   * @returns {ChildNode | null} the node after it
   */
  enclosing(part) {
    this.parts.push(part);
    return part.anchor.nextSibling;
  }

  /**
   * @param {Step} _step
   * @param {Element} element
   * @returns {AttributesPart}
   */
  map(_step, element) {
    return new AttributesPart(element, []);
  }
}

/**
 * @param {Part} part one that is between nodes
 * @returns {Edge}
 */
function asEdge(part) {
  return /** @type {any} */ (part);
}

/**
 * @param {ChildNode | null} node
 * @param {string} name
 * @returns {Element}
 */
export function expectElement(node, name) {
  if (unshadowed(node)?.nodeName !== name) throw new Error(`no ${name}`);
  return /** @type {Element} */ (node);
}

/**
 * @param {ChildNode | null} node
 * @param {Parent} parent
 * @returns {ChildNode | null}
 */
export function before(node, parent) {
  return node ? unshadowed(node).previousSibling : unshadowed(parent).lastChild;
}

/**
 * @param {ChildNode | null} node
 * @param {number} count
 * @returns {ChildNode | null}
 * @throws {TypeError} where there are fewer nodes
 */
function skip(node, count) {
  let next = node;
  for (let left = count; left > 0; left--) next = /** @type {ChildNode} */ (unshadowed(next)).nextSibling;
  return next;
}
