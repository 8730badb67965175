"""One view's template in its current state: evaluated once, then updated by patches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup

from liveview.engine.evaluation import set_html
from liveview.engine.fragment import NEW, Fragment, Memo
from liveview.engine.late import Late
from liveview.engine.links import Reads
from liveview.engine.macros import Called
from liveview.engine.masks import ALWAYS
from liveview.engine.owners import NOBODY
from liveview.engine.proof import immutable, same
from liveview.engine.styles import Styles

if TYPE_CHECKING:
    from liveview.engine.environment import LiveTemplate

# What `Rendering.update` answers where no patch can say the change: send the full values.
REPLACED: list[Any] = ["replaced"]
_MISSING: Any = object()
# What one that sleeps has instead of its own, which would be half a kilobyte. Nothing is written there.
_ASLEEP: dict[str, Any] = {}
_NONE: set[str] = set()


class Rendering:
    """The memo of one instance of a template.

    The memo holds what the template gave last time, so an update finds the difference by evaluating only
    what may have changed, and the page's HTML, its values and its patches all come from one source.
    Not thread-safe: one call at a time.

    Args:
        template: what is rendered.
        around: the rendering in whose page this one is; its `fragments` tells of both.
        owner: whose template it is, for the components that it calls; the engine leaves it alone.
        number: the owner's number in the page, which the template's events are sent with.
    """

    __slots__ = (
        "__weakref__",
        "_context",
        "_fragments",
        "_holder",
        "_linked",
        "_proved",
        "_seen",
        "number",
        "owner",
        "template",
    )

    def __init__(
        self, template: LiveTemplate, around: Rendering | None = None, *, owner: Any = None, number: int | None = None
    ) -> None:
        self.template = template
        self.owner = owner
        self.number = number
        self._holder: Memo = [NEW]
        self._seen: dict[str, Any] = {}
        self._linked: dict[str, LiveTemplate] = {}
        self._proved: set[str] = set()  # names whose value was found to be one that can never change
        # A set that keeps order, so that bytes are the same each time.
        self._fragments: dict[Fragment, None] = {} if around is None else around._fragments
        self._context: Context | None = None

    @property
    def memo(self) -> Any:
        """The root fragment's memo."""
        return self._holder[0]

    def mount(self, values: Mapping[str, Any]) -> None:
        """Evaluate everything.

        Args:
            values: every name that the template may see.

        Raises:
            Exception: whatever the template's expressions raise.
        """
        self._forget()
        self.update(values)

    def update(self, values: Mapping[str, Any]) -> list[Any] | None:
        """Evaluate what may have changed.

        Values are compared, not trusted: a list changed in place is seen as well as a new one.

        Returns:
            An instance patch; None if the page is as it was; `REPLACED` where only the full values will do,
            for example after an error or when a template changed.

        Raises:
            Exception: whatever the template's expressions raise. The memo is dropped then, and the next
                update answers `REPLACED`.
        """
        if self._seen is _ASLEEP:
            self._forget()
        elif self._is_as_it_was(values):
            return None
        patch: list[Any] = []
        evaluation = Evaluation(self, values)
        try:
            evaluation.run(patch)
        except BaseException:
            self._forget()
            raise
        if not patch:
            return None
        changed: list[Any] = patch[1]
        return changed if patch[0] < 0 else REPLACED

    def hibernate(self) -> None:
        """Give back the memory of the memo, for a view that nobody looks at or that nothing happens to.

        Before its state is changed the memo has to be made anew by an update, whose patch says nothing of use. What
        was shown (`digest`) tells then whether something has changed the state meanwhile.
        """
        self._holder[0] = NEW
        self._context = None
        self._seen = self._linked = _ASLEEP
        self._proved = _NONE

    def digest(self) -> bytes:
        """What is shown, in 16 bytes."""
        text = json.dumps(self.values(), ensure_ascii=True, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).digest()

    def _is_as_it_was(self, values: Mapping[str, Any]) -> bool:
        """Whether all that the template reads is the very object it was, and can never change."""
        seen = self._seen
        if not self.template.live_pure or len(self._proved) != len(seen) or self._holder[0] is NEW:
            return False
        return all(values.get(name, NEW) is before for name, before in seen.items())

    def _forget(self) -> None:
        self._holder[0] = NEW
        self._seen, self._linked, self._proved = {}, {}, set()

    def html(self, styles: Styles | None = None) -> str:
        """The first page's HTML (protocol, section 4).

        Args:
            styles: collects inline styles, and asks for the client's marks. Without it the HTML is what the
                template alone gives.
        """
        out: list[str] = []
        self.memo[0].html(self.memo, out, styles)
        html = "".join(out)
        return html if styles is None else html.replace("\0", "")  # browsers would keep it here and drop it there

    def values(self) -> list[Any]:
        """The full values, `[fragment id, v0, …]` (protocol, section 2)."""
        fragment: Fragment = self.memo[0]
        return [fragment.id, *fragment.values(self.memo)]

    def write(self, out: list[str], styles: Styles) -> None:
        """Append the marked HTML, as a part of a first page.

        Args:
            out: what it is appended to.
            styles: the page's.
        """
        self.memo[0].html(self.memo, out, styles)

    def definitions(self) -> dict[str, list[Any]]:
        """What a client needs of the fragments of which instances were made since the last call, by id."""
        if not self._fragments:
            return {}
        return {fragment.id: fragment.definition for fragment in self.fragments()}

    def fragments(self) -> list[Fragment]:
        """The fragments of which instances were made since the last call; their definitions go ahead of a patch."""
        if not self._fragments:
            return []
        found = list(self._fragments)
        self._fragments.clear()
        return found


