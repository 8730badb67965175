/** Who takes part in what happens to the page: modules that are loaded when they are needed, and `settled`. */

/** @import { Definitions } from "./types.js" */

/**
 * @typedef {object} Observer
 * @property {() => void} [changed] something happened that `settled` may wait for
 * @property {(added: Definitions) => void} [defined] further fragments
 * @property {(kind: unknown) => void} [heard] the server has sent a frame of this kind, which is about to be applied
 * @property {() => void} [probe] somebody looks at the page: is the connection alive?
 * @property {(isConnected: boolean) => void} [connected] the view's process is joined, or no more
 * @property {() => boolean} [isBusy] whether `settled` has to wait
 * @property {() => void} [leaving] the page goes away, and may never come back
 * @property {(isToTell: (control: Element) => boolean) => void} [restored] a new process is to be told what was typed
 */

/** @type {Observer[]} */
export const observers = [];

/**
 * @param {keyof Observer} what
 * @param {unknown[]} given
 */
export function tell(what, ...given) {
  for (const observer of observers) /** @type {any} */ (observer)[what]?.(...given);
}
