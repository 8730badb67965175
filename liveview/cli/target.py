"""From what is named on the command line to an app."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from liveview.errors import ConfigurationError
from liveview.view.live_view import LiveView
from liveview.web.app import LiveApp
from liveview.web.routing import live


def load(target: str) -> Any:
    """The ASGI app of a target.

    Args:
        target: `FILE.py` with one view, which is served at `/`, or with an `app`; or `module:app`.

    Raises:
        ConfigurationError: where there is no such thing.
        Exception: whatever importing it raises.
    """
    if target.endswith(".py") or os.sep in target:
        return _of_file(Path(target))
    module_name, _, name = target.partition(":")
    if not name:
        raise ConfigurationError(f"{target!r} is neither a file nor module:app; for example app:app or counter.py")
    _look_in(Path.cwd())
    if module_name not in sys.modules and importlib.util.find_spec(module_name.partition(".")[0]) is None:
        raise ConfigurationError(f"there is no module {module_name!r} (looking from {Path.cwd()})")
    found: Any = importlib.import_module(module_name)
    for part in name.split("."):
        if not hasattr(found, part):
            raise ConfigurationError(f"module {module_name!r} has no {name!r}")
        found = getattr(found, part)
    return found


# Where an app is looked for that nobody named.
USUAL = ("app.py", "main.py")


def usual() -> str:
    """The target where none is named: the file of the working folder that is called as apps usually are.

    Raises:
        ConfigurationError: where there is none.
    """
    for name in USUAL:
        if Path(name).is_file():
            return name
    raise ConfigurationError(
        f"which app? There is no {' or '.join(USUAL)} in {Path.cwd()}: name a file or module:app, "
        "for example counter.py or shop.web:app"
    )


def demo() -> str:
    """The target of the example app: from the wheel, or from a checkout.

    Raises:
        ConfigurationError: where psutil is missing, which it reads the machine with.
    """
    if importlib.util.find_spec("psutil") is None:
        raise ConfigurationError('the example app reads the machine with psutil: pip install "liveview[demo]"')
    package = Path(__file__).resolve().parent.parent
    _look_in(next(folder for folder in (package / "demo", package.parent) if (folder / "example_app").is_dir()))
    return "example_app.app:app"


def _of_file(path: Path) -> Any:
    if not path.is_file():
        raise ConfigurationError(f"there is no file {os.fspath(path)!r} (looking from {Path.cwd()})")
    _look_in(path.resolve().parent)
    module = _import(path)
    app = getattr(module, "app", None)
    if app is not None:
        return app
    views = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, LiveView) and value.__module__ == module.__name__
    ]
    if len(views) != 1:
        names = ", ".join(view.__name__ for view in views) or "none"
        raise ConfigurationError(
            f"{path} should have one LiveView class, and has {names}; with several, write "
            'app = LiveApp(routes=[live("/", …), …])'
        )
    return LiveApp(routes=[live("/", views[0])])


def _look_in(folder: Path) -> None:
    if os.fspath(folder) not in sys.path:
        sys.path.insert(0, os.fspath(folder))


def _import(path: Path) -> ModuleType:
    name = path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ConfigurationError(f"{path} cannot be imported as a module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
