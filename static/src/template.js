/** One fragment, compiled: nodes to clone, and the steps from slot to slot. */

/** @import { Definition, Parent, Value } from "./types.js" */

import { Binder } from "./bind.js";
import { PageBinder } from "./hydrate.js";
import { Instance } from "./instance.js";
import { parse } from "./trusted.js";
import { unshadowed } from "./unshadowed.js";

/**
 * One stop of the walk. Subtrees without slots have none and are never entered.
 *
 * @typedef {object} Step
 * @property {"element" | "text" | "range" | "list"} kind
 * @property {number} skip how many siblings lie between the last stop and this one
 * @property {string[]} pieces of a text run; the alternatives of a range; the fragment of a list
 * @property {string} name of an element
 * @property {{ name: string, pieces: string[] }[]} attributes an element's own slots; a map has no name
 * @property {string[]} fixed names of the attributes that are not the map's
 * @property {string[] | undefined} content the pieces of the run that is all an element holds
 * @property {boolean} isLeft whether what it holds may be the browser's once it is in the page: a map has any attribute
 * @property {Step[]} steps inside an element
 */

export class Template {
  /**
   * @param {Definition} definition
   * @param {(id: string) => Template} find
   */
  constructor([source, ...slots], find) {
    const [wrapper, html] = Array.isArray(source) ? source : ["", source];
    this.find = find;
    this.wrapper = wrapper;
    this.content = parse(html, wrapper);
    const compiler = new Compiler(slots);
    const { steps, tail } = compiler.children(this.content);
    const { firstChild } = this.content;
    this.steps = steps;
    /** How many nodes follow the last step. */
    this.tail = tail;
    this.isEmpty = !firstChild;
    this.startsWithRange = steps[0]?.skip === 0 && /range|list/.test(steps[0].kind);
    this.endsWithNode = tail > 0 || steps.at(-1)?.kind === "element";
  }

  /**
   * A new instance.
   *
   * @param {Value[]} values
   * @param {DocumentFragment} destination where its nodes go
   * @returns {Instance}
   */
  create(values, destination) {
    const content = document.importNode(this.content, true);
    const instance = new Instance(this);
    new Binder(this).bind(instance, content.firstChild, content);
    instance.set(values);
    destination.append(content);
    return instance;
  }

  /**
   * An instance of which the nodes are in the page, and the node after it.
   *
   * @param {ChildNode | null} start
   * @param {Parent} parent
   * @returns {{ instance: Instance, after: ChildNode | null }}
   */
  adopt(start, parent) {
    const instance = new Instance(this);
    return { instance, after: new PageBinder(this).bind(instance, start, parent) };
  }
}

/** Takes the slots in document order, an element's own before those in its children (protocol, section 1). */
class Compiler {
  /** @param {any[]} slots */
  constructor(slots) {
    this.slots = slots;
  }

  /**
   * @param {Parent} parent
   * @returns {{ steps: Step[], tail: number }}
   */
  children(parent) {
    /** @type {Step[]} */
    const steps = [];
    let skip = 0;
    for (const node of [...parent.childNodes]) {
      const step = this.#step(node);
      if (step) steps.push(/** @type {Step} */ ({ ...step, skip }));
      skip = step ? 0 : skip + 1;
    }
    return { steps, tail: skip };
  }

  /**
   * @param {ChildNode} node
   * @returns {Partial<Step> | null}
   */
  #step(node) {
    if (node instanceof Element) return this.#element(unshadowed(node));
    return isPlace(node) ? this.#place(node) : null;
  }

  /**
   * @param {Comment} comment
   * @returns {Partial<Step>}
   */
  #place(comment) {
    const [kind, ...pieces] = this.slots.shift() || ["t"];
    if (kind === "t") {
      comment.replaceWith("");
      return { kind: "text", pieces };
    }
    comment.data = "";
    return { kind: kind === "l" ? "list" : "range", pieces };
  }

  /**
   * @param {Element} element
   * @returns {Partial<Step> | null}
   */
  #element(element) {
    const attributes = this.#attributes(element);
    moveStyle(element);
    const names = attributes.map(({ name }) => name);
    const content = this.#content(element);
    const { steps } = this.children(element);
    if (!names.length && !steps.length && !content) return null;
    const fixed = [...element.getAttributeNames(), ...names];
    const isLeft = fixed.some((name) => !name || /^(contenteditable|lv-ignore)$/.test(name));
    return { kind: "element", name: element.nodeName, attributes, fixed, content, isLeft, steps };
  }

  /**
   * @param {Element} element
   * @returns {Step["attributes"]}
   */
  #attributes(element) {
    const count = Number(element.getAttribute("$"));
    element.removeAttribute("$");
    return this.slots.splice(0, count).map(([, name, ...pieces]) => ({ name, pieces }));
  }

  /**
   * The pieces of a text run that is all the element holds. Its slot is taken, its mark removed.
   *
   * @param {Element} element
   * @returns {string[] | undefined}
   */
  #content(element) {
    const { firstChild } = element;
    const [slot] = this.slots;
    if (!isPlace(firstChild) || firstChild.nextSibling || (slot && slot[0] !== "t")) return;
    firstChild.remove();
    this.slots.shift();
    return slot ? slot.slice(1) : [];
  }
}

/**
 * A strict policy complains of `style` where HTML is parsed, so that definitions write `lv-style`.
 *
 * @param {Element} element
 */
function moveStyle(element) {
  const text = element.getAttribute("lv-style");
  if (text) /** @type {HTMLElement} */ (element).style.cssText = text;
  element.removeAttribute("lv-style");
}

/**
 * @param {Node | null} node
 * @returns {node is Comment}
 */
function isPlace(node) {
  return node instanceof Comment && node.data === "$";
}
