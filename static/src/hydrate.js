/** Binding parts to the HTML of the server, by its marks (protocol, section 4). It only reads. */

/** @import { ListPart } from "./list.js" */
/** @import { RangePart } from "./range.js" */
/** @import { Step } from "./template.js" */

import { AttributesPart } from "./attributes.js";
import { before, Binder } from "./bind.js";
import { Mismatch } from "./nodes.js";
import { isText, TextPart } from "./text.js";

/** Walks the server's HTML, where marks tell what each range and list holds. */
export class PageBinder extends Binder {
  /**
   * @param {Step} step
   * @param {Node | null} node
   * @param {Node} parent
   * @returns {Node | null}
   */
  text(step, node, parent) {
    const start = isText(node) || isComment(node, "t") ? node : null; // an empty run is no node
    const end = start instanceof Comment ? endOfHTML(start) : start;
    this.parts.push(new TextPart(this.template, step.pieces, start, end, before(node, parent), parent));
    return end ? end.nextSibling : node;
  }

  /**
   * @param {RangePart} part
   * @param {Comment} mark
   * @returns {Comment}
   */
  rangeEnd(part, mark) {
    const { data, nextSibling, parentNode } = expectComment(mark);
    if (!data) return mark;
    part.start = mark;
    if (data === "h") return endOfHTML(mark);
    const [reference, id] = data.split(" "); // with an id: an address
    const isIndex = /^\d+$/.test(reference); // ids never are
    const template = part.named(id ?? (isIndex ? Number(reference) : reference));
    const { instance, after } = template.adopt(nextSibling, /** @type {Node} */ (parentNode));
    if (id) part.adopt(Number(reference.slice(1)), instance);
    else part.instance = instance;
    return expectComment(after, "");
  }

  /**
   * @param {ListPart} part
   * @param {Comment} mark
   * @returns {Comment}
   */
  listEnd(part, mark) {
    const { data, parentNode } = expectComment(mark);
    if (!data) return mark;
    part.start = mark;
    let node = /** @type {Node | null} */ (mark.nextSibling);
    for (let left = Number(data); left > 0; left--) {
      const { instance, after } = part.itemTemplate().adopt(node, /** @type {Node} */ (parentNode));
      part.items.push(instance);
      node = after;
    }
    return expectComment(node, "");
  }

  /**
   * What the template does not write as such is the map's. Of several maps nobody knows whose: the first keeps it,
   * until one of them changes and the full values tell.
   *
   * @param {Step} step
   * @param {Element} element
   * @returns {AttributesPart}
   */
  map(step, element) {
    const { fixed, maps } = step;
    const isFirst = !this.parts.some((part) => part instanceof AttributesPart && part.element === element);
    const names = isFirst ? element.getAttributeNames().filter((name) => !fixed.includes(name)) : [];
    return new AttributesPart(element, names, () => maps > 1 && this.template.needFullValues());
  }
}

/**
 * @param {Node | null} node
 * @param {string} data
 * @returns {node is Comment}
 */
function isComment(node, data) {
  return node instanceof Comment && node.data === data;
}

/**
 * @param {Node | null} node
 * @param {string} [data]
 * @returns {Comment}
 */
function expectComment(node, data) {
  if (!(node instanceof Comment) || node.data !== (data ?? node.data)) throw new Mismatch(`${node?.nodeName} instead of a mark`);
  return node;
}

/**
 * @param {Comment} start
 * @returns {Comment}
 */
function endOfHTML(start) {
  let node = start.nextSibling;
  while (node && !isComment(node, "")) node = node.nextSibling;
  return expectComment(node);
}
