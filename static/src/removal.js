/**
 * `lv-remove`: what the server has taken away is shown until its commands are done.
 *
 * It has gone, and nothing of the client knows it any more. What is put back is a picture of it: nobody can use it, no
 * form sends it, no label finds it.
 */

/** @import { Page } from "./types.js" */

import { read } from "./commands.js";
import { unshadowed } from "./unshadowed.js";

/** How long anything may be shown that is not there, in ms. */
const LONGEST = 5_000;

/** Attributes by which a picture would be taken for the thing. */
const IDENTITY = /^(lv-.*|id|name|for)$/;

/** What is shown, and has gone. @type {Set<ChildNode>} */
const pictures = new Set();

/** @typedef {(element: Element, commands: [string, Record<string, any>][], owner: string) => void} Runner */

/**
 * @param {Page} page
 * @param {Runner} run
 */
export function watchRemovals({ root, observers }, run) {
  const removals = new MutationObserver(() => {});
  let isPatch = false;
  const heard = (/** @type {unknown} */ kind) => {
    removals.takeRecords(); // what others take away is theirs
    isPatch = typeof kind === "number"; // whatever else changes the page makes much of it anew
  };
  const changed = () => {
    const records = removals.takeRecords();
    const gone = isPatch ? putBack(records) : [];
    isPatch = false;
    removals.takeRecords();
    for (const [picture, value] of gone) fade(picture, value);
  };
  const fade = (/** @type {Element} */ picture, /** @type {string} */ value) => {
    const { commands, owner } = read(value);
    const times = commands.map(([, { transition, time }]) => (transition ? time : 0));
    run(picture, commands, owner);
    setTimeout(end, Math.min(Math.max(...times), LONGEST), picture);
  };
  const end = (/** @type {Element} */ picture) => {
    unshadowed(picture).remove();
    pictures.delete(picture);
    for (const observer of observers) observer.changed?.(); // somebody may wait for this to be over
  };
  removals.observe(root, { subtree: true, childList: true });
  observers.push({ heard, changed, isBusy: () => pictures.size > 0 });
}

/**
 * Shows those again that are to fade: each where it was. Only what was itself taken away; not what was in it.
 *
 * @param {MutationRecord[]} records
 * @returns {[picture: Element, value: string][]}
 */
function putBack(records) {
  /** What followed each. @type {Map<Node, Node | null>} */
  const next = new Map();
  /** @type {[Element, string][]} */
  const found = [];
  for (const { target, removedNodes, nextSibling } of records.reverse()) {
    let following = nextSibling;
    for (const node of [...removedNodes].reverse()) {
      next.set(node, following);
      following = node;
      const value = node instanceof Element && !node.isConnected && unshadowed(node).getAttribute("lv-remove");
      if (!value || !target.isConnected) continue;
      let before = /** @type {Node | null} */ (next.get(node) ?? null);
      while (before && before.parentNode !== target) before = next.get(before) ?? null;
      found.push([picture(node), value]);
      unshadowed(target).insertBefore(node, before);
    }
  }
  return found;
}

/**
 * @param {Element} element
 * @returns {Element} the same as a picture
 */
function picture(element) {
  for (const own of [element, ...unshadowed(element).querySelectorAll("*")]) {
    const { attributes } = unshadowed(own);
    for (const { name } of [...attributes]) if (IDENTITY.test(name)) attributes.removeNamedItem(name);
    if ("form" in own) own.setAttribute("form", ""); // nobody's: not sent, not asked whether it is valid
  }
  element.toggleAttribute("inert", true);
  pictures.add(element);
  return element;
}
