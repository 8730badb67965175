/** What the handlers of a view ask of their page, after the patch that answers the same message. */

import { noteReply } from "./events.js";
import { whenReady } from "./modules.js";

/** By kind; modules add theirs. @type {Record<string, (...given: any[]) => void>} */
export const effects = {
  reply: noteReply,
  push_event: (name, detail) => dispatchEvent(new CustomEvent(`lv:${name}`, { detail })),
};

/** @param {any[][]} [asked] `[kind, argument, …]` each */
export function runEffects(asked = []) {
  for (const [kind, ...given] of asked) whenReady(() => effects[kind]?.(...given)); // none: a newer server's
}
