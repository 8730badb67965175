"""One component of a page that has a life of its own: what it was given, what it shows, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from jinja2.runtime import Macro

from liveview.engine import Late, LiveTemplate, Rendering, Way, immutable, list_key, place_of
from liveview.errors import StateError
from liveview.runtime.intensity import Intensity
from liveview.view.compiled import Compiled, ComponentCall, Offer
from liveview.view.names import FROM_METHOD, did_you_mean, is_sent_by_browser
from liveview.view.stateful import Stateful


class Around(Protocol):
    """The tree that a node is part of."""

    root: Node

    def next_number(self) -> int:
        """A number that nobody had before."""
        ...

    def get(self, number: int) -> Node | None:
        """The node of a number, if it is there."""
        ...

    def address(self, node: Node) -> int:
        """Where the page finds what a node shows that is elsewhere."""
        ...


class Node:
    """The view or one component.

    Args:
        tree: what it is part of.
        component: its class.
        compiled: its template.
        offer: what its call gives it; None for the view.

    Attributes:
        offer: what the instance has of that.
        offered: what the call has given since; None where that is the same.
        place: the node in whose template it stands; None for the view.
        children: those that stand in its template, in document order.
        late: its seat in the memo of its place.
        instance: the user's object; None until it is mounted, and where it has failed.
        number: what its events are sent with.
        rendering: its template's.
        timers: what is to be cancelled at its end.
        is_started: whether the instance has been shown: what fails from then on is not its beginning.
        lost: why the instance is not to be trusted any more, or None.
        fallback: what is shown as long as there is no instance.
        restarts: how often it began anew of late, once it has.
    """

    __slots__ = (
        "__weakref__",
        "children",
        "compiled",
        "component",
        "fallback",
        "instance",
        "is_started",
        "late",
        "lost",
        "number",
        "offer",
        "offered",
        "patch",
        "place",
        "rendering",
        "restarts",
        "timers",
        "tree",
        "way",
    )

    def __init__(self, tree: Around, component: type[Stateful], compiled: Compiled, offer: Offer | None = None) -> None:
        self.tree = tree
        self.component = component
        self.compiled = compiled
        self.offer = self.offered = offer
        self.place: Node | None = None
        self.children: list[Node] = []
        self.timers: Sequence[int] = ()
        self.restarts: Intensity | None = None
        self.begin_anew()
        self.late = Late(self, self.tree.address(self) if self.is_elsewhere else None)
        self.way: Way = ()
        self.patch: list[Any] | None = None

    def begin_anew(self, fallback: Fallback | None = None) -> None:
        """Forget the instance; the next one has another number.

        Args:
            fallback: what is shown instead of one.
        """
        around: Rendering | None = None if self.offer is None else self.tree.root.rendering
        template = self.compiled.template if fallback is None else fallback.template
        self.instance: Any = None
        self.is_started = False
        self.lost: Exception | None = None
        self.fallback = fallback
        self.number = self.tree.next_number()
        self.rendering: Rendering = Rendering(template, around, owner=self, number=self.number)

    def values(self) -> Mapping[str, Any]:
        """What its template sees."""
        if self.fallback is not None:
            return self.fallback.values
        return self.compiled.values(self.instance, None if self.offer is None else self.offer.caller)

    def is_for(self, call: ComponentCall, offer: Offer) -> bool:
        """Whether it is what a template calls at its place."""
        is_same = self.component is call.component and self.key == offer.key
        if is_same and self.component._spec.is_shared and self.offer is not None:
            return list(map(key_of, self.offer.props.values())) == list(map(key_of, offer.props.values()))
        return is_same

    @property
    def is_there(self) -> bool:
        """Whether it is mounted, or its fallback is shown."""
        return self.tree.get(self.number) is self

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is another process that has its instance: this one only knows where it stands."""
        return self.offer is not None and self.component._spec.is_isolated

    @property
    def depth(self) -> int:
        """How many templates are around it."""
        return 0 if self.place is None else self.place.depth + 1

    @property
    def key(self) -> object:
        """Which of several it is."""
        return None if self.offer is None else self.offer.key

    @property
    def parent(self) -> Node | None:
        """The node of the class whose template calls it."""
        parent: Node | None = None if self.offer is None else self.offer.parent
        return parent

    def shares(self) -> bool:
        """Whether it was given something that it can change without its parent knowing."""
        given = self.offer.props.values() if self.offer is not None else ()
        return any(not (immutable(value) or isinstance(value, Macro)) for value in given)

    @property
    def items(self) -> tuple[Any, ...]:
        """The items of the lists that it stands in, the outermost first: their keys, or places where they have none."""
        return tuple(item for _, item in place_of(self.way) if item is not None)

    @property
    def identity(self) -> Any:
        """Which component it is, of all that have stood in the template."""
        steps = place_of(self.way)
        if self.key is None:
            return self.component, self.late.site, steps
        # With a key of its own it may be in any item of the list around it.
        lists = [at for at, (_, item) in enumerate(steps) if item is not None]
        outer = steps[: lists[-1]] if lists else steps
        return self.component, self.late.site, outer, tuple(slot for slot, _ in steps), list_key(self.key)

    def move(self, seat: Node) -> Node:
        """It takes the seat of a node that is not mounted; returns itself."""
        shown = self.late.rendering
        self.late, self.offered = seat.late, seat.offered
        self.late.state = self
        self.late.rendering = shown
        self.way = seat.way
        return self

    def __repr__(self) -> str:
        return f"<{self.component.__name__} {self.number}>"


