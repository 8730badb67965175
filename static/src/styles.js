/** Inline styles of the first page: from the sheet that a strict policy allows to the elements that they belong to. */

/** Moves the declarations of `<style lv-sheet>` to the elements that its rules select, and removes the marks. */
export function moveStyles() {
  const element = /** @type {HTMLStyleElement | null} */ (document.querySelector("style[lv-sheet]"));
  const rules = /** @type {Iterable<CSSStyleRule>} */ (element?.sheet?.cssRules ?? []);
  for (const { selectorText, style } of rules) {
    for (const marked of document.querySelectorAll(selectorText)) {
      /** @type {HTMLElement} */ (marked).style.cssText = style.cssText;
      marked.removeAttribute("lv-s");
    }
  }
  element?.remove();
}
