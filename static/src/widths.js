/**
 * `lv-widths`: the columns of a table are as wide as somebody drags their separators, or moves them by arrow keys. While
 * one moves it is the browser's alone; at the end one event says how wide the columns are.
 */

/** @import { Page } from "./types.js" */

const SEPARATOR = "[lv-widths] [role=separator]";

/** In px, as the server has them: narrower ones could not be found again. */
const LEAST = 40;
const MOST = 2_000;

/** What an arrow key moves, and with Shift. */
const STEP = 16;
const LEAP = 64;

/** What the last column has at least, unless somebody has dragged it: 7rem, as in the style sheet. */
const LAST = 112;

/** What is moved now. @type {Move | null} */
let move = null;

/** @param {Page} page */
export function widths(page) {
  const { root } = page;
  /** @type {(type: string, does: (event: any, separator: HTMLElement) => void) => void} */
  const on = (type, does) =>
    root.addEventListener(type, (event) => {
      const separator = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(SEPARATOR));
      if (separator) does(event, separator);
    });
  const end = () => {
    move?.tell(page);
    move = null;
  };
  on("pointerdown", (event, separator) => {
    if (event.button) return;
    event.preventDefault(); // no text is selected on the way
    separator.setPointerCapture(event.pointerId);
    separator.focus({ preventScroll: true });
    move = new Move(separator, event.clientX);
  });
  on("pointermove", ({ clientX }) => move?.isHeld && move.drag(clientX));
  on("pointerup", end);
  on("pointercancel", giveUp);
  on("dblclick", (_, separator) => {
    fit(separator);
    end();
  });
  on("keydown", (event, separator) => {
    if (event.key === "Escape" && move) giveUp();
    else if (event.key === "Enter") fit(separator);
    else if (!stepped(event, separator)) return;
    event.preventDefault();
  });
  on("keyup", () => move?.isHeld || end());
  on("focusout", end);
}

function giveUp() {
  move?.restore();
  move = null;
}

/**
 * Says on each separator how wide its column is: nobody but the browser knows.
 *
 * @param {Element} root
 */
export function measure(root) {
  for (const separator of root.querySelectorAll(SEPARATOR)) {
    const width = `${widthOf(separator)}`;
    if (separator.ariaValueNow !== width) separator.ariaValueNow = width;
  }
}

/** @param {Element} separator */
function headOf(separator) {
  return /** @type {HTMLTableCellElement} */ (separator.closest("th"));
}

/** @param {Element} separator */
function widthOf(separator) {
  return Math.round(headOf(separator).getBoundingClientRect().width);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} separator
 */
function stepped({ key, shiftKey }, separator) {
  const step = shiftKey ? LEAP : STEP;
  const arrows = /** @type {Record<string, number>} */ ({ ArrowLeft: -step, ArrowRight: step });
  if (key !== "Home" && !arrows[key]) return false;
  const own = moveOf(separator);
  own.set(key === "Home" ? LEAST : own.width + arrows[key] * own.direction);
  return true;
}

/**
 * Makes a column as wide as what the page has of it.
 *
 * @param {HTMLElement} separator
 */
function fit(separator) {
  const own = moveOf(separator);
  const { table, col } = own;
  const { cssText } = col.style;
  table.classList.add("ui-table-fit"); // as wide as its texts, until it is measured: nobody sees it
  col.style.width = "auto";
  const width = Math.ceil(headOf(separator).getBoundingClientRect().width);
  table.classList.remove("ui-table-fit");
  col.style.cssText = cssText;
  own.set(width);
}

/** @param {HTMLElement} separator */
function moveOf(separator) {
  if (move?.separator !== separator) move = new Move(separator); // that of one that is gone is over
  return move;
}

/** One column on its way. The others are held at what they are; the last one has what is left. */
class Move {
  /**
   * @param {HTMLElement} separator
   * @param {number} [start] where the pointer is, if one holds it
   */
  constructor(separator, start) {
    this.separator = separator;
    this.table = /** @type {HTMLTableElement} */ (separator.closest("table"));
    this.separators = /** @type {HTMLElement[]} */ ([...this.table.querySelectorAll(SEPARATOR)]);
    const cols = this.table.querySelectorAll("col");
    this.cols = this.separators.map((own) => cols[headOf(own).cellIndex]);
    this.sizes = this.separators.map(widthOf);
    this.at = this.separators.indexOf(separator);
    this.col = this.cols[this.at];
    this.isHeld = start !== undefined;
    this.start = start ?? 0;
    this.begun = this.width;
    this.direction = getComputedStyle(this.table).direction === "rtl" ? -1 : 1;
    const heads = [...this.table.tHead?.rows[0].cells ?? []].map((head) => head.getBoundingClientRect().width);
    /** What the columns before these take, which nobody drags. */
    this.lead = heads.slice(0, headOf(this.separators[0]).cellIndex).reduce((sum, width) => sum + width, 0);
    /** What is as it was, in case. @type {[HTMLElement, string][]} */
    this.before = [this.table, ...this.cols].map((element) => [element, element.style.cssText]);
    /** Whether the last one is as wide as somebody wants it at least. */
    this.isLastSet = Boolean(this.separators[this.last].dataset.width);
  }

  get last() {
    return this.sizes.length - 1;
  }

  get width() {
    return this.sizes[this.at];
  }

  /** @param {number} to where the pointer is */
  drag(to) {
    if (to !== this.start || this.width !== this.begun) this.set(this.begun + (to - this.start) * this.direction);
  }

  /** @param {number} width */
  set(width) {
    this.sizes[this.at] = Math.round(Math.max(LEAST, Math.min(width, MOST)));
    if (this.at === this.last) this.isLastSet = true;
    const least = [...this.sizes];
    if (this.at !== this.last) least[this.last] = Number(this.separators[this.last].dataset.width) || LAST;
    this.cols.forEach((col, index) => (col.style.width = index === this.last ? "auto" : `${this.sizes[index]}px`));
    this.table.style.minWidth = `${least.reduce((sum, own) => sum + own, this.lead)}px`;
    this.separators[this.at].ariaValueNow = `${this.width}`;
  }

  restore() {
    for (const [element, text] of this.before) element.style.cssText = text;
    measure(this.table);
  }

  /** @param {Page} page */
  tell(page) {
    const { table, separators, sizes, last } = this;
    if (this.width === this.begun) return this.restore();
    const told = separators.map(({ dataset: { column } }, index) => [column, sizes[index]]);
    const widths = Object.fromEntries(this.isLastSet ? told : told.slice(0, last));
    const settle = (/** @type {unknown} */ error) => {
      if (error) this.restore();
      else if (!move) table.style.minWidth = ""; // the style that came says it
    };
    page.push(table, /** @type {string} */ (table.getAttribute("lv-widths")), { values: { widths }, form: null, control: {} }, settle);
  }
}
