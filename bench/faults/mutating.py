"""Client frames that are wrong in every way: valid ones, with bytes, values and shapes exchanged."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

# Of each kind, for a view with the events, the form and the bound field of `bench.faults.mutations`.
VALID: list[list[Any]] = [
    ["e", 7, 0, "add", {"by": "3"}],
    ["e", 8, 0, "note", {}, "text=hello&done=on", {"name": "text", "value": "hello"}],
    ["e", 9, 0, "many", {"numbers": [1, 2, 3], "when": "2026-01-02", "ratio": 0.5, "nested": {"a": {"b": [None]}}}],
    ["e", 10, 0, "person", {}, "person-name=Ada&person-age=36", {"name": "person-name", "typed": 1}],
    ["e", 11, 0, "choice", {}, "choice=b"],
    ["e", 12, 0, "pressed@1", {}],
    ["e", 13, 0, "^gone@1", {"id": 7}],
    ["p", 14, "/?choice=c", 0],
    ["v", 0, 3],
    ["f", 0],
    ["h"],
    ["j", "token", [0, 3, -5, 1]],
]
NAMES = (
    *("mount", "render", "__init__", "__class__", "_spec", "live", "state", "user", "add", "add@0", "add@1", "^add"),
    *("pressed@99999999999999999999", "@", "@@", "^", "", "constructor", "__proto__", "a" * 129, "ä", "\0", "../x"),
)
SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**53 + 1, -(2**63), 10**400, 0.1, -0.0, 1e308),
    *("", "0", "x" * 5000, "\ud800", "\U0001f600", "<script>", "{{ 7*7 }}", "%s%n", "\0", "1e999", "NaN", "\u2028"),
    *([], {}, [[]], [{}], {"": ""}, {"__proto__": {"x": 1}}, list(range(200)), {str(n): n for n in range(70)}),
)
TEXTS = (
    *("", "[", "[]", "{}", "null", "0", '"e"', "[null]", "[[]]", '["e"]', '["e",1]', "[1e999]", '["h",NaN]', "\ufeff"),
    *('["e",1,0,"add",{"by":1e400}]', "[" * 30_000, '{"a":' * 20_000, '["' + "x" * 60_000 + '"]', "1" * 60_000),
    *('["e",1,0,"add",' + "[" * 900 + "]" * 900 + "]", '["e",1,0,"\\ud800",{}]', '["h"]["h"]', '["h"],', "\x00"),
)


def mutated(chance: random.Random) -> str:
    """A frame that is wrong in some way, or right by accident.

    Args:
        chance: what decides.
    """
    mutate = chance.choice(_MUTATIONS)
    return mutate(chance)


def _bytes(chance: random.Random) -> str:
    text = list(json.dumps(chance.choice(VALID)))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) or 1)
        change = chance.randrange(4)
        if change == 0:
            text[at : at + 1] = []
        elif change == 1:
            text.insert(at, chr(chance.choice((0, 34, 44, 91, 93, 123, 125, 92, 48, 57, 233, 0xD800, 0xFFFF))))
        elif change == 2:
            text[at : at + 1] = [chr(chance.randrange(1, 128))]
        else:
            text = text[:at] if chance.random() < 0.5 else text + text[at:]
        text = text or ["["]
    return "".join(text)


def _values(chance: random.Random) -> str:
    frame: Any = json.loads(json.dumps(chance.choice(VALID)))
    for _ in range(chance.randint(1, 3)):
        place: Any = frame
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(place[key], (dict, list)) and chance.random() < 0.6:
                place = place[key]
                continue
            place[key] = copy.deepcopy(chance.choice(NAMES if chance.random() < 0.3 else SCALARS))
            break
    return json.dumps(frame)


def _shapes(chance: random.Random) -> str:
    frame = json.loads(json.dumps(chance.choice(VALID)))
    change = chance.randrange(5)
    if change == 0:
        frame = frame[: chance.randrange(len(frame) + 1)]
    elif change == 1:
        frame.insert(chance.randrange(len(frame) + 1), chance.choice(SCALARS))
    elif change == 2:
        chance.shuffle(frame)
    elif change == 3:
        frame = frame + frame
    else:
        frame = {str(index): value for index, value in enumerate(frame)}
    return json.dumps(frame)


def _events(chance: random.Random) -> str:
    values = {chance.choice(("by", "text", "numbers", "when", "self", "event", "x")): chance.choice(SCALARS)}
    return json.dumps(["e", chance.randrange(1, 10**6), chance.choice((0, 0, 1, -1)), chance.choice(NAMES), values])


def _texts(chance: random.Random) -> str:
    return chance.choice(TEXTS)


_MUTATIONS: tuple[Callable[[random.Random], str], ...] = (_bytes, _bytes, _values, _values, _shapes, _events, _texts)


def mutated_token(chance: random.Random, tokens: list[str]) -> str:
    """A token that opens nothing.

    Args:
        chance: what decides.
        tokens: some that would.
    """
    token, other = chance.choice(tokens), chance.choice(tokens)
    at = chance.randrange(len(token))
    change = chance.randrange(6)
    if change == 0:
        letter = chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return token[:at] + letter + token[at + 1 :] if letter != token[at] else token[:at]
    if change == 1:
        return token[:at]
    if change == 2:
        return token + chance.choice(("=", "A", ".", "\0", " ", "é"))
    if change == 3:
        mixed = token[:at] + other[at:]
        return "" if mixed in tokens else mixed
    if change == 4:
        return "".join(chance.choices("ABCDEFGHIJabcdefghij0123456789-_.=+/ \u2603", k=chance.randrange(300)))
    return chance.choice(("", "A" * 8192, "A" * 100_000, "null", "eyJhbGciOiJub25lIn0.e30.", "\ud800", "." * 50))
