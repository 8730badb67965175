"""docs/how-to/sign-in.md as it stands: its app signs in and out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from liveview.testing import visit

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "sign-in.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)
IMPORTS = "from dataclasses import dataclass\nfrom urllib.parse import urlencode\nfrom liveview import on\n"


def names_of(*numbers: int) -> dict[str, Any]:
    """What some of its blocks define, the later ones in the place of the earlier ones."""
    names: dict[str, Any] = {"__name__": __name__, "is_right": lambda name, password: password == f"{name}'s"}
    exec(IMPORTS + "\n".join(BLOCKS[number] for number in numbers), names)
    return names


async def test_in_and_out() -> None:
    async with visit(names_of(0)["app"], "/sign-in") as page:
        await page.submit("form", name="ann", password="guessed")
        assert page.notices == {"error": "That is not right."}
        await page.submit("form", name="ann", password="ann's")
        assert page.text("h1") == "Hello ann"
        await page.click("button")
        assert (page.url, page.text("h1")) == ("/sign-in", "Sign in")


async def test_back_to_where_somebody_wanted_to_go() -> None:
    names = names_of(0, 1)
    names["SignIn"].template_string = '<form lv-submit="sign_in"><input name="name"></form>'
    routes = [names["live"]("/sign-in", names["SignIn"]), names["live"]("/deep", names["Home"], guard=names["member"])]
    app = names["LiveApp"](routes=routes, middleware=[names["app"].user_middleware[0]])
    async with visit(app, "/sign-in?next=/deep") as page:
        await page.submit("form", name="ann")
        assert (page.url, page.text("h1")) == ("/deep", "Hello ann")


def test_the_part_about_other_browsers_defines_what_it_says() -> None:
    names = names_of(0, 2)
    assert "signed_out" in names["Home"]._spec.topics
