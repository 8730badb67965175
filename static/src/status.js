/** Tells people that the connection is lost: the class `lv-disconnected` on the root, and words in `[lv-status]`. */

/** Shorter losses are over before anybody could have read about them. */
const AFTER = 500;

const LOST = "lv-disconnected";

/** @type {number | undefined} */
let timer;

/**
 * @param {Element} root
 * @param {boolean} isConnected
 */
export function showStatus(root, isConnected) {
  clearTimeout(timer);
  if (!isConnected) timer = setTimeout(() => write(root, "Connection lost. Reconnecting…"), AFTER);
  else if (root.matches(`.${LOST}`)) write(root, "");
}

/**
 * @param {Element} root
 * @param {string} text empty when all is well
 */
function write(root, text) {
  root.classList.toggle(LOST, text !== "");
  (document.querySelector("[lv-status]") ?? makePlace()).textContent = text;
}

/** Where the layout has no place of its own: after everything else. */
function makePlace() {
  const place = document.createElement("output"); // a status: screen readers say it when they have a moment
  place.setAttribute("lv-status", "");
  return document.body.appendChild(place);
}
