"""Jinja templates to slots, evaluation to patches: pure, synchronous, knows no socket and no view.

contexts ─ builder ─ plan ─ generator      once for each template: text to code
evaluation, keyed, proof ─ rendering       at each update: state to patch
fragment, styles                           memo to HTML and to values
merge                                      what a client makes of values and patches
"""

from __future__ import annotations

from liveview.engine.builder import StaticAttribute
from liveview.engine.bytecode import Bytecode
from liveview.engine.children import LiveCallable
from liveview.engine.environment import LiveEnvironment, LiveTemplate, pure
from liveview.engine.fragment import Fragment
from liveview.engine.merge import apply_patch, values_to_html
from liveview.engine.rendering import REPLACED, Child, Rendering
from liveview.engine.styles import Styles
from liveview.engine.tracked import Tracked

__all__ = [
    "REPLACED",
    "Bytecode",
    "Child",
    "Fragment",
    "LiveCallable",
    "LiveEnvironment",
    "LiveTemplate",
    "Rendering",
    "StaticAttribute",
    "Styles",
    "Tracked",
    "apply_patch",
    "pure",
    "values_to_html",
]
