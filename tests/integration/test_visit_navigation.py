"""A page of the test kit goes where a browser would: links, what handlers ask for, back and forward."""

from __future__ import annotations

import pytest
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from liveview import JS, LiveApp, LiveView, event, live
from liveview.errors import TargetError, VisitError
from liveview.testing import visit
from tests.integration.places import app as places


class Hall(LiveView):
    template_string = """<h1>{{ name }}</h1>
      <a id="in" lv-navigate href="/room">in</a><a id="report" href="/report">report</a>
      <a id="out" href="https://example.org/x">out</a><a id="part" href="#part">part</a>
      <a id="moved" lv-navigate href="/moved#there">moved</a><a id="circle" lv-navigate href="/circle">circle</a>
      <a id="file" download href="/report">file</a>
      <button id="sign-in" lv-click="sign_in">sign in</button><button id="out-by-code" lv-click="leave">leave</button>
      <button id="dizzy" lv-click="turn_round">turn round</button><input name="text">
      <button id="command" lv-click="{{ JS.navigate('/room') }}">by command</button>
    """
    name: str = "nobody"

    def mount(self) -> None:
        self.name = self.session.get("name", "nobody")

    @event
    def sign_in(self) -> None:
        self.flash("info", "Welcome")
        self.redirect("/room", session={"name": "Ann"})

    @event
    def leave(self) -> None:
        self.redirect("https://example.org/y", external=True)

    @event
    def turn_round(self) -> None:
        self.navigate("/ping")


class Room(LiveView):
    template_string = """<h1>room of {{ name }}</h1><p>{{ page }}</p><a lv-navigate lv-replace href="/">home</a>
      <button lv-click="{{ JS.patch('?page=7') }}">seven</button>
      <button id="deep" lv-click="{{ JS.patch('?page=8', replace=True) }}">eight</button>"""
    name: str = "nobody"
    page: int = 1

    def params(self, page: int = 1) -> None:
        self.page = page
        self.name = self.session.get("name", "nobody")


class Ping(LiveView):
    template_string = "<p>ping</p>"

    def joined(self, resumed: bool) -> None:
        self.navigate("/pong")


class Pong(LiveView):
    template_string = "<p>pong</p>"

    def joined(self, resumed: bool) -> None:
        self.navigate("/ping")


class Round(LiveView):
    template_string = "<p>never</p>"

    def mount(self) -> None:
        self.navigate("/circle")


async def report(request: Request) -> PlainTextResponse:
    return PlainTextResponse("all is well")


async def moved(request: Request) -> RedirectResponse:
    return RedirectResponse("/room?page=3")


app = LiveApp(
    routes=[
        *(live(path, view) for path, view in {"/": Hall, "/room": Room, "/ping": Ping, "/pong": Pong}.items()),
        live("/circle", Round),
        Route("/report", report),
        Route("/moved", moved),
    ],
    middleware=[Middleware(SessionMiddleware, secret_key="for tests")],
)


async def test_a_link_patches_the_view() -> None:
    async with visit(places, "/list") as page:
        await page.click("#next")
        assert (page.url, page.text("#page")) == ("/list?page=2", "2")
        await page.click("#turn")
        assert (page.url, page.text("#page")) == ("/list?page=12", "12")
        await page.back()
        assert (page.url, page.text("#page")) == ("/list?page=2", "2")
        await page.back()
        assert (page.url, page.text("#page")) == ("/list", "1")
        await page.forward()
        assert (page.url, page.text("#page")) == ("/list?page=2", "2")
        await page.click("#turn")
        with pytest.raises(VisitError, match=r"history has nothing after /list\?page=12"):
            await page.forward()


