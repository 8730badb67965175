/** Notices that WebSockets are blocked on the way, as some proxies do it, though the server is there: then there is another way. */

/** @import { Page } from "./types.js" */

import { BLOCKED, FREE } from "./verdict.js";

/** Remembers it for this tab: its next page does not wait. */
const KEY = "lv-blocked";

/**
 * A handshake is looked at after so long, and once more after as long again: one that is not answered then, while the server
 * answers otherwise, was swallowed. So is a join; but a server that has all of its pages come back at once takes its time.
 */
const OPEN_WITHIN = 2_500;
const ANSWER_WITHIN = 5_000;

/** A connection that was lost, or never was one: nobody has said why. */
const LOST = 1006;

/** @param {Page} page */
export function listenForBlocked({ root, face, carriers, drop }) {
  const { fallback } = JSON.parse(/** @type {string} */ (root.nextElementSibling?.textContent)).modules;

  /** What there is instead, once it is loaded. @type {typeof import("./fallback.js").stream | undefined} */
  let stream;

  /** How often none came through, though the server was there. */
  let misses = FREE;

  /** What is remembered. */
  let verdict = FREE;

  /** @type {number | undefined} */
  let timer;

  const load = async () => ({ stream } = await import(fallback));

  /** @param {number} turnedOut */
  function judge(turnedOut) {
    misses = turnedOut;
    if (verdict === misses) return;
    verdict = misses;
    try {
      sessionStorage.setItem(KEY, `${verdict}`);
    } catch {
      // A browser that keeps nothing: each page finds it out.
    }
  }

  /** None has come through. Whether it is as if they were blocked. */
  async function miss() {
    try {
      // Fails where the server is away.
      if ((await fetch(fallback, { method: "HEAD", cache: "no-store" })).ok && ++misses >= BLOCKED) await load();
    } catch {
      // Nothing is known.
    }
    return stream && misses >= BLOCKED;
  }

  /**
   * @param {number} within
   * @param {WebSocket} socket one that is to come to something
   */
  function expect(within, socket) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (isOver(socket)) return;
      const isBlocked = await miss();
      if (isOver(socket)) return;
      if (isBlocked) drop();
      else expect(within, socket);
    }, within);
  }

  /** @param {WebSocket} socket */
  function isOver(socket) {
    return face.connected || carriers.newest !== socket || socket.readyState > WebSocket.OPEN;
  }

  /** @param {WebSocket} socket */
  function watch(socket) {
    let isHeard = false;
    expect(OPEN_WITHIN, socket);
    socket.addEventListener("open", () => expect(ANSWER_WITHIN, socket));
    socket.addEventListener("message", () => {
      isHeard = true;
      judge(FREE);
    });
    socket.addEventListener("close", ({ code }) => {
      if (!isHeard && code === LOST) miss();
    });
    return socket;
  }

  carriers.WebSocket = /** @type {any} */ (
    function (/** @type {URL} */ url, /** @type {string} */ protocol) {
      return stream && misses >= BLOCKED ? stream(url, judge) : watch(new WebSocket(url, protocol));
    }
  );
  // The first was made before anybody was here to watch.
  if (carriers.newest && !isOver(carriers.newest)) watch(carriers.newest);
  try {
    misses = verdict = Number(sessionStorage.getItem(KEY));
  } catch {
    // The same.
  }
  if (misses >= BLOCKED) load().then(() => (face.connected ? judge(FREE) : drop()), () => {});
}
