/** Inline styles of the first page: from the sheet that a strict policy allows to the elements that they belong to. */

const RULE = /\[lv-s="(\d+)"\]/;

/** Moves the declarations of `<style lv-sheet>` to the elements marked `lv-s`, and removes the marks. */
export function moveStyles() {
  /** @type {Map<string | null, string>} */
  const styles = new Map();
  const sheet = /** @type {HTMLStyleElement | null} */ (document.querySelector("style[lv-sheet]"));
  for (const rule of sheet?.sheet?.cssRules ?? []) {
    const found = RULE.exec(rule.cssText);
    if (found) styles.set(found[1], /** @type {CSSStyleRule} */ (rule).style.cssText);
  }
  for (const element of document.querySelectorAll("[lv-s]")) {
    /** @type {HTMLElement} */ (element).style.cssText = styles.get(element.getAttribute("lv-s")) ?? "";
    element.removeAttribute("lv-s");
  }
  sheet?.remove();
}
