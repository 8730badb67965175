"""The secret: from the app, the environment, or a file that only its user can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from liveview import LiveApp
from liveview.errors import ConfigurationError
from liveview.web.keys import secret_for, secrets_of

LONG = "x" * 32


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LIVEVIEW_SECRET", raising=False)
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(tmp_path / "state"))


def test_what_the_app_says_counts_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEVIEW_SECRET", f"{LONG}new, {LONG}old")
    assert secrets_of(LONG) == [LONG]
    assert secrets_of([LONG, LONG + "2"]) == [LONG, LONG + "2"]
    assert secrets_of(None) == [f"{LONG}new", f"{LONG}old"]


def test_the_file_survives_and_is_the_users_alone(tmp_path: Path) -> None:
    first = secrets_of(None)
    assert secrets_of(None) == first
    assert len(first[0]) >= 32
    path = tmp_path / "state" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in path.parent.iterdir()] == ["secret"]


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secrets_of(None)
    (tmp_path / "state" / "secret").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        secrets_of(None)


def test_a_file_without_a_secret_is_refused(tmp_path: Path) -> None:
    secrets_of(None)
    (tmp_path / "state" / "secret").write_text("\n")
    with pytest.raises(ConfigurationError, match="holds no secret"):
        secrets_of(None)


def test_where_no_file_can_be_kept_the_variable_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(ConfigurationError, match="set LIVEVIEW_SECRET"):
        secrets_of(None)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="needs 32"):
        secrets_of("hunter2")


def test_a_secret_for_something_else_is_its_own_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEVIEW_SECRET", "x" * 40)
    made = secret_for("sessions")
    assert len(made) == 64 and made == secret_for("sessions") != secret_for("tokens")
    monkeypatch.setenv("LIVEVIEW_SECRET", f"{'y' * 40},{'x' * 40}")
    assert secret_for("sessions") != made


def test_machines_need_one_that_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEVIEW_SECRET", raising=False)
    with pytest.raises(ConfigurationError, match="need one secret"):
        LiveApp(cluster="redis://localhost:1")
    assert LiveApp(cluster="redis://localhost:1", secret="k" * 32).live.settings.keys == ["k" * 32]
    monkeypatch.setenv("LIVEVIEW_SECRET", "e" * 32)
    assert LiveApp(cluster="nats://localhost:1").live.settings.keys == ["e" * 32]


def test_one_that_somebody_else_has_put_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets_of(None)
    path = tmp_path / "state" / "secret"
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(ConfigurationError, match="another user's"):
        secrets_of(None)
