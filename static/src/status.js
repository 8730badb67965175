/** Tells people that the connection is lost: the class `lv-disconnected` on the root, and words in `[lv-status]`. */

/** Shorter losses are over before anybody could have read about them. */
const AFTER = 500;

/** @type {number | undefined} */
let timer;

/** Where the words go. @type {Element | undefined} */
let place;

/**
 * @param {Element} root
 * @param {boolean} isConnected
 */
export function showStatus(root, isConnected) {
  clearTimeout(timer);
  timer = setTimeout(write, isConnected ? 0 : AFTER, root, !isConnected);
}

/**
 * @param {Element} root
 * @param {boolean} isLost
 */
function write(root, isLost) {
  root.classList.toggle("lv-disconnected", isLost);
  // The layout's own element, or an `output` after everything else: screen readers say it when they have a moment.
  if (isLost) place ??= document.querySelector("[lv-status]") ?? document.body.appendChild(document.createElement("output"));
  if (place) place.textContent = document.querySelector(".lv-disconnected") ? "Connection lost. Reconnecting…" : "";
}
