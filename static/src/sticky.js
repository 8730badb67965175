/** What commands have done to an element outlives the server's patches of the same attribute. */

/** By element, what is done again after each patch, by what it is about. @type {WeakMap<Element, Map<string, () => void>>} */
const kept = new WeakMap();

/**
 * Does something to an element, now and after each patch of its attributes.
 *
 * @param {Element} element
 * @param {string} about what it is about: the next of the same takes its place
 * @param {() => void} apply does nothing where it is so already
 * @returns {() => void} takes it back
 */
export function keep(element, about, apply) {
  const applied = kept.get(element) ?? new Map();
  const before = applied.get(about);
  kept.set(element, applied.set(about, apply));
  apply();
  return () => {
    if (before) applied.set(about, before);
    else applied.delete(about);
    before?.();
  };
}

/** @param {Element} root where patches are looked for */
export function reapplyIn(root) {
  const observer = new MutationObserver((records) => {
    for (const { target } of records) for (const apply of kept.get(/** @type {Element} */ (target))?.values() ?? []) apply();
    observer.takeRecords(); // our own changes
  });
  observer.observe(root, { subtree: true, attributes: true });
}
