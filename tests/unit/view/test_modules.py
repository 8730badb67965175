"""Which modules a page needs."""

from __future__ import annotations

import json

import pytest
from markupsafe import escape

from liveview import JS
from liveview.view.modules import needed_for


@pytest.mark.parametrize("chain", [JS.navigate("/x"), JS.hide("#menu").patch("?page=2")])
def test_commands_that_lead_elsewhere_need_navigation(chain: object) -> None:
    attribute = f'<button lv-click="{escape(str(chain))}">'
    for html in (attribute, json.dumps([attribute]), json.dumps({"fragments": {"a": [["a", "lv-click", str(chain)]]}})):
        assert "navigation" in needed_for(html), html


@pytest.mark.parametrize("html", ["<p>[navigate]</p>", '<b title="patch">[&#34;patched&#34;]</b>', "[patch]"])
def test_texts_do_not(html: str) -> None:
    assert "navigation" not in needed_for(html)
