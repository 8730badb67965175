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
 * @property {(lost: number) => void} [restored] a new process has shown its values; what was typed is for the page to tell it, and how many events were lost with the old one
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
