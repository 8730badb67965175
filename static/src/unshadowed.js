/** Members of elements, whatever the controls of a form are named: one named `remove` hides the form's method. */

/**
 * What to ask an element that may be a form. It stands for the element, but is not the element.
 *
 * @template {Node | null | undefined} T
 * @param {T} node
 * @returns {T}
 */
export function unshadowed(node) {
  return node instanceof HTMLFormElement ? /** @type {any} */ (new Proxy(node, { get: memberOf })) : node;
}

/**
 * @param {HTMLFormElement} form
 * @param {string | symbol} name
 */
function memberOf(form, name) {
  const member = Reflect.get(HTMLFormElement.prototype, name, form);
  return member instanceof Function ? member.bind(form) : member;
}
