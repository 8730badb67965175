"use strict";
(() => {
  // src/codec.js
  var LEAVE = /* @__PURE__ */ encode("l");
  function encode(...frame) {
    return JSON.stringify(frame);
  }
  function joinFrame(token, versions) {
    return encode("j", token, versions);
  }
  function numberedFrame(kind, ref, ...parts) {
    while (isNothing(parts.at(-1))) parts.pop();
    return encode(kind, ref, ...parts);
  }
  function isNothing(part) {
    return part === null || JSON.stringify(part) === "{}";
  }
  function appliedFrame(address, version) {
    return encode("v", address, version);
  }
  function resendFrame(address) {
    return encode("f", address);
  }
  var decode = JSON.parse;

  // src/transport.js
  var OPEN_WITHIN = 1e4;
  var FIRST_DELAY = 150;
  var OPEN = 1;
  var LONGEST_DELAY = 3e4;
  var receiver;
  var socket = null;
  var failures = 0;
  var timer;
  var planned = null;
  var carriers = { WebSocket };
  function open(url, user) {
    const opening = socket = carriers.newest = new carriers.WebSocket(url, "lv1");
    receiver = user;
    wait(OPEN_WITHIN, () => opening.close());
    opening.onopen = () => {
      stopWaiting();
      receiver.opened();
    };
    opening.onmessage = ({ data: data3 }) => receiver.received(data3);
    opening.onclose = ({ code }) => lose(opening, code);
  }
  function lose(lost2, code) {
    if (socket !== lost2) return;
    close();
    receiver.closed(code);
  }
  function succeeded() {
    failures = 0;
  }
  function send(text) {
    if (socket?.readyState === OPEN) socket.send(text);
  }
  function drop() {
    if (socket) lose(socket, 0);
  }
  function close() {
    socket?.close();
    socket = null;
    stopWaiting();
  }
  function retry(action) {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);
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
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }
  function stopWaiting() {
    clearTimeout(timer);
    planned = null;
  }

  // src/addresses.js
  var Address = class {
    version = 0;
    /** @type {Instance | null} */
    instance = null;
    /** @type {Holder | null} */
    holder = null;
    /** Whether only full values help, which are to come: patches until then are about something else. */
    isMissing = false;
    /** Whether what is shown is of a page that was left: nothing of it may stay. @type {boolean | undefined} */
    isOther = false;
    /** Shows the full values that came before their range. @type {(() => void) | null} */
    #early = null;
    /** @param {number} number */
    constructor(number) {
      this.number = number;
    }
    /**
     * Takes over what the server's HTML shows.
     *
     * @param {Holder} holder
     * @param {number} version
     * @param {Instance} instance
     */
    adopt(holder, version, instance) {
      this.holder = holder;
      this.version = version;
      this.instance = instance;
    }
    /**
     * Shows the address in a range.
     *
     * @param {Holder} holder
     */
    show(holder) {
      const wasShown = this.instance;
      this.holder = holder;
      this.instance = null;
      if (this.#early) this.#early();
      else if (wasShown || this.number < 0) this.miss();
      else this.isMissing = true;
    }
    /**
     * Another process has no patches for what is shown, and counts its versions anew.
     *
     * @param {boolean} [isOther] whether it is another page's
     */
    forget(isOther) {
      this.isOther ||= isOther;
      this.version = -1;
      this.isMissing = true;
    }
    /** Asks for the full values. */
    miss() {
      if (this.isMissing) return;
      this.isMissing = true;
      send(resendFrame(this.number));
    }
    /**
     * @param {number} version
     * @param {Patch} patch
     * @returns {true | void} whether the page shows this version now, and did not before
     */
    patch(version, patch2) {
      if (this.isMissing || version <= this.version) return;
      try {
        if (this.instance && version === this.version + 1) {
          this.instance.patch(patch2);
          this.version = version;
          return true;
        }
      } catch (error) {
        console.warn("liveview: made anew:", error);
      }
      this.miss();
    }
    /**
     * @param {number} version
     * @param {Template} template
     * @param {Value[]} values
     */
    replace(version, template, values) {
      this.version = version;
      this.isMissing = false;
      const create = () => this.#create(template, values);
      if (!this.holder) this.#early = create;
      else if (!this.#sync(template, values)) create();
    }
    /**
     * @param {Template} template
     * @param {Value[]} values
     * @returns {boolean} whether the nodes could stay
     */
    #sync(template, values) {
      if (this.isOther || this.instance?.template !== template) return false;
      try {
        this.instance.sync(values);
        return true;
      } catch {
        return false;
      }
    }
    /**
     * @param {Template} template
     * @param {Value[]} values
     */
    #create(template, values) {
      const content = new DocumentFragment();
      this.instance = template.create(values, content);
      this.#early = null;
      this.isOther = false;
      this.holder?.replace(content);
    }
  };
  var addresses = /* @__PURE__ */ new Map();
  function areMissing() {
    return allAddresses().some(({ isMissing }) => isMissing);
  }
  function allAddresses() {
    for (const [number, { holder }] of addresses) if (holder?.anchor.isConnected === false) addresses.delete(number);
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
    for (const address of allAddresses()) {
      const start2 = address.holder?.contains(node) && address.holder.firstNode();
      if (start2 && inner.holder?.contains(start2)) inner = address;
    }
    return inner.number;
  }

  // src/unshadowed.js
  function unshadowed(node) {
    return node instanceof HTMLFormElement ? (
      /** @type {any} */
      new Proxy(node, { get: memberOf })
    ) : node;
  }
  function memberOf(form, name) {
    const member = Reflect.get(HTMLFormElement.prototype, name, form);
    return member instanceof Function ? member.bind(form) : member;
  }

  // src/defaults.js
  var WITH_DEFAULT = "a[href], button:not([type]), [type=submit]";
  function preventsDefault(bound, event) {
    const { type, ctrlKey, metaKey, shiftKey } = (
      /** @type {MouseEvent} */
      event
    );
    if (type === "click") {
      if (unshadowed(bound).matches("a[href]") && (ctrlKey || metaKey || shiftKey)) return false;
      if (unshadowed(bound).matches(WITH_DEFAULT)) event.preventDefault();
    } else if (type === "submit") event.preventDefault();
    return true;
  }
  function boundTo(target, attribute) {
    const selector = `[${attribute}]`;
    return unshadowed(target).closest(selector) ?? unshadowed(
      /** @type {HTMLInputElement} */
      target.form
    )?.closest(selector);
  }

  // src/observers.js
  var observers = [];
  function tell(what, ...given) {
    for (const observer of observers) observer[what]?.(...given);
  }

  // src/modules.js
  var RETRY = 4e3;
  var urls = {};
  var page;
  var modules = /* @__PURE__ */ new Map();
  var failures2 = 0;
  var needed = /* @__PURE__ */ new Set();
  var missing = 0;
  var waiting = [];
  function offerModules(given, face2) {
    urls = given;
    page = face2;
  }
  function isLoading() {
    return missing > 0;
  }
  function loadModule(name) {
    const known = modules.get(name);
    if (known) return known;
    const loading = import(urls[name] + (failures2 ? `?${failures2}` : "")).then((module) => {
      module[name](page);
      return module;
    });
    modules.set(name, loading);
    loading.catch(() => {
      modules.delete(name);
      failures2++;
    });
    return loading;
  }
  function need(...names) {
    for (const name of names) {
      if (needed.has(name)) continue;
      needed.add(name);
      missing++;
      fetchNeeded(name);
    }
  }
  function fetchNeeded(name) {
    const found = () => {
      missing--;
      goOn();
      tell("changed");
    };
    loadModule(name).then(found, () => setTimeout(fetchNeeded, RETRY * (1 - Math.random() / 2), name));
  }
  function whenReady(action) {
    waiting.push(action);
    if (waiting.length > 999) waiting.shift();
    goOn();
  }
  function goOn() {
    while (!missing && waiting.length) {
      try {
        waiting.shift()();
      } catch (error) {
        reportError(error);
      }
    }
  }

  // src/events.js
  var latest = 0;
  var done = 0;
  var unanswered = /* @__PURE__ */ new Map();
  var replies = /* @__PURE__ */ new Map();
  function pendingEvents() {
    return unanswered.size;
  }
  function addEvent(settle2, address, isReport, kind, ...parts) {
    latest += 1;
    const text = numberedFrame(kind, latest, ...parts);
    unanswered.set(latest, { settle: settle2, address, isReport, text });
    return text;
  }
  function noteReply(ref, reply) {
    replies.set(ref, reply);
  }
  function answerEvents(ref = 0, error, isAlone) {
    if (isAlone) return end(ref, error);
    const asked = unanswered.get(ref)?.address;
    for (const [known, { address }] of unanswered) {
      if (known <= ref && address === asked) end(known, known === ref ? error : void 0);
    }
  }
  function endEvents(ref = latest, error) {
    let lost2 = 0;
    for (const [known, { isReport }] of unanswered) {
      if (known > ref) break;
      end(known, error);
      if (!isReport) lost2 += 1;
    }
    if (error) done = 0;
    return lost2;
  }
  function end(ref, error) {
    const { settle: settle2, isReport } = unanswered.get(ref) ?? {};
    if (!isReport) done = ref;
    unanswered.delete(ref);
    whenReady(() => {
      const reply = replies.get(ref);
      replies.delete(ref);
      settle2?.(error, reply);
    });
  }
  function sendEventsAgain() {
    for (const { text } of unanswered.values()) send(text);
  }

  // src/inputs.js
  var DEFAULTS = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" };
  var told = /* @__PURE__ */ new WeakMap();
  var touched = /* @__PURE__ */ new WeakSet();
  var keepsTouched = false;
  var held = /* @__PURE__ */ new Map();
  function editedProperty(element) {
    const { localName, type } = (
      /** @type {HTMLInputElement} */
      element
    );
    if (localName === "option") return "selected";
    if (localName === "textarea") return "value";
    if (localName !== "input" || type === "file") return "";
    return type === "checkbox" || type === "radio" ? "checked" : "value";
  }
  function touch(control) {
    for (const choice of choices(control)) touched.add(choice);
  }
  function isTouched(control) {
    return touched.has(control);
  }
  function restore(control) {
    for (const choice of choices(control)) {
      const property = editedProperty(choice);
      touched.delete(choice);
      if (property) choice[property] = baseOf(choice, property);
    }
  }
  function tell2(control) {
    for (const choice of choices(control)) told.set(
      choice,
      /** @type {any} */
      choice[editedProperty(choice)]
    );
  }
  function keepingTouched(write) {
    keepsTouched = true;
    held.clear();
    told = /* @__PURE__ */ new WeakMap();
    try {
      write();
    } finally {
      keepsTouched = false;
    }
  }
  function writeHeld() {
    if (pendingEvents()) return;
    held.forEach((write) => write());
    held.clear();
  }
  function writeControl(element, property, remote, writeDefault) {
    if (told.has(element) && pendingEvents()) {
      held.set(element, () => writeControl(element, property, remote, writeDefault));
      return;
    }
    const control = (
      /** @type {any} */
      element
    );
    const isShown = control[property] === remote;
    const { selectionStart, selectionEnd } = control;
    if (!isShown && keepsLocal(control, property, remote)) {
      told.set(control, remote);
      return;
    }
    told.delete(control);
    writeDefault();
    if (isShown) return;
    if (!control.matches("[multiple] *")) for (const choice of choices(control)) touched.delete(choice);
    control[property] = remote;
    if (selectionStart != null && control === document.activeElement) control.setSelectionRange(selectionStart, selectionEnd);
  }
  function keepsLocal(control, property, remote) {
    const all = choices(control);
    const isTouched2 = touched.has(control);
    if (
      /** @type {HTMLInputElement} */
      control.validity?.badInput || keepsTouched && isTouched2
    ) return true;
    const mayDiffer = isTouched2 || all.length < 2;
    const isEdited = mayDiffer && all.some((own) => (
      /** @type {any} */
      own[property] !== baseOf(own, property)
    ));
    return isEdited && (remote === baseOf(control, property) || all.includes(
      /** @type {Element} */
      document.activeElement
    ));
  }
  function baseOf(control, property) {
    return told.get(control) ?? control[DEFAULTS[property]];
  }
  function choices(control) {
    const { type, name, form } = (
      /** @type {HTMLInputElement} */
      control
    );
    const select = control.closest("select");
    if (select) return [select, ...select.options];
    if (type !== "radio" || !name || !control.isConnected) return [control];
    return [...document.getElementsByName(name)].filter((other) => (
      /** @type {HTMLInputElement} */
      other.form === form
    ));
  }

  // src/loading.js
  var counts = /* @__PURE__ */ new WeakMap();
  function showLoading(element) {
    count(element, 1);
    return () => count(element, -1);
  }
  function count(waiting3, change) {
    const number = (counts.get(waiting3) ?? 0) + change;
    const element = unshadowed(waiting3);
    counts.set(waiting3, number);
    element.classList.toggle("lv-loading", number > 0);
    if (number) element.setAttribute("aria-busy", "true");
    else element.removeAttribute("aria-busy");
    if (!element.classList.length) element.removeAttribute("class");
  }

  // src/payload.js
  var VALUE = "lv-value-";
  var CONTROLS = "input, select, textarea, button";
  var WITH_FIELDS = /submit|click|change|input|compositionend/;
  var REPORTS = /focus|change|input|compositionend/;
  function payloadOf(bound, { type, target, event, keys }) {
    const element = type === "click" || unshadowed(bound).matches(CONTROLS) ? bound : target;
    const control = unshadowed(element).matches(CONTROLS) ? (
      /** @type {Control} */
      element
    ) : null;
    const { submitter = null } = (
      /** @type {SubmitEvent} */
      event ?? {}
    );
    return {
      values: valuesOf(bound),
      form: WITH_FIELDS.test(type) ? fieldsOf(bound, control, submitter) : null,
      control: {
        ...control && describe(control),
        submitter: (
          /** @type {HTMLButtonElement | null} */
          submitter?.name || void 0
        ),
        ...keys
      },
      isReport: REPORTS.test(type)
    };
  }
  function valuesOf(bound) {
    const given = [...unshadowed(bound).attributes].filter(({ name }) => name.startsWith(VALUE));
    return Object.fromEntries(given.map(({ name, value }) => [name.slice(VALUE.length), value]));
  }
  function fieldsOf(bound, control, submitter) {
    if (bound instanceof HTMLFormElement) {
      [...unshadowed(bound).elements].forEach(tell2);
      return encode2([...new FormData(bound, submitter)]);
    }
    return !control || control.localName === "button" ? null : encode2(ownFields(control));
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
  function encode2(fields) {
    const texts = fields.map(([name, value]) => [name, value instanceof File ? value.name : value]);
    return String(new URLSearchParams(texts));
  }
  function describe(control) {
    const { localName, name, value } = control;
    const saysNothing = isOff(control) || localName === "button" && !value;
    tell2(control);
    return { name: name || void 0, value: saysNothing ? void 0 : value };
  }

  // src/acknowledgements.js
  var EVERY = 8;
  var IDLE = 2e3;
  var pending = /* @__PURE__ */ new Map();
  var timer2;
  function acknowledge(address, version) {
    clearTimeout(timer2);
    pending.set(address, version);
    if (version % EVERY === 0) sendAll();
    else timer2 = setTimeout(sendAll, IDLE);
  }
  function sendAll() {
    for (const [address, version] of pending) send(appliedFrame(address, version));
    pending.clear();
  }

  // src/effects.js
  var effects = {
    reply: noteReply,
    push_event: (name, detail) => dispatchEvent(new CustomEvent(`lv:${name}`, { detail }))
  };
  function runEffects(asked = []) {
    for (const [kind, ...given] of asked) whenReady(() => effects[kind]?.(...given));
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
      throw new Error();
    }
  };
  var EnclosingPart = class extends Part {
    /** The comment before the content; a clone has none until it is needed. @type {Comment | null} */
    start = null;
    /**
     * @param {Template} template what the slot is part of
     * @param {string[]} fragments ids of what it may hold
     * @param {Comment} anchor the comment after the content
     */
    constructor(template, fragments, anchor) {
      super();
      this.template = template;
      this.fragments = fragments;
      this.anchor = anchor;
    }
    /** @returns {Node} */
    firstNode() {
      return this.start ?? this.anchor;
    }
    lastNode() {
      return this.anchor;
    }
  };

  // src/nodes.js
  function firstNode(edge) {
    return edge instanceof Node ? edge : edge.firstNode();
  }
  function nodesBetween(first, last) {
    const nodes = [];
    const end2 = last instanceof Node ? last : last.lastNode();
    for (let node = firstNode(first); node !== end2; node = /** @type {Node} */
    unshadowed(node).nextSibling) nodes.push(node);
    return (
      /** @type {ChildNode[]} */
      [...nodes, end2]
    );
  }
  function clearBetween(first, end2) {
    const range = new Range();
    range.setStartBefore(first);
    range.setEndBefore(end2);
    range.deleteContents();
  }
  function moveNodes(nodes, before3) {
    const parent = (
      /** @type {any} */
      unshadowed(unshadowed(before3).parentNode)
    );
    const method = parent.isConnected && parent.moveBefore ? "moveBefore" : "insertBefore";
    for (const node of nodes) parent[method](node, before3);
  }

  // src/trusted.js
  var rules = { createHTML: (html) => html };
  var trusted = (
    /** @type {any} */
    window.trustedTypes?.createPolicy("lv", rules) ?? rules
  );
  function parse(html, wrapper) {
    const template = document.createElement("template");
    template.innerHTML = trusted.createHTML(wrapper ? `<${wrapper}>${html}</${wrapper}>` : html);
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
  var TextPart = class extends Part {
    /**
     * @param {Template} template
     * @param {string[]} pieces
     * @param {ChildNode | null} start the run's first node; null where an empty run left none
     * @param {ChildNode | null} end its last node
     * @param {ChildNode | null} previous the node before the run, which stays for as long as the run does
     * @param {Parent} parent
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
      if (this.start instanceof Text) this.#showText(this.start, text);
      else if (this.start || text) this.#replace([new Text(text)]);
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
      this.#insert([node]);
      if (node.nextSibling?.nodeName === "FONT") node.nextSibling.remove();
    }
    /** @param {string} html */
    #showHTML(html) {
      const parent = unshadowed(this.start ?? this.previous)?.parentNode ?? this.parent;
      const content = parse(html, wrapperIn(parent, this.template.wrapper));
      this.#replace([new Comment("t"), ...content.childNodes, new Comment("")]);
    }
    /** @param {ChildNode[]} nodes */
    #replace(nodes) {
      const old = this.start && this.end ? nodesBetween(this.start, this.end) : [];
      this.#insert(nodes);
      for (const node of old) unshadowed(node).remove();
      this.start = nodes[0];
      this.end = nodes[nodes.length - 1];
    }
    /** @param {ChildNode[]} nodes */
    #insert(nodes) {
      if (this.start?.parentNode) this.start.before(...nodes);
      else if (this.previous) unshadowed(this.previous).after(...nodes);
      else unshadowed(this.parent).prepend(...nodes);
    }
  };
  var ContentPart = class extends Part {
    /**
     * @param {Element} element
     * @param {string[]} pieces
     */
    constructor(element, pieces) {
      super();
      this.around = unshadowed(element);
      this.pieces = pieces;
    }
    /** @param {Value} value */
    set(value) {
      const { around } = this;
      if (isHTML(value)) around.replaceChildren(parse(value[0], wrapperIn(around, "")));
      else showText(around, joined(this.pieces, value));
    }
  };
  function showText(element, text) {
    const only = element.firstChild;
    if (!(only instanceof Text) || only.nextSibling) {
      if (only || text) element.replaceChildren(text);
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
      this.element = unshadowed(element);
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
     */
    constructor(element, names) {
      super();
      this.element = unshadowed(element);
      this.names = names;
    }
    /** @param {Record<string, string | true>} value */
    set(value) {
      const names = Object.keys(value);
      for (const name of names) showAttribute(this.element, name, value[name] === true ? "" : value[name]);
      for (const name of this.names) if (!names.includes(name)) showAttribute(this.element, name, null);
      this.names = names;
    }
  };
  function showAttribute(element, name, text) {
    if (element.isConnected && element.getAttribute("lv-ignore")?.split(" ").includes(name)) return;
    if (name === "style" && text !== null) element.style.cssText = text;
    else if (name === "#") showContent(element, text ?? "");
    else if (name === editedProperty(element)) {
      writeControl(element, name, name === "value" ? text ?? "" : text !== null, () => writeAttribute(element, name, text));
    } else writeAttribute(element, name, text);
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

  // src/left.js
  var LEFT = "[contenteditable]:not([contenteditable=false]), [lv-ignore='']";
  var LeftPart = class extends Part {
    /**
     * @param {Part} part what writes until then
     * @param {Element} element that holds it
     */
    constructor(part, element) {
      super();
      this.part = part;
      this.element = element;
    }
    get around() {
      return this.#writing()?.around;
    }
    /** @param {Value} value */
    set(value) {
      this.#writing()?.set(value);
    }
    /** @param {Value} value */
    sync(value) {
      this.#writing()?.sync(value);
    }
    /** @param {Patch} change */
    change(change) {
      this.#writing()?.change(change);
    }
    /** What may write now. @returns {any} */
    #writing() {
      return this.element.isConnected && this.element.matches(LEFT) ? null : this.part;
    }
  };

  // src/order.js
  function longestIncreasing(values) {
    const ends = [];
    for (const value of values) {
      const length = lengthBelow(ends, value);
      ends[length] = { value, rest: ends[length - 1] };
    }
    const found = /* @__PURE__ */ new Set();
    for (let run = ends.at(-1); run; run = run.rest) found.add(run.value);
    return found;
  }
  function lengthBelow(ends, value) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (ends[middle].value < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function orderOf(moved, length) {
    if (Array.isArray(moved[0])) return moved[0];
    const origins = /* @__PURE__ */ new Map();
    for (let index = 0; index < moved.length; index += 2) origins.set(moved[index + 1], moved[index]);
    const moving = new Set(origins.values());
    const indexes = [...Array(length).keys()];
    const staying = indexes.filter((index) => !moving.has(index));
    let next = 0;
    return indexes.map((target) => origins.get(target) ?? staying[next++]);
  }
  function indexesOf(removed) {
    const indexes = /* @__PURE__ */ new Set();
    let last = 0;
    for (const entry of removed) {
      if (entry < 0) for (let left = entry; left++; ) indexes.add(++last);
      else indexes.add(last = entry);
    }
    return indexes;
  }

  // src/list.js
  var ListPart = class extends EnclosingPart {
    /** @type {Instance[]} */
    items = [];
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
      let end2 = 0;
      while (typeof change[end2] === "number") end2 += 2;
      const [inserted = [], removed = [], moved = []] = change.slice(end2);
      if (removed.length) this.#remove(indexesOf(removed));
      if (moved.length) this.#move(orderOf(moved, this.items.length));
      this.#insertRuns(inserted);
      for (let at = 0, index = 0; at < end2; at += 2) this.items[index += change[at]].patch(change[at + 1]);
    }
    firstNode() {
      return this.start ?? this.#nodeAt(0);
    }
    /** The fragment of the items, compiled. */
    itemTemplate() {
      return this.template.find(this.fragments[0]);
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
      for (const index of indexes) for (const node of this.items[index].nodes()) unshadowed(node).remove();
      this.items = this.items.filter((_, index) => !indexes.has(index));
    }
    /** @param {number[]} order */
    #move(order) {
      const focused = order.indexOf(this.#focusedItem());
      const candidates = order.filter((index, at) => !((at - focused) * (index - order[focused]) < 0));
      const staying = longestIncreasing(candidates);
      let before3 = (
        /** @type {Node} */
        this.anchor
      );
      for (const index of [...order].reverse()) {
        const item = this.items[index];
        if (!staying.has(index)) moveNodes(item.nodes(), before3);
        if (item.first) before3 = firstNode(item.first);
      }
      this.items = order.map((index) => this.items[index]);
    }
    /** The item with the focus: moving it would end what an input method or an open list is doing, in some browsers more. */
    #focusedItem() {
      const { activeElement } = document;
      const isAround = (node) => unshadowed(node).contains(activeElement);
      return isAround(
        /** @type {Node} */
        this.anchor.parentNode
      ) ? this.items.findIndex((item) => item.nodes().some(isAround)) : -1;
    }
    /** @param {any[]} runs an index, then the values of each item, … */
    #insertRuns(runs) {
      for (let at = 0; at < runs.length; ) {
        const index = runs[at++];
        const start2 = at;
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
      const nodes = new DocumentFragment();
      const items = values.map((value) => this.itemTemplate().create(value, nodes));
      unshadowed(this.anchor.parentNode).insertBefore(nodes, this.#nodeAt(index));
      this.items = [...this.items.slice(0, index), ...items, ...this.items.slice(index)];
    }
  };

  // src/range.js
  var RangePart = class extends EnclosingPart {
    /** @type {Instance | null} */
    instance = null;
    /** @type {number | null} */
    address = null;
    /** @param {Value} value */
    set(value) {
      if (typeof value === "number") return this.#place(value);
      this.#leave();
      this.instance = null;
      if (Array.isArray(value)) this.#create(value);
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
    /**
     * @param {Node} node
     * @returns {boolean} whether it lies between the range's ends
     */
    contains(node) {
      return nodesBetween(this, this).some((own) => unshadowed(own).contains(node));
    }
    /**
     * @param {string | number} reference an index into the alternatives, or an id
     * @returns {Template}
     */
    named(reference) {
      return this.template.find(typeof reference === "number" ? this.fragments[reference] : reference);
    }
    /**
     * Takes over what the server's HTML shows of an address.
     *
     * @param {number} number
     * @param {number} version
     * @param {Instance} instance
     */
    adopt(number, version, instance) {
      this.address = number;
      addressOf(number).adopt(this, version, instance);
    }
    /**
     * Shows nodes and nothing else.
     *
     * @param {DocumentFragment} content
     */
    replace(content) {
      this.#clear();
      if (!this.start) content.prepend(this.start = new Comment("+"));
      this.anchor.before(content);
    }
    /** @param {Value[]} value reference, v0, … */
    #create([reference, ...values]) {
      const content = new DocumentFragment();
      this.instance = this.named(reference).create(values, content);
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
     * @param {ChildNode | null} start its first node
     * @param {Parent} parent
     * @returns {ChildNode | null} the node after it
     */
    bind(instance, start2, parent) {
      const { template, parts } = this;
      const after = skip(this.walk(template.steps, start2, parent), template.tail);
      instance.parts = parts;
      if (template.isEmpty) return after;
      instance.first = template.startsWithRange ? asEdge(parts[0]) : start2;
      instance.last = template.endsWithNode ? before(after, parent) : asEdge(parts[parts.length - 1]);
      return after;
    }
    /**
     * @param {Step[]} steps
     * @param {ChildNode | null} start
     * @param {Parent} parent
     * @returns {ChildNode | null} the node after the last step
     */
    walk(steps2, start2, parent) {
      return steps2.reduce((node, step) => this[step.kind](step, skip(node, step.skip), parent), start2);
    }
    /**
     * @param {Step} step
     * @param {ChildNode | null} node
     * @returns {ChildNode | null}
     */
    element(step, node) {
      const element = expectElement(node, step.name);
      for (const { name, pieces } of step.attributes) {
        this.parts.push(name ? new AttributePart(element, name, pieces) : this.map(step, element));
      }
      const own = this.parts.length;
      if (step.content) this.parts.push(new ContentPart(element, step.content));
      else this.walk(step.steps, unshadowed(element).firstChild, element);
      if (step.isLeft) this.parts.push(...this.parts.splice(own).map((part) => new LeftPart(part, unshadowed(element))));
      return unshadowed(element).nextSibling;
    }
    /**
     * @param {Step} step
     * @param {ChildNode | null} node
     * @param {Parent} parent
     * @returns {ChildNode | null}
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
     * @param {ChildNode | null} node
     * @returns {ChildNode | null}
     */
    range(step, node) {
      return this.enclosing(new RangePart(
        this.template,
        step.pieces,
        /** @type {Comment} */
        node
      ));
    }
    /**
     * @param {Step} step
     * @param {ChildNode | null} node
     * @returns {ChildNode | null}
     */
    list(step, node) {
      return this.enclosing(new ListPart(
        this.template,
        step.pieces,
        /** @type {Comment} */
        node
      ));
    }
    /**
     * Takes a range or list into the parts. In a clone it is empty, and its one comment the anchor.
     *
     * @param {RangePart | ListPart} part
     * @returns {ChildNode | null} the node after it
     */
    enclosing(part) {
      this.parts.push(part);
      return part.anchor.nextSibling;
    }
    /**
     * @param {Step} _step
     * @param {Element} element
     * @returns {AttributesPart}
     */
    map(_step, element) {
      return new AttributesPart(element, []);
    }
  };
  function asEdge(part) {
    return (
      /** @type {any} */
      part
    );
  }
  function expectElement(node, name) {
    if (unshadowed(node)?.nodeName !== name) throw new Error(`no ${name}`);
    return (
      /** @type {Element} */
      node
    );
  }
  function before(node, parent) {
    return node ? unshadowed(node).previousSibling : unshadowed(parent).lastChild;
  }
  function skip(node, count2) {
    let next = node;
    for (let left = count2; left > 0; left--) next = /** @type {ChildNode} */
    unshadowed(next).nextSibling;
    return next;
  }

  // src/hydrate.js
  var PageBinder = class extends Binder {
    /**
     * @param {Step} step
     * @param {ChildNode | null} node
     * @param {Parent} parent
     * @returns {ChildNode | null}
     */
    text(step, node, parent) {
      const start2 = node instanceof Text || isComment(node, "t") ? node : null;
      const end2 = start2 instanceof Comment ? endOfHTML(start2.nextSibling) : start2;
      this.parts.push(new TextPart(this.template, step.pieces, start2, end2, before(node, parent), parent));
      return end2 ? end2.nextSibling : node;
    }
    /**
     * What was taken for the anchor is the mark that tells the content; the anchor comes after that.
     *
     * @param {RangePart | ListPart} part
     * @returns {ChildNode | null}
     */
    enclosing(part) {
      const mark = expectComment(part.anchor);
      if (mark.data) {
        part.start = mark;
        part.anchor = part instanceof ListPart ? itemsOf(part, mark) : contentOf(part, mark);
      }
      return super.enclosing(part);
    }
    /**
     * What the template does not write as such is the map's.
     *
     * @param {Step} step
     * @param {Element} element
     * @returns {AttributesPart}
     */
    map(step, element) {
      return new AttributesPart(element, unshadowed(element).getAttributeNames().filter((name) => !step.fixed.includes(name)));
    }
  };
  function contentOf(part, { data: data3, nextSibling, parentNode }) {
    if (data3 === "h") return endOfHTML(nextSibling);
    const [reference, id, version] = data3.split(" ");
    const isIndex = /^\d+$/.test(reference);
    const template = part.named(id ?? (isIndex ? Number(reference) : reference));
    const { instance, after } = template.adopt(
      nextSibling,
      /** @type {Parent} */
      parentNode
    );
    if (id) part.adopt(Number(reference.slice(1)), Number(version), instance);
    else part.instance = instance;
    return expectComment(after, "");
  }
  function itemsOf(part, { data: data3, nextSibling, parentNode }) {
    let node = (
      /** @type {ChildNode | null} */
      nextSibling
    );
    for (let left = Number(data3); left > 0; left--) {
      const { instance, after } = part.itemTemplate().adopt(
        node,
        /** @type {Parent} */
        parentNode
      );
      part.items.push(instance);
      node = after;
    }
    return expectComment(node, "");
  }
  function isComment(node, data3) {
    return node instanceof Comment && node.data === data3;
  }
  function expectComment(node, data3) {
    if (node instanceof Comment && node.data === (data3 ?? node.data)) return node;
    throw new Error(`${node?.nodeName} instead of a mark`);
  }
  function endOfHTML(start2) {
    let node = start2;
    while (node && !isComment(node, "")) node = unshadowed(node).nextSibling;
    return expectComment(node);
  }

  // src/instance.js
  var Instance = class {
    /** By slot. @type {Part[]} */
    parts = [];
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
      for (let index = 0; index < patch2.length; index += 2) {
        const slot = patch2[index];
        if (slot < 0) this.#part(~slot).change(patch2[index + 1]);
        else this.#part(slot).set(patch2[index + 1]);
      }
    }
    /** @param {Value[]} values */
    set(values) {
      this.parts.forEach((part, slot) => part.set(values[slot]));
    }
    /** @param {Value[]} values */
    sync(values) {
      values.forEach((value, slot) => this.#part(slot).sync(value));
    }
    /** @returns {ChildNode[]} */
    nodes() {
      return this.first && this.last ? nodesBetween(this.first, this.last) : [];
    }
    /**
     * @param {number} slot
     * @returns {Part}
     * @throws {Error} where others have taken out the element whose text it is: nobody would see that
     */
    #part(slot) {
      const part = this.parts[slot];
      if (
        /** @type {any} */
        part.around?.isConnected === false
      ) throw new Error();
      return part;
    }
  };

  // src/template.js
  var Template = class {
    /**
     * @param {Definition} definition
     * @param {(id: string) => Template} find
     */
    constructor([source, ...slots], find) {
      const [wrapper, html] = Array.isArray(source) ? source : ["", source];
      this.find = find;
      this.wrapper = wrapper;
      this.content = parse(html, wrapper);
      const compiler = new Compiler(slots);
      const { steps: steps2, tail } = compiler.children(this.content);
      const { firstChild } = this.content;
      this.steps = steps2;
      this.tail = tail;
      this.isEmpty = !firstChild;
      this.startsWithRange = steps2[0]?.skip === 0 && /range|list/.test(steps2[0].kind);
      this.endsWithNode = tail > 0 || steps2.at(-1)?.kind === "element";
    }
    /**
     * A new instance.
     *
     * @param {Value[]} values
     * @param {DocumentFragment} destination where its nodes go
     * @returns {Instance}
     */
    create(values, destination) {
      const content = document.importNode(this.content, true);
      const instance = new Instance(this);
      new Binder(this).bind(instance, content.firstChild, content);
      instance.set(values);
      destination.append(content);
      return instance;
    }
    /**
     * An instance of which the nodes are in the page, and the node after it.
     *
     * @param {ChildNode | null} start
     * @param {Parent} parent
     * @returns {{ instance: Instance, after: ChildNode | null }}
     */
    adopt(start2, parent) {
      const instance = new Instance(this);
      return { instance, after: new PageBinder(this).bind(instance, start2, parent) };
    }
  };
  var Compiler = class {
    /** @param {any[]} slots */
    constructor(slots) {
      this.slots = slots;
    }
    /**
     * @param {Parent} parent
     * @returns {{ steps: Step[], tail: number }}
     */
    children(parent) {
      const steps2 = [];
      let skip2 = 0;
      for (const node of [...parent.childNodes]) {
        const step = this.#step(node);
        if (step) steps2.push(
          /** @type {Step} */
          { ...step, skip: skip2 }
        );
        skip2 = step ? 0 : skip2 + 1;
      }
      return { steps: steps2, tail: skip2 };
    }
    /**
     * @param {ChildNode} node
     * @returns {Partial<Step> | null}
     */
    #step(node) {
      if (node instanceof Element) return this.#element(unshadowed(node));
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
      comment.data = "";
      return { kind: kind === "l" ? "list" : "range", pieces };
    }
    /**
     * @param {Element} element
     * @returns {Partial<Step> | null}
     */
    #element(element) {
      const attributes = this.#attributes(element);
      moveStyle(element);
      const names = attributes.map(({ name }) => name);
      const content = this.#content(element);
      const { steps: steps2 } = this.children(element);
      if (!names.length && !steps2.length && !content) return null;
      const fixed = [...element.getAttributeNames(), ...names];
      const isLeft = fixed.some((name) => !name || /^(contenteditable|lv-ignore)$/.test(name));
      return { kind: "element", name: element.nodeName, attributes, fixed, content, isLeft, steps: steps2 };
    }
    /**
     * @param {Element} element
     * @returns {Step["attributes"]}
     */
    #attributes(element) {
      const count2 = Number(element.getAttribute("$"));
      element.removeAttribute("$");
      return this.slots.splice(0, count2).map(([, name, ...pieces]) => ({ name, pieces }));
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
  function moveStyle(element) {
    const text = element.getAttribute("lv-style");
    if (text) element.style.cssText = text;
    element.removeAttribute("lv-style");
  }
  function isPlace(node) {
    return node instanceof Comment && node.data === "$";
  }

  // src/fragments.js
  var definitions = {};
  var templates = /* @__PURE__ */ new Map();
  function define(added) {
    Object.assign(definitions, added);
    tell("defined", added);
  }
  function templateOf(id) {
    const known = templates.get(id);
    if (known) return known;
    if (!definitions[id]) throw new Error(`unknown fragment ${id}`);
    const template = new Template(definitions[id], templateOf);
    templates.set(id, template);
    return template;
  }

  // src/report.js
  function announce(report) {
    document.dispatchEvent(new CustomEvent("lv:report", { detail: report }));
  }

  // src/view.js
  var RELOAD = 4001;
  var RENEW = 4004;
  var TOO_MUCH = 4008;
  var ELSEWHERE = 2;
  var PATIENCE = 200;
  var FOR_GOOD = [1e3, 4003, 4009];
  var data;
  var page2;
  var returning;
  var lost = 0;
  var isConnected = false;
  function hydrate(pageData, face2) {
    const view = addressOf(0);
    const { root: root2 } = face2;
    const replace2 = (content) => root2.replaceChildren(content);
    page2 = face2;
    offerModules(pageData.modules, page2);
    take(pageData);
    view.holder = { anchor: root2, replace: replace2, contains: (node) => root2.contains(node), firstNode: () => root2.firstChild };
    view.version = data.version;
    try {
      view.instance = templateOf(data.fragment).adopt(root2.firstChild, root2).instance;
    } catch (error) {
      console.warn("liveview: made anew:", error);
      view.isMissing = true;
    }
  }
  function take(pageData) {
    data = pageData;
    define(data.fragments);
    need(...data.needs ?? []);
  }
  function isSettled() {
    return isConnected && !pendingEvents() && !isLoading() && !areMissing();
  }
  function open2() {
    open(new URL(data.socket, location.href.replace("http", "ws")), { opened: join, received: receive, closed });
    setTimeout(prepare, PATIENCE);
  }
  function prepare() {
    loadModule("comeback").catch(() => {
    });
  }
  function push(element, name, { values, form, control, isReport }, settle2) {
    const address = addressAround(element);
    if (addressOf(address).isOther) return;
    ask(settle2, address, isReport, "e", address, name, values, form, control);
  }
  function ask(settle2, address, isReport, kind, ...parts) {
    const text = addEvent(settle2, address, isReport, kind, ...parts);
    if (isConnected) send(text);
  }
  function hurry2() {
    if (isConnected) tell("probe");
    else hurry();
  }
  function leave(isForGood) {
    if (isForGood) send(LEAVE);
    close();
    disconnected();
  }
  function join() {
    const versions = allAddresses().flatMap(({ number, version, isMissing }) => [number, isMissing ? -1 : version]);
    send(joinFrame(data.token, versions));
  }
  function receive(text) {
    const [kind, ...content] = decode(text);
    tell("heard", kind);
    if (typeof kind === "number") patch(kind, content);
    else frames[kind]?.(...content);
    tell("changed");
  }
  var frames = {
    "=": replace,
    d: define,
    j: joined2,
    a: answered,
    m: need,
    t: (title) => document.title = title,
    k: (token) => data.token = token,
    r: () => location.reload(),
    "!": announce
  };
  function settle(ref, error, isAlone) {
    answerEvents(ref, error, isAlone);
    writeHeld();
  }
  function patch(number, [version, change, ref, asked]) {
    const address = addressOf(number);
    if (address.patch(version, change)) runEffects(asked);
    if (address.version === version) acknowledge(number, version);
    settle(ref);
  }
  function replace(number, version, [id, ...values], ref, missed = []) {
    const address = addressOf(number);
    const before3 = address.version;
    const show = () => address.replace(version, templateOf(id), values);
    const write = returning ? () => keepingTouched(show) : show;
    if (page2.comeback && !address.isOther) page2.comeback.carryOver(page2, write, returning, areMissing);
    else write();
    for (let at = 0; at < missed.length; at += 2) if (missed[at] > before3) runEffects(missed[at + 1]);
    acknowledge(number, version);
    settle(ref);
    returning?.restored(page2, (element) => !addressOf(addressAround(element)).isMissing, lost);
    lost = 0;
    if (!areMissing()) returning = null;
  }
  function joined2(how, ref, failed = []) {
    succeeded();
    if (how === ELSEWHERE) {
      if (!(returning = page2.comeback)) {
        close();
        return equip(open2);
      }
      lost = done > ref;
    }
    isConnected = true;
    for (let at = 0; at < failed.length; at += 2) settle(failed[at], failed[at + 1], 1);
    if (!returning) endEvents(ref);
    settle();
    sendEventsAgain();
    tell("connected", true);
    prepare();
  }
  function answered(ref, refusal, isAlone) {
    if (refusal) console.warn("liveview: refused:", refusal.error);
    settle(ref, refusal?.error, isAlone);
  }
  function disconnected() {
    if (isConnected) tell("connected", isConnected = false);
  }
  function closed(code) {
    disconnected();
    if (code === RELOAD) return location.reload();
    if (FOR_GOOD.includes(code)) return;
    if (code === TOO_MUCH) endEvents(void 0, "lost");
    if (code !== RENEW) return retry(open2);
    if (!returning) succeeded();
    retry(() => equip(() => (returning = /** @type {Comeback} */
    page2.comeback).renew(restart)));
  }
  function equip(action) {
    loadModule("comeback").then(action).catch(() => retry(() => equip(action)));
  }
  function restart(renewed, isOther) {
    take(renewed);
    lost = endEvents(void 0, "lost");
    announce(null);
    for (const address of allAddresses()) address.forget(isOther);
    if (isConnected) join();
    else open2();
  }

  // src/bindings.js
  var ATTRIBUTES = {
    click: "lv-click",
    submit: "lv-submit",
    change: "lv-change",
    input: "lv-input",
    compositionend: "lv-input"
  };
  var steps = {
    /**
     * Finds what is bound to a DOM event.
     *
     * @param {Event} event
     */
    find(event) {
      const { type } = event;
      const target = (
        /** @type {Element} */
        event.target
      );
      const attribute = ATTRIBUTES[type];
      const bound = boundTo(target, attribute);
      if (bound && preventsDefault(bound, event)) whenReady(() => steps.fire(bound, attribute, { type, target, event }));
    },
    /**
     * Does what an attribute says.
     *
     * @param {Element} bound
     * @param {string} attribute
     * @param {Happening} happening
     */
    fire(bound, attribute, happening) {
      const name = unshadowed(bound).getAttribute(attribute);
      if (name?.startsWith("[")) {
        need("actions");
        whenReady(() => steps.fire(bound, attribute, happening));
      } else if (name) pushNamed(bound, name, happening);
    }
  };
  function listen(root2) {
    for (const type of Object.keys(ATTRIBUTES)) root2.addEventListener(type, happened);
  }
  function happened(event) {
    if (/input|change/.test(event.type)) touch(
      /** @type {Element} */
      event.target
    );
    if (
      /** @type {InputEvent} */
      event.isComposing
    ) return;
    steps.find(event);
  }
  function pushNamed(bound, name, happening) {
    push(bound, name, payloadOf(bound, happening), showLoading(bound));
  }

  // src/styles.js
  function moveStyles() {
    const element = (
      /** @type {HTMLStyleElement | null} */
      document.querySelector("style[lv-sheet]")
    );
    const rules2 = (
      /** @type {Iterable<CSSStyleRule>} */
      element?.sheet?.cssRules ?? []
    );
    for (const { selectorText, style } of rules2) {
      for (const marked of document.querySelectorAll(selectorText)) {
        marked.style.cssText = style.cssText;
        marked.removeAttribute("lv-s");
      }
    }
    element?.remove();
  }

  // src/index.js
  var waiting2 = [];
  function releaseSettled() {
    if (isSettled() && !observers.some(({ isBusy }) => isBusy?.())) waiting2.splice(0).forEach((resolve) => resolve());
  }
  var before2 = (
    /** @type {any} */
    window.liveview
  );
  var face = {
    /** How many live parts are before this. @type {number} */
    nth: before2?.nth + 1 || 0,
    /** What elements with `lv-hook` name. @type {Record<string, any>} */
    hooks: before2?.hooks ?? {},
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
     * Resolves when the page is joined, and every event is sent and answered; in all of its live parts.
     *
     * @returns {Promise<unknown>}
     */
    settled: () => new Promise((resolve) => {
      waiting2.push(resolve);
      releaseSettled();
    }).then(before2?.settled)
  };
  function start(root2, data3) {
    moveStyles();
    observers.push({ changed: releaseSettled });
    hydrate(JSON.parse(data3), {
      face,
      root: root2,
      definitions,
      observers,
      effects,
      steps,
      whenReady,
      isTouched,
      touch,
      restore,
      happened,
      payloadOf,
      showLoading,
      push,
      ask,
      restart,
      trusted,
      send,
      drop,
      carriers
    });
    listen(root2);
    addEventListener("online", hurry2);
    document.addEventListener("visibilitychange", () => document.hidden || hurry2());
    addEventListener("pagehide", ({ persisted }) => {
      tell("leaving");
      leave(!persisted);
    });
    addEventListener("pageshow", ({ persisted }) => persisted && open2());
    open2();
  }
  var root = document.querySelectorAll("[lv-root]")[face.nth];
  var data2 = root?.nextElementSibling?.textContent;
  if (root && data2) {
    window.liveview = face;
    start(root, data2);
  }
})();
