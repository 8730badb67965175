/**
 * What not every page needs, in one file: it is smaller than three, and once somebody has loaded it, no later page waits.
 * What a page does not need is not started.
 */

export { start as actions } from "./actions.js";
export { start as forms } from "./forms.js";
export { start as navigation } from "./navigation.js";
