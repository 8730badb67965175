/** What stands around the live part: another page's head and layout in the place of this one's. */

/** What a layout writes, and not the client. */
const OUTSIDE = ":is(html, body, body *):not(script, [lv-root] *, [lv-status] *, [lv-flash], [lv-flash] *, [lv-voice])";

/** What a head loses where the other has none like it. */
const CHANGING = "meta, link:not([rel=stylesheet], [rel=modulepreload])";

/** @param {Document} page */
function outside(page) {
  return [...page.querySelectorAll(OUTSIDE)];
}

/**
 * Whether another page differs from this one by what `showLayout` can show: else it has to be loaded.
 *
 * @param {Document} parsed
 * @returns {boolean}
 */
export function fits(parsed) {
  const elements = outside(document);
  const sources = [...document.scripts].map(({ src }) => src);
  return (
    outside(parsed).every(({ localName }, index) => elements[index]?.localName === localName) &&
    [...parsed.scripts].every(({ src }) => sources.includes(src))
  );
}

/** @param {Document} parsed a page that fits */
export function showLayout(parsed) {
  const { head, title } = document;
  const added = [...parsed.head.querySelectorAll("meta, link")].filter((element) => !isIn(head, element));
  for (const element of head.querySelectorAll(CHANGING)) if (!isIn(parsed.head, element)) element.remove();
  head.append(...added);
  if (title !== parsed.title) document.title = parsed.title;
  const elements = outside(document);
  outside(parsed).forEach((other, index) => follow(elements[index], other));
}

/**
 * @param {Element} head
 * @param {Element} element
 */
function isIn(head, element) {
  return [...head.children].some((other) => other.isEqualNode(element));
}

/**
 * @param {Element} element
 * @param {Element} other
 */
function follow(element, other) {
  for (const name of element.getAttributeNames()) if (!other.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of other.attributes) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  const { textContent } = other;
  if (!other.children.length && !other.matches("[lv-status]") && element.textContent !== textContent) element.textContent = textContent;
}
