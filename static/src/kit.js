/**
 * What the kit's controls need of the browser beside HTML: dialogs that open as the view says, arrow keys in tabs and
 * menus, what empties a search, and notices that go by themselves. Loaded by pages that have one of them.
 */

/** What in a menu can be chosen. */
const CHOICE = "[role^=menuitem]:not(:disabled, [aria-disabled=true])";

/** Letters that follow each other within this are one word, as in the menus of desktops. */
const TYPING = 500;

/** Per character of a notice, in ms: as long as a slow reader takes, beside what all have. */
const READING = 50;

/** Makes the hooks known, as a script of the page's own would. */
export function kit() {
  Object.assign(/** @type {any} */ (window).liveview.hooks, { UiDialog: Dialog, UiTabs: Tabs, UiMenu: Menu, UiSearch: Search, UiToasts: Toasts });
}

/**
 * Moves the focus among elements: by two arrows around the ends, by Home and End to them.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} among
 * @param {string} back
 * @param {string} on
 */
function step(event, among, back, on) {
  const at = among.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const isFirst = event.key === on && at < 0;
  /** @type {Record<string, number>} */
  const places = { [back]: Math.max(at, 0) - 1, [on]: isFirst ? 0 : at + 1, Home: 0, End: -1 };
  const place = places[event.key];
  if (place === undefined || event.ctrlKey || event.altKey || event.metaKey || !among.length) return;
  event.preventDefault();
  among.at(place % among.length)?.focus();
}

/** A `<dialog>`: open while its `data-open` says so, or since somebody opened it here by the event `ui-open`. */
class Dialog {
  /** @type {HTMLDialogElement} */ el = /** @type {any} */ (null);
  /** What the view said last. */ wanted = false;
  /** Whether the view knows that somebody closed it. */ isTold = false;
  /** Who had the focus before. @type {Element | null | undefined} */ before;
  /** Where a press began: one that ends on the backdrop may have selected text inside. @type {EventTarget | null | undefined} */ pressed;

  mounted() {
    const { el } = this;
    /** What is told to this one: events of a dialog inside come by too. @type {(type: string, does: () => void) => void} */
    const on = (type, does) => el.addEventListener(type, ({ target }) => target === el && does());
    on("ui-open", () => this.open());
    on("ui-close", () => el.close());
    on("close", () => this.closed());
    el.addEventListener("pointerdown", ({ target }) => (this.pressed = target));
    el.addEventListener("click", ({ target }) => this.clicked(/** @type {Element} */ (target)));
    this.updated();
  }

  updated() {
    const { wanted } = this;
    this.wanted = this.el.dataset.open === "true";
    if (this.wanted === wanted) return; // what was opened or closed here stays so
    if (this.wanted) this.open();
    else this.el.close();
  }

  destroyed() {
    if (document.activeElement === document.body) /** @type {any} */ (this.before)?.focus();
  }

  open() {
    if (this.el.open) return;
    this.before = document.activeElement;
    this.el.showModal();
  }

  /** @param {Element} target */
  clicked(target) {
    this.isTold = target.closest("[data-close]")?.closest("dialog") === this.el; // by its own event, if it has one
    if (this.isTold || (target === this.el && this.pressed === target)) this.el.close();
  }

  /** Somebody closed it, which the view hears of; or the view did. */
  closed() {
    if (this.wanted && !this.isTold) /** @type {HTMLElement} */ (this.el.querySelector(":scope>*>[data-close]")).click();
    this.isTold = false;
    /** @type {any} */ (window).liveview.settled().then(() => this.wanted && this.el.isConnected && this.open()); // it did not agree
  }
}

/** Tabs: the arrows move the focus, Enter and Space open. Each opened tab asks the server, so they do not open as one passes. */
class Tabs {
  /** @type {HTMLElement} */ el = /** @type {any} */ (null);

  mounted() {
    this.el.addEventListener("keydown", (event) => {
      const arrows = ["ArrowLeft", "ArrowRight"];
      if (getComputedStyle(this.el).direction === "rtl") arrows.reverse();
      step(event, [.../** @type {any} */ (this.el.querySelectorAll("[role=tab]"))], arrows[0], arrows[1]);
      if (event.key !== " " || !(event.target instanceof HTMLAnchorElement)) return;
      event.preventDefault(); // a link that is a tab
      event.target.click();
    });
  }
}

/** A button and its popover: the first choice has the focus, arrows and letters move it, and choosing closes. */
class Menu {
  /** @type {HTMLElement} */ el = /** @type {any} */ (null);
  /** What was typed just now. */ word = "";
  /** @type {number | undefined} */ timer;
  /** Whether the last choice is to have the focus when it opens. */ fromEnd = false;

  get button() {
    return /** @type {HTMLElement} */ (this.el.querySelector("[popovertarget]"));
  }

  get list() {
    return /** @type {HTMLElement} */ (this.el.querySelector("[popover]"));
  }

  get choices() {
    return /** @type {HTMLElement[]} */ ([.../** @type {any} */ (this.list.querySelectorAll(CHOICE))]);
  }

