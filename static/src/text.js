/** Parts for a run of text: among other nodes, or as all that an element holds. */

/** @import { Parent, Scalar, Value } from "./types.js" */
/** @import { Template } from "./template.js" */

import { nodesBetween } from "./nodes.js";
import { Part } from "./part.js";
import { parse, wrapperIn } from "./trusted.js";
import { unshadowed } from "./unshadowed.js";

/**
 * The text of static pieces with values between them.
 *
 * @param {string[]} pieces none for a single value without any
 * @param {Scalar | Scalar[]} value
 * @returns {string}
 */
export function joined(pieces, value) {
  const values = [value].flat();
  return pieces.length ? pieces.reduce((text, piece, index) => text + values[index - 1] + piece) : String(value);
}

/**
 * Whether a text slot's value is the HTML of its run; one of several values has at least two.
 *
 * @param {Value} value
 * @returns {boolean}
 */
function isHTML(value) {
  return Array.isArray(value) && value.length === 1;
}

/** A run among other nodes: one text node, or HTML between two comments, or nothing yet. */
export class TextPart extends Part {
  /**
   * @param {Template} template
   * @param {string[]} pieces
   * @param {ChildNode | null} start the run's first node; null where an empty run left none
   * @param {ChildNode | null} end its last node
   * @param {ChildNode | null} previous the node before the run, which stays for as long as the run does
   * @param {Parent} parent
   */
  constructor(template, pieces, start, end, previous, parent) {
    super();
    this.template = template;
    this.pieces = pieces;
    this.start = start;
    this.end = end;
    this.previous = previous;
    this.parent = parent;
  }

  /** @param {Value} value */
  set(value) {
    if (isHTML(value)) return this.#showHTML(value[0]);
    const text = joined(this.pieces, value);
    if (this.start instanceof Text) this.#showText(this.start, text);
    else if (this.start || text) this.#replace([new Text(text)]);
  }

  firstNode() {
    return /** @type {Node} */ (this.start ?? this.previous);
  }

  lastNode() {
    return /** @type {Node} */ (this.end ?? this.previous);
  }

  /**
   * @param {Text} node
   * @param {string} text
   */
  #showText(node, text) {
    if (node.data !== text) node.data = text;
    if (node.parentNode) return;
    this.#insert([node]);
    if (node.nextSibling?.nodeName === "FONT") node.nextSibling.remove(); // a translator of pages put it there
  }

  /** @param {string} html */
  #showHTML(html) {
    const parent = unshadowed(this.start ?? this.previous)?.parentNode ?? this.parent;
    const content = parse(html, wrapperIn(parent, this.template.wrapper));
    this.#replace([new Comment("t"), ...content.childNodes, new Comment("")]);
  }

  /** @param {ChildNode[]} nodes */
  #replace(nodes) {
    const old = this.start && this.end ? nodesBetween(this.start, this.end) : [];
    this.#insert(nodes);
    for (const node of old) unshadowed(node).remove();
    this.start = nodes[0];
    this.end = nodes[nodes.length - 1];
  }

  /** @param {ChildNode[]} nodes */
  #insert(nodes) {
    if (this.start?.parentNode) this.start.before(...nodes);
    else if (this.previous) unshadowed(this.previous).after(...nodes);
    else unshadowed(this.parent).prepend(...nodes);
  }
}

/** A run that is all its element holds: bound to the element, it survives what others do to the text node. */
export class ContentPart extends Part {
  /**
   * @param {Element} element
   * @param {string[]} pieces
   */
  constructor(element, pieces) {
    super();
    this.around = unshadowed(element);
    this.pieces = pieces;
  }

  /** @param {Value} value */
  set(value) {
    const { around } = this;
    if (isHTML(value)) around.replaceChildren(parse(value[0], wrapperIn(around, "")));
    else showText(around, joined(this.pieces, value));
  }
}

/**
 * @param {Element} element
 * @param {string} text all that the element shows
 */
export function showText(element, text) {
  const only = element.firstChild;
  if (!(only instanceof Text) || only.nextSibling) {
    if (only || text) element.replaceChildren(text); // textContent of a script is not for texts
  } else if (only.data !== text) {
    only.data = text;
  }
}
