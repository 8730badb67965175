/** Finding, moving and removing runs of sibling nodes. */

import { unshadowed } from "./unshadowed.js";

/**
 * What a run of nodes begins or ends with: a node that stays, or the part that knows its own.
 *
 * @typedef {Node | { firstNode: () => Node, lastNode: () => Node }} Edge
 */

/**
 * @param {Edge} edge
 * @returns {Node}
 */
export function firstNode(edge) {
  return edge instanceof Node ? edge : edge.firstNode();
}

/**
 * The siblings from one edge to another, both included.
 *
 * @param {Edge} first
 * @param {Edge} last
 * @returns {ChildNode[]}
 */
export function nodesBetween(first, last) {
  const nodes = [];
  const end = last instanceof Node ? last : last.lastNode();
  for (let node = firstNode(first); node !== end; node = /** @type {Node} */ (unshadowed(node).nextSibling)) nodes.push(node);
  return /** @type {ChildNode[]} */ ([...nodes, end]);
}

/**
 * Removes the siblings from a node up to, but not with, another.
 *
 * @param {Node} first
 * @param {Node} end
 */
export function clearBetween(first, end) {
  const range = new Range(); // one operation, however many nodes
  range.setStartBefore(first);
  range.setEndBefore(end);
  range.deleteContents();
}

/**
 * Puts nodes that are in the page before another of their siblings.
 *
 * @param {ChildNode[]} nodes
 * @param {Node} before
 */
export function moveNodes(nodes, before) {
  const parent = /** @type {any} */ (unshadowed(unshadowed(before).parentNode));
  // moveBefore keeps focus, selection and frames; not every browser has it, and it throws outside of a document.
  const method = parent.isConnected && parent.moveBefore ? "moveBefore" : "insertBefore";
  for (const node of nodes) parent[method](node, before);
}
