/**
 * Going elsewhere without loading a page: links, what handlers ask for, back and forward. Loaded when a page has such
 * links, or is asked for something that is known here.
 */

/** @import { Page } from "./types.js" */
/** @import { Fetched } from "./pages.js" */

import { entry, moveTo, restorePositions, startHistory, turnTo } from "./entries.js";
import { fits, showLayout } from "./layout.js";
import { clearNotices, say, showNotice } from "./notices.js";
import { fetchPage, prefetch } from "./pages.js";
import { giveUp, mayLeave, watchForms } from "./unsaved.js";

/** Between two tries while there is no network, in ms. */
const RETRY = 1_000;

/** A page that is left sooner than this, in ms, nobody has seen; so many of them in a row are a circle. */
const SEEN = 1_000;
const MOST_UNSEEN = 20;

/** How long a page may stand still for the next one to fade in, in ms: after that it is shown as it is. */
const FROZEN = 500;

/** What becomes of the browser's history (protocol, section 5): one entry more, one in place of this, or it has turned. */
const REPLACE = 1;
const TRAVERSE = 2;

/** @type {Page} */
let page;

/** Path and query that the page shows. */
let shown = here();

/** Whether there is a server. */
let isConnected = true;

/** Ends the wait for the values of a page that is faded to. @type {(done?: any) => void} */
let faded = () => {};

/** Counts visits: only the newest may still show its page. */
let newest = 0;

/** What happens once the values of the page are there. @type {{ kind: number } | null} */
let arrival = null;

/** Whether one is on its way. */
let isGoing = false;

/** How often somebody has gone back or forward without an answer of the view. */
let traversing = 0;

/** Where the view has moved meanwhile, by the frame that is being read. @type {(() => void) | null} */
let late = null;

/** When somebody came to this page. */
let arrived = performance.now();

/** @param {Page} given */
export function start(given) {
  page = given;
  const asked = (/** @type {(url: string, kind: number) => void} */ lead) => (/** @type {string} */ url, /** @type {any} */ replaces) =>
    circles(url) || lead(url, Number(!!replaces));
  Object.assign(page.effects, { url: moved, navigate: asked(go), load: asked(load), flash: showNotice, download, visit, patch });
  page.observers.push({ isBusy: () => isGoing, connected: (is) => (isConnected = is), heard: () => (late = null), changed: arrive });
  startHistory();
  watchForms();
  document.addEventListener("click", clicked);
  document.addEventListener("pointerover", (event) => prefetch(page, linkAt(event, "[lv-navigate]")?.href));
  addEventListener("popstate", traversed);
}

/** @param {MouseEvent} event */
function clicked(event) {
  const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
  const link = linkAt(event, ":is([lv-patch], [lv-navigate])");
  if (!link || event.defaultPrevented || button || ctrlKey || metaKey || shiftKey || altKey) return;
  event.preventDefault();
  (link.hasAttribute("lv-patch") ? patch : visit)(link.href, link.hasAttribute("lv-replace"));
}

/**
 * @param {string} url of this view
 * @param {unknown} [replaces]
 */
function patch(url, replaces) {
  page.ask(undefined, 0, false, "p", url, Number(!!replaces));
}

/**
 * @param {string} url of any view
 * @param {unknown} [replaces]
 */
function visit(url, replaces) {
  if (mayLeave()) go(url, Number(!!replaces), clearNotices);
}

/**
 * Whether views send the page to each other again and again: it stays then where it is.
 *
 * @param {string} url
 */
function circles(url) {
  const unseen = performance.now() - arrived < SEEN ? Number(sessionStorage.lvUnseen ?? 0) + 1 : 0;
  sessionStorage.lvUnseen = unseen; // documents may be loaded in between
  if (unseen <= MOST_UNSEEN) return false;
  console.error(`liveview: views send this page to each other, at last to ${url}`);
  showNotice("error", "This page leads in a circle.");
  return true;
}

/**
 * The link that an event is about, if a browser would follow it in this very tab to another page.
 *
 * @param {Event} event
 * @param {string} kind a selector
 * @returns {HTMLAnchorElement | null | undefined}
 */
