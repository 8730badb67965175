/**
 * The values of charts under the pointer, and by arrow keys. All of it is read from the page when somebody asks: lines from
 * their paths and the grid that these are drawn on, columns from their table.
 */

/** @import { Page } from "./types.js" */

/** @typedef {[number, number]} Spot a point in steps of the grid */

/** What keys do: how many points further. @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

/**
 * The chart whose values are shown, and where, in its own numbers: the grid may be another one next time.
 *
 * @type {{ plot: HTMLElement, at: number } | null}
 */
let shown = null;

/** What paths say, as long as they do. @type {WeakMap<Element, { text: string, spots: Spot[] }>} */
const read = new WeakMap();

/** The x of rows that are painted, each once. @type {WeakMap<object, number[]>} */
const apart = new WeakMap();

/** @param {Page} page */
export function charts({ root, observers }) {
  root.addEventListener("pointermove", (event) => {
    const { clientX } = /** @type {PointerEvent} */ (event);
    const plot = plotOf(event);
    if (!plot) return hide();
    const { left, width } = plot.getBoundingClientRect();
    const view = viewOf(plot);
    show(plot, view.left + ((clientX - left) / width) * view.width, false);
  });
  root.addEventListener("pointerout", (event) => {
    if (!(/** @type {PointerEvent} */ (event).relatedTarget)) hide();
  });
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    const plot = plotOf(event);
    if (!plot || plot !== event.target) return;
    if (key === "Escape") hide();
    if (!(key in KEYS)) return;
    event.preventDefault();
    const places = placesOf(plot);
    const at = shown?.plot === plot ? nearest(places, placeOf(shown)) : places.length - (KEYS[key] < 0 ? 0 : 1);
    const next = Math.min(Math.max(at + KEYS[key], 0), places.length - 1);
    show(plot, places[next], true);
  });
  observers.push({ changed: () => shown && queueMicrotask(again) }); // the canvas has been told too by then
}

function again() {
  if (shown?.plot.isConnected) show(shown.plot, placeOf(shown), false);
  else hide();
}

/**
 * @param {{ plot: HTMLElement, at: number }} shown
 * @returns {number} where that is on the grid
 */
function placeOf({ plot, at }) {
  const { x0, dx } = viewOf(plot);
  return (at - x0) / dx;
}

/**
 * @param {Event} event
 * @returns {HTMLElement | null} the chart that it happened to
 */
function plotOf({ target }) {
  return target instanceof Element ? target.closest("[lv-chart] .ui-plot") : null;
}

function hide() {
  if (shown) handOf(shown.plot).replaceChildren();
  shown = null;
}

/**
 * @param {HTMLElement} plot
 * @returns {HTMLElement} what is the browser's alone
 */
function handOf(plot) {
  return /** @type {HTMLElement} */ (plot.querySelector(".ui-chart-hand"));
}

/**
 * What is seen of the grid, what stands at 0 of it, and how much a step is.
 *
 * @param {HTMLElement} plot
 */
