"""The components of one page that have a life of their own: which there are, where, and under which number.

A component has two places. It belongs to the class whose template *calls* it, its parent: `^` leads there. It *stands*
in the template that shows the call, its place, which is another one where the call is the content of a `{% call %}`.

Evaluating a template only says which components it calls. What is new among them has to be mounted before it can be
shown, by whoever runs users' code; then comes its own template, and so on to any depth. At the end every change is
written into the patch of the view, at its place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from liveview.engine import (
    REPLACED,
    Child,
    Late,
    graft,
    lates_in,
    rearranges,
)
from liveview.errors import EventRefusedError, StateError
from liveview.runtime.reports import in_line
from liveview.view.compiled import Compiled, ComponentCall, Offer
from liveview.view.component import Component
from liveview.view.events import EventHandler
from liveview.view.names import did_you_mean
from liveview.view.node import Node, caller_with, differs, emits, emitted
from liveview.view.stateful import Stateful

# Processes of one page: its panels. A page joins with the version of each, and a frame has room for five times as many.
MOST_ELSEWHERE = 200


class Found(NamedTuple):
    """What the evaluation of a template led to.

    Attributes:
        waiting: those in it that are new or were given something, in document order.
        gone: those that have lost their place, the inner ones first.
    """

    waiting: list[Node]
    gone: list[Node]


class Tree:
    """The nodes of one page.

    Args:
        view: the view.
        compiled: its template.
        numbers: where those of its nodes come from; by default they count up from 0.
        address_of: the address of a shared component with certain props; None where such cannot be shown.

    Attributes:
        root: the view's node.
        stale: nodes that may show something else by now.
        elsewhere: how many isolated components the page has, in all of its trees.
    """

    __slots__ = (
        "_address_of",
        "_called",
        "_evaluated",
        "_has_more_elsewhere",
        "_is_behind",
        "_last",
        "_nodes",
        "_numbers",
        "_promised",
        "_shown",
        "elsewhere",
        "root",
        "stale",
    )

    def __init__(
        self,
        view: Stateful,
        compiled: Compiled,
        numbers: Iterator[int] | None = None,
        address_of: Callable[[type[Component], Mapping[str, Any]], int] | None = None,
    ) -> None:
        self._address_of = address_of
        self.stale: dict[Node, None] = {}
        self._numbers = count() if numbers is None else numbers
        self._last = -1
        self._nodes: dict[int, Node] = {}
        self._called: list[Node] = []  # by the template that is being evaluated
        self._evaluated: dict[Node, int] = {}  # in this round, how often
        self._promised: list[Late] = []
        self.elsewhere: Callable[[], int] = lambda: sum(node.is_elsewhere for node in self)
        self._has_more_elsewhere = False  # than it had when it was last looked at
        self._shown: bytes | None = None  # while it sleeps: what the page shows
        self._is_behind = False  # whether the page lacks something that no later patch would say
        self.root = Node(self, type(view), compiled)
        self.enter(self.root, view)
        self.stale[self.root] = None

    # Who there is.

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self._nodes.values()))

    def __len__(self) -> int:
        return len(self._nodes)

    def next_number(self) -> int:
        """A number that nobody had before: what was meant for one that is gone reaches nobody else."""
        self._last = next(self._numbers)
        return self._last

    def renumber(self, node: Node, number: int) -> None:
        """A node that is not there yet, or has shown nothing yet, has the number that it had in another process."""
        if self._nodes.get(node.number) is node:
            self._nodes[number] = self._nodes.pop(node.number)
        node.number = node.rendering.number = number
        if node.late.address is not None:
            node.late.address = number
        if node.instance is not None:
            node.instance.live.number = number

    def enter(self, node: Node, instance: Stateful | None) -> None:
        """A node has its instance now, or its fallback, or another process has it."""
        node.instance = instance
        if not node.is_elsewhere:
            node.late.rendering = node.rendering
        self._nodes[node.number] = node

    def get(self, number: int) -> Node | None:
        """The node of a number, if it is there."""
        return self._nodes.get(number)

    def has_gone(self, number: int) -> bool:
        """Whether there was a node of this number."""
        return number <= self._last and number not in self._nodes

    def called_by(self, node: Node, component: type, key: object) -> list[Node]:
        """The components of a class, or the one of a key, that a node's template calls."""
        found = [other for other in self if other.parent is node and issubclass(other.component, component)]
        return [other for other in found if key is None or other.key == key]

    def handler(self, node: Node, name: str) -> tuple[Node, EventHandler]:
        """Whose an event is that a node's template sends: its own, or with `^` that of whoever calls it.

        A parent that emits an event of this name itself passes it on.

        Raises:
            EventRefusedError: for one that is not declared.
        """
        wanted = name.removeprefix("^")
        owner = node if wanted == name else self._receiver(node, wanted)
        if owner is not None and wanted in owner.component._spec.events:
            return owner, owner.component._spec.events[wanted]
        view = (owner or node).component.__name__
        rule = "Only methods under @event can be called" if wanted == name else "`^` leads to those in `emits`"
        raise EventRefusedError(f"{view} declares no event `{in_line(wanted)}`. {rule}.", event=name, view=view)

    def emitted(self, node: Node, name: str) -> str | None:
        """The name of an event that goes to whoever calls the component at the root; None for one that stays here."""
        wanted = name.removeprefix("^")
        return wanted if wanted != name and self._receiver(node, wanted) is None and emits(self.root, wanted) else None

    def _receiver(self, node: Node, wanted: str) -> Node | None:
        """Who has an event that a node emits; None where it leads out of the tree, or nowhere."""
        return caller_with(node, wanted, is_from_method=False) if emits(node, wanted) else None

    # What may have changed.

    def touch(self, node: Node) -> None:
        """A method of the node has run: it may have changed its state, and what it shares with its parents.

        Within a round no template is evaluated a third time for that: one that makes something new each time would
        be evaluated for ever.
        """
        self.stale[node] = None
        while node.parent is not None and node.shares():
            node = node.parent
            if self._evaluated.get(node, 0) < 2:
                self.stale[node] = None

    def next_stale(self) -> Node | None:
        """The outermost of those that may show something else."""
        if len(self.stale) < 2:  # as after nearly every event
            return next(iter(self.stale), None)
        return min(self.stale, key=lambda node: node.depth)

    # Bringing a node up to date.

    def seat(self, call: ComponentCall, previous: Child | Late | None, offer: Offer) -> Late:
        """A template calls a component at a place: the one that is there, or a new one."""
        node: Any = previous.state if isinstance(previous, Late) else None
        if node is None or not node.is_for(call, offer):
            _check_emits(call.component, offer)
            node = self._new(call, offer)
        node.offered = offer
        self._called.append(node)
        late: Late = node.late
        return late

    def _new(self, call: ComponentCall, offer: Offer) -> Node:
        node = Node(self, call.component, call.compiled, offer)
        if not node.is_elsewhere:
            self._promised.append(node.late)
        elif self.elsewhere() + sum(map(self._is_coming, self._called)) >= MOST_ELSEWHERE:
            raise StateError(
                f"{node.parent} calls one more isolated component than the {MOST_ELSEWHERE} that a page may have: each "
                f"is a process. Show rows by a component that is not isolated, inside of one that is."
            )
        return node

    def address(self, node: Node) -> int:
        """Where the page finds what a node shows that is elsewhere.

        Raises:
            StateError: in a component that is shared itself: addresses within it would be of no single page.
        """
        if self._address_of is None:
            raise StateError(
                f"{self.root.component.__name__} is shared, and shows {node.component.__name__}, which has a process "
                f"of its own. Show the two beside each other."
            )
        if node.component._spec.is_shared and node.offer is not None:
            component: Any = node.component
            return self._address_of(component, node.offer.props)
        return node.number

    def _is_coming(self, node: Node) -> bool:
        return node.is_elsewhere and node.number not in self._nodes

    def accept(self, node: Node) -> dict[str, Any] | None:
        """Give an instance what its call offers.

        Returns:
            Its props as they were, where one of them is another value now.
        """
        offered, node.offered = node.offered, None
        if offered is None or node.offer is None:
            return None
        before, node.offer = node.offer.props, offered
        if node.instance is not None:
            node.instance.__dict__.update(offered.props)
        elif node.fallback is None and not node.is_elsewhere:
            return None
        return before if any(differs(before[name], value) for name, value in offered.props.items()) else None

    def pass_on(self, node: Node) -> None:
        """Another process brings a node up to date."""
        self._has_more_elsewhere |= node.number not in self._nodes
        self.enter(node, None)
        self.stale.pop(node, None)

    def evaluate(self, node: Node) -> Found:
        """Evaluate a node's template. It is not stale any more; what waits is.

        Raises:
            Exception: whatever the template raises. The node is stale as before.
        """
        self._called = []
        patch = node.rendering.update(node.values())
        if node.patch is None or patch is not None:  # no patch says what two in one round do
            node.patch = patch if node.patch is None else REPLACED
        self.stale.pop(node, None)
        self._evaluated[node] = self._evaluated.get(node, 0) + 1
        may_have_moved = (node.children or self._called) and rearranges(patch, node.rendering.memo)
        found = self._settle(node) if may_have_moved else Found(self._called, [])
        for child in found.waiting:
            self.stale[child] = None
        return found

    def _settle(self, node: Node) -> Found:
        """See who stands in the template now.

        Whoever has no place any more takes that of a new one of its identity: its key has moved, or the template had
        failed and forgotten its places.
        """
        before, seats = dict.fromkeys(node.children), dict.fromkeys(_standing_in(node))
        lost: dict[Any, deque[Node]] = {}
        for child in before:
            if child not in seats:
                lost.setdefault(child.identity, deque()).append(child)
        node.children = []
        for seat in seats:
            heirs = lost.get(seat.identity) if lost and seat not in before else None
            child = self._move(heirs.popleft(), seat) if heirs else seat
            child.place = node
            node.children.append(child)
        gone = [leaving for children in lost.values() for child in children for leaving in self._leave(child)]
        return Found([child for child in node.children if child.offered is not None], gone)

    def _move(self, node: Node, seat: Node) -> Node:
        """A node takes the seat of one that is not there yet: the address of it too, which the page has been told."""
        if node.is_elsewhere:
            self._nodes.pop(node.number, None)
            node.number = seat.number
            self._nodes[node.number] = node
        return node.move(seat)

    def clear(self, node: Node) -> list[Node]:
        """Forget those within a node, which is about to begin anew.

        Returns:
            Those that have lost their place, the inner ones first.
        """
        gone = [leaving for child in node.children for leaving in self._leave(child)]
        node.children = []
        self._nodes.pop(node.number, None)
        self.stale[node] = None
        return gone

    def _leave(self, node: Node) -> Iterator[Node]:
        """Forget a node and those within."""
        for child in node.children:
            yield from self._leave(child)
        self.stale.pop(node, None)
        if self._nodes.pop(node.number, None) is not None:
            yield node

    # Falling asleep.

    def hibernate(self) -> bool:
        """Give back the memory of what templates have given: nothing happens here.

        Returns:
            Whether that was done. Not where something is stale, nor where a component has a process of its own: its
            address would be another one afterwards.
        """
        if self.is_asleep or self.stale or any(node.is_elsewhere for node in self):
            return False
        self._shown = self.root.rendering.digest()
        self.stale, self._evaluated, self._called = {}, {}, []  # a dict that is emptied stays as large as it was
        for node in self:
            node.rendering.hibernate()
        return True

    def let_go(self) -> None:
        """Give it back for good: the page has ended."""
        for node in self:
            node.rendering.hibernate()

    @property
    def is_asleep(self) -> bool:
        """Whether everything has to be evaluated before anything is changed."""
        return self._shown is not None

    def wake(self) -> bytes | None:
        """Everything is to be evaluated, in a round for which nobody needs the patch.

        Returns:
            What the page shows (`Rendering.digest`). What is not the page's own may have changed since.
        """
        self.stale.update(dict.fromkeys(self))
        shown, self._shown = self._shown, None
        return shown

    # The patch of the whole page.

    def finish(self) -> list[Any] | None:
        """The round is over and everything is evaluated.

        Returns:
            The patch of the view with those of its components at their places.

        Raises:
            StateError: where a shared component is there twice.
        """
        if self._has_more_elsewhere:
            self._check_shared()
            self._has_more_elsewhere = False
        self._hand_up()
        patch, self._is_behind = REPLACED if self._is_behind else self.root.patch, False
        self._forget_round()
        return patch

    def _check_shared(self) -> None:
        """An address is one place in a page: of two, one would stand still."""
        seen: set[int | None] = set()
        for node in filter(lambda node: node.is_elsewhere, self):
            if node.late.address in seen:
                raise shown_twice(node.component)
            seen.add(node.late.address)

    def abandon(self) -> None:
        """The round has failed: what was found out is not sent, and the next patch says everything."""
        self._is_behind = True
        self._forget_round()

    def _forget_round(self) -> None:
        if self._promised:
            for late in self._promised:
                late.keep()
            # Those that wait for their mount are promised still; a seat in a template that failed is nobody's.
            self._promised = [late for late in self._promised if late.promise is not None and late.state in self.stale]
        for node in self._evaluated:
            node.patch = None
        self._evaluated.clear()

    def _hand_up(self) -> None:
        """Write each patch into that of the template around it, the innermost first."""
        if len(self._evaluated) == 1 and self.root in self._evaluated:
            return
        levels: dict[int, dict[Node, None]] = {}
        for node in self._evaluated:
            if node.number in self._nodes:  # it may have lost its place later in the round
                levels.setdefault(node.depth, {})[node] = None
        for depth in range(max(levels, default=0), 0, -1):
            for node in levels.get(depth, ()):
                if node.place is not None and _hand_to(node.place, node):
                    levels.setdefault(depth - 1, {})[node.place] = None
                    self._evaluated.setdefault(node.place, 0)


