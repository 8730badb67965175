/** The entries of the browser's history: which view each belongs to, and how far its page was scrolled. */

/** The current one; `visit` is the same for all entries of one view, `at` counts up. */
export let entry = { visit: Date.now(), at: 0 };

/** Left and top of the window and of each element that asks for it, by entry. @type {Record<string, number[][]>} */
const positions = {};

export function startHistory() {
  if (history.state?.lv) entry = history.state.lv;
  else write("replaceState", location.href);
  history.scrollRestoration = "manual"; // a browser would scroll before the page is there
  addEventListener("pagehide", () => (history.scrollRestoration = "auto"));
}

/**
 * Gives the page another URL.
 *
 * @param {string} url
 * @param {boolean | undefined} replaces
 * @param {boolean} isOther whether it is another view's
 */
export function moveTo(url, replaces, isOther) {
  keepPositions();
  entry = { visit: isOther ? performance.now() : entry.visit, at: entry.at + (replaces ? 0 : 1) };
  write(replaces ? "replaceState" : "pushState", url);
}

/**
 * @param {"pushState" | "replaceState"} how
 * @param {string} url
 */
function write(how, url) {
  history[how]({ lv: entry }, "", url);
}

/**
 * The browser has gone to another entry.
 *
 * @param {typeof entry} to
 */
export function turnTo(to) {
  keepPositions();
  entry = to;
}

function keepPositions() {
  positions[entry.at] = scrolled().map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
}

/** Scrolls to where this entry was left. */
export function restorePositions() {
  const kept = positions[entry.at];
  if (kept) scrolled().forEach((element, index) => element.scrollTo(kept[index]?.[0] ?? 0, kept[index]?.[1] ?? 0));
}

/** @returns {Element[]} */
function scrolled() {
  return [document.documentElement, ...document.querySelectorAll("[lv-scroll=keep]")];
}
