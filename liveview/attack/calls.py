"""Events that nobody has declared, and arguments that no page would send."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from liveview.attack.attack import Attack
from liveview.attack.entries import Call, calls_of, form_names, owners_of
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted
from liveview.attack.surface import Page
from liveview.attack.tab import Tab
from liveview.attack.visitor import Answer, Visitor

MORE = (
    *"__init__ __class__ __dict__ __reduce__ constructor __proto__ toString eval exec _live _spec".split(),
    *"mount.__func__ live.redirect self.redirect os.system ../add add@0 add@1 ^add ^remove@1 ADD *".split(),
    "add ",
    "",
    "x" * 100,
)
_TEXTS = ("", " ", "\0", "'", "' OR '1'='1", "\u202e\ud7ff", "x" * 40_000, "{{ 7*7 }}", "%s%n", "__class__")
_AS_TEXTS = ("-1", "0", "99999999999999999999", "1e308", "nan", "null", "true")
_VALUES: tuple[Any, ...] = (-1, 0, 2**53 - 1, 10**30, 0.1, True, None, [], {}, [[]], ["a"] * 500, {"__class__": "x"})
HOSTILE = (*_TEXTS, *_AS_TEXTS, *_VALUES, {"a": {"a": {"a": 1}}})
# Seconds: who fails later may have been broken off by the watchdog, which is for another check to find.
BROKEN_OFF = 0.5
SAFE = ("refused", "closed")


def undeclared_events(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Every attribute of every view and component as the name of an event; only declared ones may run."""
    for page, jar in scouted.visible(attack):
        with Tab(attack, page, jar) as tab:
            taken = list(_undeclared(attack, tab)) if tab.is_open else []
        if taken:
            yield Finding(
                "undeclared-event",
                Severity.CRITICAL,
                page.spot(taken[0]),
                f"sent an event for each attribute of the view and its components: {', '.join(taken[:5])}",
                f"{len(taken)} of them were not refused",
                "this is a mistake of liveview or of a class that takes its place; please report it",
            )


def _undeclared(attack: Attack, tab: Tab) -> Iterator[str]:
    for owner in owners_of(tab.visitor.document, tab.page):
        spec = owner.cls._spec
        declared = {*spec.events, *spec.inputs.bound, *form_names(owner.cls)}
        for name in dict.fromkeys((*dir(owner.cls), *spec.fields, *MORE)):
            sent = name if "@" in name else name + owner.suffix
            if name in declared or _is_of_somebody(sent, tab.page) or not attack.goes_on():
                continue
            if tab.do(partial(_call, sent=sent, address=owner.address)).status not in SAFE:
                yield name


def _call(visitor: Visitor, sent: str, address: int) -> Answer:
    """With a field and a control, which is how fields are set that may be."""
    return visitor.ask(sent, {}, address=address, form="x=1", control={"name": "x", "value": "1"})


def _is_of_somebody(sent: str, page: Page) -> bool:
    """Whether a name happens to be one of the app's own."""
    name = sent.lstrip("^").partition("@")[0]
    return any(name in cls._spec.events or name in cls._spec.fields for cls in (page.view, *page.components)) and (
        "@" in sent or sent.startswith("^")
    )


def hostile_arguments(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """What no page would send, for each argument of each event: refused, or dealt with, but no exception."""
    for page, jar in scouted.visible(attack):
        with Tab(attack, page, jar) as tab:
            for call in calls_of(tab.visitor, page) if tab.is_open else ():
                for parameter in call.parameters:
                    failed = _failing(attack, tab, call, parameter.name) if attack.goes_on() else []
                    if failed:
                        yield _fails(call, parameter.name, failed)


def _failing(attack: Attack, tab: Tab, call: Call, name: str) -> list[Any]:
    if tab.do(call.send).status != "done":
        return []  # it fails anyway, and so nothing can be told
    failed = []
    for value in HOSTILE:
        attack.watch.doing = (call.spot(name), _shown(value))
        answer = tab.do(partial(call.send, values={name: value}))
        if answer.status == "failed" and answer.seconds < BROKEN_OFF:
            failed.append(value)
        if answer.status == "silent":
            break
    attack.watch.doing = None
    return failed


def _fails(call: Call, name: str, failed: list[Any]) -> Finding:
    return Finding(
        "handler-fails",
        Severity.LOW,
        call.spot(name),
        f"sent {name}={_shown(failed[0])}" + f" and {len(failed) - 1} more" * (len(failed) > 1),
        "the handler raised: it was undone, the visitor was told, and the log has a traceback for each",
        f"say by the annotation of `{name}` what may come: Literal[…], Annotated[int, Field(ge=0, le=…)], an Enum; "
        "or look for what is not there before it is used",
    )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:30]}… ({len(text)} characters)"


def shown_exceptions(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Texts of exceptions that were in a page while something hostile was sent."""
    for sighting in attack.watch.seen:
        if sighting.kind == "exception" and sighting.doing is not None:
            spot, sent = sighting.doing
            yield Finding(
                "exception-shown",
                Severity.MEDIUM,
                spot,
                f"sent {sent}",
                f"the page shows an exception's text: {sighting.what[:90]}",
                "write what went wrong in the words of whoever reads it, and log the exception: logger.exception(…). "
                "Without `except` the framework does both",
            )


def shown_secrets(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Secrets in anything that was sent."""
    for sighting in attack.watch.seen:
        if sighting.kind == "secret":
            yield Finding(
                "secret-shown",
                Severity.CRITICAL if sighting.what.startswith("the app's") else Severity.HIGH,
                Spot(sighting.spot.route, sighting.spot.view),
                "looked for secrets in all that the server sent",
                f"{sighting.what} is in it",
                "keep it out of templates and responses, and change it: it is known by now",
            )
