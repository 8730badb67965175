"""What holds for every test: nothing of this machine's user is read or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A machine that does other things, too, is no reason for a property to fail: none has a deadline.
# `make test-quick` and `make fuzz` ask for fewer and for more examples. Only the latter looks for new ones each time:
# a change is judged by what it changes, and what luck finds goes into a test of its own.
SLOW = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large]
for name, examples in (("quick", 20), ("usual", 60), ("fuzz", 500)):
    is_fuzz = name == "fuzz"
    hypothesis.settings.register_profile(
        name, deadline=None, max_examples=examples, derandomize=not is_fuzz, suppress_health_check=SLOW
    )
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.fixture(scope="session", autouse=True)
def own_state_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The framework's secret is made anew, for servers that tests start too."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVEVIEW_STATE_DIR", str(folder))
        patch.delenv("LIVEVIEW_SECRET", raising=False)
        patch.delenv("LIVEVIEW_DEBUG", raising=False)
        yield folder
