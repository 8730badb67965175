"""The bugs: what somebody might write, in place of what is right."""

from __future__ import annotations

from dataclasses import dataclass

ENGINE = ("tests/unit/engine", "tests/properties/test_engine.py", "tests/properties/test_components.py")


@dataclass(frozen=True)
class Mutant:
    """One bug.

    Attributes:
        name: what goes wrong.
        file: in `room`.
        before: the code, which stands there once.
        after: what replaces it.
        room: a folder.
        tests: what pytest is told to run.
    """

    name: str
    file: str
    before: str
    after: str
    room: str = "liveview/engine"
    tests: tuple[str, ...] = ENGINE


MUTANTS = (
    Mutant("equal values of two types are taken for one", "evaluation.py", "type(before) is not type(value) or ", ""),
    Mutant(
        "a value is compared with itself",
        "evaluation.py",
        "    f[i] = value\n    return type",
        "    f[i] = before\n    return type",
    ),
    Mutant(
        "markup is kept as text", "evaluation.py", "return Markup(value.__html__())", "return str(value.__html__())"
    ),
    Mutant(
        "a boolean is reported once",
        "evaluation.py",
        "        f[i] = value\n        q += (k, value)",
        "        q += (k, value)",
    ),
    Mutant(
        "a cleared range is not forgotten",
        "evaluation.py",
        "        f[i] = None\n        q += (k, None)",
        "        q += (k, None)",
    ),
    Mutant(
        "of two equal names the last attribute counts",
        "slots.py",
        "{**memo[index][1], **merged}",
        "{**merged, **memo[index][1]}",
    ),
    Mutant(
        "mutable rows are taken for proved",
        "proof.py",
        "    if held is None:\n        return False",
        "    if held is None:\n        return True",
    ),
    Mutant("a frozen row is proved whatever it holds", "proof.py", "all(map(immutable, found))", "True"),
    Mutant(
        "a list in a tuple is proved",
        "proof.py",
        "        return id(value) in KNOWN or all(map(immutable, value))",
        "        return True",
    ),
    Mutant("-0.0 is 0.0", "proof.py", "return repr(before) == repr(after)", "return bool(before == after)"),
    Mutant(
        "True is 1",
        "proof.py",
        "    if kind is not type(before) or kind not in SCALARS:",
        "    if kind not in SCALARS:",
    ),
    Mutant(
        "only the first change of a list is seen",
        "keyed.py",
        "        yield place\n        if",
        "        yield place\n        return\n        if",
    ),
    Mutant(
        "rows behind another key are passed over",
        "keyed.py",
        "yield from rest if dirty or not may_move else memo.reorder.pass_over(rest)",
        "yield from ()",
    ),
    Mutant(
        "new rows at the end are passed over",
        "keyed.py",
        "    yield from range(size, len(items))\n",
        "    yield from ()\n",
    ),
    Mutant("dirty surroundings do not reach rows", "keyed.py", "range(size) if dirty else ", ""),
    Mutant(
        "unproved rows are passed over",
        "keyed.py",
        "            return NEW\n        self",
        "            return memo[ITEM]\n        self",
    ),
    Mutant(
        "a change of a tracked row is not noticed",
        "keyed.py",
        "        self.marked = True\n        return proved\n",
        "        return memo[ITEM]\n",
    ),
    Mutant(
        "two rows of one key share a memo", "reorder.py", "if index is None or self._taken[index]:", "if index is None:"
    ),
    Mutant("a row that is passed over can be taken again", "reorder.py", "            taken[index] = True\n", ""),
    Mutant("a row is passed over twice", "reorder.py", " and not taken[index]:", ":"),
    Mutant("a row keeps the key that it had", "reorder.py", " or self._old[index][KEY] != key", ""),
    Mutant(
        "what proves a moved row stays at its place",
        "reorder.py",
        "self.sources += known[first:index]",
        "self.sources += known[place - index + first : place]",
    ),
    Mutant("rows that show their place are passed over", "keyed.py", "if dirty or not may_move else", "if dirty else"),
    Mutant("text of another type is the same", "evaluation.py", "if type(before) is not kind or before", "if before"),
    Mutant("rows end behind a break", "loops.py", "{x}new = {x}new[:{x}pos + 1]; break", "break"),
    Mutant("what follows a continue is always shown", "jumps.py", "else (rest, taken)", "else (rest, rest)"),
    Mutant("removed rows stay", "keyed.py", "            entries[-1] -= 1\n", "            pass\n"),
    Mutant("moves go astray", "reorder.py", "(ranks[position], start + position)", "(ranks[position], position)"),
    Mutant("the order counts from nought", "reorder.py", "[[*range(start), *ranks]]", "[[*ranks]]"),
    Mutant("two templates share what they write differently", "fragment.py", "tuple(map(_content, pieces))", "()"),
    Mutant("keys of two types are one", "keyed.py", "(kind.__name__, str(value))", "str(value)"),
    Mutant(
        "inserted rows are numbered one by one", "keyed.py", "if index != last + 1 or not entries:", "if not entries:"
    ),
    Mutant("loop.index is not looked at again", "loops.py", "!= {x}pos: {x}d |= {bits.index}", "!= {x}pos: pass"),
    Mutant(
        "loop.length is not looked at again", "loops.py", "!= {x}size: {x}e |= {step.bits.length}", "!= {x}size: pass"
    ),
    Mutant("a row's item is kept as it was", "loops.py", "{x}i[2] = {x}item; ", ""),
    Mutant("impure functions are called once", "masks.py", "if pure else ALWAYS", "if pure else 0"),
    Mutant("a namespace never changes", "masks.py", "if node.name in self._tainted:", "if node.name in ():"),
    Mutant(
        "what a filter is given does not count",
        "masks.py",
        "mask = self.of_all((node.node, *node.args",
        "mask = self.of_all((node.node",
    ),
    Mutant(
        "an assignment in a branch always happens",
        "callables.py",
        "            if self._condition:",
        "            if self._condition and False:",
    ),
    Mutant(
        "what an include reads is not known",
        "callables.py",
        "return bit | self._dependencies.of_all(found, scope)",
        "return bit",
    ),
    Mutant(
        "a macro's arguments are not compared",
        "rendering.py",
        "                if not same(before, value):",
        "                if before is not value and not same(before, value) and False:",
    ),
    Mutant("a macro forgets what it reads itself", "generator.py", 'f"d0 |= {self._dirty()}"', '"pass"'),
    Mutant("the content of a call is made once", "fragments.py", 'f"d0 |= {cell.dirty} & {step.mask}"', '"pass"'),
    Mutant(
        "names of an include are those of the state",
        "rendering.py",
        "self._shadows | hidden",
        "self._shadows",
    ),
    Mutant(
        "values proved once are proved for ever",
        "rendering.py",
        "            proved.discard(name)\n            seen[name] = value\n",
        "            clean = clean or name in proved\n            seen[name] = value\n",
    ),
    Mutant(
        "after an error all is as before",
        "rendering.py",
        "            self._forget()\n            raise",
        "            raise",
    ),
    Mutant(
        "white space is dropped everywhere",
        "builder.py",
        "self._trims = container.state is State.TEXT and ",
        "self._trims = True or ",
    ),
    Mutant(
        "a line break after <pre> stays",
        "slots.py",
        'return whole(self.texts, values).removeprefix("\\n")\n\n    def _run',
        "return whole(self.texts, values)\n\n    def _run",
    ),
    Mutant(
        "a recursive loop does not look deeper",
        "callables.py",
        "return self._dependencies.of_all(node.args, scope) | recursion",
        "return 0",
    ),
    Mutant(
        "entities are text", "scalars.py", "return text_scalar(entities.unescape(markup))", "return text_scalar(markup)"
    ),
    Mutant(
        "a component's change goes to another row", "late.py", "_change_at(inner, item.place)", "_change_at(inner, 0)"
    ),
    Mutant("a moved component is not noticed", "late.py", "elif pairs_in(change) < len(change):", "elif not change:"),
    Mutant("changes of components must come in order", "late.py", "(place - index, begun)", "(place, begun)"),
    Mutant(
        "a component that has gone is not noticed", "late.py", "number == slot for number", "number > slot for number"
    ),
    Mutant(
        "the content of a call is that of the last row",
        "macros.py",
        "CellType(frozen(cell.cell_contents, known))",
        "cell",
    ),
    Mutant("two calls of components are one place", "fragment.py", "base, size, site, tuple", "base, size, tuple"),
)