  mounted() {
    this.list.addEventListener("toggle", (event) => {
      if (/** @type {any} */ (event).newState === "open") this.opened();
    });
    this.list.addEventListener("click", ({ target }) => /** @type {Element} */ (target).closest(CHOICE) && this.list.hidePopover());
    this.el.addEventListener("keydown", (event) => (this.isOpen ? this.key(event) : this.keyOnButton(event)));
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  opened() {
    if (!CSS.supports("position-area: bottom")) {
      const { left, bottom } = this.button.getBoundingClientRect();
      this.list.style.cssText = `left:${left}px;top:${bottom}px;margin:0`;
    }
    this.choices.at(this.fromEnd ? -1 : 0)?.focus();
    this.fromEnd = false;
  }

  /** @param {KeyboardEvent} event */
  keyOnButton(event) {
    if (event.target !== this.button || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    this.fromEnd = event.key === "ArrowUp";
    this.list.showPopover();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Tab") this.list.hidePopover(); // and on from the button
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) this.typed(event.key);
    else step(event, this.choices, "ArrowUp", "ArrowDown");
  }

  /** @param {string} letter */
  typed(letter) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.word = ""), TYPING);
    this.word += letter.toLowerCase();
    const { choices } = this;
    const at = choices.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const from = this.word.length === 1 ? at + 1 : at; // the same letter again goes on to the next
    const found = [...choices.slice(from), ...choices.slice(0, from)].find((choice) =>
      choice.textContent?.trim().toLowerCase().startsWith(this.word),
    );
    found?.focus();
  }
}

/** A search: its button, and Escape, empty it. */
class Search {
  /** @type {HTMLElement} */ el = /** @type {any} */ (null);

  mounted() {
    this.el.addEventListener("input", () => this.updated());
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.input.value) return;
      event.preventDefault(); // a dialog around it stays open
      this.clear();
    });
    this.button.addEventListener("click", () => this.clear());
    this.updated();
  }

  updated() {
    this.button.hidden = !this.input.value;
  }

  clear() {
    this.input.focus();
    this.input.value = "";
    for (const type of ["input", "change"]) this.input.dispatchEvent(new Event(type, { bubbles: true }));
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.el.querySelector("input"));
  }

  get button() {
    return /** @type {HTMLElement} */ (this.el.querySelector("[data-clear]"));
  }
}

/** Notices: each goes after a while, but not while somebody is at one. Errors stay. */
class Toasts {
  /** @type {HTMLElement} */ el = /** @type {any} */ (null);
  /** When each goes. @type {Map<Element, number>} */ timers = new Map();
  /** Whether somebody points at one. */ isPointed = false;
  /** Whether the last one was dismissed by a key: then the focus goes on to the next. */ byKey = false;
  /** What has the focus here. @type {Element | null} */ current = null;
  /** What had it before. @type {any} */ before = null;
  /** Ends what listens. */ end = new AbortController();
  changes = new MutationObserver(() => this.look());

  mounted() {
    const { el, end: { signal } } = this;
    /** @type {(type: string, does: (event: any) => void, on?: EventTarget) => void} */
    const on = (type, does, on = el) =>
      on.addEventListener(
        type,
        (event) => {
          does(event);
          setTimeout(() => this.look()); // then it is known where the focus went
        },
        { signal },
      );
    on("pointerenter", () => (this.isPointed = true));
    on("pointerleave", () => (this.isPointed = false));
    on("keydown", (event) => this.key(event));
    on("pointerdown", ({ target }) => this.pressed(target), document);
    on("focusin", (event) => this.entered(event), document);
    on("focusout", () => {});
    on("visibilitychange", () => {}, document);
    this.changes.observe(el, { subtree: true, childList: true });
    this.look();
  }

  destroyed() {
    this.end.abort();
    this.changes.disconnect();
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  /** @param {Element} target */
  pressed(target) {
    this.byKey = false;
    if (!this.el.contains(target)) this.current = null;
  }

  /** @param {{ target: Element, relatedTarget: Element | null }} event */
  entered({ target, relatedTarget }) {
    const isHere = this.el.contains(target);
    if (isHere && !this.current) this.before = relatedTarget;
    this.current = isHere ? target : null;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    this.byKey = true;
    const button = event.key === "Escape" && /** @type {Element} */ (event.target).closest("p")?.querySelector("button");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /** Looks after the focus, and after the time of each notice. */
  look() {
    const { el, timers, current } = this;
    if (current && !current.isConnected && document.activeElement === document.body) this.giveOn();
    const seconds = Number(el.dataset.seconds);
    const isHeld = !seconds || this.isPointed || document.hidden || el.contains(document.activeElement);
    const going = isHeld ? [] : [...el.querySelectorAll("p:not([role=alert])")];
    for (const [notice, timer] of timers) {
      if (going.includes(notice)) continue;
      clearTimeout(timer);
      timers.delete(notice);
    }
    for (const notice of going) {
      const time = seconds * 1_000 + READING * (notice.textContent ?? "").length;
      if (!timers.has(notice)) timers.set(notice, setTimeout(() => notice.remove(), time));
    }
  }

  /** The notice that had the focus has gone. */
  giveOn() {
    const next = this.byKey && this.el.querySelector("button");
    if (!next) this.current = null;
    (next || this.before)?.focus({ preventScroll: true });
  }
}
