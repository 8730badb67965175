"""Text to values and back: what is refused, and that nothing else is ever raised."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liveview.errors import FrameError, FrameTooLargeError
from liveview.protocol.codec import MAX_FRAME, decode, encode


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ([0, 1234, [0, 1007], 57], "[0,1234,[0,1007],57]"),
        (["d", {"A": ["<p>", 0]}], '["d",{"A":["<p>",0]}]'),
        ([True, False, None, 1.5, "é\u2028"], '[true,false,null,1.5,"é\u2028"]'),
        (["a\ud800b", "\udc00"], '["a\ufffdb","\ufffd"]'),
        (["\ud83d\ude00"], '["😀"]'),  # both halves of a pair are one character
        ({"\ud800": 1}, '{"\ufffd":1}'),
        ([float("inf"), float("nan")], "[null,null]"),
        ([2**53 - 1, -(2**53) + 1], "[9007199254740991,-9007199254740991]"),
        ([2**53, -(2**53), 2**70], '["9007199254740992","-9007199254740992","1180591620717411303424"]'),
        ([(1, 2), {3: 4}], '[[1,2],{"3":4}]'),
    ],
)
def test_a_frame_is_text_that_every_browser_reads_alike(frame: Any, text: str) -> None:
    assert encode(frame) == text
    encode(frame).encode()  # can be written to a socket


def test_what_json_does_not_know_is_written_as_text() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd\ud800"

    assert encode([Odd()]) == '["odd\ufffd"]'


def test_values_nested_deeper_than_the_fast_encoder_goes_are_written_all_the_same() -> None:
    frame: list[Any] = []
    for _ in range(400):
        frame = [frame]
    assert encode(frame) == "[" * 401 + "]" * 401


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "null",
        "1",
        '"e"',
        "{}",
        "[]",
        "[1]",
        '[["e"]]',
        "[null]",
        '["h"',
        '["h"]]',
        '["h",]',
        "['h']",
        '\ufeff["h"]',
        '["h",NaN]',
        '["h",Infinity]',
        '["h",-Infinity]',
        '["h","\n"]',
        '["h","\\x"]',
        '["h","\\ud80"]',
        "[" * MAX_FRAME,
        "[" * 30_000 + "]" * 30_000,
        '{"a":' * 10_000,
        '["h",' + "9" * 60_000 + "]",
        "\0",
        "\ud800",
    ],
)
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(FrameError):
        decode(text)


def test_nesting_that_python_could_follow_is_refused_too_where_it_has_to_be_cleaned() -> None:
    with pytest.raises(FrameError):
        decode('["h","\\ud800",' + "[" * 900 + "]" * 900 + "]")


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('["h"]', ["h"]),
        (' [ "h" ] ', ["h"]),
        ('["h",{"__proto__":1,"a":1,"a":2}]', ["h", {"__proto__": 1, "a": 2}]),
        ('["h","\\ud83d\\ude00"]', ["h", "😀"]),
        ('["h","a\\ud800b"]', ["h", "a\ufffdb"]),
        ('["h",{"\\udc00":["\\ud800"]}]', ["h", {"\ufffd": ["\ufffd"]}]),
        ('["h","\ud800"]', ["h", "\ufffd"]),
        ('["\\ud800"]', ["\ufffd"]),
    ],
)
def test_a_frame_comes_with_text_that_can_be_written_again(text: str, frame: list[Any]) -> None:
    assert decode(text) == frame
    json.dumps(decode(text), ensure_ascii=False).encode()


def sized(size: int, character: str = "x") -> str:
    """A frame of so many bytes."""
    rest = size - len('["h",""]')
    width = len(character.encode())
    return '["h","' + character * (rest // width) + "x" * (rest % width) + '"]'


@pytest.mark.parametrize("character", ["x", "é", "€", "😀"])
def test_a_frame_may_have_64_kib_as_utf_8(character: str) -> None:
    text = sized(64 * 1024, character)
    assert len(text.encode()) == MAX_FRAME == 65_536
    assert decode(text)[0] == "h"
    with pytest.raises(FrameTooLargeError) as caught:
        decode(sized(64 * 1024 + 1, character))
    assert (caught.value.size, caught.value.limit) == (65_537, 65_536)


def test_a_long_text_is_refused_without_being_read() -> None:
    with pytest.raises(FrameTooLargeError) as caught:
        decode("[" * 10_000_000)
    assert caught.value.size == 10_000_000