def _standing_in(node: Node) -> Iterator[Node]:
    for late, way in lates_in(node.rendering.memo):
        child: Node = late.state
        child.way = way
        yield child


def _hand_to(place: Node, node: Node) -> bool:
    """Whether the patch of a node had to be written into that of its place."""
    if node.patch is None or node.late.promise is not None or place.patch is REPLACED:
        return False  # nothing changed, or it is among the values that are sent anyway
    if place.patch is None:
        place.patch = []
    if node.patch is REPLACED:
        graft(place.patch, node.way, None, node.rendering.values())
    else:
        graft(place.patch, node.way, node.patch)
    return True


def _check_emits(component: type[Component], offer: Offer) -> None:
    """What a component sends to its parent has to be there, also where no check of a template could see the call."""
    owner = offer.parent.component
    by_browser = emitted(component, offer.props)
    for name in emitted(component, offer.props, is_from_method=True):
        is_from_method = name not in by_browser
        if is_from_method and component._spec.is_isolated:
            raise StateError(
                f"{component.__name__} emits `{name}` in a method, and has a process of its own: no template there "
                f"calls it. Emit it by `^`, or show what is not isolated."
            )
        is_passed_on = emits(offer.parent, name, is_from_method=is_from_method)
        if is_passed_on and is_from_method:  # unlike what the browser sends it cannot leave the process
            is_passed_on = caller_with(offer.parent, name, is_from_method=True) is not None
        if name not in owner._spec.events and not is_passed_on:
            raise StateError(
                f"{component.__name__} emits `{name}`, and {owner.__name__}, which uses it, has no event of that name. "
                f"Write `@event` above a method `{name}`.{did_you_mean(name, owner._spec.events)}"
            )


def shown_twice(component: type[Stateful]) -> StateError:
    """The mistake of a page that shows a shared component in two places."""
    return StateError(
        f"a page shows {component.__name__} twice with the same props: shared components that are given the same are "
        f"one, which stands in one place of a page. Give it another prop, or show it once."
    )
