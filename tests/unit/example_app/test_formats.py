"""Numbers as people read them."""

from __future__ import annotations

import pytest

from example_app.formats import duration, rate, size


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "0.98 KiB"),
        (1024, "1.00 KiB"),
        (10_234, "9.99 KiB"),
        (10_235, "10.0 KiB"),
        (102_400, "100 KiB"),
        (1023 * 1024, "1.00 MiB"),
        (25_276_502_016, "23.5 GiB"),
        (2**80, "1073741824 PiB"),
    ],
)
def test_sizes_have_three_digits(count: int, shown: str) -> None:
    assert str(size(count)).replace("\xa0", " ") == shown


def test_a_size_can_be_taken_apart() -> None:
    assert size(2048) == ("2.00", "KiB")


def test_rates_are_sizes_a_second() -> None:
    assert rate(2048) == ("2.00", "KiB/s")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(59, "0 min"), (60, "1 min"), (7_325, "2 h 2 min"), (86_400, "1 d 0 h"), (900_000, "10 d 10 h")],
)
def test_durations_show_their_two_largest_units(seconds: int, shown: str) -> None:
    assert duration(seconds).replace("\xa0", " ") == shown
