"""What `liveview run` is given, and what it says where that is nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from liveview.cli.target import load
from liveview.errors import ConfigurationError
from liveview.web.app import LiveApp

VIEW = "from liveview import LiveView\nclass {name}(LiveView):\n    template_string = '<p>{name}</p>'\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(tmp_path / "state"))
    path, modules = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


def test_a_file_with_one_view_is_served_at_the_root(here: Path) -> None:
    (here / "one_view.py").write_text(VIEW.format(name="One"))
    app = load("one_view.py")
    assert isinstance(app, LiveApp)
    assert str(app.url_path_for("One")) == "/"


def test_a_file_with_an_app_serves_that(here: Path) -> None:
    (here / "with_app.py").write_text("from liveview import LiveApp\napp = LiveApp()\n")
    assert load("with_app.py") is sys.modules["with_app"].app


def test_a_module_is_found_from_here(here: Path) -> None:
    (here / "some_module.py").write_text("from liveview import LiveApp\nclass deep:\n    app = LiveApp()\n")
    assert isinstance(load("some_module:deep.app"), LiveApp)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("missing.py", "there is no file 'missing.py'"),
        ("nothing", "neither a file nor module:app"),
        ("no_such_module:app", "there is no module 'no_such_module'"),
        ("two.py", "has A, B"),
        ("none.py", "has none"),
        ("two:nope", "has no 'nope'"),
    ],
)
def test_a_mistake_is_named(here: Path, target: str, says: str) -> None:
    (here / "two.py").write_text(VIEW.format(name="A") + VIEW.format(name="B"))
    (here / "none.py").write_text("x = 1\n")
    with pytest.raises(ConfigurationError, match=says):
        load(target)