function linkAt({ target }, kind) {
  const link = /** @type {HTMLAnchorElement} */ (/** @type {Element} */ (target).closest(`a[href]${kind}:not([download])`));
  const isOurs = link?.origin === location.origin && /^(_self)?$/.test(link.target);
  return isOurs && !(link.hash && link.pathname + link.search === here()) ? link : null;
}

/** @param {PopStateEvent} event */
function traversed({ state }) {
  const to = state?.lv;
  if (!to) return moveTo(location.href, true, false); // a part of this page, by a link
  const { visit, at } = entry;
  if (to.at === at) return; // our own step back
  if (to.visit !== visit && !mayLeave()) return history.go(at - to.at);
  turnTo(to);
  if (here() === shown) restorePositions();
  else if (to.visit === visit) {
    traversing += 1;
    page.ask(turned, 0, false, "p", location.href, TRAVERSE);
  } else go(location.href, TRAVERSE, clearNotices);
}

function turned() {
  traversing -= 1;
  shown = here();
  restorePositions();
  late?.();
}

/**
 * The view is at another URL. Where somebody has gone elsewhere before it said so, that stands: of what comes after the
 * step only that counts which its own answer says.
 *
 * @param {string} url
 * @param {boolean} replaces
 */
function moved(url, replaces) {
  late = traversing ? () => moved(url, replaces) : null;
  if (late || (isGoing && !arrival)) return;
  moveTo(url, replaces, false);
  shown = here();
  named()?.scrollIntoView();
}

/** @param {string} url */
function load(url) {
  giveUp();
  location.assign(url);
}

/** @param {string} url where a file is, once */
function download(url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

/**
 * Shows the page of another view.
 *
 * @param {string} url
 * @param {number} kind of the history
 * @param {() => void} [before]
 */
async function go(url, kind, before) {
  const mine = ++newest;
  isGoing = true;
  page.root.ariaBusy = "true";
  const fetched = await fetchPage(page, url).catch(() => undefined);
  if (mine !== newest) return;
  if (fetched === undefined && !isConnected) setTimeout(() => mine === newest && go(url, kind, before), RETRY);
  else if (!fetched || !fits(fetched.parsed)) load(url); // no view, another group's, an error: browsers show what it is
  else fading(() => mine === newest && show(fetched, kind, before));
}

/**
 * Does what leads to another page, and lets the browser fade from one to the other where the page has `lv-transition`: it
 * shows nothing new until the values have come, which is not what everybody wants.
 *
 * @param {() => void} leave
 */
function fading(leave) {
  const wanted = document.querySelector("[lv-transition]") && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!wanted || !document.startViewTransition) return leave();
  const change = () =>
    new Promise((resolve) => {
      leave();
      faded = resolve;
      setTimeout(resolve, FROZEN);
    });
  const { ready, finished } = document.startViewTransition(change);
  for (const promise of [ready, finished]) promise.catch(() => {}); // it is skipped where nobody looks
}

/**
 * Leaves the view for another, whose values are on their way from here on.
 *
 * @param {Fetched} fetched
 * @param {number} kind
 * @param {() => void} [before]
 */
function show({ url, data, parsed }, kind, before) {
  before?.();
  if (kind < TRAVERSE) moveTo(url, kind === REPLACE, true);
  shown = here();
  showLayout(parsed);
  arrival = { kind };
  // What hears that its field is left tells the view that it belongs to, and not the next one.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  page.comeback?.abandon();
  page.restart(data, true);
}

/** Brings somebody to a page that has just come: the eyes, the keyboard, and screen readers. */
function arrive() {
  if (!arrival || page.face.version < 0) return;
  const { kind } = arrival;
  arrival = null;
  isGoing = false;
  arrived = performance.now();
  page.root.ariaBusy = null;
  const { root } = page;
  const heading = root.querySelector("[autofocus]") ?? root.querySelector("h1") ?? root;
  const element = /** @type {HTMLElement} */ (named() ?? heading);
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  say(document.title);
  scrollTo(0, 0);
  named()?.scrollIntoView();
  if (kind === TRAVERSE) restorePositions();
  faded();
}

/** The part of the page that the URL names. */
function named() {
  return document.getElementById(decodeURIComponent(location.hash).slice(1));
}

function here() {
  return location.pathname + location.search;
}
