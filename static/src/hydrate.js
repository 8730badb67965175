/** Binding parts to the HTML of the server, by its marks (protocol, section 4). It only reads. */

/** @import { RangePart } from "./range.js" */
/** @import { Parent } from "./types.js" */
/** @import { Step } from "./template.js" */

import { AttributesPart } from "./attributes.js";
import { before, Binder } from "./bind.js";
import { ListPart } from "./list.js";
import { TextPart } from "./text.js";
import { unshadowed } from "./unshadowed.js";

/** Walks the server's HTML, where marks tell what each range and list holds. */
export class PageBinder extends Binder {
  /**
   * @param {Step} step
   * @param {ChildNode | null} node
   * @param {Parent} parent
   * @returns {ChildNode | null}
   */
  text(step, node, parent) {
    const start = node instanceof Text || isComment(node, "t") ? node : null; // an empty run is no node
    const end = start instanceof Comment ? endOfHTML(start.nextSibling) : start;
    this.parts.push(new TextPart(this.template, step.pieces, start, end, before(node, parent), parent));
    return end ? end.nextSibling : node;
  }

  /**
   * What was taken for the anchor is the mark that tells the content; the anchor comes after that.
   *
   * @param {RangePart | ListPart} part
   * @returns {ChildNode | null}
   */
  enclosing(part) {
    const mark = expectComment(part.anchor);
    if (mark.data) {
      part.start = mark;
      part.anchor = part instanceof ListPart ? itemsOf(part, mark) : contentOf(part, mark);
    }
    return super.enclosing(part);
  }

  /**
   * What the template does not write as such is the map's.
   *
   * @param {Step} step
   * @param {Element} element
   * @returns {AttributesPart}
   */
  map(step, element) {
    return new AttributesPart(element, unshadowed(element).getAttributeNames().filter((name) => !step.fixed.includes(name)));
  }
}

/**
 * Binds what a range shows.
 *
 * @param {RangePart} part
 * @param {Comment} mark
 * @returns {Comment} the end
 */
function contentOf(part, { data, nextSibling, parentNode }) {
  if (data === "h") return endOfHTML(nextSibling);
  const [reference, id, version] = data.split(" "); // with an id: an address
  const isIndex = /^\d+$/.test(reference); // ids never are
  const template = part.named(id ?? (isIndex ? Number(reference) : reference));
  const { instance, after } = template.adopt(nextSibling, /** @type {Parent} */ (parentNode));
  if (id) part.adopt(Number(reference.slice(1)), Number(version), instance);
  else part.instance = instance;
  return expectComment(after, "");
}

/**
 * Binds the items of a list.
 *
 * @param {ListPart} part
 * @param {Comment} mark
 * @returns {Comment} the end
 */
function itemsOf(part, { data, nextSibling, parentNode }) {
  let node = /** @type {ChildNode | null} */ (nextSibling);
  for (let left = Number(data); left > 0; left--) {
    const { instance, after } = part.itemTemplate().adopt(node, /** @type {Parent} */ (parentNode));
    part.items.push(instance);
    node = after;
  }
  return expectComment(node, "");
}

/**
 * @param {ChildNode | null} node
 * @param {string} data
 * @returns {node is Comment}
 */
function isComment(node, data) {
  return node instanceof Comment && node.data === data;
}

/**
 * @param {ChildNode | null} node
 * @param {string} [data]
 * @returns {Comment}
 */
function expectComment(node, data) {
  if (node instanceof Comment && node.data === (data ?? node.data)) return node;
  throw new Error(`${node?.nodeName} instead of a mark`);
}

/**
 * @param {ChildNode | null} start
 * @returns {Comment}
 */
function endOfHTML(start) {
  let node = start;
  while (node && !isComment(node, "")) node = unshadowed(node).nextSibling;
  return expectComment(node);
}
