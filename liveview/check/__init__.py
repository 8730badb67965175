"""What can be told of an app's templates before anybody opens a page: mistakes, and what is slow.

hints ─ kinds ─ filters ─ expressions      types of values, from annotations
sources ─ walk                             a template's statements, with the names in scope
elements ─ events                          its elements, held against the class's events
classes                                    one class, with all of it
"""

from __future__ import annotations

from liveview.check.classes import Classes
from liveview.check.finding import CODES, ERROR, NOTE, WARNING, Finding

__all__ = ["CODES", "ERROR", "NOTE", "WARNING", "Classes", "Finding"]
