/** Tells people that the connection is lost: the class `lv-disconnected` on the root, and words in `[lv-status]`. */

/** Shorter losses are over before anybody could have read about them. */
const AFTER = 500;

/** What nobody answers any more is said for as long as it takes to read. */
const READ = 10_000;

const LOST = "The server was restarted. What you did last may not have been done.";

/** @type {number | undefined} */
let timer;

/** Where the words go. @type {Element | undefined} */
let place;

/**
 * @param {Element} root
 * @param {boolean} isConnected
 * @param {string} [words] what to say where it is
 */
export function showStatus(root, isConnected, words = "") {
  clearTimeout(timer);
  timer = setTimeout(write, isConnected ? 0 : AFTER, root, !isConnected, words);
}

/**
 * Another process is there: what the one before has not answered is lost.
 *
 * @param {Element} root
 */
export function showLost(root) {
  showStatus(root, true, LOST);
  setTimeout(showStatus, READ, root, true);
}

/**
 * @param {Element} root
 * @param {boolean} isLost
 * @param {string} words
 */
function write(root, isLost, words) {
  root.classList.toggle("lv-disconnected", isLost);
  // The layout's own element, or an `output` after everything else: screen readers say it when they have a moment.
  if (isLost || words) place ??= document.querySelector("[lv-status]") ?? document.body.appendChild(document.createElement("output"));
  if (place) place.textContent = document.querySelector(".lv-disconnected") ? "Connection lost. Reconnecting…" : words;
}
