"""What nobody is to see, looked for in all that the server sends: secrets, files, exceptions."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from liveview.attack.finding import Spot
from liveview.attack.site import Response

# Environment variables whose values are secrets, by their names.
_NAMED = re.compile(r"SECRET|TOKEN|PASSW|API_?KEY|PRIVATE|CREDENTIAL|DATABASE_URL|_DSN$|ACCESS_KEY", re.IGNORECASE)
SHORTEST = 12  # what is shorter stands in a page by chance
_FORMS: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of AWS": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a key of Stripe": re.compile(r"\bsk_live_[0-9A-Za-z]{16,}"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[0-9A-Za-z]{36}\b"),
    "a password in a URL": re.compile(
        r"\b(?:postgres(?:ql)?|mysql|redis|amqp|mongodb)(?:\+\w+)?://[^\s:/@]+:[^\s:/@]{3,}@"
    ),
}
_EXCEPTION = re.compile(
    r"Traceback \(most recent call last\)"
    r'|File "[^"\n]+", line \d+'
    r"|\[Errno \d+\]"
    r"|\b(?:sqlite3|psycopg2?|asyncpg|pymysql|sqlalchemy)\.[\w.]*(?:Error|Exception)"
    r"|near [\"'][^\"'\n]*[\"']: syntax error"
    r"|no such (?:table|column): "
    r"|invalid literal for int\(\)"
    r"|\b[A-Z]\w*(?:Error|Exception)\(['\"]"
)


class Sighting(NamedTuple):
    """Something that was seen.

    Attributes:
        kind: "secret", "exception" or "file".
        what: of it, as far as it may be shown.
        spot: where.
        doing: what the attack did just then; None for nothing in particular.
    """

    kind: str
    what: str
    spot: Spot
    doing: tuple[Spot, str] | None


@dataclass
class Watch:
    """Looks at everything.

    Attributes:
        secrets: texts that nobody is to see, by what they are.
        files: contents that nobody is to read, by what they are.
        doing: where something hostile is being sent, and what, if it is.
        seen: what was found, each once.
        cookies: the first header that has set each cookie, and at which path.
    """

    secrets: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    doing: tuple[Spot, str] | None = None
    seen: list[Sighting] = field(default_factory=list)
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)
    _known: set[tuple[str, str, str, Spot | None]] = field(default_factory=set)

    def know_environment(self, environment: Mapping[str, str]) -> None:
        """Take the secrets of the server's environment."""
        for name, value in environment.items():
            if _NAMED.search(name) and len(value) >= SHORTEST and not value.startswith("/"):
                self.secrets.setdefault(f"the environment's {name}", value)

    def response(self, response: Response) -> None:
        """Look at a response."""
        path = response.url.partition("?")[0]
        for line in response.all("set-cookie"):
            self.cookies.setdefault(line.partition("=")[0].strip(), (line, path))
        self.text(response.text, Spot(path))

    def text(self, text: str, spot: Spot) -> None:
        """Look at what a page shows."""
        text = html.unescape(text)
        for what, secret in self.secrets.items():
            if secret in text:
                self._see("secret", what, spot)
        for what, form in _FORMS.items():
            if form.search(text):
                self._see("secret", what, spot)
        for what, content in self.files.items():
            if content in text:
                self._see("file", what, spot)
        if (found := _EXCEPTION.search(text)) is not None:
            self._see("exception", " ".join(text[found.start() : found.start() + 120].split()), spot)

    def _see(self, kind: str, what: str, spot: Spot) -> None:
        doing = self.doing
        key = (kind, what if kind != "exception" else "", spot.route, doing[0] if doing and kind != "secret" else None)
        if key not in self._known:
            self._known.add(key)
            self.seen.append(Sighting(kind, what, spot, doing))
