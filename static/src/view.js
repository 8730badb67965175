/** The live page: joins its view's process, applies its frames, sends it events, and comes back after a loss. */

/** @import { Comeback, Page, PageData, Payload, Settle, Value } from "./types.js" */

import { acknowledge } from "./acknowledgements.js";
import { addressAround, addressOf, allAddresses, areMissing } from "./addresses.js";
import { decode, joinFrame, LEAVE } from "./codec.js";
import { runEffects } from "./effects.js";
import { addEvent, answerEvents, done, endEvents, pendingEvents, sendEventsAgain } from "./events.js";
import { define, templateOf } from "./fragments.js";
import { keepingTouched, writeHeld } from "./inputs.js";
import { isLoading, loadModule, need, offerModules } from "./modules.js";
import { tell } from "./observers.js";
import { announce } from "./report.js";
import * as transport from "./transport.js";

/** Close codes with a meaning of their own (protocol, section 5). */
const RELOAD = 4001;
const RENEW = 4004;
const TOO_MUCH = 4008;

/** In the answer to a join: another process goes on with the page, from a snapshot. */
const ELSEWHERE = 2;

/** Milliseconds for a page to be live. Where it is not there may be no way for WebSockets, and the module knows another. */
const PATIENCE = 200;

/** Those after which nobody comes back: left, refused, taken over by another page. */
const FOR_GOOD = [1000, 4003, 4009];

/** @type {PageData} */
let data;

/** What modules are given. @type {Page} */
let page;

/** What is in use while the process that is being joined knows nothing of what was typed. @type {Comeback | null | undefined} */
let returning;

/** Whether something that somebody did went with the process before. @type {boolean | number} */
let lost = 0;

/** Whether the view's process is joined. */
export let isConnected = false;

/**
 * Takes over the server's HTML.
 *
 * @param {PageData} pageData
 * @param {Page} face
 */
export function hydrate(pageData, face) {
  const view = addressOf(0);
  const { root } = face;
  const replace = (/** @type {DocumentFragment} */ content) => root.replaceChildren(content);
  page = face;
  offerModules(pageData.modules, page);
  take(pageData);
  view.holder = { anchor: root, replace, contains: (node) => root.contains(node), firstNode: () => root.firstChild };
  view.version = data.version;
  try {
    view.instance = templateOf(data.fragment).adopt(root.firstChild, root).instance;
  } catch (error) {
    console.warn("liveview: made anew:", error);
    view.isMissing = true;
  }
}

/** @param {PageData} pageData of the process that is to be shown */
function take(pageData) {
  data = pageData;
  define(data.fragments);
  need(...(data.needs ?? []));
}

/** Whether nothing is on its way, in either direction, that this side knows of. */
export function isSettled() {
  return isConnected && !pendingEvents() && !isLoading() && !areMissing();
}

/** Joins the view's process. */
export function open() {
  transport.open(new URL(data.socket, location.href.replace("http", "ws")), { opened: join, received: receive, closed });
  setTimeout(prepare, PATIENCE);
}

/** Loads what is needed when the process has gone, or is not found: after what the page is live by, if that does not take long. */
function prepare() {
  loadModule("comeback").catch(() => {}); // it is tried again with the next connection, and when it is needed
}

/**
 * Sends an event; while there is no connection, after the next join.
 *
 * @param {Element} element where it happened
 * @param {string} name
 * @param {Payload} payload
 * @param {Settle} [settle]
 */
export function push(element, name, { values, form, control, isReport }, settle) {
  const address = addressAround(element);
  if (addressOf(address).isOther) return; // the page was left: another's process is not meant
  ask(settle, address, isReport, "e", address, name, values, form, control);
}

/**
 * Sends a frame that is answered.
 *
 * @param {Settle | undefined} settle
 * @param {number} address by whom
 * @param {boolean | undefined} isReport whether a page that comes back to another process says it again
 * @param {string} kind
 * @param {unknown[]} parts
 */
export function ask(settle, address, isReport, kind, ...parts) {
  const text = addEvent(settle, address, isReport, kind, ...parts);
  if (isConnected) transport.send(text);
}

/** Somebody looks at the page, or the network is back: no time for delays. */
export function hurry() {
  if (isConnected) tell("probe");
  else transport.hurry();
}

/** @param {boolean} isForGood whether nobody will come back to this page */
export function leave(isForGood) {
  if (isForGood) transport.send(LEAVE);
  transport.close();
  disconnected();
}

