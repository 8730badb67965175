/**
 * Coming back to a page whose process has gone. Loaded when the page is live, for the day on which another process
 * shows it: a server that was started anew, perhaps with other templates.
 */

/** @import { PageData } from "./types.js" */

/** The data of a page, or the report of an error page. JSON in a script never holds `<`. */
const DATA = /<script[^>]*\sid="lv-(data|report)"[^>]*>([^<]*)</;

/** What a person can be in, or fill in. */
const CONTROLS = "input, select, textarea, button";

/** @typedef {HTMLInputElement & Pick<HTMLSelectElement, "options" | "selectedOptions">} Control one of those */

/**
 * What the page is asked: of its controls, and to show a report.
 *
 * @typedef {object} Page
 * @property {Element} root
 * @property {(control: Element) => boolean} isTouched whether somebody changed it since the server last wrote it
 * @property {(control: Element) => void} touch
 * @property {(report: unknown) => void} announce
 */

/**
 * The data of the page with a new token, as the server gives it now: the page's own URL is asked for.
 *
 * @param {Page} page
 * @returns {Promise<PageData | null>} null where the answer is another page, for example one to sign in
 * @throws {Error} where there is no answer, or the server is in trouble
 */
export async function fetchPageData({ announce }) {
  const response = await fetch(location.href, { cache: "no-store" });
  const found = DATA.exec(await response.text());
  const content = found && JSON.parse(found[2]);
  if (found?.[1] === "report") announce(content);
  if (response.status >= 500) throw new Error(response.statusText);
  return response.redirected ? null : content;
}

/**
 * Runs something that may make the page's controls anew: what was entered, the focus and the caret pass to the
 * controls that take the places of the old ones.
 *
 * @param {Page} page
 * @param {() => void} write
 */
export function carryOver({ root, isTouched, touch }, write) {
  const active = document.activeElement;
  const before = controlsOf(root);
  write();
  const heirs = controlsOf(root);
  for (const control of before) {
    const index = heirs.findIndex((heir) => keyOf(heir) === keyOf(control));
    const [heir] = index < 0 ? [control] : heirs.splice(index, 1);
    if (heir === control) continue; // it stayed, or nothing has its place
    if (isTouched(control)) {
      copyEntered(control, heir);
      touch(heir);
    }
    if (control === active) copyFocus(control, heir);
  }
}

/**
 * @param {Element} root
 * @returns {Control[]}
 */
function controlsOf(root) {
  return [.../** @type {any} */ (root.querySelectorAll(CONTROLS))];
}

/**
 * What a control is to its form. Controls of one key count in their order.
 *
 * @param {Control} control
 * @returns {string}
 */
function keyOf({ type, form, id, name, defaultValue }) {
  const choice = /checkbox|radio/.test(type) && defaultValue;
  return JSON.stringify([form?.id, form?.getAttribute("lv-submit"), type, id, name, choice]);
}

/**
 * @param {Control} from
 * @param {Control} to
 */
function copyEntered(from, to) {
  if (from.localName === "select") {
    const chosen = [...from.selectedOptions].map(({ value }) => value);
    const options = [...to.options].filter(({ value }) => chosen.includes(value));
    if (options.length) for (const option of to.options) option.selected = options.includes(option);
  } else if (from.type !== "file") {
    to.checked = from.checked;
    to.value = from.value;
  }
}

/**
 * @param {Control} from
 * @param {Control} to
 */
function copyFocus(from, to) {
  const { selectionStart, selectionEnd, selectionDirection } = from;
  to.focus({ preventScroll: true });
  if (selectionStart != null) to.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? undefined);
}