class Child:
    """A component at its place in a template, rendered by a memo of its own.

    Attributes:
        rendering: its template's values.
        patch: what the last `render_live` changed: an instance patch, None, or `REPLACED`.
        state: for whoever made the child; the engine leaves it alone.
    """

    __slots__ = ("patch", "rendering", "state")

    def __init__(self, rendering: Rendering, state: Any = None) -> None:
        self.rendering = rendering
        self.patch: list[Any] | None = REPLACED
        self.state = state

    @property
    def memo(self) -> Any:
        return self.rendering.memo


class Evaluation:
    """One run of a template: which inputs are dirty, and where blocks and calls lead."""

    __slots__ = ("_clean", "_links", "_shadows", "blocks", "rendering", "values")

    def __init__(self, rendering: Rendering, values: Mapping[str, Any]) -> None:
        self.rendering = rendering
        self.values = values
        self.blocks: dict[str, list[Any]] = {}
        self._clean: dict[str, bool] = {}
        self._links: dict[str, bool] = {}
        self._shadows: frozenset[str] = frozenset()

    def run(self, patch: list[Any]) -> None:
        template = self.rendering.template
        context = self.rendering._context = template.live_context(self.values, self.rendering._context)
        if template.live_blocks:
            self.blocks = {name: [block] for name, block in template.live_blocks.items()}
        try:
            template.live_root(context, self, self.rendering._holder, 0, 0, patch)
        except Exception:
            template.environment.handle_exception()  # raises it again, with the template's lines in its traceback

    def mask(self, roots: Mapping[str, int], context: Context) -> int:
        """The bits of the roots that are not proved unchanged.

        What a template itself set, or was given by the one around it, hides the state's name: not proved.
        """
        dirty = ALWAYS
        hidden = context.vars
        for name, bit in roots.items():
            if not self._is_clean(name) or name in self._shadows or name in hidden:
                dirty |= bit
        return dirty

    def _is_clean(self, name: str) -> bool:
        known = self._clean.get(name)
        if known is not None:
            return known
        seen, proved = self.rendering._seen, self.rendering._proved
        try:
            value = self.values[name]
        except KeyError:
            value = _MISSING
        before = seen.get(name, NEW)
        if value is before and value is not _MISSING:
            clean = name in proved or (type(value) is not list and immutable(value))
        else:
            clean = value is before or same(before, value)
            proved.discard(name)
            seen[name] = value
        if clean:
            proved.add(name)
        self._clean[name] = clean
        return clean

    def link(self, bit: int, name: str, parent: str | None, reads: Reads) -> int:
        """The bit of a template that is named by a constant, if it is not the one that it was."""
        if name not in self._links:
            template = cast("LiveTemplate", self.rendering.template.environment.get_template(name, parent))
            known = self.rendering._linked
            self._links[name] = template is known.get(name) and template.reads == reads
            known[name] = template
        return 0 if self._links[name] else bit

    @property
    def owner(self) -> int | str:
        """The number that an event of this template is sent with; `NOBODY` for a component that has no events.

        Its tags may still have commands and hooks, which ask nobody.
        """
        number = self.rendering.number
        return NOBODY if number is None else number

    def use(self, fragment: Fragment) -> None:
        """Note that an instance of a fragment was made."""
        self.rendering._fragments[fragment] = None

    @internalcode
    def call(
        self,
        context: Context,
        scopes: Any,
        callee: Any,
        f: Memo,
        i: int,
        k: int,
        q: list[Any],
        args: Any,
        kwargs: Any,
        site: int,
    ) -> None:
        """A call that may give a fragment: of a macro, a component, or anything else.

        `scopes` is what Jinja hands to functions that ask for the context, `site` which call of the template it is.
        """
        if type(callee) is Macro and hasattr(callee, "live"):
            self._call_macro(callee, f, i, k, q, args, kwargs)
        elif hasattr(type(callee), "render_live"):
            self._call_component(callee, f, i, k, q, args, kwargs, site)
        elif context.environment.sandboxed:
            sandbox: Any = context.environment
            set_html(f, i, k, sandbox.call(context, callee, *args, **kwargs, **scopes), q)
        else:
            set_html(f, i, k, context.call(callee, *args, **kwargs, **scopes), q)

    @internalcode
    def _call_macro(self, macro: Any, f: Memo, i: int, k: int, q: list[Any], args: Any, kwargs: Any) -> None:
        arguments = macro.binder(*args, **kwargs)
        held = f[i]
        dirty = 0
        if type(held) is not Called:
            held = Called(macro)
            dirty = -1
        else:
            for bit, before, value in zip(macro.bits, held.arguments, arguments, strict=False):
                if not same(before, value):
                    dirty |= bit
        holder = [held.memo]
        macro.live(self, holder, k, q, dirty, *arguments)
        held.memo, held.arguments = holder[0], arguments
        f[i] = held

    @internalcode
    def _call_component(
        self, component: Any, f: Memo, i: int, k: int, q: list[Any], args: Any, kwargs: Any, site: int
    ) -> None:
        previous = f[i] if type(f[i]) is Child or type(f[i]) is Late else None
        child: Child | Late = component.render_live(previous, args, kwargs, self.rendering)
        f[i] = child
        if isinstance(child, Late):
            child.site = site
            if child is not previous:
                q += (k, child.value())
            return
        if child.rendering._fragments is not self.rendering._fragments:
            self.rendering._fragments.update(dict.fromkeys(child.rendering.fragments()))
        if child is not previous or child.patch is REPLACED:
            q += (k, child.rendering.values())
        elif child.patch:
            q += (~k, child.patch)

    @internalcode
    def include(
        self,
        template: LiveTemplate,
        outer: Context | None,
        local: dict[str, Any],
        f: Memo,
        i: int,
        k: int,
        q: list[Any],
    ) -> None:
        """Another template in this place; it sees the names of this one, or with no context the globals alone."""
        context = template.new_context() if outer is None else template.new_context(outer.get_all(), True, local)
        hidden = local.keys() | (outer.vars.keys() if outer is not None else set())
        blocks, self.blocks = self.blocks, {name: [block] for name, block in template.live_blocks.items()}
        shadows, self._shadows = self._shadows, self._shadows | hidden
        try:
            template.live_root(context, self, f, i, k, q)
        finally:
            self.blocks, self._shadows = blocks, shadows

    def extend(self, context: Context, parent: LiveTemplate) -> None:
        """Put a parent's blocks behind those of its children."""
        for name, block in parent.blocks.items():
            context.blocks.setdefault(name, []).append(block)
        for name, live in parent.live_blocks.items():
            self.blocks.setdefault(name, []).append(live)

    @internalcode
    def block(
        self, context: Context, name: str, depth: int, local: dict[str, Any], f: Memo, i: int, k: int, q: list[Any]
    ) -> None:
        """A block in its innermost form, or, from inside one, the form it overrides."""
        live = self.blocks[name][depth] if depth < len(self.blocks[name]) else None
        if live is None:
            set_html(f, i, k, _block_text(context, name, depth), q)
            return
        shadows, self._shadows = self._shadows, self._shadows | local.keys()
        try:
            live(context.derived(local) if local else context, self, f, i, k, q, depth)
        finally:
            self._shadows = shadows


def _block_text(context: Context, name: str, depth: int) -> Any:
    if depth >= len(context.blocks[name]):
        return context.environment.undefined(f"there is no parent block called {name!r}.", name="super")
    return Markup(context.environment.concat(context.blocks[name][depth](context)))
