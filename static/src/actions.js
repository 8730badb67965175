/**
 * What goes beyond a click that sends its event: all other bindings, with how and when, commands and hooks. Loaded where
 * a page has one.
 */

/** @import { Happening } from "./payload.js" */
/** @import { Page, Settle } from "./types.js" */

import { BIND, boundPayload, report } from "./bound.js";
import { execute, read } from "./commands.js";
import { touchEntered } from "./entered.js";
import { startHooks } from "./hooks.js";
import { takeOver } from "./listening.js";
import { watch, watchIn } from "./presence.js";
import { watchRemovals } from "./removal.js";
import { noteTold, watchRefused } from "./refused.js";
import { resetAfter } from "./reset.js";
import { keepPlaces } from "./scrolling.js";
import { reapplyIn } from "./sticky.js";
import { delay, flush, isDelaying } from "./timing.js";
import { unshadowed } from "./unshadowed.js";
import { watchEnds } from "./viewport.js";
import { disable, mayHappen } from "./waiting.js";

/** Shorter losses are over before anybody has seen what they show. */
const LOST_AFTER = 500;

/** @type {Page} */
let page;

/** @type {number | undefined} */
let losing;

/** @param {Page} given */
export function start(given) {
  page = given;
  page.steps.fire = fire;
  page.effects.js = (commands) => run(page.root, commands, "", { type: "js", target: page.root });
  page.observers.push({ isBusy: isDelaying, leaving: flush, connected, restored: (isToTell) => report(page, isToTell) });
  page.root.addEventListener("focusout", flush);
  page.root.addEventListener("compositionstart", flush); // later it would tell half a word
  touchEntered(page);
  watchRefused(page);
  reapplyIn(page.root);
  watchIn(page.root);
  takeOver(page);
  startHooks(page, (element, commands, owner) => {
    const given = typeof commands === "string" ? read(commands) : { commands, owner };
    run(element, given.commands, given.owner || owner, { type: "js", target: element });
  });
  report(page); // what was entered while this was loaded
  watchRemovals(page, (element, commands, owner) => run(element, commands, owner, { type: "lv-remove", target: element }));
  keepPlaces(page);
  watchEnds(page, act);
  watch({ selector: "[lv-mounted]", arrived: (element) => act(element, "lv-mounted") });
  if (page.face.connected) connected(true);
}

/** @param {boolean} isConnected */
function connected(isConnected) {
  const everywhere = (/** @type {string} */ name) => {
    for (const element of page.root.querySelectorAll(`[${name}]`)) act(element, name);
  };
  clearTimeout(losing);
  if (isConnected) everywhere("lv-connected");
  else losing = setTimeout(everywhere, LOST_AFTER, "lv-disconnected");
}

/**
 * Does what an attribute says that is about no DOM event.
 *
 * @param {Element} element
 * @param {string} attribute
 */
function act(element, attribute) {
  perform(element, attribute, { type: attribute, target: element });
}

/**
 * Does what an attribute says, if and when the element lets it.
 *
 * @param {Element} bound
 * @param {string} attribute
 * @param {Happening} happening
 */
function fire(bound, attribute, happening) {
  if (mayHappen(bound, happening)) delay(bound, attribute, happening, () => perform(bound, attribute, happening));
}

/**
 * @param {Element} bound
 * @param {string} attribute
 * @param {Happening} happening
 */
function perform(bound, attribute, happening) {
  const value = unshadowed(bound).getAttribute(attribute);
  if (!value) return;
  if (attribute === BIND) {
    const ends = [page.showLoading(bound), noteTold(bound)];
    page.push(bound, value, boundPayload(page, bound, happening), (error) => ends.forEach((end) => end(error)));
    return;
  }
  const { commands, owner } = read(value);
  run(bound, commands, owner, happening);
}

/**
 * @param {Element} element
 * @param {[string, Record<string, any>][]} commands
 * @param {string} owner
 * @param {Happening} happening
 */
function run(element, commands, owner, happening) {
  const isSending = commands.some(([name]) => name === "push");
  /** @type {Settle[]} */
  const settled = isSending ? [disable(element, happening)] : [];
  if (isSending && happening.type === "submit" && unshadowed(element).matches("[lv-reset]:not([lv-form])")) {
    settled.push(resetAfter(page, element));
  }
  execute(commands, { page, element, happening, owner, undo: [], settled });
}
