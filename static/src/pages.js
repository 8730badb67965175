/** Pages of other views, as the server gives them to a browser, with everything that guards them. */

/** @import { Page, PageData } from "./types.js" */

/**
 * A page that is not shown yet.
 *
 * @typedef {object} Fetched
 * @property {string} url where it is, after redirects
 * @property {Document} parsed
 * @property {Element} root its live part
 * @property {PageData} data
 */

/** How long a pointer rests on a link before its page is fetched, in ms: who only passes takes less. */
const REST = 65;

/** How long a page is good that nobody has asked for, in ms: its process waits 15 s for it. */
const FRESH = 10_000;

/** The sheet of inline styles, which this page's policy would complain of; values bring them as well. */
const SHEET = /<style[^>]* lv-sheet>[^<]*<\/style>/;

/** The page of the link that somebody points at. @type {{ url: string, page: Promise<Fetched | null> } | null} */
let prefetched = null;

/** @type {number | undefined} */
let timer;

/**
 * @param {Page} page
 * @param {string} [url] nothing: nobody points at a link any more
 */
export function prefetch(page, url) {
  clearTimeout(timer);
  if (!url || prefetched?.url === url) return;
  timer = setTimeout(() => {
    prefetched = { url, page: get(page, url) };
    prefetched.page.catch(() => {});
    timer = setTimeout(() => (prefetched = null), FRESH);
  }, REST);
}

/**
 * @param {Page} page the one that is shown
 * @param {string} url
 * @returns {Promise<Fetched | null>} null for what has to be loaded; fails without a network
 */
export function fetchPage(page, url) {
  const found = prefetched?.url === url ? prefetched.page : get(page, url);
  prefetched = null;
  return found;
}

/**
 * @param {Page} page
 * @param {string} url
 * @returns {Promise<Fetched | null>}
 */
async function get({ root: shownRoot, trusted }, url) {
  const shown = JSON.parse(shownRoot.nextElementSibling?.textContent || "{}");
  const response = await fetch(url, { headers: { "lv-navigate": shown.group } });
  const text = (await response.text()).replace(SHEET, "");
  const parsed = new DOMParser().parseFromString(/** @type {any} */ (trusted.createHTML(text)), "text/html");
  const root = parsed.querySelector("[lv-root]");
  const found = JSON.parse(root?.nextElementSibling?.textContent || "{}");
  const isOurs = response.ok && root && found.socket === shown.socket && found.group === shown.group;
  return isOurs ? { url: response.url + new URL(url, location.href).hash, parsed, root, data: found } : null;
}
