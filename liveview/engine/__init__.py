"""Jinja templates to slots, evaluation to patches: pure, synchronous, knows no socket and no view.

contexts ─ builder ─ outline ─ plan ─ generator      once for each template: text to code
evaluation, keyed, proof ─ rendering       at each update: state to patch
late                                       children with state, evaluated after the template around them
fragment, styles                           memo to HTML and to values
merge                                      what a client makes of values and patches
"""

from __future__ import annotations

from liveview.engine.builder import StaticAttribute
from liveview.engine.bytecode import Bytecode
from liveview.engine.children import LiveCallable
from liveview.engine.environment import LiveEnvironment, LiveTemplate, pure
from liveview.engine.fragment import Fragment
from liveview.engine.keyed import list_key
from liveview.engine.late import Late, Way, graft, lates_in, place_of, rearranges
from liveview.engine.macros import frozen
from liveview.engine.merge import apply_patch, values_to_html
from liveview.engine.owners import NOBODY
from liveview.engine.proof import immutable, prove
from liveview.engine.rendering import REPLACED, Child, Rendering
from liveview.engine.styles import Styles
from liveview.engine.tracked import Tracked

__all__ = [
    "NOBODY",
    "REPLACED",
    "Bytecode",
    "Child",
    "Fragment",
    "Late",
    "LiveCallable",
    "LiveEnvironment",
    "LiveTemplate",
    "Rendering",
    "StaticAttribute",
    "Styles",
    "Tracked",
    "Way",
    "apply_patch",
    "frozen",
    "graft",
    "immutable",
    "lates_in",
    "list_key",
    "place_of",
    "prove",
    "pure",
    "rearranges",
    "values_to_html",
]
