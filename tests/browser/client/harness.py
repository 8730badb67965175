"""The shipped client on a page of its own, with the test as its server.

The wire is a `WebSocket` of the page that the test holds the other end of, so that hundreds of patches take no
more than the time to apply them. `test_server.py` has a real one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page, Route

from liveview.view.modules import FILES, needed_for
from tests.browser.client.reference import values_to_html
from tests.served import PATIENCE

BUNDLE = Path(__file__).parents[3] / "static" / "liveview.min.js"
# Beside the first file.
SCRIPTS = [f"{name}.js" for name in (*FILES.values(), "dev")]
URL = "http://liveview.test/"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-x'; object-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types lv oracle"
)
# As strict with scripts and markup. The oracle's HTML has styles in attributes, where the framework's has a sheet.
WITH_STYLES = POLICY.replace("'nonce-x'", "'unsafe-inline'") + "; img-src 'self' data:"

WIRE = """
class Wire extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  constructor(url, protocol) {
    super();
    Object.assign(this, { url: String(url), protocol });
    window.wires = [...(window.wires ?? []), this];
    window.sent ??= [];
    if (!window.refuses) queueMicrotask(() => { this.readyState = 1; this.tell("open"); });
  }
  tell(type, given) { // as browsers do, those who have asked by `on…` and those who listen
    this[`on${type}`]?.(given);
    this.dispatchEvent(Object.assign(new Event(type), given));
  }
  send(text) { window.sent.push(JSON.parse(text)); }
  deliver(text) { if (this.readyState < 2) this.tell("message", { data: text }); } // as browsers do
  close(code) { // by the test at once, and by the page as browsers do: it is told later
    if (this.readyState > 2) return;
    this.readyState = 3;
    if (code) this.tell("close", { code });
    else queueMicrotask(() => this.tell("close", { code: 1005 }));
  }
}
window.WebSocket = Wire;
window.deliver = (...frames) => frames.forEach((frame) => wires.at(-1).deliver(JSON.stringify(frame)));
"""

# The tree without comments, empty texts and the order of attributes, with what controls hold: what somebody at the page
# can tell apart.
TREE = """
const oracle = trustedTypes.createPolicy("oracle", { createHTML: (html) => html });
window.trusted = (html) => oracle.createHTML(html);
window.tree = (node) => {
  const shown = (node) => node.nodeType === 1 ? element(node) : node.data;
  const text = (node, { name, value }) => name === "style" ? node.style.cssText : value;
  const attributes = (node) => [...node.attributes].map((own) => [own.name, text(node, own)]);
  // Not of selects: where no option is marked, which one is chosen follows from how the options came.
  const held = (node) =>
    /INPUT|TEXTAREA|DETAILS/.test(node.nodeName) ? ["value", "checked", "open"].map((name) => node[name]) : 0;
  const element = (node) =>
    [node.nodeName, node.namespaceURI.slice(-4), attributes(node).sort(), held(node), ...children(node)];
  const children = (node) => {
    const list = [];
    for (const child of node.childNodes) {
      if (child.nodeType === 8 || (child.nodeType === 3 && !child.data)) continue;
      if (child.nodeType === 3 && typeof list.at(-1) === "string") list.push(list.pop() + child.data);
      else list.push(shown(child));
    }
    return list;
  };
  return JSON.stringify(children(node));
};
window.treeOf = (html) => {
  const inert = document.createElement("template");
  inert.innerHTML = trusted(html);
  return tree(inert.content);
};
"""

LOG = """
window.log = [];
window.logOperations = () => {
  const owners = { insertBefore: Node, moveBefore: Element, before: CharacterData, after: Element, prepend: Element,
    replaceChildren: Element, remove: Element, deleteContents: Range, setAttribute: Element, removeAttribute: Element };
  for (const [name, owner] of Object.entries(owners)) {
    const original = owner.prototype[name];
    if (original) owner.prototype[name] = function (...given) { log.push(name); return original.apply(this, given); };
  }
  const changes = new MutationObserver((records) => records.forEach(count));
  const count = ({ type, addedNodes, removedNodes }) => {
    counts[type] = (counts[type] ?? 0) + 1;
    counts.added = (counts.added ?? 0) + addedNodes.length;
    counts.removed = (counts.removed ?? 0) + removedNodes.length;
  };
  window.counts = {};
  window.takeCounts = () => {
    const taken = window.counts;
    changes.takeRecords().forEach(count);
    window.counts = {};
    return taken;
  };
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  changes.observe(document.querySelector("[lv-root]"), everything);
};
"""

# The page has asked for them before, and starts them before this goes on.
LOADED = "(urls) => Promise.all(urls.map((url) => import(url))).then(() => {})"

Given = dict[str, Any]


class Client:
    """One page with the client, and what it says.

    Args:
        page: a page of Playwright; what was on it goes away.
        fragments: definitions by id.
        values: the instance that the page shows at first.
        html: instead of what the values say.
        head: for the document.
        data: more for `lv-data`.
        init: a script that runs before the client.
        policy: the page's Content-Security-Policy.
        addresses: what the values show by number.
        broken: scripts that cannot be loaded.
    """

    def __init__(
        self,
        page: Page,
        fragments: Given,
        values: list[Any],
        *,
        html: str | None = None,
        head: str = "",
        data: Given | None = None,
        init: str = "",
        policy: str = WITH_STYLES,
        addresses: Mapping[int, list[Any]] | None = None,
        broken: Iterable[str] = (),
    ) -> None:
        self.page = page
        self.fragments = fragments
        self.problems: list[str] = []
        self.version = 0
        self.broken = set(broken)
        self.data = {
            "version": 0,
            "fragment": values[0],
            "token": "token",
            "socket": "/live/socket",
            "modules": {name: f"/{file}.js" for name, file in FILES.items()},
            "fragments": fragments,
            **(data or {}),
        }
        self.html = values_to_html(values, fragments, addresses) if html is None else html
        self.data.setdefault("needs", needed_for(self.html))
        self._head = head
        self._policy = policy
        self._init = init
        page.on("console", self._hear)
        page.on("pageerror", self._hear)
        page.route(URL + "**", self._answer)
        page.goto(URL)

    def close(self) -> None:
        """Leaves the page to the next one, with nothing of this one on its way."""
        self.page.goto("about:blank")
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._hear)
        self.page.unroute(URL + "**")

    def _hear(self, problem: ConsoleMessage | Error) -> None:
        self.problems.append(problem.text if isinstance(problem, ConsoleMessage) else str(problem))

    def _answer(self, route: Route) -> None:
        name = route.request.url.removeprefix(URL).partition("?")[0]
        headers = {"content-security-policy": self._policy} if self._policy else {}
        if name == "":
            icon = (
                "" if self._policy == POLICY else '<link rel="icon" href="data:,">'
            )  # or the browser asks for one, at any time
            body = page_html(self.html, self.data, self._head + icon)
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        elif name == "client.js":
            route.fulfill(body=BUNDLE.read_text(), content_type="text/javascript; charset=utf-8")
        elif name in self.broken:
            route.abort()
        elif route.request.method == "HEAD":
            route.fulfill(
                status=304
            )  # no success: where no wire opens, nobody is there. Browsers complain of 404 and the like
        elif name in SCRIPTS:
            body = BUNDLE.with_name(f"liveview-{name.removesuffix('.js')}.min.js").read_text()
            route.fulfill(body=body, content_type="text/javascript; charset=utf-8")
        elif name == "harness.js":
            route.fulfill(body=WIRE + TREE + LOG + self._init, content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(status=204)

    def join(self, ref: int = 0) -> Client:
        """Answers the join, once the page has the modules that it needs: it keeps back what happens before."""
        loading = {FILES[name] for name in self.data["needs"]} - {name.removesuffix(".js") for name in self.broken}
        self.page.evaluate(LOADED, [f"/{name}.js" for name in loading])
        self.deliver(["j", 1, ref])
        return self

    def deliver(self, *frames: list[Any]) -> None:
        """Frames from the server."""
        self.page.evaluate("frames => deliver(...frames)", list(frames))

    def patch(self, patch: list[Any], *ref: int) -> None:
        """A patch of the view's next version."""
        self.version += 1
        self.deliver([0, self.version, patch, *ref])

    @property
    def sent(self) -> list[list[Any]]:
        """Every frame that the client has sent."""
        frames: list[list[Any]] = self.page.evaluate("window.sent ?? []")
        return frames

    @property
    def events(self) -> list[list[Any]]:
        """Every event that the client has sent."""
        return [frame for frame in self.sent if frame[0] == "e"]

    @property
    def tree(self) -> str:
        """What the live part shows, without comments."""
        tree: str = self.page.evaluate('tree(document.querySelector("[lv-root]"))')
        return tree

    def tree_of(self, html: str) -> str:
        """The same of some HTML."""
        tree: str = self.page.evaluate("html => treeOf(html)", html)
        return tree

    def shows(self, values: list[Any]) -> bool:
        """Whether the page is what a fresh render of the values would be."""
        return self.tree == self.tree_of(values_to_html(values, self.fragments))


