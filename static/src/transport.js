/** One connection at a time, and the next one when it is lost. Knows nothing of frames or of the DOM. */

/** How long a connection may take to open before another try, for links that swallow packets. */
const OPEN_WITHIN = 10_000;

/** The first try after a loss: most losses are a server that restarts or a network that changed. */
const FIRST_DELAY = 150;

/** `readyState` of what takes frames. */
const OPEN = 1;

/** Doubled with every failure, so that a server in trouble is not besieged, up to what people still wait for. */
const LONGEST_DELAY = 30_000;

/**
 * What the user of the transport is told.
 *
 * @typedef {object} Receiver
 * @property {() => void} opened
 * @property {(text: string) => void} received
 * @property {(code: number) => void} closed not called after `close`
 */

/** @type {Receiver} */
let receiver;

/** @type {WebSocket | null} */
let socket = null;

/** Failures since the last success. */
let failures = 0;

/** @type {number | undefined} */
let timer;

/** What waits for its time. @type {(() => void) | null} */
let planned = null;

/**
 * What connections are made by, and the newest of them. A module that knows another way puts that in its place.
 *
 * @type {{ WebSocket: typeof WebSocket, newest?: WebSocket }}
 */
export const carriers = { WebSocket };

/**
 * @param {URL} url
 * @param {Receiver} user
 */
export function open(url, user) {
  const opening = (socket = carriers.newest = new carriers.WebSocket(url, "lv1"));
  receiver = user;
  wait(OPEN_WITHIN, () => opening.close());
  opening.onopen = () => {
    stopWaiting();
    receiver.opened();
  };
  opening.onmessage = ({ data }) => receiver.received(data);
  opening.onclose = ({ code }) => lose(opening, code);
}

/**
 * @param {WebSocket} lost
 * @param {number} code
 */
function lose(lost, code) {
  if (socket !== lost) return; // closed by us
  close();
  receiver.closed(code);
}

/** The connection does what it is for: the next loss starts with the shortest delay. */
export function succeeded() {
  failures = 0;
}

/** @param {string} text lost if there is no connection */
export function send(text) {
  if (socket?.readyState === OPEN) socket.send(text);
}

/** Takes the connection for lost, though nobody closed it. */
export function drop() {
  if (socket) lose(socket, 0);
}

/** Ends the connection and whatever was planned. */
export function close() {
  socket?.close(); // which tells of it later, when it is not ours any more
  socket = null;
  stopWaiting();
}

/**
 * Does something after a random delay (full jitter), so that a thousand pages don't come back at once.
 *
 * @param {() => void} action
 */
export function retry(action) {
  const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);
  failures += 1;
  planned = action;
  wait(Math.random() * longest, hurry);
}

/** Does now what was planned for later. */
export function hurry() {
  const action = planned;
  if (!action) return;
  stopWaiting();
  action();
}

/**
 * @param {number} delay
 * @param {() => void} action
 */
function wait(delay, action) {
  clearTimeout(timer);
  timer = setTimeout(action, delay);
}

function stopWaiting() {
  clearTimeout(timer);
  planned = null;
}
