/** The live page: joins its view's process, applies its frames, sends it events, and comes back after a loss. */

/** @import { PageData, Payload, Value } from "./types.js" */
/** @typedef {typeof import("./comeback.js")} Comeback */

import { acknowledge } from "./acknowledgements.js";
import { addressAround, addressOf, allAddresses, requestBy } from "./addresses.js";
import { decode, joinFrame, LEAVE, resendFrame } from "./codec.js";
import { addEvent, answerEvents, dropEvents, pendingEvents, sendEventsAgain } from "./events.js";
import { define, templateOf } from "./fragments.js";
import { isTouched, keepingTouched, touch, writeHeld } from "./inputs.js";
import { announce } from "./report.js";
import { heard, probe, stopListening } from "./silence.js";
import * as transport from "./transport.js";

/** Close codes with a meaning of their own (protocol, section 5). */
const LEFT = 1000;
const RELOAD = 4001;
const REFUSED = 4003;
const RENEW = 4004;
const TOO_MUCH = 4008;
const TAKEN_OVER = 4009;

/**
 * What the page around the view takes part in.
 *
 * @typedef {object} Listener
 * @property {() => void} changed something happened that `settled` may wait for
 * @property {(isConnected: boolean) => void} connected
 * @property {() => void} restored a new process has shown its values; what was typed is for the page to tell it
 */

/** @type {PageData} */
let data;

/** @type {Listener} */
let listener;

/** @type {import("./comeback.js").Page} */
let page;

/** What is needed when the process has gone, loaded while there is a server. @type {Promise<Comeback> | null} */
let comeback = null;

/** How often that has failed: some browsers remember a module that they could not load by its URL. */
let failedLoads = 0;

/** The same once it is in use: the process that is being joined knows nothing of what was typed. @type {Comeback | null} */
let returning = null;

/** Whether the view's process is joined. */
export let isConnected = false;

/**
 * Takes over the server's HTML.
 *
 * @param {PageData} pageData
 * @param {Element} root
 * @param {Listener} pageListener
 */
export function hydrate(pageData, root, pageListener) {
  const view = addressOf(0);
  const replace = (/** @type {DocumentFragment} */ content) => root.replaceChildren(content);
  data = pageData;
  page = { root, isTouched, touch, announce };
  listener = pageListener;
  define(data.fragments);
  requestBy((address) => transport.send(resendFrame(address)));
  view.holder = { replace, contains: (node) => root.contains(node), firstNode: () => root.firstChild };
  view.version = data.version;
  try {
    view.instance = templateOf(data.fragment).adopt(root.firstChild, root).instance;
  } catch (error) {
    console.warn("liveview: this page does not fit the server, and is made anew.", error);
    view.isMissing = true;
  }
}

/** Whether nothing is on its way, in either direction, that this side knows of. */
export function isSettled() {
  return isConnected && !pendingEvents() && !allAddresses().some(({ isMissing }) => isMissing);
}

/** Joins the view's process. */
export function open() {
  const url = new URL(data.socket, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  transport.open(url, { opened: join, received: receive, closed });
}

/**
 * Sends an event; while there is no connection, after the next join.
 *
 * @param {Element} element where it happened
 * @param {string} name
 * @param {Payload} payload
 */
export function push(element, name, payload) {
  const text = addEvent(addressAround(element), name, payload);
  if (isConnected) transport.send(text);
}

/** Somebody looks at the page, or the network is back: no time for delays. */
export function hurry() {
  if (isConnected) probe();
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
  heard();
  if (typeof kind === "number") patch(kind, content);
  else frames[kind]?.(...content);
  listener.changed();
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
  t: (title) => (document.title = title),
  k: (token) => (data.token = token),
  r: () => location.reload(),
  "!": announce,
};

/** @param {number} [ref] the newest event that the server has answered */
function take(ref) {
  answerEvents(ref);
  writeHeld();
}

/**
 * @param {number} number
 * @param {any[]} content
 */
function patch(number, [version, change, ref]) {
  const address = addressOf(number);
  address.patch(version, change);
  if (address.version === version) acknowledge(number, version);
  take(ref);
}

/**
 * @param {number} number
 * @param {number} version
 * @param {Value[]} values `[ID, v0, …]`
 * @param {number} [ref]
 */
function replace(number, version, [id, ...values], ref) {
  const show = () => addressOf(number).replace(version, templateOf(id), values);
  const isRestored = returning && number === 0;
  if (returning) returning.carryOver(page, () => keepingTouched(show));
  else show();
  acknowledge(number, version);
  take(ref);
  if (!isRestored) return;
  returning = null;
  listener.restored();
}

/**
 * @param {number} _resumed
 * @param {number} ref the newest event that the process has taken
 */
function joined(_resumed, ref) {
  isConnected = true;
  transport.succeeded();
  take(ref);
  sendEventsAgain();
  listener.connected(true);
  loadComeback().catch(() => {}); // it is tried again when it is needed
}

/** @returns {Promise<Comeback>} */
function loadComeback() {
  comeback ??= import(`${data.comeback}?${failedLoads}`).catch((error) => {
    comeback = null;
    failedLoads++;
    throw error;
  });
  return /** @type {Promise<Comeback>} */ (comeback);
}

/**
 * @param {number} ref
 * @param {{ error: string }} [refusal]
 */
function answered(ref, refusal) {
  if (refusal) console.warn(`liveview: an event was refused: ${refusal.error}`);
  take(ref);
}

function disconnected() {
  isConnected = false;
  stopListening();
  listener.connected(false);
}

/** @param {number} code */
function closed(code) {
  disconnected();
  if (code === RELOAD) return location.reload();
  if ([LEFT, REFUSED, TAKEN_OVER].includes(code)) return;
  if (code === TOO_MUCH) dropEvents(); // sent again, they would be too much again
  if (code === RENEW && !returning) transport.succeeded(); // the server is up, and this connection had its delay
  transport.retry(code === RENEW ? renew : open);
}

/** The process has gone: another one, with its values on this page. */
async function renew() {
  try {
    returning = await loadComeback();
    const renewed = await returning.fetchPageData(page);
    if (renewed) restart(renewed);
    else location.reload();
  } catch {
    transport.retry(renew);
  }
}

/** @param {PageData} renewed */
function restart(renewed) {
  data = renewed;
  define(data.fragments);
  dropEvents();
  announce(null);
  for (const address of allAddresses()) address.isMissing = true;
  open();
}
