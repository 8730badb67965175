"""Seals: only what we sealed opens, for whom it was sealed, in its time."""

from __future__ import annotations

import base64
import string

import pytest

from liveview.errors import ConfigurationError, TokenError
from liveview.seal import MAX_SEALED, Seal

BINDING = b"session of ann"


class Wall:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def seal(wall: Wall) -> Seal:
    return Seal(["secret one"], "join", wall)


def sealed(seal: Seal, payload: bytes = b"channel 7") -> str:
    return seal.seal(payload, bound_to=BINDING, expires_in=60)


def decoded(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


@pytest.mark.parametrize("payload", [b"", b"channel 7", bytes(range(256)), b"x" * 6000])
def test_what_was_sealed_opens(seal: Seal, payload: bytes) -> None:
    assert seal.open(sealed(seal, payload), bound_to=BINDING) == payload


def test_a_token_is_safe_in_urls_and_hides_what_is_in_it(seal: Seal) -> None:
    token = sealed(seal, b"A" * 30)
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")
    assert b"AAA" not in decoded(token)
    assert token != sealed(seal, b"A" * 30)


def test_every_changed_character_is_noticed(seal: Seal) -> None:
    token = sealed(seal)
    for index, character in enumerate(token):
        for other in ("A" if character != "A" else "B", "~", "é", ""):
            with pytest.raises(TokenError):
                seal.open(token[:index] + other + token[index + 1 :], bound_to=BINDING)


def test_every_flipped_bit_is_noticed(seal: Seal) -> None:
    content = decoded(sealed(seal))
    for index in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[index // 8] ^= 1 << index % 8
        text = base64.urlsafe_b64encode(flipped).decode().rstrip("=")
        with pytest.raises(TokenError, match="not sealed by this application"):
            seal.open(text, bound_to=BINDING)


def test_a_value_has_one_text_only(seal: Seal) -> None:
    token = sealed(seal, b"channel")  # not a whole number of groups: the last character has spare bits
    assert len(token) % 4
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    spare = letters[letters.index(token[-1]) ^ 1]
    for other in (token + "=", token + "==", token[:-1] + spare, token.replace("-", "+").replace("_", "/") + "="):
        with pytest.raises(TokenError):
            seal.open(other, bound_to=BINDING)


@pytest.mark.parametrize("text", ["", "A", "AAAA", "A" * 48, "A" * 49, "\ud800", "😀" * 20, "A" * MAX_SEALED, "\0"])
def test_other_text_is_refused(seal: Seal, text: str) -> None:
    with pytest.raises(TokenError):
        seal.open(text, bound_to=BINDING)


def test_a_long_text_is_refused_unread(seal: Seal) -> None:
    with pytest.raises(TokenError, match="more than 8192 characters"):
        seal.open("A" * (MAX_SEALED + 1), bound_to=BINDING)


def test_what_could_not_be_opened_is_not_sealed(seal: Seal) -> None:
    largest = MAX_SEALED * 3 // 4 - 12 - 16 - 9
    assert seal.open(sealed(seal, b"x" * largest), bound_to=BINDING) == b"x" * largest
    with pytest.raises(ValueError, match="6108 bytes"):
        sealed(seal, b"x" * (largest + 1))


def test_it_opens_until_it_expires(seal: Seal, wall: Wall) -> None:
    token = sealed(seal)
    wall.now += 60
    assert seal.open(token, bound_to=BINDING) == b"channel 7"
    wall.now += 1
    with pytest.raises(TokenError, match="expired 1 s ago"):
        seal.open(token, bound_to=BINDING)


@pytest.mark.parametrize("other", [b"", b"session of bob", b"session of ann "])
def test_it_opens_only_with_its_binding(seal: Seal, other: bytes) -> None:
    with pytest.raises(TokenError):
        seal.open(sealed(seal), bound_to=other)


def test_it_opens_only_for_its_purpose(seal: Seal, wall: Wall) -> None:
    with pytest.raises(TokenError):
        Seal(["secret one"], "reset", wall).open(sealed(seal), bound_to=BINDING)


def test_keys_are_rotated_without_a_break(seal: Seal, wall: Wall) -> None:
    during = Seal(["secret two", "secret one"], "join", wall)
    after = Seal(["secret two"], "join", wall)
    assert during.open(sealed(seal), bound_to=BINDING) == b"channel 7"
    assert after.open(sealed(during), bound_to=BINDING) == b"channel 7"
    for foreign, own in ((sealed(seal), after), (sealed(during), seal)):
        with pytest.raises(TokenError):
            own.open(foreign, bound_to=BINDING)


def test_a_ring_needs_a_key() -> None:
    with pytest.raises(ConfigurationError, match="at least one secret"):
        Seal([], "join")
