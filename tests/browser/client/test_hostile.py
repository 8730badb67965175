"""Hostile values in every kind of slot: on the first page, in patches and in full values none runs or leaves its place.

With the policy that pages have, and without any: escaping alone has to hold.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from playwright.sync_api import Dialog, Page, Request

from liveview.engine import LiveEnvironment, Rendering, Styles
from tests.browser.client.harness import POLICY, URL, Client

FOLDER = Path(__file__).parents[2] / "hostile"
VECTORS: list[str] = json.loads((FOLDER / "vectors.json").read_text())
SCHEMES = 126  # the first ones are schemes, each with three ways to go on
POLICIES = {"policy": POLICY, "no policy": ""}
# A frame for each of hundreds takes a minute, and a page of too many never finishes: one of each way to write a scheme,
# a few at once.
LOADING = VECTORS[:SCHEMES:3]
BATCH = 21
# What loads by itself, from wherever a value says, is for the policy to refuse.
PARTS = [
    *(pytest.param("page.html", VECTORS, policy, id=f"page-{name}") for name, policy in POLICIES.items()),
    *(
        pytest.param(
            "loads.html",
            LOADING[at : at + BATCH],
            policy,
            id=f"loads {at // BATCH + 1}-{name}",
            marks=[pytest.mark.violates] if policy else [],
        )
        for at in range(0, len(LOADING), BATCH)
        for name, policy in POLICIES.items()
    ),
]
PATIENCE = 120_000  # milliseconds until a page has loaded, on a machine that has other things to do
# A page's address may be anything that its own template says; what it does by itself may not.
# A frame runs a script in a window of its own, and not at once: what it was told before the last frame is done by then.
DANGER = """
async () => [
  await new Promise((resolve) => {
    const last = document.createElement("iframe");
    last.onload = () => resolve([...Array(length).keys()].filter((index) => ran(window[index])));
    last.src = "/harness.js";
    const ran = (frame) => { try { return frame.canary !== undefined; } catch { return false; } };
    document.body.append(last);
  }).finally(() => document.body.lastChild.remove()),
  [...document.querySelectorAll("*")].flatMap((own) => own.getAttributeNames())
    .filter((name) => /^on|srcdoc/.test(name)),
  [...document.querySelectorAll("[href], [src], [action], [formaction], [data], [poster]")].flatMap((own) =>
    ["href", "src", "action", "formAction", "data", "poster"].map((name) => own.getAttribute(name) ?? ""))
    .filter((url) => /^[\\0-\\x20]*(j\\s*a\\s*v\\s*a\\s*|vb)script\\s*:|^[\\0-\\x20]*data:text/i.test(url)),
  [...document.querySelectorAll("[lv-root] script[type='application/json']")].filter((script) => {
    try { return JSON.parse(script.textContent) === undefined; } catch { return true; }
  }).length,
  document.querySelectorAll("[lv-root] :is(script:not([type='application/json']), style, link, base, meta)").length,
  getComputedStyle(document.body).getPropertyValue("--canary"),
  window.canary ?? null,
  location.href,
]
"""


class Watch:
    """What a page does that it was not asked for."""

    def __init__(self, page: Page) -> None:
        self.happened: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def _dialog(self, dialog: Dialog) -> None:
        self.happened.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((URL, "data:")):
            self.happened.append(f"request {request.url}")


def state(values: list[str]) -> dict[str, Any]:
    rows = [{"id": index, "s": value, "on": True} for index, value in enumerate(values)]
    return {"rows": rows, "markup": Markup("<b title=\"x\" class='y'>&amp;</b>")}


def opened(page: Page, rendering: Rendering, policy: str) -> Client:
    styles = Styles()
    html = rendering.html(styles)
    head = f'<style nonce="x" lv-sheet>{styles.sheet()}</style>'
    fragments = {fragment.id: fragment.definition for fragment in rendering.fragments()}
    return Client(page, fragments, rendering.values(), html=html, head=head, policy=policy).join()


@pytest.mark.parametrize(("name", "vectors", "policy"), PARTS)
def test_a_hostile_value_stays_a_value(own_page: Page, name: str, vectors: list[str], policy: str) -> None:
    own_page.set_default_navigation_timeout(PATIENCE)
    own_page.route("**/*", lambda route: route.abort())  # nobody outside is asked for anything
    watch = Watch(own_page)
    template = LiveEnvironment().from_string((FOLDER / name).read_text(), name=name)

    first = Rendering(template)
    first.mount(state(vectors))
    client = opened(own_page, first, policy)
    shown = client.tree
    danger = [own_page.evaluate(DANGER)]
    client.close()

    patched = Rendering(template)
    patched.mount(state(["x"] * len(vectors)))
    client = opened(own_page, patched, policy)
    patch = patched.update(state(vectors))
    assert patch is not None
    client.deliver(["d", {fragment.id: fragment.definition for fragment in patched.fragments()}], [0, 1, patch])
    danger.append(own_page.evaluate(DANGER))
    differences = first_difference(shown, client.tree)
    client.deliver(["=", 0, 2, first.values()])
    danger.append(own_page.evaluate(DANGER))
    assert differences is None
    assert first_difference(shown, client.tree) is None
    client.close()

    assert danger == [[[], [], [], 0, 0, "", None, URL]] * 3
    if name == "page.html":  # the other has what loads by itself, from wherever a value says
        assert watch.happened == []


def first_difference(one: str, other: str) -> tuple[str, str] | None:
    """Where two trees differ first, with what is around it."""
    if one == other:
        return None
    pairs = enumerate(zip(one, other, strict=False))
    at = next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
    return one[max(0, at - 150) : at + 100], other[max(0, at - 150) : at + 100]


DATA = """
<script type="application/json" id="one">{{ data }}</script>{% for row in rows %}<p lv-key="{{ row.id }}">
<script type="application/ld+json">
  {{ {"id": row.id, "s": row.s}|tojson }}
</script></p>{% endfor %}{% if rows|length > 1 %}<script type="application/json">{{ rows|length }}</script>{% endif %}
"""
READ = "() => [...document.querySelectorAll('[lv-root] script')].map((script) => JSON.parse(script.textContent))"


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_scripts_read_data_on_the_first_page_and_after_patches(own_page: Page, policy: str) -> None:
    hostile = "</script><!--<script>&lt;\u2028'\""
    states: list[dict[str, Any]] = [
        {"data": {"a": [1, None, hostile]}, "rows": [{"id": 1, "s": "x"}]},
        {"data": hostile, "rows": [{"id": 1, "s": hostile}, {"id": 2, "s": ""}]},
        {"data": "", "rows": [{"id": 2, "s": "&amp;"}, {"id": 1, "s": "y"}]},
    ]
    rendering = Rendering(LiveEnvironment().from_string(DATA))
    rendering.mount(states[0])
    client = opened(own_page, rendering, policy)
    own_page.evaluate("window.first = document.querySelector('#one')")
    for version, now in enumerate(states):
        if version:
            patch = rendering.update(now)
            definitions = {fragment.id: fragment.definition for fragment in rendering.fragments()}
            client.fragments.update(definitions)
            client.deliver(["d", definitions], [0, version, patch])
        count = [len(now["rows"])] if len(now["rows"]) > 1 else []
        assert own_page.evaluate(READ) == [now["data"], *now["rows"], *count]
        assert policy or client.shows(rendering.values())  # what it compares with, the policy would not let be parsed
    assert own_page.evaluate("first === document.querySelector('#one')")
    assert client.problems == []
    client.close()


def test_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 200
