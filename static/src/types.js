/** @import { Happening } from "./payload.js" */
/** @import { steps } from "./bindings.js" */
/** @import { Observer } from "./observers.js" */

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
 * @property {string} socket path of the WebSocket, and of what there is instead
 * @property {string} group of the view's route
 * @property {Record<string, string>} modules URLs of what is loaded when it is needed
 * @property {string[]} [needs] the modules that the page begins with
 * @property {Definitions} fragments
 *
 * @typedef {object} Payload what an event carries (section 5)
 * @property {Record<string, unknown>} values
 * @property {string | null} form
 * @property {Record<string, unknown>} control
 * @property {boolean} [isReport] whether it only says what a control holds, which another process is told anew
 *
 * @typedef {(error: string | undefined, reply?: unknown) => void} Settle how an event ended
 *
 * @typedef {object} Comeback what is done where another process shows the page
 * @property {(restart: (data: PageData) => void) => Promise<void>} renew asks for one, where nothing is kept
 * @property {(page: Page, write: () => void, isNew: unknown, areMissing: () => boolean) => void} carryOver keeps what was entered while nodes are made anew
 * @property {() => void} abandon forgets what was entered: the page is left
 * @property {(control: Element) => Element | undefined} successorOf who has the place of a control that was made anew
 * @property {(page: Page, isBack: (element: Element) => boolean, lost: boolean | number) => void} restored tells it what was typed
 */

/**
 * @typedef {object} Page what modules are given
 * @property {{ connected: boolean, version: number, pending: number }} face what tests and tools may know of it
 * @property {Element} root
 * @property {Observer[]} observers a module adds its own
 * @property {Record<string, (...given: any[]) => void>} effects by kind: a module adds its own
 * @property {(control: Element) => boolean} isTouched whether somebody changed it since the server last wrote it
 * @property {(control: Element) => void} touch
 * @property {(control: Element) => void} restore shows what the server last said
 * @property {Definitions} definitions every fragment that is known
 * @property {(action: () => void) => void} whenReady does something once all modules are there
 * @property {typeof steps} steps from a DOM event to an event of the view; a module does them otherwise
 * @property {(event: Event) => void} happened takes a DOM event
 * @property {(bound: Element, happening: Happening) => Payload} payloadOf what an event tells the server
 * @property {(element: Element) => () => void} showLoading until what it returns is called
 * @property {(element: Element, name: string, payload: Payload, settle?: Settle) => void} push sends an event
 * @property {(settle: Settle | undefined, address: number, isReport: boolean | undefined, kind: string, ...parts: unknown[]) => void} ask sends a frame that is answered
 * @property {(data: PageData, isOther?: boolean) => void} restart shows another process, perhaps of another page
 * @property {Comeback} [comeback] what another process needs, once it is loaded
 * @property {{ createHTML: (html: string) => string }} trusted makes HTML of texts of this server
 * @property {(text: string) => void} send
 * @property {() => void} drop takes the connection for lost
 * @property {{ WebSocket: typeof WebSocket, newest?: WebSocket }} carriers what connections are made by, and the newest
 *
 * @typedef {ParentNode & Node} Parent an element, or a fragment on its way into the page
 *
 * @typedef {object} Holder where an address is shown
 * @property {Node} anchor is in the page as long as the holder is
 * @property {(content: DocumentFragment) => void} replace shows these nodes and nothing else
 * @property {(node: Node) => boolean} contains
 * @property {() => Node | null} firstNode
 */
export {};
