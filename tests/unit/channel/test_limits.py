"""Limits that contradict each other would stop a view."""

from __future__ import annotations

from liveview.channel.limits import Limits


def test_what_may_be_open_is_what_clients_acknowledge_by() -> None:
    assert Limits().unacknowledged > 8  # the protocol: a client acknowledges every eighth version


def test_coming_back_takes_longer_than_coming() -> None:
    assert Limits().return_within > Limits().join_within
