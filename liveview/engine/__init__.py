"""Jinja templates to slots, evaluation to patches: pure, synchronous, knows no socket and no view."""

from __future__ import annotations

from liveview.engine.interim import (
    REPLACED,
    Child,
    Fragment,
    LiveCallable,
    LiveEnvironment,
    LiveTemplate,
    Rendering,
    StaticAttribute,
    Styles,
)
from liveview.engine.merge import apply_patch, values_to_html

__all__ = [
    "REPLACED",
    "Child",
    "Fragment",
    "LiveCallable",
    "LiveEnvironment",
    "LiveTemplate",
    "Rendering",
    "StaticAttribute",
    "Styles",
    "apply_patch",
    "values_to_html",
]