class Fallback(NamedTuple):
    """What stands for a component that has failed.

    Attributes:
        template: what it looks like.
        values: what that sees.
        error: why.
        since: when, in seconds of the app's clock.
    """

    template: LiveTemplate
    values: Mapping[str, Any]
    error: Exception
    since: float


def key_of(value: object) -> tuple[type, object]:
    """A prop of a shared component as what tells it from others: `1`, `1.0` and `True` are three."""
    return type(value), value


def hearer(node: Node, name: str) -> Node:
    """Who has the event that a method of a component emits: its caller, or one further up, as with `^`.

    Args:
        node: the component.
        name: the event.

    Raises:
        StateError: nobody in this process calls it, or they have no such event and do not pass it on.
    """
    owner = caller_with(node, name, is_from_method=True)
    if owner is not None:
        return owner
    emitting = f"{node.component.__name__}: self.live.emit({name!r}, …)"
    if node.parent is None:
        raise StateError(
            f"{emitting}: no template of this process calls it. An isolated component has `emits` and `^`."
        )
    caller = node.parent.component
    if emits(node.parent, name, is_from_method=True):
        raise StateError(f"{emitting}: {caller.__name__} passes it on, and nobody around it here has the event.")
    near = did_you_mean(name, caller._spec.events)
    raise StateError(
        f"{emitting}: {caller.__name__} has no event of that name.{near} Write `@event` above its method, or "
        f"name it in `emits` to pass it on."
    )


def caller_with(node: Node, name: str, *, is_from_method: bool) -> Node | None:
    """The nearest of those around a component, by whose template calls whom, that has an event, if the rest pass it on.

    Args:
        node: the component.
        name: the event.
        is_from_method: whether a method emits it, not the browser.
    """
    owner = node.parent
    while owner is not None and name not in owner.component._spec.events:
        owner = owner.parent if emits(owner, name, is_from_method=is_from_method) else None
    return owner


def emits(node: Node, name: str, *, is_from_method: bool = False) -> bool:
    """Whether a component sends an event to whoever calls it.

    Args:
        node: the component.
        name: the event.
        is_from_method: whether a method emits it, not the browser.
    """
    component: Any = node.component
    if not getattr(component, "emits", ()):
        return False
    given = node.offer.props if node.offer is not None else getattr(node.instance, "__dict__", {})
    return name in emitted(component, given, is_from_method=is_from_method)


def emitted(component: Any, given: Mapping[str, Any], *, is_from_method: bool = False) -> list[str]:
    """The names of the events that a component sends to whoever calls it.

    Args:
        component: its class.
        given: its props: one that is among `emits` has an event's name, or nothing.
        is_from_method: with those that only its methods emit.

    Raises:
        StateError: for a prop that has no name.
    """
    props = component._spec.props
    sent = [each.removeprefix(FROM_METHOD) for each in component.emits if is_from_method or is_sent_by_browser(each)]
    names = [given.get(name) if name in props else name for name in sent]
    for name in names:
        if name and not isinstance(name, str):
            raise StateError(
                f"{component.__name__} was given {name!r} for an event. Write the event's name: "
                f'`{component.__name__}({next(filter(props.__contains__, sent))}="remove")`.'
            )
    return [name for name in names if name]


def differs(before: Any, after: Any) -> bool:
    """Whether a prop is another value; one that cannot be compared is, and a slot never."""
    if before is after or isinstance(after, Macro):
        return False
    try:
        return bool(before != after)
    except Exception:  # an array of numbers, for one
        return True