def until(page: Page, expression: str, argument: Any = None) -> Any:
    """Waits until an expression of the page, or a function of one argument, holds, and gives its value.

    It asks again and again: Playwright's own way needs the `eval()` that the policy forbids, and a page whose clock
    stands still draws no frames.
    """
    end = time.monotonic() + PATIENCE
    while not (found := page.evaluate(expression, argument)):
        assert time.monotonic() < end, f"it never was: {expression}"
        page.wait_for_timeout(5)
    return found


def renew(client: Client) -> None:
    """The server has no process for the token: the client fetches another and joins again."""
    joins = len([frame for frame in client.sent if frame[0] == "j"])
    client.page.evaluate("wires.at(-1).close(4004)")
    until(client.page, f"sent.filter(([kind]) => kind === 'j').length > {joins}")
    assert [frame for frame in client.sent if frame[0] == "j"][-1][2] == [0, -1]
    client.deliver(["j", 0, 0])


def stop_clock(page: Page) -> None:
    """Lets the test move the page's time: it stands still an hour from now, which no machine takes to say so."""
    page.clock.install(time=0)
    page.clock.pause_at(3600)


def page_html(html: str, data: Given, head: str = "") -> str:
    """A document as the server writes it."""
    embedded = json.dumps(data).replace("<", "\\u003c")
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>t</title>{head}'
        f'<script src="/harness.js"></script><script src="/client.js" defer></script></head>'
        f"<body><div lv-root>{html}</div>"
        f'<script type="application/json" id="lv-data">{embedded}</script></body></html>'
    )
