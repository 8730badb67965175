/** Parts for attributes: one, and a map of them. */

/** @import { Scalar } from "./types.js" */

import { editedProperty, writeControl } from "./inputs.js";
import { Part } from "./part.js";
import { joined, showText } from "./text.js";
import { unshadowed } from "./unshadowed.js";

/** One attribute. */
export class AttributePart extends Part {
  /**
   * @param {Element} element
   * @param {string} name
   * @param {string[]} pieces static text around the values, if there is any
   */
  constructor(element, name, pieces) {
    super();
    this.element = unshadowed(element);
    this.name = name;
    this.pieces = pieces;
  }

  /** @param {Scalar | Scalar[]} value */
  set(value) {
    if (value === null || value === false) showAttribute(this.element, this.name, null);
    else showAttribute(this.element, this.name, value === true ? "" : joined(this.pieces, value));
  }
}

/** What a template writes between a tag's name and its `>`. */
export class AttributesPart extends Part {
  /**
   * @param {Element} element
   * @param {string[]} names the attributes that the map has set
   */
  constructor(element, names) {
    super();
    this.element = unshadowed(element);
    this.names = names;
  }

  /** @param {Record<string, string | true>} value */
  set(value) {
    const names = Object.keys(value);
    // What goes, goes last: a select that loses its choice makes another among the options that are not disabled.
    for (const name of names) showAttribute(this.element, name, value[name] === true ? "" : value[name]);
    for (const name of this.names) if (!names.includes(name)) showAttribute(this.element, name, null);
    this.names = names;
  }
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} text null: the attribute is not there
 */
function showAttribute(element, name, text) {
  if (element.isConnected && element.getAttribute("lv-ignore")?.split(" ").includes(name)) return;
  // A strict policy blocks the attribute `style`, not the object behind it.
  if (name === "style" && text !== null) /** @type {HTMLElement} */ (element).style.cssText = text;
  else if (name === "#") showContent(element, text ?? "");
  else if (name === editedProperty(element)) {
    writeControl(element, name, name === "value" ? (text ?? "") : text !== null, () => writeAttribute(element, name, text));
  } else writeAttribute(element, name, text);
}

/**
 * The text of an element that holds text only, which in a `<textarea>` its user edits.
 *
 * @param {Element} element
 * @param {string} text
 */
function showContent(element, text) {
  const property = editedProperty(element);
  if (property) writeControl(element, property, text, () => showText(element, text));
  else showText(element, text);
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} text
 */
function writeAttribute(element, name, text) {
  if (element.getAttribute(name) === text) return;
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
}
