"use strict";
(() => {
  // src/nodes.js
  var Mismatch = class extends Error {
  };
  function firstNode(edge) {
    return edge instanceof Node ? edge : edge.firstNode();
  }
  function nodesBetween(first, last) {
    const nodes = [];
    const end2 = last instanceof Node ? last : last.lastNode();
    for (let node = firstNode(first); node !== end2; node = /** @type {Node} */
    node.nextSibling) nodes.push(node);
    return (
      /** @type {ChildNode[]} */
      [...nodes, end2]
    );
  }
  function clearBetween(first, end2) {
    const range = document.createRange();
    range.setStartBefore(first);
    range.setEndBefore(end2);
    range.deleteContents();
  }
  function moveNodes(nodes, before2) {
    const parent = (
      /** @type {any} */
      before2.parentNode
    );
    const method = parent.isConnected && parent.moveBefore ? "moveBefore" : "insertBefore";
    for (const node of nodes) parent[method](node, before2);
  }

  // src/addresses.js
  var Address = class {
    version = 0;
    /** @type {Instance | null} */
    instance = null;
    /** @type {Holder | null} */
    holder = null;
    /** Whether only full values help: patches until they come are about something else. */
    isMissing = false;
    /** Whether they were asked for. */
    isAsked = false;
    /** Full values that came before the range that shows them. @type {{ template: Template, values: Value[] } | null} */
    #early = null;
    /** @param {number} number */
    constructor(number) {
      this.number = number;
    }
    /**
     * Takes over what the server's HTML shows.
     *
     * @param {Holder} holder
     * @param {Instance} instance
     */
    adopt(holder, instance) {
      this.holder = holder;
      this.instance = instance;
    }
    /**
     * Shows the address in a range.
     *
     * @param {Holder} holder
     */
    show(holder) {
      this.holder = holder;
      this.instance = null;
      if (this.#early) this.#create(this.#early.template, this.#early.values);
      else this.isMissing = true;
    }
    /**
     * @param {number} version
     * @param {Patch} patch
     * @returns {boolean} whether it was applied
     */
    patch(version, patch2) {
      if (this.isMissing || version <= this.version) return false;
      this.isMissing = true;
      if (!this.instance || version !== this.version + 1) return false;
      this.instance.patch(patch2);
      this.version = version;
      this.isMissing = false;
      return true;
    }
    /**
     * @param {number} version
     * @param {Template} template
     * @param {Value[]} values
     */
    replace(version, template, values) {
      this.version = version;
      this.isMissing = this.isAsked = false;
      if (!this.holder) this.#early = { template, values };
      else if (!this.#sync(template, values)) this.#create(template, values);
    }
    /**
     * @param {Template} template
     * @param {Value[]} values
     * @returns {boolean} whether the nodes could stay
     */
    #sync(template, values) {
      if (this.instance?.template !== template) return false;
      try {
        this.instance.sync(values);
        return true;
      } catch (error) {
        if (error instanceof Mismatch || error instanceof DOMException) return false;
        throw error;
      }
    }
    /**
     * @param {Template} template
     * @param {Value[]} values
     */
    #create(template, values) {
      const { instance, content } = template.create(values);
      this.instance = instance;
      this.#early = null;
      this.holder?.replace(content);
    }
  };
  var addresses = /* @__PURE__ */ new Map();
  function allAddresses() {
    return [...addresses.values()];
  }
  function addressOf(number) {
    const address = addresses.get(number) ?? new Address(number);
    addresses.set(number, address);
    return address;
  }
  function leaveAddress(number, holder) {
    if (addresses.get(number)?.holder === holder) addresses.delete(number);
  }
  function addressAround(node) {
    let inner = addressOf(0);
    for (const address of addresses.values()) {
      const start2 = address.holder?.contains(node) && address.holder.firstNode();
      if (start2 && inner.holder?.contains(start2)) inner = address;
    }
    return inner.number;
  }

  // src/debounce.js
  var waiting = /* @__PURE__ */ new Set();
  function isDebouncing() {
    return waiting.size > 0;
  }
  function debounce(element, type, delay, action) {
    for (const entry2 of waiting) if (entry2.element === element && entry2.type === type) end(entry2);
    const entry = { element, type, action, timer: setTimeout(() => run(entry), delay) };
    waiting.add(entry);
  }
  function flushDebounced() {
    waiting.forEach(run);
  }
  function run(entry) {
    end(entry);
    entry.action();
  }
  function end(entry) {
    clearTimeout(entry.timer);
    waiting.delete(entry);
  }

  // src/inputs.js
  var DEFAULTS = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" };
  var FIXED = /^(hidden|submit|button|reset|image|file)$/;
  var told = /* @__PURE__ */ new WeakMap();
  var touched = /* @__PURE__ */ new WeakSet();
  var keepsTouched = false;
  function editedProperty(element) {
    const { localName, type } = (
      /** @type {HTMLInputElement} */
      element
    );
    if (localName === "option") return "selected";
    if (localName === "textarea") return "value";
    if (localName !== "input" || FIXED.test(type)) return "";
    return type === "checkbox" || type === "radio" ? "checked" : "value";
  }
  function touch(control) {
    const { type, name } = (
      /** @type {HTMLInputElement} */
      control
    );
    touched.add(control);
    if (type === "radio") document.getElementsByName(name).forEach((other) => touched.add(other));
  }
  function isTouched(control) {
    return touched.has(control);
  }
  function tell(control) {
    if (control instanceof HTMLSelectElement) [...control.options].forEach(tell);
    else told.set(
      control,
      /** @type {any} */
      control[editedProperty(control)]
    );
  }
  function keepingTouched(write2) {
    keepsTouched = true;
    try {
      write2();
    } finally {
      keepsTouched = false;
    }
  }
  function writeControl(element, property, remote, writeDefault) {
    const control = (
      /** @type {any} */
      element
    );
    const base = told.has(control) ? told.get(control) : control[DEFAULTS[property]];
    const isKept = control[property] !== remote && keepsLocal(control, control[property], base, remote);
    writeDefault();
    if (isKept) return;
    told.delete(control);
    touched.delete(owner(control));
    if (control[property] !== remote) writeKeepingCaret(control, property, remote);
  }
  function keepsLocal(control, local, base, remote) {
    const edited = owner(control);
    if (
      /** @type {HTMLInputElement} */
      edited.validity?.badInput
    ) return true;
    if (keepsTouched && touched.has(edited)) return true;
    return local !== base && (remote === base || edited === document.activeElement);
  }
  function owner(control) {
    return control.closest("select") ?? control;
  }
  function writeKeepingCaret(control, property, remote) {
    const { selectionStart, selectionEnd } = control;
    control[property] = remote;
    if (selectionStart !== null && control === document.activeElement) control.setSelectionRange?.(selectionStart, selectionEnd);
  }

  // src/payload.js
  var VALUE = "lv-value-";
  var MODIFIERS = ["alt", "ctrl", "meta", "shift"];
  var WITH_FIELDS = /submit|change|input|compositionend|click/;
  function payloadOf(bound, { type, target, event }) {
    const element = type === "click" ? bound : target;
    const control = element.matches("input, select, textarea, button") ? (
      /** @type {Control} */
      element
    ) : null;
    const { submitter = null } = (
      /** @type {SubmitEvent} */
      event ?? {}
    );
    return {
      values: orNull(valuesOf(bound)),
      form: WITH_FIELDS.test(type) ? fieldsOf(bound, control, submitter) : null,
      control: orNull({
        ...control && describe(control),
        submitter: (
          /** @type {HTMLButtonElement | null} */
          submitter?.name || void 0
        ),
        ...event instanceof KeyboardEvent && describeKeys(event)
      })
    };
  }
  function orNull(object) {
    return Object.values(object).some((value) => value !== void 0) ? object : null;
  }
  function valuesOf(bound) {
    const given = [...bound.attributes].filter(({ name }) => name.startsWith(VALUE));
    return Object.fromEntries(given.map(({ name, value }) => [name.slice(VALUE.length), value]));
  }
  function fieldsOf(bound, control, submitter) {
    if (bound instanceof HTMLFormElement) {
      [...bound.elements].forEach(tell);
      return encode([...new FormData(bound, submitter)]);
    }
    return !control || control.localName === "button" ? null : encode(ownFields(control));
  }
  function ownFields(control) {
    const { name } = control;
    if (!name || isOff(control)) return [];
    if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map(({ value }) => [name, value]);
    return [[name, control.value]];
  }
  function isOff(control) {
    return editedProperty(control) === "checked" && !/** @type {HTMLInputElement} */
    control.checked;
  }
  function encode(fields) {
    const texts = fields.map(([name, value]) => [name, value instanceof File ? value.name : value]);
    return String(new URLSearchParams(texts));
  }
  function describe(control) {
    const { localName, name, value } = control;
    const saysNothing = isOff(control) || localName === "button" && !value;
    tell(control);
    return { name: name || void 0, value: saysNothing ? void 0 : value };
  }
  function describeKeys(event) {
    const held = MODIFIERS.filter((name) => (
      /** @type {any} */
      event[`${name}Key`]
    ));
    return { key: event.key, modifiers: held.length ? held : void 0 };
  }

  // src/codec.js
  var HEARTBEAT = JSON.stringify(["h"]);
  var LEAVE = JSON.stringify(["l"]);
  function joinFrame(token, versions) {
    return JSON.stringify(["j", token, versions]);
  }
  function eventFrame(ref, address, name, { values, form, control }) {
    const frame = ["e", ref, address, name, values, form, control];
    while (frame[frame.length - 1] === null) frame.pop();
    return JSON.stringify(frame);
  }
  function appliedFrame(address, version) {
    return JSON.stringify(["v", address, version]);
  }
  function resendFrame(address) {
    return JSON.stringify(["f", address]);
  }
  function decode(text) {
    return JSON.parse(text);
  }

  // src/acknowledgements.js
  var EVERY = 8;
  var IDLE = 2e3;
  var pending = /* @__PURE__ */ new Map();
  var timer;
  function acknowledge(address, version, send3) {
    clearTimeout(timer);
    pending.set(address, version);
    if (version % EVERY === 0) sendAll(send3);
    else timer = setTimeout(() => sendAll(send3), IDLE);
  }
  function sendAll(send3) {
    for (const [address, version] of pending) send3(appliedFrame(address, version));
    pending.clear();
  }

  // src/events.js
  var latest = 0;
  var unanswered = /* @__PURE__ */ new Map();
  function pendingEvents() {
    return unanswered.size;
  }
  function addEvent(address, name, payload) {
    latest += 1;
    const text = eventFrame(latest, address, name, payload);
    unanswered.set(latest, text);
    return text;
  }
  function answerEvents(ref = 0) {
    for (const known of unanswered.keys()) if (known <= ref) unanswered.delete(known);
  }
  function unansweredTexts() {
    return [...unanswered.values()];
  }
  function dropEvents() {
    unanswered.clear();
  }

  // src/part.js
  var Part = class {
    /**
     * Shows a value.
     *
     * @param {Value} _value
     */
    set(_value) {
    }
    /**
     * Shows a value, keeping the nodes that can stay.
     *
     * @param {Value} value
     */
    sync(value) {
      this.set(value);
    }
    /**
     * Changes what the slot holds.
     *
     * @param {Patch} _change
     */
    change(_change) {
      throw new Mismatch("nothing to change");
    }
    /**
     * Where the part begins. Only parts between nodes are ever asked.
     *
     * @returns {Node}
     */
    firstNode() {
      throw new Mismatch("no node of its own");
    }
    /**
     * Where the part ends.
     *
     * @returns {Node}
     */
    lastNode() {
      return this.firstNode();
    }
  };

  // src/trusted.js
  var rules = { createHTML: (html) => html };
  var policy = (
    /** @type {any} */
    window.trustedTypes?.createPolicy("lv", rules) ?? rules
  );
  function parse(html, wrapper) {
    const template = document.createElement("template");
    template.innerHTML = policy.createHTML(wrapper ? `<${wrapper}>${html}</${wrapper}>` : html);
    const { content } = template;
    if (wrapper) content.replaceChildren(.../** @type {Node} */
    content.firstChild.childNodes);
    return content;
  }
  function wrapperIn(parent, inFragment) {
    const { namespaceURI, localName } = (
      /** @type {Element} */
      parent
    );
    if (!namespaceURI) return inFragment;
    if (namespaceURI.endsWith("MathML")) return "math";
    return namespaceURI.endsWith("svg") && localName !== "foreignObject" ? "svg" : "";
  }

  // src/text.js
  function joined(pieces, value) {
    const values = [value].flat();
    return pieces.length ? pieces.reduce((text, piece, index) => text + values[index - 1] + piece) : String(value);
  }
  function isHTML(value) {
    return Array.isArray(value) && value.length === 1;
  }
  function isText(node) {
    return node?.nodeType === Node.TEXT_NODE;
  }
  var TextPart = class extends Part {
    /**
     * @param {Template} template
     * @param {string[]} pieces
     * @param {ChildNode | null} start the run's first node; null where an empty run left none
     * @param {ChildNode | null} end its last node
     * @param {Node | null} previous the node before the run, which stays for as long as the run does
     * @param {Node} parent
     */
    constructor(template, pieces, start2, end2, previous, parent) {
      super();
      this.template = template;
      this.pieces = pieces;
      this.start = start2;
      this.end = end2;
      this.previous = previous;
      this.parent = parent;
    }
    /** @param {Value} value */
    set(value) {
      if (isHTML(value)) return this.#showHTML(value[0]);
      const text = joined(this.pieces, value);
      if (isText(this.start)) this.#showText(this.start, text);
      else if (this.start || text) this.#replace([document.createTextNode(text)]);
    }
    firstNode() {
      return (
        /** @type {Node} */
        this.start ?? this.previous
      );
    }
    lastNode() {
      return (
        /** @type {Node} */
        this.end ?? this.previous
      );
    }
    /**
     * @param {Text} node
     * @param {string} text
     */
    #showText(node, text) {
      if (node.data !== text) node.data = text;
      if (node.parentNode) return;
      const next = this.#next();
      this.#insert([node]);
      if (next?.nodeName === "FONT") next.remove();
    }
    /** @param {string} html */
    #showHTML(html) {
      const content = parse(html, wrapperIn(this.#parent(), this.template.wrapper));
      this.#replace([document.createComment("t"), ...content.childNodes, document.createComment("")]);
    }
    /** @param {ChildNode[]} nodes */
    #replace(nodes) {
      const old = this.start && this.end ? nodesBetween(this.start, this.end) : [];
      this.#insert(nodes);
      for (const node of old) node.remove();
      this.start = nodes[0];
      this.end = nodes[nodes.length - 1];
    }
    /** @param {ChildNode[]} nodes */
    #insert(nodes) {
      const content = document.createDocumentFragment();
      content.append(...nodes);
      this.#parent().insertBefore(content, this.#next());
    }
    /** A clone's nodes have left the fragment that they were bound in. */
    #parent() {
      return (this.start?.parentNode ? this.start : this.previous)?.parentNode ?? this.parent;
    }
    #next() {
      if (this.start?.parentNode) return this.start;
      return this.previous ? this.previous.nextSibling : this.#parent().firstChild;
    }
  };
  var ContentPart = class extends Part {
    /**
     * @param {Element} element
     * @param {string[]} pieces
     * @param {boolean} [isEditable] whether its user edits it in place: then it is written once, and left alone after
     */
    constructor(element, pieces, isEditable) {
      super();
      this.element = element;
      this.pieces = pieces;
      this.isEditable = isEditable;
    }
    /** @param {Value} value */
    set(value) {
      const { element } = this;
      if (this.isEditable && element.isConnected) return;
      if (isHTML(value)) element.replaceChildren(parse(value[0], wrapperIn(element, "")));
      else showText(element, joined(this.pieces, value));
    }
  };
  function showText(element, text) {
    const only = element.firstChild;
    if (!isText(only) || only.nextSibling) {
      if (only || text) element.textContent = text;
    } else if (only.data !== text) {
      only.data = text;
    }
  }

  // src/attributes.js
  var AttributePart = class extends Part {
    /**
     * @param {Element} element
     * @param {string} name
     * @param {string[]} pieces static text around the values, if there is any
     */
    constructor(element, name, pieces) {
      super();
      this.element = element;
      this.name = name;
      this.pieces = pieces;
    }
    /** @param {Scalar | Scalar[]} value */
    set(value) {
      if (value === null || value === false) showAttribute(this.element, this.name, null);
      else showAttribute(this.element, this.name, value === true ? "" : joined(this.pieces, value));
    }
  };
  var AttributesPart = class extends Part {
    /**
     * @param {Element} element
     * @param {string[]} names the attributes that the map has set
     * @param {() => void} first what to do before the first change
     */
    constructor(element, names, first) {
      super();
      this.element = element;
      this.names = names;
      this.first = first;
    }
    /** @param {Record<string, string | true>} value */
    set(value) {
      const names = Object.keys(value);
      this.first();
      this.first = () => {
      };
      for (const name of this.names) if (!names.includes(name)) showAttribute(this.element, name, null);
      for (const name of names) showAttribute(this.element, name, value[name] === true ? "" : value[name]);
      this.names = names;
    }
  };
  function showAttribute(element, name, text) {
    if (name === "style" && text !== null) showStyle(
      /** @type {HTMLElement} */
      element,
      text
    );
    else if (name === "#") showContent(element, text ?? "");
    else if (name === editedProperty(element)) {
      writeControl(element, name, name === "value" ? text ?? "" : text !== null, () => writeAttribute(element, name, text));
    } else writeAttribute(element, name, text);
  }
  function showStyle({ style }, text) {
    if (style.cssText !== text) style.cssText = text;
  }
  function showContent(element, text) {
    const property = editedProperty(element);
    if (property) writeControl(element, property, text, () => showText(element, text));
    else showText(element, text);
  }
  function writeAttribute(element, name, text) {
    if (element.getAttribute(name) === text) return;
    if (text === null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }

  // src/order.js
  function longestIncreasing(values) {
    const ends = [];
    const previous = [];
    values.forEach((value, index) => {
      const length = firstNotBelow(ends, values, value);
      previous[index] = length ? ends[length - 1] : -1;
      ends[length] = index;
    });
    const run2 = /* @__PURE__ */ new Set();
    for (let index = ends.length ? ends[ends.length - 1] : -1; index >= 0; index = previous[index]) {
      run2.add(values[index]);
    }
    return run2;
  }
  function firstNotBelow(ends, values, value) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (values[ends[middle]] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function orderOf(moved, length) {
    if (Array.isArray(moved[0])) return moved[0];
    const origins = /* @__PURE__ */ new Map();
    for (let index = 0; index < moved.length; index += 2) origins.set(moved[index + 1], moved[index]);
    const moving = new Set(origins.values());
    const staying = Array.from({ length }, (_, index) => index).filter((index) => !moving.has(index));
    let next = 0;
    return Array.from({ length }, (_, target) => origins.get(target) ?? staying[next++]);
  }
  function indexesOf(removed) {
    const indexes = /* @__PURE__ */ new Set();
    let last = 0;
    for (const entry of removed) {
      if (entry < 0) for (const end2 = last - entry; last < end2; ) indexes.add(++last);
      else indexes.add(last = entry);
    }
    return indexes;
  }

  // src/list.js
  var ListPart = class extends Part {
    /** @type {Instance[]} */
    items = [];
    /** The comment before the items, where the server wrote one. @type {Comment | null} */
    start = null;
    /** The comment after the items. */
    anchor = (
      /** @type {Comment} */
      /** @type {unknown} */
      null
    );
    /**
     * @param {Template} template what the list is part of
     * @param {string} fragment id of the items' fragment
     */
    constructor(template, fragment) {
      super();
      this.template = template;
      this.fragment = fragment;
    }
    /** @param {Value[][]} values */
    set(values) {
      this.#removeFrom(0);
      this.#insert(0, values);
    }
    /** @param {Value[][]} values */
    sync(values) {
      this.#removeFrom(values.length);
      this.items.forEach((item, index) => item.sync(values[index]));
      this.#insert(this.items.length, values.slice(this.items.length));
    }
    /**
     * In the order of protocol section 3: removed, moved, inserted, changed.
     *
     * @param {Patch} change
     */
    change(change) {
      const [changed = [], inserted = [], removed = [], moved = []] = typeof change[0] === "number" ? [change] : change;
      if (removed.length) this.#remove(indexesOf(removed));
      if (moved.length) this.#move(orderOf(moved, this.items.length));
      this.#insertRuns(inserted);
      for (let at = 0; at < changed.length; at += 2) this.items[changed[at]].patch(changed[at + 1]);
    }
    firstNode() {
      return this.start ?? this.#nodeAt(0);
    }
    lastNode() {
      return this.anchor;
    }
    /** The fragment of the items, compiled. */
    itemTemplate() {
      return this.template.find(this.fragment);
    }
    /**
     * Where an item begins, or would.
     *
     * @param {number} index
     * @returns {Node}
     */
    #nodeAt(index) {
      for (let at = index; at < this.items.length; at++) {
        const { first } = this.items[at];
        if (first) return firstNode(first);
      }
      return this.anchor;
    }
    /** @param {number} index */
    #removeFrom(index) {
      if (index >= this.items.length) return;
      clearBetween(this.#nodeAt(index), this.anchor);
      this.items = this.items.slice(0, index);
    }
    /** @param {Set<number>} indexes */
    #remove(indexes) {
      if (indexes.size === this.items.length) return this.#removeFrom(0);
      for (const index of indexes) for (const node of this.items[index].nodes()) node.remove();
      this.items = this.items.filter((_, index) => !indexes.has(index));
    }
    /** @param {number[]} order */
    #move(order) {
      const staying = longestIncreasing(order);
      let before2 = (
        /** @type {Node} */
        this.anchor
      );
      for (const index of [...order].reverse()) {
        const item = this.items[index];
        if (!staying.has(index)) moveNodes(item.nodes(), before2);
        if (item.first) before2 = firstNode(item.first);
      }
      this.items = order.map((index) => this.items[index]);
    }
    /** @param {any[]} runs an index, then the values of each item, … */
    #insertRuns(runs) {
      for (let at = 0; at < runs.length; ) {
        const index = runs[at];
        const start2 = ++at;
        while (Array.isArray(runs[at])) at++;
        this.#insert(index, runs.slice(start2, at));
      }
    }
    /**
     * @param {number} index
     * @param {Value[][]} values
     */
    #insert(index, values) {
      if (!values.length) return;
      const nodes = document.createDocumentFragment();
      const items = values.map((value) => {
        const { instance, content } = this.itemTemplate().create(value);
        nodes.append(content);
        return instance;
      });
      this.anchor.parentNode.insertBefore(nodes, this.#nodeAt(index));
      this.items = [...this.items.slice(0, index), ...items, ...this.items.slice(index)];
    }
  };

  // src/range.js
  var RangePart = class extends Part {
    /** @type {Instance | null} */
    instance = null;
    /** @type {number | null} */
    address = null;
    /** The comment before the content; there once something was shown. @type {Comment | null} */
    start = null;
    /** The comment after the content. */
    anchor = (
      /** @type {Comment} */
      /** @type {unknown} */
      null
    );
    /**
     * @param {Template} template what the range is part of
     * @param {string[]} alternatives fragment ids that values name by index
     */
    constructor(template, alternatives) {
      super();
      this.template = template;
      this.alternatives = alternatives;
    }
    /** @param {Value} value */
    set(value) {
      if (typeof value === "number") return this.#place(value);
      this.#leave();
      this.instance = null;
      if (Array.isArray(value)) this.#create(this.named(value[0]), value.slice(1));
      else if (value === null) this.#clear();
      else this.replace(parse(value, wrapperIn(
        /** @type {Node} */
        this.anchor.parentNode,
        this.template.wrapper
      )));
    }
    /** @param {Value} value */
    sync(value) {
      const isSame = Array.isArray(value) && this.instance?.template === this.named(value[0]);
      if (isSame && this.instance) this.instance.sync(value.slice(1));
      else this.set(value);
    }
    /** @param {Patch} change */
    change(change) {
      if (this.instance) this.instance.patch(change);
      else super.change(change);
    }
    firstNode() {
      return this.start ?? this.anchor;
    }
    lastNode() {
      return this.anchor;
    }
    /**
     * @param {Node} node
     * @returns {boolean} whether it lies between the range's ends
     */
    contains(node) {
      const range = document.createRange();
      range.setStartBefore(this.firstNode());
      range.setEndAfter(this.anchor);
      return range.intersectsNode(node);
    }
    /**
     * @param {string | number} reference an index into the alternatives, or an id
     * @returns {Template}
     */
    named(reference) {
      return this.template.find(typeof reference === "number" ? this.alternatives[reference] : reference);
    }
    /**
     * Takes over what the server's HTML shows of an address.
     *
     * @param {number} number
     * @param {Instance} instance
     */
    adopt(number, instance) {
      this.address = number;
      addressOf(number).adopt(this, instance);
    }
    /**
     * Shows nodes and nothing else.
     *
     * @param {Node} content
     */
    replace(content) {
      const nodes = document.createDocumentFragment();
      this.#clear();
      if (!this.start) nodes.append(this.start = document.createComment("+"));
      nodes.append(content);
      this.anchor.before(nodes);
    }
    /**
     * @param {Template} template
     * @param {Value[]} values
     */
    #create(template, values) {
      const { instance, content } = template.create(values);
      this.instance = instance;
      this.replace(content);
    }
    /** @param {number} number */
    #place(number) {
      if (this.address === number) return;
      this.#leave();
      this.#clear();
      this.instance = null;
      this.address = number;
      addressOf(number).show(this);
    }
    #leave() {
      if (this.address !== null) leaveAddress(this.address, this);
      this.address = null;
    }
    #clear() {
      if (this.start) clearBetween(
        /** @type {Node} */
        this.start.nextSibling,
        this.anchor
      );
    }
  };

  // src/bind.js
  var Binder = class {
    /** @type {Part[]} */
    parts = [];
    /** @param {Template} template */
    constructor(template) {
      this.template = template;
    }
    /**
     * Gives an instance its parts and edges.
     *
     * @param {Instance} instance
     * @param {Node | null} start its first node
     * @param {Node} parent
     * @returns {Node | null} the node after it
     */
    bind(instance, start2, parent) {
      const { template, parts } = this;
      const after = skip(this.walk(template.steps, start2, parent), template.tail);
      instance.parts = parts;
      if (template.isEmpty) return after;
      instance.first = template.startsWithRange ? parts[0] : start2;
      instance.last = template.endsWithNode ? before(after, parent) : parts[parts.length - 1];
      return after;
    }
    /**
     * @param {Step[]} steps
     * @param {Node | null} start
     * @param {Node} parent
     * @returns {Node | null} the node after the last step
     */
    walk(steps, start2, parent) {
      return steps.reduce((node, step) => this[step.kind](step, skip(node, step.skip), parent), start2);
    }
    /**
     * @param {Step} step
     * @param {Node | null} node
     * @returns {Node | null}
     */
    element(step, node) {
      const element = expectElement(node, step.name);
      for (const { name, pieces } of step.attributes) {
        this.parts.push(name ? new AttributePart(element, name, pieces) : this.map(step, element));
      }
      if (step.content) this.parts.push(new ContentPart(element, step.content, step.isEditable));
      else this.walk(step.steps, element.firstChild, element);
      return element.nextSibling;
    }
    /**
     * @param {Step} step
     * @param {Node | null} node
     * @param {Node} parent
     * @returns {Node | null}
     */
    text(step, node, parent) {
      const text = (
        /** @type {Text} */
        node
      );
      this.parts.push(new TextPart(this.template, step.pieces, text, text, text.previousSibling, parent));
      return text.nextSibling;
    }
    /**
     * @param {Step} step
     * @param {Node | null} node
     * @returns {Node | null}
     */
    range(step, node) {
      const part = new RangePart(this.template, step.pieces);
      this.parts.push(part);
      part.anchor = this.rangeEnd(
        part,
        /** @type {Comment} */
        node
      );
      return part.anchor.nextSibling;
    }
    /**
     * @param {Step} step
     * @param {Node | null} node
     * @returns {Node | null}
     */
    list(step, node) {
      const part = new ListPart(this.template, step.pieces[0]);
      this.parts.push(part);
      part.anchor = this.listEnd(
        part,
        /** @type {Comment} */
        node
      );
      return part.anchor.nextSibling;
    }
    /**
     * The comment that ends a range, with the content before it bound. A clone's range is empty.
     *
     * @param {RangePart} _part
     * @param {Comment} mark
     * @returns {Comment}
     */
    rangeEnd(_part, mark) {
      return mark;
    }
    /**
     * The comment that ends a list, with the items before it bound. A clone's list is empty.
     *
     * @param {ListPart} _part
     * @param {Comment} mark
     * @returns {Comment}
     */
    listEnd(_part, mark) {
      return mark;
    }
    /**
     * @param {Step} _step
     * @param {Element} element
     * @returns {AttributesPart}
     */
    map(_step, element) {
      return new AttributesPart(element, [], () => {
      });
    }
  };
  function expectElement(node, name) {
    if (node?.nodeName !== name) throw new Mismatch(`${node?.nodeName} instead of ${name}`);
    return (
      /** @type {Element} */
      node
    );
  }
  function before(node, parent) {
    return node ? node.previousSibling : parent.lastChild;
  }
  function skip(node, count) {
    let next = node;
    for (let left = count; left > 0; left--) {
      if (!next) throw new Mismatch("too few nodes");
      next = next.nextSibling;
    }
    return next;
  }

  // src/hydrate.js
  var PageBinder = class extends Binder {
    /**
     * @param {Step} step
     * @param {Node | null} node
     * @param {Node} parent
     * @returns {Node | null}
     */
    text(step, node, parent) {
      const start2 = isText(node) || isComment(node, "t") ? node : null;
      const end2 = start2 instanceof Comment ? endOfHTML(start2) : start2;
      this.parts.push(new TextPart(this.template, step.pieces, start2, end2, before(node, parent), parent));
      return end2 ? end2.nextSibling : node;
    }
    /**
     * @param {RangePart} part
     * @param {Comment} mark
     * @returns {Comment}
     */
    rangeEnd(part, mark) {
      const { data: data3, nextSibling, parentNode } = expectComment(mark);
      if (!data3) return mark;
      part.start = mark;
      if (data3 === "h") return endOfHTML(mark);
      const [reference, id] = data3.split(" ");
      const isIndex = /^\d+$/.test(reference);
      const template = part.named(id ?? (isIndex ? Number(reference) : reference));
      const { instance, after } = template.adopt(
        nextSibling,
        /** @type {Node} */
        parentNode
      );
      if (id) part.adopt(Number(reference.slice(1)), instance);
      else part.instance = instance;
      return expectComment(after, "");
    }
    /**
     * @param {ListPart} part
     * @param {Comment} mark
     * @returns {Comment}
     */
    listEnd(part, mark) {
      const { data: data3, parentNode } = expectComment(mark);
      if (!data3) return mark;
      part.start = mark;
      let node = (
        /** @type {Node | null} */
        mark.nextSibling
      );
      for (let left = Number(data3); left > 0; left--) {
        const { instance, after } = part.itemTemplate().adopt(
          node,
          /** @type {Node} */
          parentNode
        );
        part.items.push(instance);
        node = after;
      }
      return expectComment(node, "");
    }
    /**
     * What the template does not write as such is the map's. Of several maps nobody knows whose: the first keeps it,
     * until one of them changes and the full values tell.
     *
     * @param {Step} step
     * @param {Element} element
     * @returns {AttributesPart}
     */
    map(step, element) {
      const { fixed, maps } = step;
      const isFirst = !this.parts.some((part) => part instanceof AttributesPart && part.element === element);
      const names = isFirst ? element.getAttributeNames().filter((name) => !fixed.includes(name)) : [];
      return new AttributesPart(element, names, () => maps > 1 && this.template.needFullValues());
    }
  };
  function isComment(node, data3) {
    return node instanceof Comment && node.data === data3;
  }
  function expectComment(node, data3) {
    if (!(node instanceof Comment) || node.data !== (data3 ?? node.data)) throw new Mismatch(`${node?.nodeName} instead of a mark`);
    return node;
  }
  function endOfHTML(start2) {
    let node = start2.nextSibling;
    while (node && !isComment(node, "")) node = node.nextSibling;
    return expectComment(node);
  }

  // src/instance.js
  var Instance = class {
    /** By slot; null while nothing has asked for them: thousands of rows need none. @type {Part[] | null} */
    parts = null;
    /** Where the instance begins; null where its fragment has no nodes. @type {Edge | null} */
    first = null;
    /** Where it ends. @type {Edge | null} */
    last = null;
    /** @param {Template} template */
    constructor(template) {
      this.template = template;
    }
    /** @param {Patch} patch slot, value, ~slot, change, … */
    patch(patch2) {
      const parts = this.#bound();
      for (let index = 0; index < patch2.length; index += 2) {
        const slot = patch2[index];
        if (slot < 0) parts[~slot].change(patch2[index + 1]);
        else parts[slot].set(patch2[index + 1]);
      }
    }
    /** @param {Value[]} values */
    set(values) {
      this.#bound().forEach((part, slot) => part.set(values[slot]));
    }
    /** @param {Value[]} values */
    sync(values) {
      this.#bound().forEach((part, slot) => part.sync(values[slot]));
    }
    /** @returns {ChildNode[]} */
    nodes() {
      return this.first && this.last ? nodesBetween(this.first, this.last) : [];
    }
    #bound() {
      return this.parts ?? this.template.bind(this);
    }
  };

  // src/template.js
  var Template = class {
    /**
     * @param {Definition} definition
     * @param {(id: string) => Template} find
     * @param {() => void} needFullValues
     */
    constructor([source, ...slots], find, needFullValues) {
      const [wrapper, html] = Array.isArray(source) ? source : ["", source];
      this.find = find;
      this.needFullValues = needFullValues;
      this.wrapper = wrapper;
      this.content = parse(html, wrapper);
      const compiler = new Compiler(slots);
      const { steps, tail } = compiler.children(this.content);
      const { firstChild, childNodes } = this.content;
      this.steps = steps;
      this.tail = tail;
      this.isEmpty = !firstChild;
      this.startsWithRange = steps[0]?.skip === 0 && /range|list/.test(steps[0].kind);
      this.endsWithNode = tail > 0 || steps.at(-1)?.kind === "element";
      this.isLeaf = childNodes.length === 1 && firstChild instanceof Element && !compiler.hasRanges;
      this.hasMaps = compiler.hasMaps;
    }
    /**
     * A new instance, and its nodes to be put into the page.
     *
     * @param {Value[]} values
     * @returns {{ instance: Instance, content: Node }}
     */
    create(values) {
      const content = document.importNode(this.content, true);
      const instance = new Instance(this);
      new Binder(this).bind(instance, content.firstChild, content);
      instance.set(values);
      if (this.isLeaf && !this.hasMaps) instance.parts = null;
      return { instance, content };
    }
    /**
     * An instance of which the nodes are in the page, and the node after it.
     *
     * @param {Node | null} start
     * @param {Node} parent
     * @returns {{ instance: Instance, after: Node | null }}
     */
    adopt(start2, parent) {
      const instance = new Instance(this);
      if (!this.isLeaf) return { instance, after: new PageBinder(this).bind(instance, start2, parent) };
      const element = expectElement(
        start2,
        /** @type {Node} */
        this.content.firstChild.nodeName
      );
      instance.first = instance.last = element;
      return { instance, after: element.nextSibling };
    }
    /**
     * The parts of an instance that had none yet.
     *
     * @param {Instance} instance
     * @returns {Part[]}
     */
    bind(instance) {
      const element = (
        /** @type {Element} */
        instance.first
      );
      const binder = new PageBinder(this);
      binder.bind(
        instance,
        element,
        /** @type {Node} */
        element.parentNode
      );
      return binder.parts;
    }
  };
  var Compiler = class {
    hasRanges = false;
    hasMaps = false;
    /** @param {any[]} slots */
    constructor(slots) {
      this.slots = slots;
    }
    /**
     * @param {Node} parent
     * @returns {{ steps: Step[], tail: number }}
     */
    children(parent) {
      const steps = [];
      let skip2 = 0;
      for (const node of [...parent.childNodes]) {
        const step = this.#step(node);
        if (step) steps.push(
          /** @type {Step} */
          { ...step, skip: skip2 }
        );
        skip2 = step ? 0 : skip2 + 1;
      }
      return { steps, tail: skip2 };
    }
    /**
     * @param {ChildNode} node
     * @returns {Partial<Step> | null}
     */
    #step(node) {
      if (node instanceof Element) return this.#element(node);
      return isPlace(node) ? this.#place(node) : null;
    }
    /**
     * @param {Comment} comment
     * @returns {Partial<Step>}
     */
    #place(comment) {
      const [kind, ...pieces] = this.slots.shift() || ["t"];
      if (kind === "t") {
        comment.replaceWith("");
        return { kind: "text", pieces };
      }
      this.hasRanges = true;
      comment.data = "";
      return { kind: kind === "l" ? "list" : "range", pieces };
    }
    /**
     * @param {Element} element
     * @returns {Partial<Step> | null}
     */
    #element(element) {
      const attributes = this.#attributes(element);
      const names = attributes.map(({ name }) => name);
      const maps = names.filter((name) => !name).length;
      const content = this.#content(element);
      const { steps } = this.children(element);
      if (maps) this.hasMaps = true;
      if (!names.length && !steps.length && !content) return null;
      const isEditable = element.matches("[contenteditable]:not([contenteditable=false])");
      const fixed = [...element.getAttributeNames(), ...names];
      return { kind: "element", name: element.nodeName, attributes, maps, fixed, content, isEditable, steps };
    }
    /**
     * @param {Element} element
     * @returns {Step["attributes"]}
     */
    #attributes(element) {
      const count = Number(element.getAttribute("$"));
      element.removeAttribute("$");
      return this.slots.splice(0, count).map(([, name, ...pieces]) => ({ name, pieces }));
    }
    /**
     * The pieces of a text run that is all the element holds. Its slot is taken, its mark removed.
     *
     * @param {Element} element
     * @returns {string[] | undefined}
     */
    #content(element) {
      const { firstChild } = element;
      const [slot] = this.slots;
      if (!isPlace(firstChild) || firstChild.nextSibling || slot && slot[0] !== "t") return;
      firstChild.remove();
      this.slots.shift();
      return slot ? slot.slice(1) : [];
    }
  };
  function isPlace(node) {
    return node instanceof Comment && node.data === "$";
  }

  // src/fragments.js
  var definitions = {};
  var templates = /* @__PURE__ */ new Map();
  var isIncomplete = false;
  function define(added) {
    Object.assign(definitions, added);
  }
  function templateOf(id) {
    const known = templates.get(id);
    if (known) return known;
    if (!definitions[id]) throw new Mismatch(`unknown fragment ${id}`);
    const template = new Template(definitions[id], templateOf, () => isIncomplete = true);
    templates.set(id, template);
    return template;
  }
  function takeIncomplete() {
    const was = isIncomplete;
    isIncomplete = false;
    return was;
  }

  // src/renewal.js
  var DATA = /<script[^>]*\sid="lv-data"[^>]*>([^<]*)</;
  async function fetchPageData() {
    const [address] = location.href.split("#");
    const response = await fetch(address, { headers: { accept: "text/html" }, cache: "no-store" });
    if (response.status >= 500) throw new Error(`the server answers ${response.status}`);
    const found = DATA.exec(await response.text());
    return found && !response.redirected ? JSON.parse(found[1]) : null;
  }

  // src/silence.js
  var QUIET = 2e4;
  var PATIENCE = 25e3;
  var SHORT_PATIENCE = 5e3;
  var timer2;
  function watchSilence(ask, giveUp) {
    clearTimeout(timer2);
    timer2 = setTimeout(() => probe(ask, giveUp, PATIENCE), QUIET);
  }
  function probe(ask, giveUp, patience) {
    ask();
    clearTimeout(timer2);
    timer2 = setTimeout(giveUp, patience);
  }
  function stopWatching() {
    clearTimeout(timer2);
  }

  // src/transport.js
  var OPEN_WITHIN = 1e4;
  var FIRST_DELAY = 150;
  var STEP_DELAY = 250;
  var socket = null;
  var failures = 0;
  var timer3;
  var planned = null;
  function open(url, receiver) {
    const opening = new WebSocket(url, "lv1");
    socket = opening;
    wait(OPEN_WITHIN, () => opening.close());
    opening.onopen = () => {
      stopWaiting();
      receiver.opened();
    };
    opening.onmessage = ({ data: data3 }) => receiver.received(data3);
    opening.onclose = ({ code }) => {
      if (socket !== opening) return;
      close();
      receiver.closed(code);
    };
  }
  function succeeded() {
    failures = 0;
  }
  function send(text) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(text);
  }
  function close() {
    const closing = socket;
    socket = null;
    stopWaiting();
    closing?.close();
  }
  function retry(action, longestDelay) {
    const longest = failures ? Math.min(longestDelay, STEP_DELAY * 2 ** failures) : FIRST_DELAY;
    failures += 1;
    planned = action;
    wait(Math.random() * longest, hurry);
  }
  function hurry() {
    const action = planned;
    if (!action) return;
    stopWaiting();
    action();
  }
  function wait(delay, action) {
    clearTimeout(timer3);
    timer3 = setTimeout(action, delay);
  }
  function stopWaiting() {
    clearTimeout(timer3);
    planned = null;
  }

  // src/view.js
  var LEFT = 1e3;
  var RELOAD = 4001;
  var REFUSED = 4003;
  var RENEW = 4004;
  var TOO_MUCH = 4008;
  var TAKEN_OVER = 4009;
  var LONGEST_DELAY = 3e4;
  var LONGEST_DELAY_IN_DEVELOPMENT = 1e3;
  var data;
  var listener;
  var isConnected = false;
  var isFresh = false;
  function hydrate(pageData, root2, pageListener) {
    const view = addressOf(0);
    data = pageData;
    listener = pageListener;
    define(data.fragments);
    view.holder = {
      replace: (content) => root2.replaceChildren(content),
      contains: (node) => root2.contains(node),
      firstNode: () => root2.firstChild
    };
    try {
      view.instance = templateOf(data.fragment).adopt(root2.firstChild, root2).instance;
    } catch (error) {
      console.warn("liveview: this page is not as the server wrote it, and is made anew.", error);
      view.isMissing = true;
    }
    const versions = [0, data.version, ...data.versions ?? []];
    for (let index = 0; index < versions.length; index += 2) addressOf(versions[index]).version = versions[index + 1];
  }
  function isSettled() {
    return isConnected && !pendingEvents() && !allAddresses().some(({ isMissing }) => isMissing);
  }
  function open2() {
    const url = new URL(data.socket, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    open(url, { opened: join, received: receive, closed });
  }
  function push(element, name, payload) {
    send2(addEvent(addressAround(element), name, payload));
  }
  function hurry2() {
    if (isConnected) probe(beat, lost, SHORT_PATIENCE);
    else hurry();
  }
  function leave(isForGood) {
    if (isForGood) send2(LEAVE);
    close();
    disconnected();
  }
  function send2(text) {
    if (isConnected) send(text);
  }
  function beat() {
    send2(HEARTBEAT);
  }
  function lost() {
    close();
    closed(0);
  }
  function join() {
    const versions = allAddresses().flatMap(({ number, version, isMissing }) => [number, isMissing ? -1 : version]);
    for (const address of allAddresses()) address.isAsked = address.isMissing;
    send(joinFrame(data.token, versions));
  }
  function receive(text) {
    const [kind, ...content] = decode(text);
    watchSilence(beat, lost);
    if (typeof kind === "number") patch(kind, content);
    else frames[kind]?.(...content);
    askForMissing();
    listener.changed();
  }
  var frames = {
    "=": replace,
    d: define,
    j: joined2,
    a: answered,
    t: (title) => document.title = title,
    k: (token) => data.token = token,
    r: () => location.reload(),
    "!": (report) => document.dispatchEvent(new CustomEvent("lv:report", { detail: report }))
  };
  function patch(number, [version, change, ref]) {
    const address = addressOf(number);
    try {
      if (address.patch(version, change)) acknowledge(number, version, send2);
    } catch (error) {
      console.warn("liveview: a patch does not fit this page; its full values are asked for.", error);
    }
    if (takeIncomplete()) address.isMissing = true;
    answerEvents(ref);
  }
  function replace(number, version, [id, ...values], ref) {
    const show = () => addressOf(number).replace(version, templateOf(id), values);
    const isRestored = isFresh && number === 0;
    if (isFresh) keepingTouched(show);
    else show();
    takeIncomplete();
    acknowledge(number, version, send2);
    answerEvents(ref);
    if (!isRestored) return;
    isFresh = false;
    listener.restored();
  }
  function askForMissing() {
    for (const address of allAddresses()) {
      if (!isConnected || !address.isMissing || address.isAsked) continue;
      address.isAsked = true;
      send2(resendFrame(address.number));
    }
  }
  function joined2(_resumed, ref) {
    isConnected = true;
    succeeded();
    answerEvents(ref);
    unansweredTexts().forEach(send2);
    listener.connected(true);
  }
  function answered(ref, refusal) {
    if (refusal) console.warn(`liveview: an event was refused: ${refusal.error}`);
    answerEvents(ref);
  }
  function disconnected() {
    isConnected = false;
    stopWatching();
    listener.connected(false);
  }
  function closed(code) {
    disconnected();
    if (code === RELOAD) return location.reload();
    if (code === LEFT || code === REFUSED || code === TAKEN_OVER) return;
    if (code === TOO_MUCH) dropEvents();
    retry2(code === RENEW ? renew : open2);
  }
  function retry2(action) {
    retry(action, data.dev ? LONGEST_DELAY_IN_DEVELOPMENT : LONGEST_DELAY);
  }
  async function renew() {
    try {
      const renewed = await fetchPageData();
      if (renewed) restart(renewed);
      else location.reload();
    } catch {
      retry2(renew);
    }
  }
  function restart(renewed) {
    data = renewed;
    isFresh = true;
    define(data.fragments);
    dropEvents();
    for (const address of allAddresses()) address.isMissing = true;
    open2();
  }

  // src/bindings.js
  var ATTRIBUTES = {
    click: "lv-click",
    submit: "lv-submit",
    change: "lv-change",
    input: "lv-input",
    compositionend: "lv-input",
    focusin: "lv-focus",
    focusout: "lv-blur",
    keydown: "lv-keydown",
    keyup: "lv-keyup"
  };
  var TYPING = /input|compositionend|key/;
  var WITH_DEFAULT = "a[href], area[href], button:not([type]), [type=submit], [type=image]";
  function listen(root2) {
    for (const type of Object.keys(ATTRIBUTES)) root2.addEventListener(type, happened);
  }
  function recover(root2) {
    const reports = /* @__PURE__ */ new Map();
    for (const target of root2.querySelectorAll("input, select, textarea")) {
      for (const type of isTouched(target) ? ["input", "change"] : []) {
        const bound = boundTo(target, type);
        if (bound) reports.set(bound, { target, type });
      }
    }
    reports.forEach((happening, bound) => pushNamed(bound, happening));
  }
  function happened(event) {
    const { type } = event;
    const target = (
      /** @type {Element} */
      event.target
    );
    if (
      /** @type {InputEvent} */
      event.isComposing
    ) return;
    if (type === "input" || type === "change") touch(target);
    const bound = boundTo(target, type);
    if (type === "focusout") flushDebounced();
    if (!bound || opensElsewhere(bound, event)) return;
    if (type === "submit" || type === "click" && bound.matches(WITH_DEFAULT)) event.preventDefault();
    fire(bound, { target, type, event });
  }
  function fire(bound, happening) {
    const { target, type } = happening;
    const delay = Number((target.closest("[lv-debounce]") ?? bound).getAttribute("lv-debounce"));
    if (delay && TYPING.test(type)) return debounce(bound, type, delay, () => pushNamed(bound, happening));
    flushDebounced();
    pushNamed(bound, happening);
  }
  function pushNamed(bound, happening) {
    const name = bound.getAttribute(ATTRIBUTES[happening.type]);
    if (name) push(bound, name, payloadOf(bound, happening));
  }
  function boundTo(target, type) {
    const selector = `[${ATTRIBUTES[type]}]`;
    return target.closest(selector) ?? /** @type {HTMLInputElement} */
    target.form?.closest(selector);
  }
  function opensElsewhere(bound, event) {
    const { type, ctrlKey, metaKey, shiftKey } = (
      /** @type {MouseEvent} */
      event
    );
    return type === "click" && bound.matches("a[href]") && (ctrlKey || metaKey || shiftKey);
  }

  // src/status.js
  var AFTER = 500;
  var LOST = "lv-disconnected";
  var timer4;
  function showStatus(root2, isConnected2) {
    clearTimeout(timer4);
    if (!isConnected2) timer4 = setTimeout(() => write(root2, "Connection lost. Reconnecting…"), AFTER);
    else if (root2.classList.contains(LOST)) write(root2, "");
  }
  function write(root2, text) {
    root2.classList.toggle(LOST, text !== "");
    (document.querySelector("[lv-status]") ?? makePlace()).textContent = text;
  }
  function makePlace() {
    const place = document.createElement("div");
    place.setAttribute("lv-status", "");
    place.setAttribute("role", "status");
    return document.body.appendChild(place);
  }

  // src/styles.js
  var RULE = /\[lv-s="(\d+)"\]/;
  function moveStyles() {
    const styles = /* @__PURE__ */ new Map();
    const sheet = (
      /** @type {HTMLStyleElement | null} */
      document.querySelector("style[lv-sheet]")
    );
    for (const rule of sheet?.sheet?.cssRules ?? []) {
      const found = RULE.exec(rule.cssText);
      if (found) styles.set(
        found[1],
        /** @type {CSSStyleRule} */
        rule.style.cssText
      );
    }
    for (const element of document.querySelectorAll("[lv-s]")) {
      element.style.cssText = styles.get(element.getAttribute("lv-s")) ?? "";
      element.removeAttribute("lv-s");
    }
    sheet?.remove();
  }

  // src/index.js
  var waiting2 = [];
  function releaseSettled() {
    if (isSettled() && !isDebouncing()) waiting2.splice(0).forEach((resolve) => resolve());
  }
  var face = {
    /** Whether the view's process is joined. */
    get connected() {
      return isConnected;
    },
    /** The version of the view that the page shows. */
    get version() {
      return addressOf(0).version;
    },
    /** How many events have no answer yet. */
    get pending() {
      return pendingEvents();
    },
    /**
     * Resolves when the page is joined, and every event is sent and answered.
     *
     * @returns {Promise<void>}
     */
    settled: () => new Promise((resolve) => {
      waiting2.push(resolve);
      releaseSettled();
    })
  };
  function start(root2, data3) {
    moveStyles();
    hydrate(JSON.parse(data3), root2, {
      changed: releaseSettled,
      connected: (isConnected2) => showStatus(root2, isConnected2),
      restored: () => recover(root2)
    });
    listen(root2);
    addEventListener("online", hurry2);
    document.addEventListener("visibilitychange", () => document.hidden || hurry2());
    addEventListener("pagehide", ({ persisted }) => {
      flushDebounced();
      leave(!persisted);
    });
    addEventListener("pageshow", ({ persisted }) => persisted && open2());
    open2();
  }
  var root = document.querySelector("[lv-root]");
  var data2 = document.getElementById("lv-data")?.textContent;
  if (root && data2) {
    Object.assign(window, { liveview: Object.freeze(face) });
    start(root, data2);
  }
})();
