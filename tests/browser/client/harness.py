"""The shipped client on a page of its own, with the test as its server.

The wire is a `WebSocket` of the page that the test holds both ends of, so that hundreds of patches take no
more than the time to apply them. `conversation.py` has the real one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.client.reference import values_to_html

BUNDLE = Path(__file__).parents[3] / "static" / "liveview.min.js"
URL = "http://liveview.test/"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-x'; object-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types lv"
)

WIRE = """
class Wire extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  constructor(url, protocol) {
    super();
    Object.assign(this, { url: String(url), protocol });
    window.wires = [...(window.wires ?? []), this];
    window.sent ??= [];
    queueMicrotask(() => { this.readyState = 1; this.onopen?.(); });
  }
  send(text) { window.sent.push(JSON.parse(text)); }
  deliver(text) { this.onmessage?.({ data: text }); }
  close(code = 1005) { if (this.readyState < 3) { this.readyState = 3; this.onclose?.({ code }); } }
}
window.WebSocket = Wire;
window.deliver = (...frames) => frames.forEach((frame) => wires.at(-1).deliver(JSON.stringify(frame)));
"""

# The tree without comments, empty texts and the order of attributes: what a reader of the page can tell apart.
TREE = """
window.tree = (node) => {
  const shown = (node) => node.nodeType === 1 ? element(node) : node.data;
  const attributes = (node) => [...node.attributes].map(({name, value}) => [name, name === "style" ? node.style.cssText : value]);
  const element = (node) => [node.nodeName, node.namespaceURI.slice(-4), attributes(node).sort(), ...children(node)];
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
  const inert = document.implementation.createHTMLDocument().createElement("template");
  inert.innerHTML = trustedTypes?.emptyHTML === undefined ? html : testPolicy.createHTML(html);
  return tree(inert.content);
};
window.testPolicy = { createHTML: (html) => html };
"""

LOG = """
window.log = [];
window.logOperations = () => {
  const methods = [[Node, "insertBefore"], [Node, "appendChild"], [Element, "moveBefore"], [Element, "replaceChildren"],
    [ChildNodeLike(Element), "remove"], [ChildNodeLike(CharacterData), "remove"], [ChildNodeLike(CharacterData), "before"],
    [Range, "deleteContents"], [Element, "setAttribute"], [Element, "removeAttribute"]];
  for (const [owner, name] of methods) {
    const original = owner.prototype[name];
    if (!original) continue;
    owner.prototype[name] = function (...given) { if (this.isConnected ?? true) log.push(name); return original.apply(this, given); };
  }
};
function ChildNodeLike(owner) { return owner; }
"""

Given = dict[str, Any]


class Client:
    """One page with the client, and what it says.

    Args:
        page: an empty page of Playwright.
        fragments: definitions by id.
        values: the instance that the page shows at first.
        options: `html` instead of what the values say, `head`, `addresses`, `data`, `policy`.
    """

    def __init__(self, page: Page, fragments: Given, values: list[Any], **options: Any) -> None:
        self.page = page
        self.fragments = fragments
        self.values = values
        self.problems: list[str] = []
        self.version = 0
        page.on("console", lambda message: self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.add_init_script(WIRE + TREE + LOG + options.get("init", ""))
        page.route(URL + "**", self._answer(options))
        page.goto(URL)

    def _answer(self, options: Given) -> Callable[[Route], None]:
        html = options.get("html") or values_to_html(self.values, self.fragments, options.get("addresses"))
        data = {
            "version": 0,
            "fragment": self.values[0],
            "token": "token",
            "socket": "/live/socket",
            "fragments": self.fragments,
            **options.get("data", {}),
        }
        document = page_html(html, data, options.get("head", ""))

        def answer(route: Route) -> None:
            if route.request.url == URL:
                headers = {"content-security-policy": options["policy"]} if "policy" in options else {}
                route.fulfill(body=document, content_type="text/html; charset=utf-8", headers=headers)
            elif route.request.url.endswith("client.js"):
                route.fulfill(body=BUNDLE.read_text(), content_type="text/javascript")
            else:
                route.fulfill(status=404)

        return answer

    def join(self, ref: int = 0) -> Client:
        """Answers the join."""
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


def page_html(html: str, data: Given, head: str = "") -> str:
    """A document as the server writes it."""
    embedded = json.dumps(data).replace("<", "\\u003c")
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>t</title>{head}'
        f'<script src="/client.js" defer></script></head><body><div lv-root>{html}</div>'
        f'<script type="application/json" id="lv-data">{embedded}</script></body></html>'
    )
