"""What the plan leaves for the code generator: for each fragment, how its slots are filled, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from liveview.engine.builder import Builder, Place
from liveview.engine.masks import LoopBits

STATEMENTS: tuple[type[nodes.Node], ...] = (
    *(nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro, nodes.ExprStmt, nodes.Break),
)


@dataclass
class Operation:
    """One step of filling a fragment. `mask`: the bits it depends on."""

    node: Any
    mask: int = 0


@dataclass
class Statement(Operation):
    """Something without output: always executed."""


@dataclass
class Value(Operation):
    """An expression whose value goes to `index` of the memo, as part of `place`."""

    place: Place = field(default_factory=lambda: Place("text", 0))
    index: int = 0


@dataclass
class Report(Operation):
    """A place of several values is complete."""

    place: Place = field(default_factory=lambda: Place("text", 0))


@dataclass
class Opaque(Operation):
    """Something that is rendered as a whole; its text goes to `index`."""

    place: Place = field(default_factory=lambda: Place("text", 0))
    index: int = 0


@dataclass
class Branches(Operation):
    """A condition: one fragment for each branch. `always`: its tests must run even when nothing is dirty."""

    place: Place = field(default_factory=lambda: Place("range", 0))
    index: int = 0
    branches: list[tuple[Any, FragmentPlan]] = field(default_factory=list)
    always: bool = False


@dataclass
class Loop(Operation):
    """A list, and a range for its `else`.

    `places`: how its body uses `loop`: None for not at all, True for the item's place alone, False for anything else.
    `source`: the code that gives the items, where it is not the node's own expression.
    `may_end`: whether a row may be the last by `{% break %}`.
    """

    place: Place = field(default_factory=lambda: Place("list", 0))
    index: int = 0
    body: Any = None
    key: Any = None
    bits: LoopBits = field(default_factory=lambda: LoopBits(0, 0, 0))
    places: bool | None = None
    source: str = ""
    outer: int = 0
    may_end: bool = False
    otherwise: Branches | None = None


@dataclass
class Recursion(Operation):
    """A recursive `for`: a function that fills a range with the list, and is called again by its rows."""

    loop: Loop = field(default_factory=lambda: Loop(None))
    wrapper: Any = None
    place: Place = field(default_factory=lambda: Place("range", 0))
    index: int = 0


@dataclass
class Scoped(Operation):
    """A `with`: its body fills the same fragment."""

    body: list[Operation] = field(default_factory=list)


@dataclass
class Insert(Operation):
    """A range filled by somebody else: a macro or component call, an include, a block, a parent's block.

    `body` and `bits`: of a call block, its content and the parameters that it has.
    """

    kind: str = "call"
    place: Place = field(default_factory=lambda: Place("range", 0))
    index: int = 0
    body: Any = None
    bits: tuple[int, ...] = ()


@dataclass
class FragmentPlan:
    """A fragment, and how it is filled."""

    builder: Builder
    operations: list[Operation] = field(default_factory=list)
    variable: str = ""

    @property
    def mask(self) -> int:
        mask = 0
        for operation in self.operations:
            mask |= operation.mask
        return mask
