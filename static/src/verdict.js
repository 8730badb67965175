/** What is known of WebSockets here: how often they did not come through, though the server was there. */

export const FREE = 0;
export const UNSURE = 1;
export const BLOCKED = 2;
