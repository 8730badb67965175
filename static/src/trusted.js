/** The one door from text to HTML: template statics and values that the server marked as HTML, nothing else. */

const rules = { createHTML: (/** @type {string} */ html) => html };

/** @type {typeof rules} */
export const trusted = /** @type {any} */ (window).trustedTypes?.createPolicy("lv", rules) ?? rules;

/**
 * The nodes of some HTML.
 *
 * @param {string} html
 * @param {string} wrapper the element to parse it in: `svg` or `math` where its nodes are children of one, else ""
 * @returns {DocumentFragment}
 */
export function parse(html, wrapper) {
  const template = document.createElement("template");
  template.innerHTML = trusted.createHTML(wrapper ? `<${wrapper}>${html}</${wrapper}>` : html);
  const { content } = template;
  if (wrapper) content.replaceChildren(.../** @type {Node} */ (content.firstChild).childNodes);
  return content;
}

/**
 * The wrapper for HTML that becomes children of a node.
 *
 * @param {Node} parent
 * @param {string} inFragment the wrapper where the parent is but a fragment on its way into the page
 * @returns {string}
 */
export function wrapperIn(parent, inFragment) {
  const { namespaceURI, localName } = /** @type {Element} */ (parent);
  if (!namespaceURI) return inFragment;
  if (namespaceURI.endsWith("MathML")) return "math";
  return namespaceURI.endsWith("svg") && localName !== "foreignObject" ? "svg" : "";
}
