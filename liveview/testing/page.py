"""A page in a test: what somebody does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liveview.errors import VisitError
from liveview.testing.bound import BIND, bound_by, commands_of, targets_of
from liveview.testing.controls import (
    Entered,
    chosen_options,
    elements_of,
    form_of,
    is_disabled,
    is_ticked,
    type_of,
)
from liveview.testing.document import Element
from liveview.testing.payload import Happening, bound_payload, payload_of
from liveview.testing.shown import Shown

NO_KEYS: Mapping[str, Any] = {}


class Page(Shown):
    """A live page, connected to its view. `visit` makes it.

    What somebody does returns once the view has answered; with `settle=False` at once. A selector must match exactly
    one element, except in `all` and `texts`.
    """

    async def click(self, selector: str, *, settle: bool = True) -> None:
        """Click an element: its event or that of what is around it; a box is ticked, a submit button submits.

        A link is followed as its attributes say: `lv-patch`, `lv-navigate`, `download`, or by loading what it leads to.
        """
        element = self._usable(selector)
        bound = self._bound(element, "click")
        if is_ticked(element):
            self._tick(element, type_of(element) == "radio" or not self._controls.value(element))
            self._fire(element, "click", "input", "change")
            self._enter(element)
        elif bound is not None:
            self._push(bound, Happening("click", element))
        if not is_ticked(element) and (bound is None or not _has_default(bound)):
            self._do_default(element, is_needed=bound is None)
        await self._settle_if(settle)

    async def fill(self, selector: str, value: str, *, settle: bool = True) -> None:
        """Type a text into a control and leave it: events `input` and `change`."""
        control = self._usable(selector)
        if control.tag != "textarea" and (control.tag != "input" or is_ticked(control)):
            raise VisitError(f"{control} takes no text; write `page.change({selector!r}, …)`")
        self._controls.enter(control, value)
        self._fire(control, "input", "change")
        self._enter(control)
        await self._settle_if(settle)

    async def change(self, selector: str, value: Entered, *, settle: bool = True) -> None:
        """Change any control: events `input` and `change`.

        Args:
            selector: the control.
            value: a text; True or False for a box or a radio button; an option's value, or a tuple of several.
            settle: whether to wait for the answers.
        """
        control = self._usable(selector)
        if control.tag == "select":
            self._controls.enter(control, chosen_options(control, value))
        elif is_ticked(control) and isinstance(value, bool):
            self._tick(control, value)
        elif is_ticked(control):
            raise VisitError(f"{control} is on or off: give True or False, not {value!r}")
        else:
            await self.fill(selector, str(value), settle=settle)
            return
        self._fire(control, "input", "change")
        self._enter(control)
        await self._settle_if(settle)

    async def submit(self, selector: str, *, settle: bool = True, **fields: Entered) -> None:
        """Fill in a form and submit it.

        Args:
            selector: the form.
            settle: whether to wait for the answer.
            fields: by the controls' names; a text, True or False for a box, the value of the radio button to choose.
        """
        form = self.one(selector)
        if form.tag != "form":
            raise VisitError(f"{form} is no form; a button is pressed by `page.click({selector!r})`")
        for name, value in fields.items():
            self._fill_in(form, name, value)
        self._submit(form, None)
        await self._settle_if(settle)

    async def press(self, selector: str, key: str, *, modifiers: str = "", settle: bool = True) -> None:
        """Press a key and let it go: events `keydown` and `keyup`.

        Args:
            selector: where the focus is.
            key: as browsers name it: "a", "Enter", "ArrowDown".
            modifiers: those held, of "alt ctrl meta shift".
            settle: whether to wait for the answers.
        """
        keys = {"key": key} | ({"modifiers": modifiers} if modifiers else {})
        target = self._usable(selector)
        if not sum(self._fire_at_window(type, keys) for type in ("keydown", "keyup")):
            self._fire_some(target, "keydown", "keyup", keys=keys)
        else:
            self._fire(target, "keydown", "keyup", keys=keys)
        await self._settle_if(settle)

    async def focus(self, selector: str, *, settle: bool = True) -> None:
        """Put the focus on an element."""
        self._fire_some(self._usable(selector), "focus")
        await self._settle_if(settle)

    async def blur(self, selector: str, *, settle: bool = True) -> None:
        """Take the focus from an element."""
        self._fire_some(self._usable(selector), "blur")
        await self._settle_if(settle)

    async def push(self, event: str, values: Mapping[str, Any] | None = None, *, settle: bool = True) -> Any:
        """Send an event that no element of the page names, as a hook does.

        Args:
            event: its name.
            values: its arguments, as JSON.
            settle: whether to wait for the answer.

        Returns:
            What the handler returned, where it was waited for.
        """
        ref = self._browser.send_event(0, event, values or {}, None, {})
        await self._settle_if(settle)
        return self._browser.client.replies.get(ref)

    async def send(self, frame: list[Any], *, settle: bool = True) -> None:
        """Send a frame as it is, such as one that no page would send."""
        self._browser.wire.send(frame)
        await self._settle_if(settle)

    async def back(self, *, settle: bool = True) -> None:
        """Go back in the tab's history."""
        await self._turn(-1, settle)

    async def forward(self, *, settle: bool = True) -> None:
        """Go forward in the tab's history."""
        await self._turn(1, settle)

    async def _turn(self, steps: int, settle: bool) -> None:
        self._navigation.turn(steps)
        await self._settle_if(settle)

    # The connection.

    async def settled(self) -> None:
        """Wait until nothing is on its way in either direction, and the view has done its work."""
        await self._navigation.settled()

    async def drop(self) -> None:
        """Lose the connection, as in a tunnel. What is done meanwhile is sent after `reconnect`."""
        await self._browser.wire.close()

    async def reconnect(self, *, settle: bool = True) -> None:
        """Connect again: to the same process, or where that has gone to a new one, on this very page."""
        await self._browser.reconnect()
        await self._settle_if(settle)

    async def restart(self, *, settle: bool = True) -> None:
        """Start the app anew, as a deploy does, and connect this very page again. Other pages do so by `reconnect`."""
        await self._browser.restart()
        await self._settle_if(settle)

    def latency(self, seconds: float) -> None:
        """Make the link slow, or fast again with 0.

        What somebody does is then answered only by `await page.clock.advance(seconds)`, and is lost by a `drop` before.

        Args:
            seconds: from an event to its answer, by `page.clock`; what the view says by itself takes half of it.
        """
        self._browser.wire.slow_down(seconds)

    async def leave(self) -> None:
        """Close the page for good."""
        await self.send(["l"])

    def stall(self) -> None:
        """Read nothing any more, as a phone whose network is full. `flow` ends it."""
        self._browser.wire.socket.stall()

    def flow(self) -> None:
        """Read again."""
        self._browser.wire.socket.flow()

    async def _settle_if(self, settle: bool) -> None:
        if settle:
            await self.settled()

    # How the events come about.

    def _usable(self, selector: str) -> Element:
        element = self.one(selector)
        if is_disabled(element):
            raise VisitError(f"{element} is disabled: nobody can use it now")
        return element

    def _tick(self, box: Element, value: bool) -> None:
        if type_of(box) == "radio" and value:
            for other in self.all("input[type=radio]"):
                if other.get("name") == box.get("name") and form_of(self._document, other) == self._form(box):
                    self._controls.enter(other, False)
        self._controls.enter(box, value)

    def _fill_in(self, form: Element, name: str, value: Entered) -> None:
        controls = elements_of(self._document, form)
        named = [control for control in controls if control.get("name") == name]
        if not named:
            names = ", ".join(repr(control.get("name")) for control in controls if control.get("name"))
            raise VisitError(f"{form} has no control named {name!r}; it has: {names or 'none'}")
        if type_of(named[0]) == "radio":
            for radio in named:
                self._controls.enter(radio, radio.get("value") == value)
        elif named[0].tag == "select":
            self._controls.enter(named[0], chosen_options(named[0], value))
        else:
            self._controls.enter(named[0], bool(value) if is_ticked(named[0]) else str(value))

    def _do_default(self, element: Element, *, is_needed: bool) -> None:
        link = element.closest(lambda one: one.tag in ("a", "area") and one.has("href"))
        if link is None:
            self._press_submit(element, is_needed=is_needed)
        else:
            self._navigation.follow_link(link)

    def _press_submit(self, element: Element, *, is_needed: bool) -> None:
        button = element.closest(lambda one: one.tag in ("button", "input") and type_of(one) in ("submit", "image"))
        form = None if button is None else self._form(button)
        if form is not None:
            self._submit(form, button)
        elif is_needed:
            raise VisitError(f"{element} has no lv-click, nor has anything around it, and it submits no form")

    def _submit(self, form: Element, submitter: Element | None) -> None:
        bound = self._bound(form, "submit")
        if bound is None:
            raise VisitError(f"{form} has no lv-submit, nor has anything around it: a browser would load another page")
        before = set(self._browser.client.unanswered)
        self._push(bound, Happening("submit", form, submitter))
        if bound.has("lv-reset") and not bound.has("lv-form"):
            for ref in self._browser.client.unanswered.keys() - before:
                self._controls.send(self._document, bound, ref)

    def _enter(self, control: Element) -> None:
        """Tell the form, if it is tied to one of the view, what was entered, and that the control was left."""
        form = self._form(control)
        if form is not None and form.get("lv-form"):
            for type in ("input", "blur"):
                self._send_event(form.attributes["lv-form"], form, Happening(type, control))

    def _fire(self, target: Element, *types: str, keys: dict[str, str] | None = None) -> int:
        """Let something happen to an element; how many of the events have a name."""
        keys = keys or {}
        bounds = [(type, bound) for type in types if (bound := self._bound(target, type, keys)) is not None]
        for type, bound in bounds:
            self._push(bound, Happening(type, target, keys=keys))
        return len(bounds)

    def _fire_at_window(self, type: str, keys: dict[str, str]) -> int:
        """Let something happen that reaches the window; how many bindings there count."""
        bounds = [(one, name) for one in self.all("[lv-root] *") for name in bound_by(one, type, keys, "window-")]
        for bound, name in bounds:
            self._act(bound, bound.attributes[name], Happening(type, bound, keys=keys))
        return len(bounds)

    def _fire_some(self, target: Element, *types: str, keys: dict[str, str] | None = None) -> None:
        if not self._fire(target, *types, keys=keys):
            raise VisitError(
                f"{target} has no {' or '.join(f'lv-{type}' for type in types)}, nor has anything around it"
            )

    def _push(self, bound: Element, happening: Happening) -> None:
        for name in bound_by(bound, happening.type, happening.keys):
            if name == BIND:
                payload = bound_payload(self._document, self._controls, bound, happening)
                self._browser.send_event(
                    bound.address, bound.attributes[name], payload.values, payload.form, payload.control
                )
            else:
                self._act(bound, bound.attributes[name], happening)

    def _send_event(self, name: str, bound: Element, happening: Happening, given: Mapping[str, Any] = NO_KEYS) -> None:
        payload = payload_of(self._document, self._controls, bound, happening)
        self._browser.send_event(bound.address, name, {**payload.values, **given}, payload.form, payload.control)

    def _act(self, bound: Element, value: str, happening: Happening) -> None:
        """Do what a binding says. Of commands those that send events; how the page looks is noted among the effects."""
        commands, owner = commands_of(value) if value else ([], "")
        for command, options in commands:
            if command == "push":
                self._send_event(options["event"] + owner, bound, happening, options.get("value", {}))
            elif command == "exec":
                for target in targets_of(bound, options.get("to")):
                    self._act(target, target.get(options["attribute"]) or "", Happening(happening.type, target))
            elif command in ("navigate", "patch"):
                self._navigation.command(command, options["url"], replaces=options.get("replace", False))
            else:
                self.effects.append(["js", [[command, options]]])

    def _bound(self, target: Element, type: str, keys: Mapping[str, str] = NO_KEYS) -> Element | None:
        """The nearest element that names an event, around a control or around its form."""

        def is_bound(one: Element) -> bool:
            return bool(bound_by(one, type, keys))

        found = target.closest(is_bound)
        form = self._form(target) if found is None else None
        return found if form is None else form.closest(is_bound)

    def _form(self, control: Element) -> Element | None:
        return form_of(self._document, control)


def _has_default(bound: Element) -> bool:
    """Whether its click would follow a link or submit a form: the event takes the place of that."""
    if bound.tag in ("a", "area"):
        return bound.has("href")
    return type_of(bound) in ("submit", "image")
