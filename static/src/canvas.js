/**
 * Charts of more rows than SVG is good for: uPlot paints their lines, and all around them stays the server's. Rows are in
 * texts of hundreds each, on the chart's grid of whole numbers; what has not changed is not read again.
 */

/** @import { Page } from "./types.js" */

/*! uPlot 1.6.32, Copyright (c) Leon Sorokin, MIT licence: https://github.com/leeoniya/uPlot/blob/1.6.32/LICENSE */
import uPlot from "../vendor/uplot/uPlot.esm.js";

/** @typedef {(number | null)[]} Column */

/** Colours in the order of series: after the last, the first again. */
const COLORS = 8;

/** Lines may be wider than what is seen: the room around it, in pixels, as the sheet has it. */
const MARGIN = 2;

/** What texts say. @type {WeakMap<Element, { text: string, columns: Column[] }>} */
const read = new WeakMap();

/** @type {Map<Element, Painting>} */
const paintings = new Map();

/** @param {Page} page */
export function canvas({ root, observers }) {
  const look = () => {
    for (const [element, painting] of paintings) if (!element.isConnected) painting.end();
    for (const element of root.querySelectorAll("[lv-canvas]")) {
      const painting = paintings.get(element) ?? new Painting(/** @type {HTMLElement} */ (element));
      painting.changed();
    }
  };
  const repaint = () => paintings.forEach((painting) => painting.paintNow()); // paper prefers light too, and waits for no frame
  for (const medium of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]) {
    matchMedia(medium).addEventListener("change", repaint);
  }
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["class", "style", "data-theme"] });
  observers.push({ changed: look });
  look();
}

