"""Secrets that stand in the app's own files, or that anybody can guess."""

from __future__ import annotations

from collections.abc import Iterator

from liveview.attack.attack import Attack
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.scouting import Scouted

# Characters that a good secret of the shortest length has, by far.
DIFFERENT = 12
_WORDS = ("secret", "changeme", "change-me", "password", "development", "dev-only", "example", "insecure", "replace")


def known_secrets(attack: Attack, scouted: Scouted) -> Iterator[Finding]:
    """Secrets that are written down where code is kept, or that are words."""
    sources = {path: path.read_text("utf-8", "replace") for path in attack.surface.sources if path.is_file()}
    for what, secret in attack.surface.secrets.items():
        written = [path.name for path, text in sources.items() if f'"{secret}"' in text or f"'{secret}'" in text]
        is_guessed = len(set(secret)) < DIFFERENT or any(word in secret.lower() for word in _WORDS)
        if written or is_guessed:
            yield Finding(
                "known-secret",
                Severity.HIGH,
                Spot(),
                f"looked at {what}",
                f"it stands in {written[0]}: whoever has read the code makes sessions and tokens of anybody"
                if written
                else "it is no random text: who tries words makes sessions and tokens of anybody",
                'the environment: LIVEVIEW_SECRET for the app, and `secret_for("sessions")` for SessionMiddleware',
            )
