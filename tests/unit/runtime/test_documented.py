"""The example of the reference page does what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from liveview import Supervisor, child
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "processes.md"


async def test_the_example_samples_and_starts_again() -> None:
    found = re.search(r"^```python\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert found is not None
    names: dict[str, Any] = {"__name__": "example"}
    exec(found[1], names)
    clock = VirtualClock()
    clock.settling.append(quiet)
    supervisor = await Supervisor([child(names["Sampler"](seconds=0.1), name="sampler")]).start(clock)
    await clock.advance(1)
    sampler: Any = supervisor.whereis("sampler")
    assert len(await sampler.latest(3)) == 3
    sampler.kill()
    await quiet()
    again: Any = supervisor.whereis("sampler", names["Sampler"])
    assert again is not sampler and again.seconds == 0.1 and await again.latest() == []
    await supervisor.stop()
