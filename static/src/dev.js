/**
 * The development overlay: shows a report of the server over the page, and can make the link slow.
 *
 * The client announces each report as a `lv:report` event of the document, with the report as `detail` and `null`
 * to take it away. This file only listens: the client does not know that it exists.
 *
 * @typedef {object} ErrorReport
 * @property {string} title
 * @property {string} message
 * @property {string} [where] `file:line`
 * @property {[number, string][]} [source] numbered lines around the fault
 * @property {[string, string, string][]} [frames] the way there: `file:line`, function, code
 */

import { simulateLatency } from "./latency.js";

/** Between two tries to reach a server that restarts: somebody is waiting for it. */
const LONGEST_DELAY = 500;

/** Above anything that a page may stack. */
const OVERLAY_STYLE = "position:fixed;inset:0;z-index:2147483647;overflow:auto;padding:1.5rem;background:rgb(17 17 27/.55)";
const CARD_STYLE =
  "box-sizing:border-box;max-width:56rem;margin:4vh auto;padding:1.5rem 1.75rem;border-top:4px solid #e5484d;" +
  "border-radius:8px;background:#1c1c22;color:#ececf1;font:15px/1.5 system-ui,sans-serif;box-shadow:0 20px 60px rgb(0 0 0/.5)";
const CODE_STYLE =
  "margin:1rem 0 0;padding:.75rem 1rem;overflow:auto;border-radius:6px;background:#111116;white-space:pre;" +
  "font:13px/1.6 ui-monospace,monospace";
const CLOSE_STYLE =
  "float:right;border:0;border-radius:6px;padding:.25rem .75rem;background:#33333d;color:inherit;font:inherit;cursor:pointer";

/** @type {HTMLElement | null} */
let overlay = null;

simulateLatency();
document.addEventListener("lv:report", (event) => show(/** @type {CustomEvent<ErrorReport | null>} */ (event).detail));
setInterval(comeBack, LONGEST_DELAY);
document.addEventListener("keydown", (event) => event.key === "Escape" && show(null));

/** Makes the client try again now: it takes the network for being back. */
function comeBack() {
  const { liveview } = /** @type {any} */ (window);
  if (liveview && !liveview.connected) dispatchEvent(new Event("online"));
}

/** @param {ErrorReport | null} report */
function show(report) {
  overlay?.remove();
  overlay = report && overlayOf(report);
  if (overlay) document.body.append(overlay);
}

/**
 * @param {ErrorReport} report
 * @returns {HTMLElement}
 */
function overlayOf(report) {
  const card = element("section", CARD_STYLE);
  card.setAttribute("role", "alertdialog");
  card.setAttribute("aria-label", report.title);
  card.append(closeButton(), element("h2", "margin:0;font-size:1.15rem;color:#ff9592", report.title));
  card.append(element("p", "margin:.5rem 0 0;white-space:pre-wrap", report.message));
  if (report.where) card.append(element("p", "margin:1rem 0 0;font-weight:600", report.where));
  if (report.source?.length) card.append(sourceOf(report.source, faultyLine(report)));
  if (report.frames?.length) card.append(element("pre", `${CODE_STYLE};opacity:.75`, report.frames.map(frameText).join("\n")));
  const made = element("div", OVERLAY_STYLE);
  made.id = "lv-report";
  made.append(card);
  return made;
}

/**
 * @param {string[] | string} frame
 * @returns {string}
 */
function frameText(frame) {
  return [frame].flat().join("  ");
}

function closeButton() {
  const button = element("button", CLOSE_STYLE, "Close");
  button.setAttribute("type", "button");
  button.addEventListener("click", () => show(null));
  return button;
}

/**
 * @param {ErrorReport} report
 * @returns {number}
 */
function faultyLine({ where }) {
  return Number(where?.slice(where.lastIndexOf(":") + 1));
}

/**
 * @param {[number, string][]} source
 * @param {number} faulty
 * @returns {HTMLElement}
 */
function sourceOf(source, faulty) {
  const code = element("pre", CODE_STYLE);
  for (const [number, text] of source) {
    const style = number === faulty ? "display:block;background:#3b1219;color:#ffd1d3" : "display:block";
    code.append(element("span", style, `${String(number).padStart(4)}  ${text}`));
  }
  return code;
}

/**
 * @param {string} name
 * @param {string} style
 * @param {string} [text]
 * @returns {HTMLElement}
 */
function element(name, style, text = "") {
  const made = document.createElement(name);
  made.style.cssText = style;
  made.textContent = text;
  return made;
}
