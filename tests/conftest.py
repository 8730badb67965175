"""What holds for every test: nothing of this machine's user is read or written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A machine that does other things, too, is no reason for a property to fail.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.register_profile(
    "fuzz", deadline=None, max_examples=500, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.fixture(scope="session", autouse=True)
def own_state_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The framework's secret is made anew, for servers that tests start too."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVEVIEW_STATE_DIR", str(folder))
        patch.delenv("LIVEVIEW_SECRET", raising=False)
        patch.delenv("LIVEVIEW_DEBUG", raising=False)
        yield folder
