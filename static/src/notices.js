/** Short notices, shown in `[lv-flash]` and read out by screen readers. */

/**
 * @param {string} name
 * @returns {Element} whose changes screen readers say
 */
function region(name) {
  const found = document.querySelector(`[${name}]`);
  if (found) return found;
  const made = document.createElement("output");
  made.setAttribute(name, "");
  return document.body.appendChild(made);
}

/**
 * @param {string} kind
 * @param {string} text nothing takes it away
 */
export function showNotice(kind, text) {
  const place = region("lv-flash");
  const name = `lv-flash-${kind}`;
  place.querySelector(`.${name}`)?.remove();
  if (!text) return;
  const notice = document.createElement("p");
  const button = document.createElement("button");
  notice.className = name;
  if (kind === "error") notice.role = "alert";
  button.type = "button";
  button.ariaLabel = "Dismiss";
  button.onclick = () => notice.remove();
  button.append("×");
  notice.append(text, button);
  place.append(notice);
}

/** Somebody goes elsewhere: what was said is over. */
export function clearNotices() {
  region("lv-flash").replaceChildren();
}

/** @param {string} text what screen readers say, and nobody sees */
export function say(text) {
  const voice = /** @type {HTMLElement} */ (region("lv-voice"));
  voice.style.cssText = "position:absolute;clip-path:inset(50%)";
  voice.textContent = text;
}
