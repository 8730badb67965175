"""Risks 5, 7, 28 and 31: a name that a browser sends is looked up where names for browsers stand, and nowhere else."""

from __future__ import annotations

import random

import pytest

from liveview import LiveApp, LiveView, event, live, on, state
from liveview.testing import visit
from tests.integration.wire import SECRET

RANDOM_NAMES = 2000


class Account(LiveView):
    """A page that belongs to somebody, and hears what is said to them."""

    template_string = """<h1>{{ owner }}</h1><p>{{ heard|join(',') }}</p><i>{{ ran|join(',') }}</i><b>{{ note }}</b>
        <input lv-bind="note">"""
    owner: str = ""
    heard: list[str] = []
    ran: list[str] = []
    note: str = state("", bind=True)

    def mount(self) -> None:
        self.owner = "ann"

    @on("orders.{owner}")
    def ordered(self, text: str) -> None:
        self.heard.append(text)

    @event
    def rename(self) -> None:
        self.ran.append("rename")

    def delete_account(self) -> None:
        self.ran.append("delete_account")


def app_of() -> LiveApp:
    return LiveApp(routes=[live("/", Account)], secret=SECRET)


def all_attributes() -> list[str]:
    """Whatever `getattr` would find on a view, on its class and on the object behind `self.live`."""
    view = Account()
    names = {*dir(view), *dir(Account), *dir(type(Account)), *dir(view.live)}
    dotted = {f"live.{name}" for name in dir(view.live)} | {f"{name}.__call__" for name in names}
    marked = {f"{mark}{name}" for name in names for mark in ("^", " ", "_")}
    return sorted(name for name in names | dotted | marked if name not in ("rename", "note") and len(name) <= 128)


async def test_of_all_attributes_only_declared_events_run() -> None:
    async with visit(app_of()) as page:
        before = page.html
        for values in ({}, {"topic": "orders.bob"}):
            for name in all_attributes():
                await page.push(name, values)
        assert (page.closed, page.html) == (None, before)
        assert len(page.errors) == 2 * len(all_attributes()), "each is refused"
        await page.push("rename")
        assert page.text("i") == "rename"


async def test_random_names_run_nothing() -> None:
    chance = random.Random(5)
    letters = "abcdefghijklmnopqrstuvwxyz_@^.[]{}0123456789\0\n ü🙂"
    names = ["".join(chance.choices(letters, k=chance.randrange(1, 20))) for _ in range(RANDOM_NAMES)]
    async with visit(app_of()) as page:
        before = page.html
        for name in names:
            await page.push(name)
        assert (page.closed, page.html) == (None, before)
        await page.push("rename")
        assert page.text("i") == "rename"


@pytest.mark.parametrize("name", ["subscribe", "_subscribe", "live", "on", "orders.bob", "owner", "ordered", "publish"])
async def test_no_event_leads_to_another_ones_topic(name: str) -> None:
    app = app_of()
    async with visit(app) as page:
        for values in ({}, {"topic": "orders.bob"}, {"owner": "bob"}, {"name": "orders.bob"}, {"text": "x"}):
            await page.push(name, values)
        await page.send(["e", 1000, 0, name, {}, "owner=bob&topic=orders.bob", {"name": "owner", "value": "bob"}])
        app.pubsub.publish("orders.bob", "for bob")
        app.pubsub.publish("orders.ann", "for ann")
        await page.settled()
        assert (page.text("h1"), page.text("p")) == ("ann", "for ann")


@pytest.mark.parametrize("text", ["{{ 7 * 6 }}", "{% if 1 %}42{% endif %}", "{{ self.__class__ }}", "{# 42 #}"])
async def test_what_somebody_types_is_never_a_template(text: str) -> None:
    async with visit(app_of()) as page:
        await page.fill("input", text)
        assert page.text("b") == text
        assert "42" not in page.html.replace(text, "")
