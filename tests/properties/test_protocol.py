"""Any text gives a frame or a `FrameError`, any frame comes back as it was, and no order of calls breaks anything."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from liveview.errors import FrameError
from liveview.protocol.codec import MAX_INTEGER, decode, encode
from liveview.protocol.connection import Close, Connection, State
from liveview.protocol.frames import Applied, ClientFrame, Event, Heartbeat, Join, Leave, Patch, Resend, client_frame
from liveview.protocol.replay import Replay

# With halves of surrogate pairs, which Python's strings and JSON's escapes both may have.
ANY_TEXT = st.text(st.characters())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ANY_TEXT, inner, max_size=5),
    max_leaves=20,
)
COUNTS = st.integers(0, MAX_INTEGER)
WELL_FORMED = st.text(st.characters(codec="utf-8"), max_size=20)
SCALARS = st.none() | st.integers(-MAX_INTEGER, MAX_INTEGER) | WELL_FORMED
WELL_FORMED_JSON = st.recursive(
    SCALARS | st.booleans(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WELL_FORMED, inner, max_size=5),
    max_leaves=20,
)
# Of the right kinds, and mostly of the right length: what a mutated client would send.
NEARLY = st.builds(
    lambda kind, rest: [kind, *rest],
    st.sampled_from("jepvfhl"),
    st.lists(COUNTS | st.integers() | ANY_TEXT | JSON, max_size=7),
)


def parts_of(frame: ClientFrame) -> list[Any]:
    """A client frame as the client writes it."""
    match frame:
        case Join(token, versions):
            return ["j", token, [number for pair in versions.items() for number in pair]]
        case Event(ref, address, name, values, form, control):
            return ["e", ref, address, name, dict(values), form, dict(control)]
        case Patch(ref, url, history):
            return ["p", ref, url, history]
        case Applied(address, version):
            return ["v", address, version]
        case Resend(address):
            return ["f", address]
        case Heartbeat():
            return ["h"]
        case Leave():
            return ["l"]


JOINS = st.builds(Join, WELL_FORMED, st.dictionaries(COUNTS, st.just(-1) | COUNTS, max_size=5))
EVENTS = st.builds(
    Event,
    ref=st.integers(1, MAX_INTEGER),
    address=COUNTS,
    name=WELL_FORMED.filter(bool),
    values=st.dictionaries(WELL_FORMED, WELL_FORMED, max_size=5),
    form=st.none() | WELL_FORMED,
    control=st.dictionaries(WELL_FORMED, SCALARS, max_size=5),
)
OTHERS = st.builds(Applied, COUNTS, COUNTS) | st.builds(Resend, COUNTS) | st.just(Heartbeat()) | st.just(Leave())


def is_a_frame_or_refused(text: str) -> bool:
    try:
        frame = client_frame(decode(text))
    except FrameError:
        return False
    json.dumps(parts_of(frame), ensure_ascii=False).encode()  # all of its text can be written again
    return True


@given(ANY_TEXT)
@example('["h"]')
def test_any_text_is_a_frame_or_refused(text: str) -> None:
    is_a_frame_or_refused(text)


@given(JSON | NEARLY, st.booleans())
def test_any_json_is_a_frame_or_refused(value: Any, ascii_only: bool) -> None:
    is_a_frame_or_refused(json.dumps(value, ensure_ascii=ascii_only))


@given(JOINS | EVENTS | OTHERS, st.data())
def test_a_frame_with_one_part_exchanged_is_a_frame_or_refused(frame: ClientFrame, data: st.DataObject) -> None:
    parts = parts_of(frame)
    parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(JSON)
    is_a_frame_or_refused(json.dumps(parts))


@given(EVENTS, st.data())
def test_a_frame_with_text_cut_out_or_put_in_is_a_frame_or_refused(frame: Event, data: st.DataObject) -> None:
    text = json.dumps(parts_of(frame))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    is_a_frame_or_refused(text[:start] + data.draw(ANY_TEXT) + text[end:])


@given(JOINS | EVENTS | OTHERS, st.booleans())
def test_a_frame_is_read_as_it_was_written(frame: ClientFrame, ascii_only: bool) -> None:
    assert client_frame(decode(json.dumps(parts_of(frame), ensure_ascii=ascii_only))) == frame


@given(JSON)
def test_any_value_can_be_written_and_numbers_are_those_of_javascript(value: Any) -> None:
    text = encode([value])
    text.encode()
    assert all(abs(number) <= MAX_INTEGER for number in integers_in(json.loads(text)))


def integers_in(value: Any) -> list[int]:
    if isinstance(value, (list, dict)):
        items = value.values() if isinstance(value, dict) else value
        return [number for item in items for number in integers_in(item)]
    return [value] if isinstance(value, int) else []


@given(WELL_FORMED_JSON)
def test_a_value_that_json_knows_is_read_as_it_was_written(value: Any) -> None:
    assert json.loads(encode([value])) == [value]


CALLS = st.one_of(
    st.tuples(st.just("receive_text"), ANY_TEXT),
    st.tuples(st.just("receive_text"), (JOINS | EVENTS | OTHERS).map(lambda frame: json.dumps(parts_of(frame)))),
    st.tuples(st.just("send"), WELL_FORMED),
    st.tuples(st.just("close"), st.just(1012), st.just("the server restarts")),
    st.tuples(st.just("receive_close")),
    st.tuples(st.just("events_received")),
    st.tuples(st.just("data_to_send")),
)


@given(st.lists(CALLS, max_size=30))
def test_no_order_of_calls_breaks_a_connection(calls: list[tuple[Any, ...]]) -> None:
    connection = Connection()
    told: list[ClientFrame] = []
    written: list[str | Close] = []
    for name, *arguments in calls:
        result = getattr(connection, name)(*arguments)
        told += result if name == "events_received" else []
        written += result if name == "data_to_send" else []
    told += connection.events_received()
    written += connection.data_to_send()
    assert not told or isinstance(told[0], Join)  # others may follow: a page goes to another view on its connection
    assert all(isinstance(part, str) for part in written[:-1])  # a close is the last
    assert connection.buffered == 0
    if connection.fault is not None:
        assert connection.state is State.CLOSED


@given(st.lists(st.integers(1, 12), max_size=20), st.integers(1, 8), st.integers(1, 30), st.data())
def test_what_is_replayed_has_no_holes(lengths: list[int], frames: int, size: int, data: st.DataObject) -> None:
    replay = Replay(frames, size)
    acknowledged = 0
    texts = [f"{version}".ljust(length) for version, length in enumerate(lengths, 1)]
    for version, text in enumerate(texts, 1):
        replay.record(version, text)
        if data.draw(st.booleans()):
            acknowledged = data.draw(st.integers(acknowledged, version))
            replay.acknowledge(acknowledged)
    for shown in range(len(texts) + 1):
        kept = replay.since(shown)
        assert kept is None or kept == texts[shown:]
        if kept is not None:
            assert len(kept) <= frames and sum(map(len, kept)) <= size
