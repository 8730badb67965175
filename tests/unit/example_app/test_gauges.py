"""The machine's gauges, read from the machine that runs the tests."""

from __future__ import annotations

import psutil

from example_app.machine.gauges import Gauges, Meter, Share


def test_a_reading_is_of_this_machine() -> None:
    reading = Gauges().read()
    assert len(reading.cores) == psutil.cpu_count()
    assert all(0 <= percent <= 100 for percent in (reading.cpu, *reading.cores))
    assert reading.memory.total == psutil.virtual_memory().total
    assert 0 < reading.memory.used < reading.memory.total
    assert reading.uptime > 0


def test_file_systems_are_listed_once_a_device() -> None:
    file_systems = Gauges().read().file_systems
    assert len(file_systems) == len(
        {p.device for p in psutil.disk_partitions() if psutil.disk_usage(p.mountpoint).total}
    )
    assert all(0 <= f.share.percent <= 100 for f in file_systems)


def test_readings_draw_their_trends_with_one_sample_each() -> None:
    gauges = Gauges()
    gauges.read()
    reading = gauges.read()
    trends = [reading.cpu_trend, reading.memory_trend, reading.sent.trend, reading.written.trend]
    assert [len(trend.segments) for trend in trends] == [1, 1, 1, 1]


def test_a_counter_becomes_bytes_a_second() -> None:
    meter = Meter(1000)
    assert meter.read(1, 2.0, 5000).rate == 2000
    assert meter.read(2, 1.0, 5500).total == 5500


def test_a_counter_that_starts_again_flows_nothing() -> None:
    meter = Meter(1000)
    assert meter.read(1, 1.0, 10).rate == 0
    assert meter.read(2, 1.0, 110).rate == 100


def test_nothing_of_nothing_is_no_percent() -> None:
    assert Share(0, 0).percent == 0
