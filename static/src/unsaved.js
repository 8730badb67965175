/** Asks before somebody leaves what was not saved: a form `lv-unsaved` that was edited, or any other element that has it. */

import { unshadowed } from "./unshadowed.js";

/** Edited since they were last submitted. @type {Set<EventTarget | null>} */
const edited = new Set();

export function watchForms() {
  addEventListener("input", ({ target }) => edited.add(/** @type {HTMLInputElement} */ (target).form), true);
  for (const type of ["submit", "reset"]) addEventListener(type, ({ target }) => edited.delete(target), true);
  addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
}

function unsaved() {
  const elements = [...document.querySelectorAll("[lv-unsaved]")];
  return elements.find((element) => !(element instanceof HTMLFormElement) || edited.has(element));
}

/** Whether nothing is lost, or somebody wants to lose it. */
export function mayLeave() {
  const element = unsaved();
  return !element || confirm(unshadowed(element).getAttribute("lv-unsaved") || "Leave without saving?");
}

/** A handler sends the page away: it knows what it does. */
export function giveUp() {
  for (const element of document.querySelectorAll("[lv-unsaved]")) unshadowed(element).removeAttribute("lv-unsaved");
}
