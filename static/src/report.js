/** Announces what went wrong on a development server: `dev.js`, where it is loaded, shows it. */

/** @param {unknown} report null: all is well again */
export function announce(report) {
  document.dispatchEvent(new CustomEvent("lv:report", { detail: report }));
}
