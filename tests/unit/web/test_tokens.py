"""Join tokens: bound to session and prefix, for a time."""

from __future__ import annotations

import pytest

from liveview.errors import TokenError
from liveview.web.tokens import RENEW_AFTER, TOKEN_SECONDS, Tokens

KEYS = ["k" * 32]


def test_a_token_says_what_it_was_issued_for() -> None:
    now = [1000.0]
    tokens = Tokens(KEYS, lambda: now[0])
    token = tokens.issue("id", "/rooms/7", session="s", prefix="/ops")
    grant = tokens.read(token, session="s", prefix="/ops")
    assert (grant.channel, grant.path) == ("id", "/rooms/7")
    assert not tokens.is_old(grant)
    now[0] += RENEW_AFTER + 1
    assert tokens.is_old(grant)


@pytest.mark.parametrize(("session", "prefix"), [("t", "/ops"), ("s", "/other"), ("s\n/ops", "")])
def test_it_does_not_open_elsewhere(session: str, prefix: str) -> None:
    tokens = Tokens(KEYS)
    token = tokens.issue("id", "/", session="s", prefix="/ops")
    with pytest.raises(TokenError):
        tokens.read(token, session=session, prefix=prefix)


def test_it_expires() -> None:
    now = [1000.0]
    tokens = Tokens(KEYS, lambda: now[0])
    token = tokens.issue("id", "/", session="s", prefix="")
    now[0] += TOKEN_SECONDS + 1
    with pytest.raises(TokenError, match="expired"):
        tokens.read(token, session="s", prefix="")


def test_a_new_key_in_front_keeps_old_tokens() -> None:
    token = Tokens(KEYS).issue("id", "/", session="s", prefix="")
    assert Tokens(["n" * 32, *KEYS]).read(token, session="s", prefix="").channel == "id"


def test_every_changed_byte_is_noticed() -> None:
    tokens = Tokens(KEYS)
    token = tokens.issue("id", "/rooms/7", session="s", prefix="")
    changed = [
        f"{token[:at]}{chr(ord(token[at]) ^ 1 << bit)}{token[at + 1 :]}" for at in range(len(token)) for bit in range(8)
    ]
    cut = [token[:at] for at in range(len(token))]
    for other in (*changed, *cut, f"{token}A", f"A{token}", f"{token}=", "", "A" * 10_000):
        with pytest.raises(TokenError):
            tokens.read(other, session="s", prefix="")