async def test_a_link_leads_to_another_view_over_the_same_connection() -> None:
    async with visit(app) as page:
        await page.fill("input", "typed")
        await page.click("#in")
        assert (page.url, page.text("h1")) == ("/room", "room of nobody")
        assert [frame.parts[0] for frame in page.frames if frame.direction == "sent"].count("j") == 2
        await page.back()
        assert (page.url, page.text("h1"), page.value("input")) == ("/", "nobody", "")
        await page.forward()
        await page.click("a")  # takes the place of the room
        assert page.url == "/"
        await page.back()
        with pytest.raises(VisitError, match="history has nothing before /"):
            await page.back()


async def test_handlers_lead_elsewhere_with_their_notices() -> None:
    async with visit(places) as page:
        await page.click("#go")
        assert (page.url, page.text("#page"), page.title) == ("/list?page=2", "2", "Listing")
        assert page.notices == {"info": "You were sent"}
        await page.click("#end")
        assert (page.url, page.notices, page.title) == ("/", {}, "At home")


async def test_a_handler_gives_a_file() -> None:
    async with visit(places) as page:
        await page.click("#add")
        await page.click("#file")
        (file,) = page.downloads
        assert (file.filename, file.content, file.text) == ("count.txt", b"1\n", "1\n")


async def test_a_redirect_changes_the_session_and_loads_the_page() -> None:
    async with visit(app) as page:
        await page.click("#sign-in")
        assert (page.url, page.text("h1"), page.notices) == ("/room", "room of Ann", {"info": "Welcome"})
        await page.back()  # another document: it is loaded
        assert (page.url, page.text("h1"), page.notices) == ("/", "Ann", {})


@pytest.mark.parametrize(
    ("link", "url", "text"),
    [("#report", "/report", "all is well"), ("#out", "https://example.org/x", "")],
)
async def test_a_page_that_is_not_live_is_loaded(link: str, url: str, text: str) -> None:
    async with visit(app) as page:
        await page.click(link)
        assert (page.url, page.text("body")) == (url, text)
        with pytest.raises(VisitError, match="that is no live page"):
            await page.push("sign_in")
        with pytest.raises(VisitError, match="that is no live page"):
            await page.reconnect()
        await page.back()
        assert (page.url, page.text("h1")) == ("/", "nobody")


async def test_links_of_other_kinds() -> None:
    async with visit(app) as page:
        await page.click("#part")
        assert page.url == "/#part"
        await page.click("#file")
        assert [(file.filename, file.text) for file in page.downloads] == [("report", "all is well")]
        await page.click("#moved")
        assert (page.url, page.text("p")) == ("/room?page=3#there", "3")
        await page.back()
        await page.click("#out-by-code")
        assert page.url == "https://example.org/y"


async def test_without_a_network_the_page_comes_later() -> None:
    async with visit(app) as page:
        await page.drop()
        await page.click("#in")
        assert (page.url, page.text("h1")) == ("/", "nobody")
        await page.reconnect()
        assert (page.url, page.text("h1")) == ("/room", "room of nobody")


async def test_views_that_send_a_page_to_each_other_are_told() -> None:
    async with visit(app) as page:
        with pytest.raises(VisitError, match=r"sent on 20 times in a row, at last to /p[io]ng: views send it"):
            await page.click("#dizzy")


async def test_redirects_in_a_circle_are_told() -> None:
    async with visit(app) as page:
        with pytest.raises(VisitError, match="one redirect to the next, at last to /circle"):
            await page.click("#circle")


async def test_commands_lead_elsewhere() -> None:
    async with visit(app) as page:
        await page.click("#command")
        assert page.url == "/room"
        await page.click("button:not([id])")
        assert (page.url, page.text("p")) == ("/room?page=7", "7")
        await page.click("#deep")
        assert (page.url, page.text("p")) == ("/room?page=8", "8")
        await page.back()  # page 8 is in the place of page 7
        assert (page.url, page.text("p")) == ("/room", "1")


async def test_a_mistaken_url_of_a_command_is_told() -> None:
    for make in (JS.navigate, JS.patch):
        with pytest.raises(TargetError, match="another site"):
            make("//example.org")
