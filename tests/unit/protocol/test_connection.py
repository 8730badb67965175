"""The state machine of one connection, without any I/O."""

from __future__ import annotations

import pytest

from liveview.errors import FrameError, FrameTooLargeError
from liveview.protocol.codec import MAX_FRAME
from liveview.protocol.connection import Close, Connection, State
from liveview.protocol.frames import REPLACE, Event, Join, Leave, Patch

JOIN = '["j","token",[0,3]]'


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def joined(connection: Connection) -> Connection:
    connection.receive_text(JOIN)
    assert connection.events_received() == [Join("token", {0: 3})]
    return connection


def test_a_join_comes_first_and_then_events_in_order(joined: Connection) -> None:
    assert joined.state is State.JOINED
    joined.receive_text('["e",1,0,"add"]')
    joined.receive_text('["e",2,0,"sub"]')
    assert joined.events_received() == [Event(1, 0, "add"), Event(2, 0, "sub")]
    assert joined.events_received() == []
    assert joined.data_to_send() == []


def test_a_heartbeat_is_answered_before_the_join(connection: Connection) -> None:
    connection.receive_text('["h"]')
    assert connection.data_to_send() == ['["h"]']
    connection.receive_text('["e",1,0,"add"]')
    assert connection.data_to_send() == [Close(4003, "not a frame of this protocol")], "that was no join"


@pytest.mark.parametrize("text", ['["e",1,0,"add"]', '["l"]', '["v",0,1]', '["f",0]'])
def test_nothing_is_taken_before_the_join(connection: Connection, text: str) -> None:
    connection.receive_text(text)
    assert connection.events_received() == []
    assert connection.data_to_send() == [Close(4003, "not a frame of this protocol")]
    assert isinstance(connection.fault, FrameError)


def test_a_second_join_is_taken_in_its_order(joined: Connection) -> None:
    joined.receive_text('["e",1,0,"add"]')
    joined.receive_text(JOIN)
    joined.receive_text('["p",2,"/rooms/7?page=2",1]')
    event, join, patch = joined.events_received()
    assert event == Event(1, 0, "add")
    assert isinstance(join, Join)
    assert patch == Patch(2, "/rooms/7?page=2", REPLACE)
    assert joined.state is State.JOINED


def test_what_came_before_a_bad_frame_counts_and_nothing_after(joined: Connection) -> None:
    joined.receive_text('["e",1,0,"add"]')
    joined.receive_text("nonsense")
    fault = joined.fault
    joined.receive_text('["e",2,0,"add"]')
    joined.receive_text("more nonsense")
    assert joined.events_received() == [Event(1, 0, "add")]
    assert joined.state is State.CLOSED
    assert joined.fault is fault


def test_a_frame_that_is_too_large_costs_the_event_and_not_the_page(joined: Connection) -> None:
    joined.receive_text(f'["e",1,0,"add",{{}},"{"a" * MAX_FRAME}"]')
    assert joined.data_to_send() == [Close(4008, "a frame that is too large")]
    assert isinstance(joined.fault, FrameTooLargeError)


def test_a_page_that_leaves_is_an_event_and_the_end(joined: Connection) -> None:
    joined.send("[0,4,[]]")
    joined.receive_text('["l"]')
    assert joined.events_received() == [Leave()]
    assert joined.data_to_send() == ["[0,4,[]]", Close(1000, "left")]
    assert joined.fault is None


def test_heartbeats_are_answered_here(joined: Connection) -> None:
    joined.receive_text('["h"]')
    assert joined.events_received() == []
    assert joined.data_to_send() == ['["h"]']


def test_a_client_that_never_reads_cannot_pile_up_answers(joined: Connection) -> None:
    for _ in range(1000):
        joined.receive_text('["h"]')
    assert joined.data_to_send() == ['["h"]']
    joined.receive_text('["h"]')
    assert joined.data_to_send() == ['["h"]']


def test_frames_go_out_in_order_and_are_counted_until_they_do(joined: Connection) -> None:
    joined.send("[0,4,[]]")
    joined.send("[0,5,[]]")
    assert joined.buffered == 16
    assert joined.data_to_send() == ["[0,4,[]]", "[0,5,[]]"]
    assert joined.buffered == 0


def test_the_first_close_counts_and_ends_everything(joined: Connection) -> None:
    joined.send("[0,4,[]]")
    joined.close(4009, "taken over")
    joined.close(1012, "restart")
    joined.send("[0,5,[]]")
    joined.receive_text('["e",1,0,"add"]')
    assert joined.events_received() == []
    assert joined.data_to_send() == ["[0,4,[]]", Close(4009, "taken over")]
    assert joined.data_to_send() == []


def test_nothing_is_written_to_a_transport_that_is_gone(joined: Connection) -> None:
    joined.send("[0,4,[]]")
    joined.receive_close()
    joined.send("[0,5,[]]")
    joined.close(1012, "restart")
    assert joined.data_to_send() == []
    assert joined.buffered == 0
    assert joined.fault is None
