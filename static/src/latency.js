/**
 * A slow link, for whoever develops on a fast one: `liveview.latency(500)` in the console lets an event and its answer
 * take half a second together, in this tab, until `liveview.latency(0)`.
 *
 * Part of the development overlay, which loads before the client: every socket that it opens is one of these.
 */

/** Where the tab keeps it, for the pages after this one. */
const KEY = "lv-latency";

const LABEL_STYLE =
  "position:fixed;left:.5rem;bottom:.5rem;z-index:2147483646;padding:.125rem .5rem;border-radius:999px;" +
  "background:rgb(17 17 27/.75);color:#ececf1;font:12px/1.5 system-ui,sans-serif;pointer-events:none";

const label = document.createElement("span");
label.id = "lv-latency";
label.style.cssText = LABEL_STYLE;

/** Lets the client's sockets be slow. */
export function simulateLatency() {
  window.WebSocket = SlowSocket;
  // By then the client has run, and there is a body to show it in.
  document.addEventListener("DOMContentLoaded", () => {
    const { liveview } = /** @type {any} */ (window);
    if (liveview) liveview.latency = setLatency;
    showLatency();
  });
}

/** @returns {number} ms from an event to its answer */
function latency() {
  return Number(sessionStorage.getItem(KEY));
}

/**
 * @param {number} [milliseconds] from an event to its answer; what the server says by itself takes half of it
 * @returns {number} what it is now
 */
function setLatency(milliseconds) {
  if (milliseconds !== undefined) sessionStorage.setItem(KEY, String(Math.max(0, milliseconds)));
  showLatency();
  return latency();
}

function showLatency() {
  const milliseconds = latency();
  label.textContent = `${milliseconds} ms latency`;
  if (milliseconds) document.body.append(label);
  else label.remove();
}

/**
 * One direction of a connection.
 *
 * @returns {(arrive: () => unknown) => void} takes something along, which arrives after what it was given before
 */
function link() {
  /** @type {(() => unknown)[]} */
  const underway = [];
  const arrive = () => underway.shift()?.();
  return (arriving) => {
    const delay = latency() / 2;
    underway.push(arriving);
    if (delay || underway.length > 1) setTimeout(arrive, delay);
    else arrive();
  };
}

/** What is under way when the connection is lost is lost with it. */
class SlowSocket extends WebSocket {
  #up = link();
  #down = link();

  /** @param {string} text */
  send(text) {
    this.#up(() => this.readyState === WebSocket.OPEN && super.send(text));
  }

  get onmessage() {
    return super.onmessage;
  }

  set onmessage(receive) {
    super.onmessage = (event) => this.#down(() => this.readyState === WebSocket.OPEN && receive?.call(this, event));
  }
}
