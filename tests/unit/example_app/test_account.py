"""The example's sign-in page: who is let in where, and who hears of it when somebody leaves."""

from __future__ import annotations

import pytest

from example_app.app import app
from liveview.errors import VisitError
from liveview.testing import Page, visit
from tests.unit.example_app.signing import member

ACCOUNT = ".ui-end"


async def sign_out(page: Page) -> None:
    await page.click("[lv-click=sign_out]")


async def test_the_chat_is_for_those_who_have_signed_in() -> None:
    with pytest.raises(VisitError, match=r"/account\?next=%2Fchat"):
        async with visit(app, "/chat"):
            pass
    async with member("Ann", "/chat") as page:
        assert page.url == "/chat"
        assert page.value("#name") == page.text(ACCOUNT) == "Ann"
        assert page.notices == {"info": "Hello Ann."}


async def test_a_name_is_asked_for() -> None:
    async with visit(app, "/account") as page:
        assert (page.title, page.text(ACCOUNT)) == ("Sign in", "Sign in")
        await page.submit("form", name="   ")
        assert page.url == "/account"
        assert page.texts(".lv-errors p")


async def test_a_name_is_a_text_and_nothing_else() -> None:
    async with member("<b>Ann</b>", "/") as page:
        assert page.text(ACCOUNT) == "<b>Ann</b>"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
async def test_a_link_to_sign_in_leads_to_no_other_site(elsewhere: str) -> None:
    async with member("Ann", elsewhere) as page:
        assert page.url == "/"
        assert page.text(ACCOUNT) == "Ann"


async def test_signing_out_is_seen_at_once_in_every_tab_of_the_browser() -> None:
    async with member("Ann", "/account") as page, visit(app, "/counter", cookies=page.cookies) as other:
        await page.click("p a")
        assert page.url == "/chat"
        await page.back()
        await sign_out(page)
        await other.settled()
        assert page.text(ACCOUNT) == "Sign in"
        assert page.notices == {"info": "You are signed out."}
        assert other.closed == 4001, "it is loaded anew, with the layout that says who is there"


async def test_other_browsers_of_the_same_person_follow() -> None:
    async with member("Ann", "/account") as page, member("Ann", "/chat") as elsewhere, member("Bea", "/chat") as bea:
        await sign_out(page)
        await elsewhere.settled()
        assert (elsewhere.url, elsewhere.title, elsewhere.text(ACCOUNT)) == ("/account", "Sign in", "Sign in")
        assert elsewhere.notices == {"info": "You have signed out in another browser."}
        assert bea.text(ACCOUNT) == "Bea"
        assert bea.closed is None
