"""Form controls: what somebody entered, and the fields that a form sends (HTML, "constructing the entry list")."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from liveview.errors import VisitError
from liveview.testing.document import Document, Element

CONTROLS = ("input", "select", "textarea", "button")
_TICKED = ("checkbox", "radio")
# These send nothing but as the button that was pressed, or carry files.
_PRESSED = ("submit", "button", "reset", "image", "file")

Entered: TypeAlias = str | bool | tuple[str, ...]
Identity: TypeAlias = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Entry:
    """What somebody entered, and what the server's page said then: once it says otherwise, that is newer."""

    value: Entered
    rendered: Entered


class Controls:
    """What somebody has entered into the page, by control."""

    def __init__(self) -> None:
        self._entries: dict[Identity, Entry] = {}
        self._sent: dict[int, dict[Identity, Entry]] = {}  # of forms with `lv-reset`, by the ref of their event

    def enter(self, control: Element, value: Entered) -> None:
        """Remember what somebody entered."""
        self._entries[_identity(control)] = Entry(value, _rendered(control))

    def forget_gone(self, document: Document) -> None:
        """Drop what was entered into controls that the page no longer has, or that the server has written to since."""
        controls = document.all(", ".join(CONTROLS)) if self._entries else []
        there = {_identity(control): _rendered(control) for control in controls}
        self._entries = {
            identity: entry
            for identity, entry in self._entries.items()
            if identity in there and there[identity] == entry.rendered
        }

    def send(self, document: Document, form: Element, ref: int) -> None:
        """Remember what a form said that is empty again once its event was answered."""
        identities = {_identity(control) for control in elements_of(document, form)}
        self._sent[ref] = {identity: entry for identity, entry in self._entries.items() if identity in identities}

    def forget_sent(self, unanswered: Collection[int], failed: Collection[int]) -> None:
        """Drop what was sent by events that have succeeded, but for what was entered since."""
        for ref in self._sent.keys() - set(unanswered):
            for identity, entry in self._sent.pop(ref).items():
                if ref not in failed and self._entries.get(identity) == entry:
                    del self._entries[identity]

    def value(self, control: Element) -> Entered:
        """What a control shows: text, whether it is ticked, or the chosen options."""
        entry = self._entries.get(_identity(control))
        rendered = _rendered(control)
        return entry.value if entry is not None and entry.rendered == rendered else rendered

    def is_off(self, control: Element) -> bool:
        """Whether it is a box without its tick."""
        return is_ticked(control) and not self.value(control)

    def text(self, control: Element) -> str:
        """JavaScript's `control.value`."""
        if is_ticked(control):
            return control.attributes.get("value", "on")
        value = self.value(control)
        if isinstance(value, tuple):
            return value[0] if value else ""
        return str(value)

    def fields(self, document: Document, form: Element, submitter: Element | None = None) -> list[tuple[str, str]]:
        """What a form sends, in document order."""
        fields: list[tuple[str, str]] = []
        for control in elements_of(document, form):
            if control == submitter and control.get("name"):
                fields.append((control.attributes["name"], control.attributes.get("value", "")))
            elif not is_disabled(control) and control.tag != "button" and type_of(control) not in _PRESSED:
                fields += self.own_fields(control)
        return fields

    def nothing_in(self, document: Document, form: Element) -> list[str]:
        """The names of a form's boxes that are off, and of its choices of nothing: HTML's forms leave them out."""
        controls = [control for control in elements_of(document, form) if not is_disabled(control)]
        return [c.attributes["name"] for c in controls if c.get("name") and (self.is_off(c) or self.value(c) == ())]

    def own_fields(self, control: Element) -> list[tuple[str, str]]:
        """What one control sends."""
        name = control.get("name")
        if not name or self.is_off(control):
            return []
        value = self.value(control)
        return [(name, option) for option in value] if isinstance(value, tuple) else [(name, self.text(control))]


def elements_of(document: Document, form: Element) -> list[Element]:
    """The controls of a form, those elsewhere that name it included."""
    found = document.all(", ".join(CONTROLS))
    return [control for control in found if form_of(document, control) == form]


def form_of(document: Document, control: Element) -> Element | None:
    """The form that a control belongs to."""
    id = control.get("form")
    if id is not None:
        return next((form for form in document.all("form") if form.get("id") == id), None)
    return control.closest(lambda around: around.tag == "form")


def type_of(control: Element) -> str:
    """JavaScript's `control.type` of inputs and buttons."""
    default = {"input": "text", "button": "submit"}.get(control.tag, "")
    return (control.get("type") or default).lower()


def is_ticked(control: Element) -> bool:
    """Whether it is a checkbox or a radio button."""
    return control.tag == "input" and type_of(control) in _TICKED


def is_disabled(control: Element) -> bool:
    """Whether it, or a fieldset around it, is disabled."""
    return control.closest(lambda one: one.has("disabled") and (one == control or one.tag == "fieldset")) is not None


def chosen_options(select: Element, value: Entered) -> tuple[str, ...]:
    """A select's value, after a check that its options have it.

    Raises:
        VisitError: for an option that is not there.
    """
    chosen = value if isinstance(value, tuple) else (str(value),)
    options = [_option(option) for option in select.all("option")]
    for one in chosen:
        if one not in options:
            raise VisitError(f"{select} has no option {one!r}; it has: {', '.join(map(repr, options))}")
    return chosen


def _rendered(control: Element) -> Entered:
    """What the server's page says."""
    if is_ticked(control):
        return control.has("checked")
    if control.tag == "select":
        return _selected(control)
    if control.tag == "textarea":
        return control.node.text()
    return control.get("value") or ""


def _selected(select: Element) -> tuple[str, ...]:
    options = select.all("option")
    selected = [_option(option) for option in options if option.has("selected")]
    if select.has("multiple"):
        return tuple(selected)
    first = [_option(option) for option in options if not option.has("disabled")][:1]
    return tuple(selected[-1:] or first)


def _option(option: Element) -> str:
    return option.attributes["value"] if option.has("value") else option.text


def _identity(control: Element) -> Identity:
    """What stays the same when the page around a control changes: its names, and its place among its namesakes."""
    names = _names(control)
    namesakes = [other for other in control.root().all(control.tag) if _names(other) == names]
    return (*names, namesakes.index(control))


def _names(control: Element) -> tuple[str | None, ...]:
    form = control.closest(lambda around: around.tag == "form")
    names = () if form is None else (form.get("id"), form.get("name"), form.get("lv-submit"))
    value = control.get("value") if is_ticked(control) else None
    return (*names, control.tag, control.get("id"), control.get("name"), value)