function viewOf(plot) {
  const painted = paintedIn(plot);
  const [, moved] = /translate\((-?\d+)/.exec(plot.querySelector("g")?.getAttribute("transform") ?? "") ?? [];
  const { width } = /** @type {SVGSVGElement} */ (plot.querySelector(".ui-plot-lines")).viewBox.baseVal;
  const [x0, y0, dx, dy] = (figureOf(plot).figure.dataset.grid ?? "").split(" ").map(Number);
  return { left: painted?.left ?? -moved, width, x0, y0, dx, dy };
}

/**
 * @param {HTMLElement} plot
 * @returns {{ figure: HTMLElement, isOf: (kind: string) => boolean }}
 */
function figureOf(plot) {
  const figure = /** @type {HTMLElement} */ (plot.closest("[lv-chart]"));
  return { figure, isOf: (kind) => figure.classList.contains(`ui-${kind}`) };
}

/**
 * The points of each series that are seen.
 *
 * @param {HTMLElement} plot
 * @returns {Spot[][]}
 */
function seriesOf(plot) {
  const { isOf } = figureOf(plot);
  const { left, width } = viewOf(plot);
  const pieces = [...plot.querySelectorAll(".ui-plot-lines g > g")].map(({ children }) => [...children]);
  const lines = pieces.map((paths) => (isOf("areas") ? paths.filter((_, at) => at % 2) : paths));
  return (lines[0] ?? []).map((_, series) =>
    lines.flatMap((paths) => spotsOf(paths[series])).filter(([x]) => x >= left && x <= left + width),
  );
}

/**
 * @param {Element} path
 * @returns {Spot[]}
 */
function spotsOf(path) {
  const text = path.getAttribute("d") ?? "";
  const known = read.get(path);
  if (known?.text === text) return known.spots;
  /** @type {Spot[]} */
  const spots = [];
  let [command, x, y] = ["", 0, 0];
  for (const [, letter, first, second] of text.matchAll(/([Mlh])|(-?\d+)(?: ?(-?\d+))?/g)) {
    if (letter) command = letter;
    else if (command !== "h") {
      [x, y] = command === "M" ? [+first, +second] : [x + +first, y + +second];
      spots.push([x, y]);
    }
  }
  read.set(path, { text, spots });
  return spots;
}

/**
 * What is painted on a canvas: rows by columns, x and then what is drawn of each series, upwards; and the left side.
 *
 * @param {HTMLElement} plot
 * @returns {{ rows: (number | null)[][], left: number } | undefined} none where lines are SVG
 */
function paintedIn(plot) {
  return /** @type {any} */ (plot.querySelector("[lv-canvas]"))?.painted;
}

/**
 * Where points are, in order.
 *
 * @param {HTMLElement} plot
 * @returns {number[]}
 */
function placesOf(plot) {
  if (figureOf(plot).isOf("columns")) return rowsOf(plot).map((_, at) => at * 100 + 50);
  const [all] = paintedIn(plot)?.rows ?? [];
  if (all) {
    const { left, width } = viewOf(plot);
    const known = apart.get(all) ?? /** @type {number[]} */ ([...new Set(all)]);
    apart.set(all, known);
    return known.filter((x) => x >= left && x <= left + width);
  }
  const places = seriesOf(plot).flatMap((spots) => spots.map(([x]) => x));
  return [...new Set(places)].sort((a, b) => a - b);
}

/**
 * @param {number[]} places in order
 * @param {number} x
 * @returns {number} the index of the one that is nearest
 */
function nearest(places, x) {
  const after = places.findIndex((place) => place >= x);
  if (after < 1) return after < 0 ? places.length - 1 : 0;
  return x - places[after - 1] < places[after] - x ? after - 1 : after;
}

/** @param {HTMLElement} plot */
function rowsOf(plot) {
  return [.../** @type {NodeListOf<HTMLTableRowElement>} */ (figureOf(plot).figure.querySelectorAll("tbody tr"))];
}

/**
 * @param {HTMLElement} plot
 * @param {number} wanted a place on the grid
 * @param {boolean} isTold whether screen readers are to say it
 */
function show(plot, wanted, isTold) {
  const places = placesOf(plot);
  if (shown?.plot !== plot || !places.length) hide();
  if (!places.length) return;
  const at = nearest(places, wanted);
  const x = places[at];
  const { left, width, x0, dx } = viewOf(plot);
  shown = { plot, at: x0 + x * dx };
  const part = (x - left) / width;
  const hand = handOf(plot);
  const line = hand.querySelector("i") ?? element("i", "");
  const tip = hand.querySelector("div") ?? element("div", "");
  if (!hand.firstChild) hand.append(line, tip);
  for (const each of [line, tip]) each.style.left = `${part * 100}%`;
  tip.classList.toggle("ui-before", part > 0.5);
  tip.setAttribute("aria-live", isTold ? "polite" : "off");
  const [label, ...values] = figureOf(plot).isOf("columns") ? textsOf(rowsOf(plot)[at]) : wordsAt(plot, x, shown.at);
  if (tip.dataset.said === [label, ...values].join()) return;
  tip.dataset.said = [label, ...values].join();
  const list = element("ul", "");
  list.className = "ui-legend";
  list.append(...values.map((value) => element("li", value)));
  tip.replaceChildren(element("b", label), list);
}

/** @param {HTMLTableRowElement} row */
function textsOf(row) {
  const names = [...(row.closest("table")?.querySelectorAll("thead th") ?? [])].map(({ textContent }) => textContent);
  const several = row.cells.length > 2;
  return [...row.cells].map(({ textContent }, at) => (at && several ? `${names[at]} ${textContent}` : (textContent ?? "")));
}

/**
 * What a chart of lines says at a place: its x, then each series.
 *
 * @param {HTMLElement} plot
 * @param {number} x
 * @param {number} place the same, in the chart's own numbers
 * @returns {string[]}
 */
function wordsAt(plot, x, place) {
  const { figure, isOf } = figureOf(plot);
  const { width, y0, dx, dy } = viewOf(plot);
  const { clock, unit = "" } = figure.dataset;
  const names = [...figure.querySelectorAll("figcaption li")].map(({ textContent }) => `${textContent} `);
  let below = 0;
  const values = heightsAt(plot, x).map((down, series) => {
    if (down == null) return `${names[series] ?? ""}–`;
    const value = y0 - down * dy;
    const text = written(value - below, dy) + (unit === "%" ? unit : unit && `\u00a0${unit}`);
    if (isOf("stacked")) below = value;
    return (names[series] ?? "") + text;
  });
  if (clock) return [moment(place + Number(clock) * 60, dx, width * dx), ...values];
  // Where nothing stands below, x is but a number of rows, and the first one is 1.
  return [written(figure.querySelector(".ui-chart-across") ? place : place + 1, dx), ...values];
}

/**
 * @param {HTMLElement} plot
 * @param {number} x
 * @returns {(number | null | undefined)[]} how far down each series is there
 */
function heightsAt(plot, x) {
  const [all, ...series] = paintedIn(plot)?.rows ?? [];
  if (!all) return seriesOf(plot).map((spots) => spots.findLast((spot) => spot[0] === x)?.[1]);
  const at = all.lastIndexOf(x);
  return series.map((column) => column[at] && -column[at]);
}

/**
 * @param {number} seconds since 1970, by the clock that is read
 * @param {number} step what it is exact to
 * @param {number} span how much is seen
 * @returns {string} as much of it as tells
 */
function moment(seconds, step, span) {
  const text = new Date(seconds * 1000).toISOString().replace("T", " ");
  return text.slice(span < 86_400 ? 11 : 0, step < 0.1 ? 21 : step < 30 ? 19 : 16);
}

/**
 * @param {number} value
 * @param {number} step what it is exact to
 * @returns {string}
 */
function written(value, step) {
  const digits = Math.min(Math.max(0, -Math.floor(Math.log10(step))), 12);
  /** @type {Intl.NumberFormatOptions} */
  const options = { notation: Math.abs(value) < 100_000 ? "standard" : "compact", maximumFractionDigits: digits || 2 };
  return new Intl.NumberFormat(document.documentElement.lang || "en", options).format(value);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string | null} text
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
