"""The app: its pages, one layout, one style sheet, a sampler that never rests, and what the pages share."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from example_app.account import member, sessions
from example_app.formats import FILTERS
from example_app.people import People
from example_app.transcript import Transcript
from example_app.views.account import Account
from example_app.views.chaos import Chaos
from example_app.views.chat import Chat
from example_app.views.counter import Counter
from example_app.views.dashboard import Dashboard
from example_app.views.kit.charts import Charts
from example_app.views.kit.controls import Controls
from example_app.views.kit.display import Display
from example_app.views.kit.table import KitTable
from example_app.views.overview import Overview
from example_app.views.people import EditPerson, PeopleList
from example_app.views.rows import Rows
from liveview import LiveApp, child, live

HERE = Path(__file__).parent
logger = logging.getLogger("example_app")


@asynccontextmanager
async def sampling(app: object) -> AsyncIterator[None]:
    """Reads the gauges while nobody looks too, so that the first page shows a minute at once."""
    task = asyncio.create_task(_read_gauges())
    try:
        yield
    finally:
        task.cancel()


async def _read_gauges() -> None:
    while True:
        try:
            await run_in_threadpool(Overview.sampler.reading)
        except OSError:  # a device that went away; the next second may see it again
            logger.exception("the gauges could not be read")
        await asyncio.sleep(1)


templates = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True)
templates.filters.update(FILTERS)

# A page to break things on, which everybody else on this worker may feel for a second: not for production.
has_chaos = os.environ.get("CHAOS", "1") != "0"
templates.globals.update(has_chaos=has_chaos)  # pyright: ignore[reportArgumentType]

app = LiveApp(
    routes=[
        live("/", Overview, name="overview"),
        live("/people", PeopleList, name="people"),
        live("/people/new", EditPerson, name="new_person"),
        live("/people/{person_id:int}", EditPerson, name="person"),
        live("/chat", Chat, guard=member, name="chat"),
        live("/counter", Counter, name="counter"),
        live("/dashboard", Dashboard, name="dashboard"),
        live("/rows", Rows, name="rows"),
        live("/kit/controls", Controls, name="kit_controls"),
        live("/kit/display", Display, name="kit_display"),
        live("/kit/charts", Charts, name="kit_charts"),
        live("/kit/table", KitTable, name="kit_table"),
        live("/account", Account, name="account"),
        *([live("/chaos", Chaos, name="chaos")] if has_chaos else []),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
    ],
    middleware=[sessions],
    children=[child(People(), name="people"), child(Transcript(), name="transcript")],
    templates=templates,
    layout="layout.html",
    lifespan=sampling,
)
