/**
 * A connection where WebSockets are blocked: frames come in a response that does not end, and go by POST. To the transport it
 * looks like a WebSocket, and becomes one as soon as they come through (protocol, section 7). Loaded when it is needed.
 */

import { HEARTBEAT } from "./codec.js";
import { BLOCKED, FREE, UNSURE } from "./verdict.js";

/** How long an answer may take. What has not come by then was lost on the way, or is held back by a proxy. */
const PATIENCE = 15_000;

/** A post has as many frames at most: what a server takes. */
const MOST = 8;

/** Until WebSockets are tried again: doubled with every failure, and half of it at random. */
const FIRST_TRY = 20_000;
const LAST_TRY = 600_000;

/** For a worker to see that its stream has ended, and to keep the page for the one that the WebSocket comes to. */
const KEPT_WITHIN = 300;

/** `readyState` of what takes frames. */
const OPEN = 1;

/** A lost connection, as WebSockets have it, and a post that is too large. */
const LOST = 1006;
const TOO_MUCH = 4008;

/** A frame, or what the stream says of itself. Comments are neither. */
const EVENT = /^(?:event: (\w+)\n)?data: ([^]*)/;

/** Until the next try, of this stream or the one after it. */
let delay = FIRST_TRY;

/**
 * @param {URL} url of the WebSocket
 * @param {(verdict: number) => void} judge is told what turns out
 * @returns {any} as much of a `WebSocket` as the transport needs
 */
export function stream(url, judge) {
  /** @type {any} */
  const carrier = { send: (/** @type {string} */ text) => say(text), close };

  /** Over with the stream, though not with the connection if a WebSocket has taken over. */
  const ending = new AbortController();

  /** What waits for the next post. @type {string[]} */
  const waiting = [];

  /** Whether the server waits for that: at first, and once it has taken the one before. */
  let isAwaited = true;

  /** What the server knows this page by, and how often it has posted since. */
  let id = "";
  let number = 0;

  /** @type {number | undefined} */
  let patience;

  /** @type {number | undefined} */
  let timer;

  /** The WebSocket that is tried, or has taken over. @type {WebSocket | undefined} */
  let trial;

  /** Where what the page says goes. */
  let say = (/** @type {string} */ text) => {
    waiting.push(text);
    post();
  };

  async function post() {
    if (!isAwaited || !waiting.length) return;
    isAwaited = false;
    patience = setTimeout(lose, PATIENCE, LOST);
    const body = [id && `${id} ${++number}`, ...waiting.splice(0, MOST)].join("\n");
    let code = LOST;
    try {
      const { status, body: events } = await fetch(url.href.replace("ws", "http"), {
        method: "POST",
        headers: { "lv-socket": "lv1" },
        body,
        // The stream ends with the page. What is posted as the page goes is to arrive, if it is as short as browsers allow.
        ...(id ? { keepalive: body.length < 9999 } : { signal: ending.signal }),
      });
      if (status === 204) return;
      if (status === 413) code = TOO_MUCH;
      if (status === 200) await read(/** @type {ReadableStream} */ (events));
    } catch {
      // Nobody is there, or it is over.
    }
    if (!ending.signal.aborted) lose(code);
  }

  /** @param {ReadableStream} body */
  async function read(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part; !(part = await reader.read()).done; ) {
      const events = (text + part.value).split("\n\n");
      text = /** @type {string} */ (events.pop());
      // A failure is reported by the browser, and does not end what is read.
      for (const event of events) queueMicrotask(() => take(event));
    }
  }

  /** @param {string} event */
  function take(event) {
    const [, kind, data] = EVENT.exec(event) ?? [];
    if (!data || ending.signal.aborted) return;
    if (!kind) return carrier.onmessage({ data });
    if (kind === "close") return lose(+data);
    clearTimeout(patience);
    if (kind === "open") {
      id = data;
      judge(BLOCKED);
      plan();
      addEventListener("online", tryWebSocket);
    }
    isAwaited = true;
    post();
  }

  function plan() {
    timer = setTimeout(tryWebSocket, delay * (1 - Math.random() / 2));
  }

  function tryWebSocket() {
    if (trial) return;
    clearTimeout(timer);
    trial = new WebSocket(url, "lv1");
    trial.onopen = () => trial?.send(HEARTBEAT);
    trial.onmessage = move;
    trial.onclose = () => {
      trial = undefined;
      delay = Math.min(LAST_TRY, delay * 2);
      if (!ending.signal.aborted) plan();
    };
  }

  /**
   * Something has come through the WebSocket.
   *
   * The page joins there as after any loss, and says again what has no answer: what it says before that goes nowhere.
   */
  function move() {
    const socket = /** @type {WebSocket} */ (trial);
    const speak = (/** @type {string} */ text) => socket.send(text);
    const hold = () => {};
    end();
    say = hold;
    judge(FREE);
    delay = FIRST_TRY;
    socket.onclose = ({ code }) => lose(code);
    socket.onmessage = (event) => {
      say = speak;
      carrier.onmessage(event);
    };
    setTimeout(() => {
      if (socket.readyState > OPEN) return;
      say = speak;
      carrier.onopen();
      say = hold;
    }, KEPT_WITHIN);
  }

  /** @param {number} code */
  function lose(code) {
    if (!id) judge(UNSURE);
    close();
    carrier.onclose({ code });
  }

  function close() {
    end();
    trial?.close();
  }

  function end() {
    ending.abort();
    clearTimeout(patience);
    clearTimeout(timer);
    removeEventListener("online", tryWebSocket);
  }

  queueMicrotask(() => {
    carrier.readyState = 1;
    carrier.onopen();
  });
  return carrier;
}
