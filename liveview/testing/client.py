"""The page's side of the protocol without a browser: frames in, frames out, and what the page shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liveview.engine.merge import apply_patch, values_to_html
from liveview.errors import VisitError
from liveview.protocol.frames import ELSEWHERE
from liveview.testing.document import BEGINS, ENDS

VIEW = 0
# As the browser's client does: every eighth version at once, the rest when it is quiet.
ACKNOWLEDGE_EVERY = 8


class _Shown:
    """What is known of one address."""

    def __init__(self) -> None:
        self.values: list[Any] | None = None
        self.version = self.done = -1  # the versions that are shown, and whose effects were the last to run
        self.is_unacknowledged = False


class Client:
    """What a page knows of its view.

    Args:
        data: the page's `lv-data`.
        title: the document's title.

    Attributes:
        unanswered: events on their way, by ref.
        errors: events that were refused or failed, as in "event `add`: internal error".
        failed: their refs.
        effects: what handlers asked of the page, as `[kind, argument, …]`, in order.
        replies: what handlers returned, by the ref of the event.
        reports: errors that development shows, the newest last; empty once they are over.
        is_joined: whether the view answers.
    """

    def __init__(self, data: Mapping[str, Any], title: str) -> None:
        self.unanswered: dict[int, list[Any]] = {}
        self.errors: list[str] = []
        self.failed: set[int] = set()
        self.effects: list[list[Any]] = []
        self.replies: dict[int, Any] = {}
        self._last_ref = 0
        self._asked: list[list[Any]] = []
        self._fragments: dict[str, Any] = {}
        self.load(data, title)

    def load(self, data: Mapping[str, Any], title: str) -> None:
        """Take the data of a page that was loaded: nothing of the one before is there. No data: it is not live."""
        self.asked_to_reload = False
        self._fragments.clear()
        self._shown = {VIEW: _Shown()}
        self.renew({"token": "", "fragments": {}} | dict(data), title)

    def renew(self, data: Mapping[str, Any], title: str) -> None:
        """Take the data of another process, whose values go onto this page."""
        self.token: str = data["token"]
        self.title = title
        self._fragments |= data["fragments"]
        self.unanswered.clear()
        self.reports: list[Any] = []
        self.is_joined = False
        for shown in self._shown.values():
            shown.version = shown.done = -1
            shown.is_unacknowledged = False

    @property
    def version(self) -> int:
        """Of the view, as the page shows it; -1 before its first values."""
        return self._shown[VIEW].version

    def html(self) -> str | None:
        """The live part; None before the first values."""
        values = self._shown[VIEW].values
        return None if values is None else values_to_html(values, self._fragments, self._elsewhere)

    def values(self) -> list[Any]:
        """What stands in all slots, by address."""
        return [shown.values for shown in self._shown.values()]

    def missing(self) -> set[int]:
        """The addresses that the page shows, and whose values have not come."""
        return {
            address for address in self._seen() if address not in self._shown or self._shown[address].values is None
        }

    @property
    def fragments(self) -> set[str]:
        """The ids of the fragments that are known."""
        return set(self._fragments)

    def _elsewhere(self, address: int) -> str:
        shown = self._shown.get(address)
        if shown is None or shown.values is None:
            return "<!---->"
        html = values_to_html(shown.values, self._fragments, self._elsewhere)
        return f"{BEGINS}{address}-->{html}{ENDS}{address}-->"

    def _seen(self) -> set[int]:
        """The addresses in the page; whatever else was sent is of what has gone."""
        seen: set[int] = set()

        def look(address: int) -> str:
            seen.add(address)
            shown = self._shown.get(address)
            return "" if shown is None or shown.values is None else values_to_html(shown.values, self._fragments, look)

        look(VIEW)
        return seen

    def join(self) -> list[Any]:
        """The frame that asks for the view."""
        self.is_joined = False
        seen = self._seen()
        self._shown = {address: shown for address, shown in self._shown.items() if address in seen}
        return ["j", self.token, [part for address, shown in self._shown.items() for part in (address, shown.version)]]

    def event(
        self, address: int, name: str, values: Mapping[str, Any], form: str | None, control: Mapping[str, Any]
    ) -> list[Any]:
        """The frame of an event, which is kept until it is answered."""
        parts: list[Any] = [address, name, dict(values), form, dict(control)]
        while parts[-1] is None or parts[-1] == {}:
            parts.pop()
        return self.numbered("e", *parts)

    def numbered(self, kind: str, *parts: Any) -> list[Any]:
        """A frame that is kept until it is answered."""
        self._last_ref += 1
        frame: list[Any] = [kind, self._last_ref, *parts]
        self.unanswered[self._last_ref] = frame
        return frame

    def waiting(self) -> str:
        """What has no answer yet, in words."""
        return ", ".join(map(_named, self.unanswered.values()))

    def ask(self, *effect: Any) -> None:
        """Ask the page for something, as a handler does."""
        self._asked.append(list(effect))

    def take(self) -> list[list[Any]]:
        """What the page was asked for since the last call."""
        asked, self._asked = self._asked, []
        return asked

    def acknowledgement(self) -> list[Any] | None:
        """A frame that says how far the page has come, where the server does not know."""
        for address, shown in self._shown.items():
            if shown.is_unacknowledged:
                shown.is_unacknowledged = False
                return ["v", address, shown.version]
        return None

    def receive(self, text: str) -> list[list[Any]]:
        """Take a frame of the server.

        Returns:
            The frames to send in turn.

        Raises:
            VisitError: for a frame that does not fit; a browser would ask for the full values.
        """
        kind, *content = json.loads(text)
        if not self.is_joined and (isinstance(kind, int) or kind in "=at!"):
            return []  # a last word of the view that was left
        if isinstance(kind, int):
            return self._patch(kind, *content)
        match kind:
            case "=":
                return self._replace(*content)
            case "d":
                self._fragments |= content[0]
            case "j" if content[0] == ELSEWHERE:
                self.is_joined = True
                return list(self.unanswered.values())
            case "j":
                self.is_joined = True
                failed = content[2] if len(content) > 2 else []
                for ref, error in zip(failed[::2], failed[1::2], strict=True):
                    if ref in self.unanswered:
                        self._answer(ref, {"error": error}, True)
                self._settle(lambda frame: frame[1] <= content[1])
                return list(self.unanswered.values())
            case "a":
                self._answer(*content)
            case "t":
                self.title = content[0]
            case "k":
                self.token = content[0]
            case "r":
                self.asked_to_reload = True
            case "!":
                self.reports = [] if content[0] is None else [*self.reports, content[0]]
            case _:
                pass  # a newer server's, and optional
        return []

    def _patch(
        self, address: int, version: int, patch: list[Any], ref: int | None = None, effects: Sequence[Any] = ()
    ) -> list[list[Any]]:
        shown = self._shown.get(address)
        if shown is None or shown.values is None or version != shown.version + 1:
            at = "that does not have its values" if shown is None else f"at version {shown.version}"
            raise VisitError(f"a patch to version {version} of address {address} came to a page {at}")
        shown.values = apply_patch(shown.values, patch, self._fragments)
        return self._show(address, version, ref, [version, effects])

    def _replace(
        self, address: int, version: int, values: list[Any], ref: int | None = None, missed: Sequence[Any] = ()
    ) -> list[list[Any]]:
        self._shown.setdefault(address, _Shown()).values = values
        return self._show(address, version, ref, missed)

    def _show(self, address: int, version: int, ref: int | None, effects: Sequence[Any]) -> list[list[Any]]:
        shown = self._shown[address]
        shown.version = version
        for since, asked in zip(effects[::2], effects[1::2], strict=True):
            if since > shown.done:
                self._run(asked)
        shown.done = version
        self._answer(ref or 0)
        shown.is_unacknowledged = True
        frame = self.acknowledgement() if version % ACKNOWLEDGE_EVERY == 0 else None
        return [] if frame is None else [frame]

    def _run(self, effects: Sequence[Any]) -> None:
        for effect in effects:
            if effect[0] == "reply":
                self.replies[effect[1]] = effect[2]
            else:
                self.effects.append(effect)
                self._asked.append(effect)

    def _answer(self, ref: int, refusal: Mapping[str, str] | None = None, is_alone: Any = False) -> None:
        if refusal is not None:
            self.failed.add(ref)
            what = _named(self.unanswered[ref]) if ref in self.unanswered else "event `?`"
            self.errors.append(f"{what}: {refusal['error']}")
        if is_alone:
            self.unanswered.pop(ref, None)
        elif ref in self.unanswered:
            asked = _address_of(self.unanswered[ref])
            self._settle(lambda frame: frame[1] <= ref and _address_of(frame) == asked)

    def _settle(self, is_over: Callable[[list[Any]], bool]) -> None:
        for ref in [ref for ref, frame in self.unanswered.items() if is_over(frame)]:
            del self.unanswered[ref]


def _address_of(frame: list[Any]) -> int:
    """Who answers a frame."""
    return int(frame[2]) if frame[0] == "e" else VIEW


def _named(frame: list[Any]) -> str:
    return f"event `{frame[3]}`" if frame[0] == "e" else f"patch to {frame[2]}"
