"""The test kit: `visit` a page over the real protocol, without a browser. Needs `pip install "liveview[testing]"`."""

from __future__ import annotations

try:
    import selectolax as selectolax
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'liveview.testing needs selectolax, which reads HTML as browsers do: pip install "liveview[testing]"'
    ) from error

from liveview.testing.cable import Cable
from liveview.testing.clock import VirtualClock
from liveview.testing.conformance import check_adapter
from liveview.testing.document import Element
from liveview.testing.page import Page
from liveview.testing.store_conformance import check_store
from liveview.testing.visit import visit

__all__ = ["Cable", "Element", "Page", "VirtualClock", "check_adapter", "check_store", "visit"]
