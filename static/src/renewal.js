/** A new token without a new page: the page's own URL is asked for, and its data is taken from the answer. */

/** @import { PageData } from "./types.js" */

import { announce } from "./report.js";

/** The data of a page, or the report of an error page. JSON in a script never holds `<`. */
const DATA = /<script[^>]*\sid="lv-(data|report)"[^>]*>([^<]*)</;

/**
 * The data of the page, as the server gives it now.
 *
 * @returns {Promise<PageData | null>} null where the answer is another page, for example one to sign in
 * @throws {Error} where there is no answer, or the server is in trouble
 */
export async function fetchPageData() {
  const response = await fetch(location.href, { cache: "no-store" });
  const found = DATA.exec(await response.text());
  const content = found && JSON.parse(found[2]);
  if (found?.[1] === "report") announce(content);
  if (response.status >= 500) throw new Error(response.statusText);
  return response.redirected ? null : content;
}
