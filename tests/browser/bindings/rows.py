"""The table: which binding, its HTML, what somebody does, and what the view has to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Gesture = Callable[[Page], object]


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        about: the attributes that it is about, as the reference names them.
        html: of the page; `what` names the row to the handler.
        do: what somebody does.
        heard: what the handlers note.
        later: what they note after the next event: it comes with a patch, and no patch comes over a lost connection.
    """

    about: str
    html: str
    do: Gesture
    heard: list[str]
    later: tuple[str, ...] = ()


def click(selector: str, times: int = 1, *, holding: str = "") -> Gesture:
    """Clicks, as fast as Playwright does."""

    def do(page: Page) -> None:
        for _ in range(times):
            page.click(selector, modifiers=["Control"] if holding else [])

    return do


def typed(selector: str, text: str, *keys: str) -> Gesture:
    """Types a text into a control, then presses keys."""

    def do(page: Page) -> None:
        page.focus(selector)
        page.keyboard.type(text)
        for key in keys:
            page.keyboard.press(key)

    return do


def script(text: str) -> Gesture:
    """What no hand can do."""
    return lambda page: page.evaluate(text)


def confirmed(page: Page) -> None:
    """Clicks, and says yes."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#asked")


def clicked_away(page: Page) -> None:
    """Clicks in a menu, and beside it."""
    page.evaluate("menu.hidden = false")
    page.click("#menu")
    page.click("h1")
    page.evaluate("menu.hidden = true")


TELLER = "() => { liveview.hooks.Teller = { mounted() { this.pushEvent('hear', { what: 'hook' }); } }; }"

ROWS = [
    Row("lv-click lv-value-NAME", '<i id="a" lv-click="hear" lv-value-what="a">a</i>', click("#a", 3), ["a"] * 3),
    Row("lv-click", '<i id="once" lv-click.once="hear" lv-value-what="once">o</i>', click("#once", 2), ["once"]),
    Row("lv-click", '<i id="self" lv-click.self="hear" lv-value-what="self">s</i>', click("#self"), ["self"]),
    Row(
        "lv-click",
        '<i id="held" lv-click.ctrl="hear" lv-value-what="c">c</i>',
        click("#held", holding="Control"),
        ["c"],
    ),
    Row(
        "lv-click",
        """<i id="both" lv-click="{{ JS.push('hear', value={'what': 'one'})
        .push('hear', value={'what': 'two'}) }}">j</i>""",
        click("#both"),
        ["one", "two"],
    ),
    Row(
        "lv-submit lv-reset",
        '<form lv-submit="hear" lv-value-what="submit" lv-reset><input id="said" name="value"></form>',
        typed("#said", "hello", "Enter"),
        ["submit hello"],
    ),
    Row(
        "lv-change",
        '<select id="one" lv-change="hear" lv-value-what="change"><option>x</option><option>y</option></select>',
        lambda page: page.select_option("#one", "y"),
        ["change y"],
    ),
    Row(
        "lv-input",
        '<input id="typed" lv-input="hear" lv-value-what="input">',
        typed("#typed", "abc"),
        ["input a", "input ab", "input abc"],
    ),
    Row(
        "lv-input lv-debounce",
        '<input id="paused" lv-input="hear" lv-value-what="pause" lv-debounce="60000">',
        typed("#paused", "abc"),
        ["pause abc"],
    ),
    Row(
        "lv-input lv-debounce",
        '<input id="left" lv-input="hear" lv-value-what="left" lv-debounce="blur">',
        typed("#left", "abc", "Tab"),
        ["left abc"],
    ),
    Row(
        "lv-input lv-throttle",
        '<input id="often" lv-input="hear" lv-value-what="often" lv-throttle="60000">',
        typed("#often", "abc"),
        ["often a", "often abc"],
    ),
    Row(
        "lv-focus lv-blur",
        '<input id="in" lv-focus="hear" lv-blur="hear" lv-value-what="focus">',
        typed("#in", "x"),
        ["focus", "focus x"],
    ),
    Row(
        "lv-keydown lv-keyup",
        '<input id="keys" lv-keydown.enter="hear" lv-keyup.escape="hear" lv-value-what="key">',
        typed("#keys", "x", "Enter", "Escape"),
        ["key Enter", "key Escape"],
    ),
    Row(
        "lv-window-EVENT",
        '<i lv-window-keydown.ctrl.k.prevent="hear" lv-value-what="window">w</i>',
        lambda page: page.keyboard.press("Control+k"),
        ["window k"],
    ),
    Row(
        "lv-document-EVENT",
        '<i lv-document-my-event="hear" lv-value-what="document">d</i>',
        script("document.dispatchEvent(new Event('my-event'))"),
        ["document"],
    ),
    Row(
        "lv-on:EVENT",
        '<i id="two" lv-on:dblclick="hear" lv-value-what="double">d</i>',
        lambda page: page.dblclick("#two"),
        ["double"],
    ),
    Row(
        "lv-on:EVENT",
        '<i id="own" lv-on:my-event.stop="hear" lv-value-what="own">o</i>',
        script("own.dispatchEvent(new Event('my-event', { bubbles: true }))"),
        ["own"],
    ),
    Row("lv-click-away", '<p id="menu" hidden lv-click-away="hear" lv-value-what="away">m</p>', clicked_away, ["away"]),
    Row(
        "lv-confirm",
        '<i id="asked" lv-click="hear" lv-value-what="asked" lv-confirm="Sure?">a</i>',
        confirmed,
        ["asked"],
    ),
    Row(
        "lv-disable-with",
        '<button id="slow" lv-click="hear" lv-value-what="slow" lv-disable-with="…">s</button>',
        script("slow.click(), slow.click()"),
        ["slow"],
    ),
    Row(
        "lv-bind",
        '<input id="bound" lv-bind="bound"><input id="box" type="checkbox" lv-bind="box">',
        typed("#bound", "abc", "Tab", "Space"),
        ["bound abc", "box True"],
    ),
    Row(
        "lv-form lv-submit",
        '<form lv-form="form" lv-submit="save"><input id="name" name="name"></form>',
        typed("#name", "Ann", "Enter"),
        ["save Ann"],
    ),
    Row("lv-hook", '<i lv-hook="Teller">h</i>', script(TELLER), ["hook"]),
    Row(
        "lv-mounted",
        """<i id="more" lv-click="more">m</i>
        {% if count == 1 %}<i lv-mounted="hear" lv-value-what="mounted">m</i>{% endif %}""",
        click("#more"),
        ["more"],
        ("mounted",),
    ),
    Row(
        "lv-viewport-top lv-viewport-bottom",
        """<i id="rows" lv-click="more">r</i>
        {% if count == 2 %}<ol lv-viewport-top="hear" lv-viewport-bottom="hear" lv-value-what="seen">
        <li>1</li></ol>{% endif %}""",
        click("#rows"),
        ["more"],
        ("seen", "seen"),
    ),
]

# Attributes of the reference that send nothing by themselves, two that tell of the connection, and the kit's own.
SILENT = (
    "lv-error lv-ignore lv-key lv-navigate lv-patch lv-remove lv-scroll lv-connected lv-disconnected lv-chart lv-rows "
    "lv-widths lv-canvas"
)
