"""The client's frames as values, each part checked; the server's as text, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import FrameError
from liveview.protocol import frames
from liveview.protocol.frames import (
    PUSH,
    REPLACE,
    TRAVERSE,
    Applied,
    Event,
    Heartbeat,
    Join,
    Leave,
    Patch,
    Resend,
    client_frame,
)


@pytest.mark.parametrize(
    ("parts", "frame"),
    [
        (["j", "token", [0, 5]], Join("token", {0: 5})),
        (["j", "", []], Join("", {})),
        (["j", "token", [0, -1, 7, 9]], Join("token", {0: -1, 7: 9})),
        (["e", 1, 0, "add"], Event(1, 0, "add")),
        (["e", 2, 7, "add", {"by": "10"}], Event(2, 7, "add", {"by": "10"})),
        (["e", 3, 0, "save", None, "a=1&b="], Event(3, 0, "save", {}, "a=1&b=")),
        (["e", 3, 0, "save", {}, None, None], Event(3, 0, "save")),
        (["e", 4, 0, "key", None, None, {"key": "a", "modifiers": "ctrl shift"}],
         Event(4, 0, "key", {}, None, {"key": "a", "modifiers": "ctrl shift"})),
        (["e", 4, 0, "key", {}, None, {"value": 1.5, "name": None}],
         Event(4, 0, "key", {}, None, {"value": 1.5, "name": None})),
        (["p", 5, "?page=2"], Patch(5, "?page=2", PUSH)),
        (["p", 6, "/rooms/7?page=2#end", 1], Patch(6, "/rooms/7?page=2#end", REPLACE)),
        (["p", 7, "https://example.org/", 2], Patch(7, "https://example.org/", TRAVERSE)),
        (["v", 0, 8], Applied(0, 8)),
        (["f", 7], Resend(7)),
        (["h"], Heartbeat()),
        (["l"], Leave()),
    ],
)  # fmt: skip
def test_a_frame_of_the_protocol_is_a_value(parts: list[Any], frame: object) -> None:
    assert client_frame(parts) == frame


@pytest.mark.parametrize(
    "parts",
    [
        [""],
        ["x"],
        ["H"],
        ["h", None],
        ["l", 1],
        ["f"],
        ["f", -(2**53)],
        ["f", 1.0],
        ["f", "0"],
        ["f", True],
        ["f", 2**53],
        ["v", 0],
        ["v", 0, -1],
        ["v", 0, 1, 2],
        ["v", None, 1],
        ["j", "token"],
        ["j", 1, []],
        ["j", "x" * 8193, []],
        ["j", "token", None],
        ["j", "token", {}],
        ["j", "token", [0]],
        ["j", "token", [0, -2]],
        ["j", "token", [2**53, 0]],
        ["j", "token", [0, 1.5]],
        ["j", "token", [False, 1]],
        ["j", "token", [[], 1]],
        ["j", "token", [0, 2**53]],
        ["j", "token", [0] * 2002],
        ["p", 1],
        ["p", 0, "/"],
        ["p", "1", "/"],
        ["p", 1, None],
        ["p", 1, "x" * 4097],
        ["p", 1, "/", 3],
        ["p", 1, "/", -1],
        ["p", 1, "/", True],
        ["p", 1, "/", None],
        ["p", 1, "/", 0, 0],
        ["e"],
        ["e", 1, 0],
        ["e", 0, 0, "add"],
        ["e", -1, 0, "add"],
        ["e", True, 0, "add"],
        ["e", "1", 0, "add"],
        ["e", 2**53, 0, "add"],
        ["e", 1, -(2**53), "add"],
        ["e", 1, 0, ""],
        ["e", 1, 0, "x" * 129],
        ["e", 1, 0, ["add"]],
        ["e", 1, 0, "add", []],
        ["e", 1, 0, "add", {"by": float("inf")}],
        ["e", 1, 0, "add", {"by": [{"deep": float("-inf")}]}],
        ["e", 1, 0, "add", {str(number): "" for number in range(65)}],
        ["e", 1, 0, "add", {}, 1],
        ["e", 1, 0, "add", {}, {}],
        ["e", 1, 0, "add", {}, None, []],
        ["e", 1, 0, "add", {}, None, {"key": []}],
        ["e", 1, 0, "add", {}, None, {"key": {}}],
        ["e", 1, 0, "add", {}, None, {"key": float("inf")}],
        ["e", 1, 0, "add", {}, None, {"key": 2**53}],
        ["e", 1, 0, "add", {}, None, {str(number): "" for number in range(65)}],
        ["e", 1, 0, "add", {}, None, {}, None],
    ],
)
def test_what_breaks_a_rule_is_refused(parts: list[Any]) -> None:
    with pytest.raises(FrameError):
        client_frame(parts)


@pytest.mark.parametrize(
    "parts",
    [
        ["e", 2**53 - 1, 2**53 - 1, "x" * 128],
        ["e", 1, 0, "add", {str(number): "" for number in range(64)}, "x" * 60_000],
        ["p", 2**53 - 1, "x" * 4096, 2],
        ["j", "x" * 8192, [0, 2**53 - 1]],
        ["j", "token", [part for number in range(1000) for part in (number, -1)]],
    ],
)
def test_a_limit_itself_is_allowed(parts: list[Any]) -> None:
    client_frame(parts)


def test_a_refusal_quotes_little_of_what_was_sent() -> None:
    with pytest.raises(FrameError) as caught:
        client_frame(["x" * 60_000])
    assert len(str(caught.value)) < 100


def test_frames_of_the_server_are_reviewed_byte_for_byte() -> None:
    assert [
        frames.patch_frame(0, 1, [0, "x"]),
        frames.patch_frame(7, 12, [-1, [0, "x"]], 3),
        frames.full_frame(0, 2, ["A", 1]),
        frames.full_frame(0, 2, ["A", 1], 3),
        frames.definitions_frame({"A": ["<p><!--$--></p>", 0]}),
        frames.joined_frame(True, 3),
        frames.joined_frame(False, 0),
        frames.answer_frame(3),
        frames.answer_frame(3, "refused"),
        frames.title_frame('"Ops"'),
        frames.token_frame("abc"),
        frames.heartbeat_frame(),
        frames.reload_frame(),
        frames.report_frame({"title": "ZeroDivisionError"}),
        frames.report_frame(None),
    ] == [
        '[0,1,[0,"x"]]',
        '[7,12,[-1,[0,"x"]],3]',
        '["=",0,2,["A",1]]',
        '["=",0,2,["A",1],3]',
        '["d",{"A":["<p><!--$--></p>",0]}]',
        '["j",1,3]',
        '["j",0,0]',
        '["a",3]',
        '["a",3,{"error":"refused"}]',
        '["t","\\"Ops\\""]',
        '["k","abc"]',
        '["h"]',
        '["r"]',
        '["!",{"title":"ZeroDivisionError"}]',
        '["!",null]',
    ]


def test_a_click_on_a_counter_costs_at_most_30_bytes_each_way() -> None:
    assert frames.patch_frame(0, 1234, [0, 1007], 57) == "[0,1234,[0,1007],57]"
    assert len("[0,1234,[0,1007],57]") == 20
    assert client_frame(["e", 57, 0, "increment"]) == Event(57, 0, "increment")
    assert len('["e",57,0,"increment"]') == 22
