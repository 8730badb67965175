/**
 * Losing the connection, and coming back. Loaded with the first connection, for the day on which the network is silent, or
 * another process shows the page: a server that was started anew, perhaps with other templates.
 */

/** @import { Happening } from "./payload.js" */
/** @import { Page, PageData } from "./types.js" */

import { listenForBlocked } from "./blocked.js";
import { boundTo } from "./defaults.js";
import { announce } from "./report.js";
import { listenForSilence } from "./silence.js";
import { showLost, showStatus } from "./status.js";
import { abandon, carryOver, successorOf } from "./succession.js";

/** The data of a page, or the report of an error page. JSON in a script never holds `<`. */
const DATA = /<script[^>]* id="lv-(data|report)[^>]*>([^<]*)</;

/** What a person can fill in. */
const FIELDS = "input, select, textarea";

/** Which of the live parts of an ordinary page this is; "" for a page of one view. @type {string} */
let part;

/** @param {Page} page */
export function comeback(page) {
  const connected = (/** @type {boolean} */ isConnected) => {
    reported = new WeakSet();
    showStatus(page.root, isConnected);
  };
  part = /** @type {string} */ (page.root.getAttribute("lv-root"));
  page.comeback = { carryOver, renew, restored, abandon, successorOf };
  connected(page.face.connected);
  page.observers.push({ connected });
  page.root.addEventListener("compositionstart", ({ target }) => (composing = target));
  page.root.addEventListener("compositionend", () => (composing = null));
  listenForSilence(page);
  listenForBlocked(page);
}

/** Where an input method is in the middle of a word. @type {EventTarget | null} */
let composing = null;

/** Controls of which the new process has heard. @type {WeakSet<Element>} */
let reported = new WeakSet();

/**
 * A new process has shown the values of an address: it is told what was typed for the old one.
 *
 * @param {Page} page
 * @param {(element: Element) => boolean} isBack whether the address that an element is part of has its values
 * @param {boolean | number} lost whether something that somebody did went with the old process
 */
function restored(page, isBack, lost) {
  const { root, observers, isTouched } = page;
  // Half a word is told once it is whole.
  const isToTell = (/** @type {Element} */ control) =>
    isTouched(control) && isBack(control) && control !== composing && !reported.has(control);
  recover(page, isToTell);
  for (const observer of observers) observer.restored?.(isToTell);
  for (const control of root.querySelectorAll(FIELDS)) if (isToTell(control)) reported.add(control);
  if (lost) showLost(root);
}

/**
 * Each form or control that reports its changes does so.
 *
 * @param {Page} page
 * @param {(control: Element) => boolean} isToTell
 */
function recover({ root, steps }, isToTell) {
  /** @type {Map<Element, Happening>} */
  const reports = new Map();
  for (const target of root.querySelectorAll(FIELDS)) {
    for (const type of isToTell(target) ? ["input", "change"] : []) {
      const bound = boundTo(target, `lv-${type}`);
      if (bound) reports.set(bound, { target, type });
    }
  }
  reports.forEach((happening, bound) => steps.fire(bound, `lv-${happening.type}`, happening));
}

/**
 * The process has gone, and nothing is kept of it: the page asks for another one.
 *
 * @param {(data: PageData) => void} restart
 * @throws {Error} where there is no answer, or the server is in trouble
 */
async function renew(restart) {
  const renewed = await fetchPageData();
  if (renewed) restart(renewed);
  else location.reload();
}

/**
 * The data of the page with a new token, as the server gives it now: the page's own URL is asked for.
 *
 * @returns {Promise<PageData | null>} null where the answer is another page, for example one to sign in
 * @throws {Error} where there is no answer, or the server is in trouble
 */
async function fetchPageData() {
  const response = await fetch(location.href, { cache: "no-store", headers: { "lv-part": part } });
  const found = DATA.exec(await response.text());
  const content = found && JSON.parse(found[2]);
  if (found?.[1] === "report") announce(content);
  if (response.status >= 500) throw new Error(response.statusText);
  return response.redirected ? null : content;
}
