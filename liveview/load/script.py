"""What clients do: events by name, with values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from liveview.errors import ConfigurationError

_NAME = re.compile(r"\^?[A-Za-z_]\w*(@\d+)?")


@dataclass(frozen=True, slots=True)
class Action:
    """One event.

    Attributes:
        event: its name, as the page's tag says it.
        values: as `lv-value-…` attributes would give them.
    """

    event: str
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Action:
        """An action as it is written on the command line: `add` or `add?by=5&kind=x`.

        Raises:
            ConfigurationError: where it is none.
        """
        name, _, query = text.partition("?")
        if not _NAME.fullmatch(name):
            raise ConfigurationError(f"--event {text!r}: write the name of an event, as `add` or `add?by=5`")
        return cls(name, dict(parse_qsl(query, keep_blank_values=True)))

    def frame(self, ref: int) -> list[object]:
        """The frame that sends it (protocol, section 5)."""
        return ["e", ref, 0, self.event, *([self.values] if self.values else [])]
