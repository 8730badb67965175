/**
 * The shapes that cross files, named as in docs/reference/protocol.md. Types only; nothing is here at run time.
 *
 * @typedef {string | number | boolean | null} Scalar
 * @typedef {any} Value what a slot holds (section 2): JSON, told apart where it is used
 * @typedef {any[]} Patch an instance patch or a list change (section 3)
 * @typedef {any[]} Definition `[html, slot0, slot1, …]` (section 1)
 * @typedef {Record<string, Definition>} Definitions
 *
 * @typedef {object} PageData what stands beside the root as `lv-data` (section 4)
 * @property {number} version of the view
 * @property {string} fragment the root's id
 * @property {string} token what a join shows
 * @property {string} socket path of the WebSocket
 * @property {string} comeback URL of the module of that name
 * @property {Definitions} fragments
 *
 * @typedef {object} Payload what an event carries (section 5)
 * @property {Record<string, string>} values
 * @property {string | null} form
 * @property {Record<string, unknown>} control
 *
 * @typedef {ParentNode & Node} Parent an element, or a fragment on its way into the page
 *
 * @typedef {object} Holder where an address is shown
 * @property {(content: DocumentFragment) => void} replace shows these nodes and nothing else
 * @property {(node: Node) => boolean} contains
 * @property {() => Node | null} firstNode
 */
export {};