function join() {
  const versions = allAddresses().flatMap(({ number, version, isMissing }) => [number, isMissing ? -1 : version]);
  transport.send(joinFrame(data.token, versions));
}

/** @param {string} text */
function receive(text) {
  const [kind, ...content] = decode(text);
  tell("heard", kind);
  if (typeof kind === "number") patch(kind, content);
  else frames[kind]?.(...content);
  tell("changed");
}

/**
 * What to do for each frame that starts with a string. One that is not here is a newer server's, and optional.
 *
 * @type {Record<string, (...content: any[]) => void>}
 */
const frames = {
  "=": replace,
  d: define,
  j: joined,
  a: answered,
  m: need,
  t: (title) => (document.title = title),
  k: (token) => (data.token = token),
  r: () => location.reload(),
  "!": announce,
};

/**
 * @param {number} [ref] the newest event that the server has answered
 * @param {string} [error] why it failed
 * @param {unknown} [isAlone] whether that says nothing of those before it
 */
function settle(ref, error, isAlone) {
  answerEvents(ref, error, isAlone);
  writeHeld();
}

/**
 * @param {number} number
 * @param {any[]} content
 */
function patch(number, [version, change, ref, asked]) {
  const address = addressOf(number);
  if (address.patch(version, change)) runEffects(asked);
  if (address.version === version) acknowledge(number, version);
  settle(ref);
}

/**
 * @param {number} number
 * @param {number} version
 * @param {Value[]} values `[ID, v0, …]`
 * @param {number} [ref]
 * @param {any[]} [missed] versions, each with its effects
 */
function replace(number, version, [id, ...values], ref, missed = []) {
  const address = addressOf(number);
  const before = address.version;
  const show = () => address.replace(version, templateOf(id), values);
  const write = returning ? () => keepingTouched(show) : show;
  if (page.comeback && !address.isOther) page.comeback.carryOver(page, write, returning, areMissing);
  else write();
  for (let at = 0; at < missed.length; at += 2) if (missed[at] > before) runEffects(missed[at + 1]);
  acknowledge(number, version);
  settle(ref);
  returning?.restored(page, (element) => !addressOf(addressAround(element)).isMissing, lost);
  lost = 0;
  if (!areMissing()) returning = null;
}

/**
 * @param {number} how the page goes on: with patches, with full values, or with those of another process, from a snapshot
 * @param {number} ref the newest event that the process has taken, or that was done when the snapshot was made
 * @param {any[]} [failed] events, each with why it failed
 */
function joined(how, ref, failed = []) {
  transport.succeeded();
  if (how === ELSEWHERE) {
    if (!(returning = page.comeback)) {
      transport.close(); // what was typed could be lost
      return equip(open);
    }
    lost = done > ref;
  }
  isConnected = true;
  for (let at = 0; at < failed.length; at += 2) settle(failed[at], failed[at + 1], 1);
  if (!returning) endEvents(ref);
  settle();
  sendEventsAgain();
  tell("connected", true);
  prepare();
}

/**
 * @param {number} ref
 * @param {{ error: string }} [refusal]
 * @param {unknown} [isAlone]
 */
function answered(ref, refusal, isAlone) {
  if (refusal) console.warn("liveview: refused:", refusal.error);
  settle(ref, refusal?.error, isAlone);
}

/** Told once: a try that fails is no other loss. */
function disconnected() {
  if (isConnected) tell("connected", (isConnected = false));
}

/** @param {number} code */
function closed(code) {
  disconnected();
  if (code === RELOAD) return location.reload();
  if (FOR_GOOD.includes(code)) return;
  if (code === TOO_MUCH) endEvents(undefined, "lost"); // sent again, they would be too much again
  if (code !== RENEW) return transport.retry(open);
  if (!returning) transport.succeeded(); // the server is up, and this connection had its delay
  transport.retry(() => equip(() => (returning = /** @type {Comeback} */ (page.comeback)).renew(restart)));
}

/**
 * Does what another process on this page needs the module for.
 *
 * @param {() => unknown} action
 */
function equip(action) {
  loadModule("comeback")
    .then(action)
    .catch(() => transport.retry(() => equip(action)));
}

/**
 * Shows another process, over this connection if there is one: its values come as the answer.
 *
 * @param {PageData} renewed
 * @param {boolean} [isOther] whether it is another page's
 */
export function restart(renewed, isOther) {
  take(renewed);
  lost = endEvents(undefined, "lost");
  announce(null);
  for (const address of allAddresses()) address.forget(isOther);
  if (isConnected) join();
  else open();
}
