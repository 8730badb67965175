/** A new token without a new page: the page's own URL is asked for, and its data is taken from the answer. */

/** @import { PageData } from "./types.js" */

/** The data as it stands in the HTML: JSON in a script never holds `<`. */
const DATA = /<script[^>]*\sid="lv-data"[^>]*>([^<]*)</;

/**
 * The data of the page, as the server gives it now.
 *
 * @returns {Promise<PageData | null>} null where the answer is another page, for example one to sign in
 * @throws {Error} where there is no answer, or the server is in trouble
 */
export async function fetchPageData() {
  const response = await fetch(location.href, { cache: "no-store" });
  if (response.status >= 500) throw new Error(response.statusText);
  const found = DATA.exec(await response.text());
  return found && !response.redirected ? JSON.parse(found[1]) : null;
}