/** What is painted in one chart. */
class Painting {
  /** Changes of the rows. @type {MutationObserver} */ #changes;
  /** @type {ResizeObserver} */ #size;
  /** @type {uPlot | undefined} */ #plot;
  /** What it was made for, which uPlot asks but once. */ #made = "";
  #frame = 0;
  /** What is seen of the grid: its left side, and how wide it is. */ #across = [0, 1];
  /** What the texts say, until they change. @type {{ rows: Column[], left: number } | undefined} */ #seen;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.svg = /** @type {SVGSVGElement} */ (element.parentElement?.querySelector("svg[role=img]"));
    this.#changes = new MutationObserver(() => this.#stale());
    this.#changes.observe(this.svg, { subtree: true, childList: true, attributes: true });
    this.#changes.observe(element, { attributeFilter: ["data-gone", "data-base"] });
    // For what shows the values under the pointer: as the page is by now, which the next frame is about to show.
    Object.defineProperty(element, "painted", { get: () => this.#now(), configurable: true });
    this.#size = new ResizeObserver(() => this.paint()); // which tells the first size too
    this.#size.observe(element);
    paintings.set(element, this);
  }

  /** Something on the page has changed. */
  changed() {
    if (this.#changes.takeRecords().length) this.#stale();
  }

  #stale() {
    this.#seen = undefined;
    this.paint();
  }

  /** Paints, with the next frame that is seen. */
  paint() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.paintNow();
    });
  }

  paintNow() {
    if (this.element.isConnected) this.#paint();
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.#changes.disconnect();
    this.#size.disconnect();
    this.#plot?.destroy();
    paintings.delete(this.element);
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { rows, left } = this.#now();
    if (!width || !height || !rows.length) return; // nobody sees it: a tab that is closed
    this.#across = [left, left + this.svg.viewBox.baseVal.width];
    const made = [rows.length, this.#isOf("ui-areas"), this.#isOf("ui-stacked"), this.#stroke()].join();
    if (!this.#plot || this.#made !== made) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(rows.length - 1, { width, height }), undefined, this.element);
      this.#made = made;
    }
    if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
    this.#plot.setData(/** @type {uPlot.AlignedData} */ (rows));
  }

  /** What the texts say, and the left side of what is seen. */
  #now() {
    this.changed();
    return (this.#seen ??= this.#read());
  }

  #read() {
    const rows = this.#rows();
    const [x = []] = /** @type {number[][]} */ (rows);
    const wide = this.svg.viewBox.baseVal.width;
    const last = x[x.length - 1];
    return { rows, left: x[0] < last ? last - wide : last - wide / 2 };
  }

  /** x, then each series; upwards, as uPlot has them. */
  #rows() {
    const blocks = [...this.svg.querySelectorAll("[data-rows]")].map(columnsOf);
    const gone = Number(this.element.dataset.gone);
    return (blocks[0] ?? []).map((_, at) => {
      const column = blocks.flatMap((block) => block[at]);
      return gone ? column.slice(gone) : column;
    });
  }

  /**
   * @param {number} count of series
   * @param {{ width: number, height: number }} size
   * @returns {uPlot.Options}
   */
  #options(count, size) {
    const isFilled = this.#isOf("ui-areas");
    const series = Array.from({ length: count }, (_, at) => this.#series(at, isFilled));
    const bands = this.#isOf("ui-stacked") ? series.slice(1).map((_, at) => ({ series: /** @type {[number, number]} */ ([at + 2, at + 1]) })) : [];
    const hidden = { show: false };
    return {
      ...size,
      padding: [MARGIN, MARGIN, MARGIN, MARGIN],
      pxAlign: 0,
      legend: hidden,
      cursor: hidden,
      axes: [hidden, hidden],
      scales: { x: { time: false, range: () => /** @type {[number, number]} */ (this.#across) }, y: { range: () => this.#upwards() } },
      series: [{}, ...series],
      bands,
    };
  }

  /** @param {string} kind */
  #isOf(kind) {
    return !!this.element.closest(`.${kind}`);
  }

  #stroke() {
    return parseFloat(getComputedStyle(this.element).strokeWidth);
  }

  /**
   * @param {number} at
   * @param {boolean} isFilled
   * @returns {uPlot.Series}
   */
  #series(at, isFilled) {
    const width = this.#stroke();
    const stroke = () => this.#color(at, 1);
    return {
      stroke,
      width,
      fill: isFilled ? () => this.#color(at, 0.22) : undefined,
      fillTo: () => -Number(this.element.dataset.base),
      points: { show: true, size: width, width: 0, fill: stroke, filter: alone },
    };
  }

  /**
   * The colour of a series as it is by now.
   *
   * @param {number} at
   * @param {number} share how much of it is not transparent
   */
  #color(at, share) {
    this.element.style.color = `color-mix(in srgb, var(--ui-series-${(at % COLORS) + 1}) ${share * 100}%, transparent)`;
    return getComputedStyle(this.element).color;
  }

  /**
   * What is seen of the grid, from below.
   *
   * @returns {[number, number]}
   */
  #upwards() {
    const { y, height } = this.svg.viewBox.baseVal;
    return [-y - height, -y];
  }
}

/**
 * @param {Element} element
 * @returns {Column[]}
 */
function columnsOf(element) {
  const text = element.getAttribute("data-rows") ?? "";
  const known = read.get(element);
  if (known?.text === text) return known.columns;
  const columns = text.split(";").map((column, at) => unpacked(column, at ? -1 : 1));
  read.set(element, { text, columns });
  return columns;
}

/**
 * @param {string} text numbers, each as what it is more than the one before; `_` for none
 * @param {number} sign
 * @returns {Column}
 */
function unpacked(text, sign) {
  let last = 0;
  return (text.match(/-?\d+|_/g) ?? []).map((part) => (part === "_" ? null : sign * (last += Number(part))));
}

/**
 * Values without a neighbour, which no line goes through: they are dots.
 *
 * @param {uPlot} plot
 * @param {number} series
 */
function alone({ data }, series) {
  const column = data[series];
  const found = [];
  for (let at = 0; at < column.length; at++) {
    if (column[at] != null && column[at - 1] == null && column[at + 1] == null) found.push(at);
  }
  return found;
}
