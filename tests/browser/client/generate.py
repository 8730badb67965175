"""Random fragments, values of them, and patches that are known to be right because they are made with the change."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

TEXTS = ["", "a", "b c", "<i>&amp;", "ümläut", "0", 7, -3, 12345]
HTML = ["", "plain", "<b>bold</b>", "x<u>y</u><!--c-->z", "<hr>"]
SVG = ["", "<g></g>", "<path d='M0 0'></path>text"]
NAMES = ["title", "data-a", "class", "hidden"]
MAPS: list[dict[str, Any]] = [
    {},
    {"hidden": True},
    {"title": "t", "data-m": "<&>"},
    {"lang": "x", "style": "top: 1px;"},
]

Instance = list[Any]


@dataclass
class Generator:
    """Everything comes from one seed.

    Attributes:
        random: where choices come from.
        fragments: definitions by id, as they are made.
    """

    random: Random
    fragments: dict[str, list[Any]] = field(default_factory=dict)

    # fragments

    def fragment(self, depth: int, *, item: bool = False, svg: bool = False, row: bool = False) -> str:
        """Makes a fragment; returns its id."""
        body = _Body(self, depth, svg)
        if row:
            body.html += ["<tr><td>", body.text_place(), "</td>", "<td", *body.own_slots(), ">x</td></tr>"]
        else:
            body.children(self.random.randint(0 if depth < 2 else 1, 4))
        html = "".join(body.html)
        is_run = html.startswith("<!--$-->") and not _is_range(body.slots[0])
        if item and html and (is_run or not html.startswith("<")):
            html = f"<!--|-->{html}"
        name = f"f{len(self.fragments):05}"
        self.fragments[name] = [["svg", html] if svg else html, *body.slots]
        return name

    # values

    def values(self, fragment: str) -> Instance:
        """Values for an instance, without its id."""
        html, *slots = self.fragments[fragment]
        return [self.value(slot, svg=not isinstance(html, str)) for slot in slots]

    def value(self, slot: Any, *, svg: bool = False) -> Any:
        """A value for a slot."""
        if slot == 0 or slot[0] == "t":
            return self.text(0 if slot == 0 else len(slot) - 2, svg=svg)
        if slot[0] == "a":
            return self.attribute(slot)
        if slot[0] == "m":
            return dict(self.random.choice(MAPS))
        if slot[0] == "l":
            return [self.values(slot[1]) for _ in range(self.random.choice([0, 1, 2, 5]))]
        return self.range_value(slot, svg=svg)

    def text(self, count: int, *, svg: bool) -> Any:
        if self.random.random() < 0.15:
            return [self.random.choice(SVG if svg else HTML)]
        if count > 1:
            return [self.random.choice(TEXTS) for _ in range(count)]
        return self.random.choice(TEXTS)

    def attribute(self, slot: list[Any]) -> Any:
        count = len(slot) - 3
        if count > 1:
            return [self.random.choice(TEXTS) for _ in range(count)]
        if slot[1] == "#" or count == 1:
            return self.random.choice(TEXTS)
        return self.random.choice([*TEXTS, True, False, None])

    def range_value(self, slot: list[Any], *, svg: bool) -> Any:
        kind = self.random.random()
        if kind < 0.25:
            return None
        if kind < 0.4:
            return self.random.choice(SVG if svg else HTML)
        index = self.random.randrange(len(slot) - 1)
        return [self.random.choice([index, slot[1 + index]]), *self.values(slot[1 + index])]

    # changes

    def change(self, fragment: str, values: Instance) -> tuple[Instance, list[Any]]:
        """New values of an instance (without ids), and the patch that makes them."""
        html, *slots = self.fragments[fragment]
        after, patch = list(values), []
        for number, (slot, value) in enumerate(zip(slots, values, strict=True)):
            if self.random.random() < 0.4:
                continue
            key, after[number], change = self.slot_change(number, slot, value, svg=not isinstance(html, str))
            patch += [key, change]
        return after, patch

    def slot_change(self, number: int, slot: Any, value: Any, *, svg: bool) -> tuple[int, Any, Any]:
        if slot != 0 and self.random.random() < 0.8:
            if slot[0] == "l":
                after, change = self.list_change(slot[1], value)
                return ~number, after, change
            if slot[0] == "f" and isinstance(value, list):
                fragment = slot[1 + value[0]] if isinstance(value[0], int) else value[0]
                after, change = self.change(fragment, value[1:])
                return ~number, [value[0], *after], change
        after = self.value(slot, svg=svg)
        return number, after, after

    def list_change(self, fragment: str, items: list[Instance]) -> tuple[list[Instance], list[Any]]:
        gone = sorted(index for index in range(len(items)) if self.random.random() < 0.2)
        survivors = [item for index, item in enumerate(items) if index not in gone]
        after, moved = self.move(survivors)
        inserted: list[Any] = []
        at = 0
        while self.random.random() < 0.4:
            at = self.random.randint(at, len(after))
            run = [self.values(fragment) for _ in range(self.random.randint(1, 3))]
            after[at:at] = run
            inserted += [at, *run]
            at += len(run) + 1
            if at > len(after):
                break
        changed: list[Any] = []
        last = 0
        for index, item in enumerate(after):
            if self.random.random() < 0.3:
                after[index], patch = self.change(fragment, item)
                changed += [index - last, patch]
                last = index
        parts = [inserted, removal(gone), moved]
        while parts and not parts[-1]:
            parts.pop()
        return after, [*changed, *parts]

    def move(self, items: list[Instance]) -> tuple[list[Instance], list[Any]]:
        if len(items) < 2 or self.random.random() < 0.4:
            return list(items), []
        if self.random.random() < 0.4:
            order = list(range(len(items)))
            self.random.shuffle(order)
            return [items[index] for index in order], [order]
        origins = self.random.sample(range(len(items)), self.random.randint(1, len(items) - 1))
        targets = self.random.sample(range(len(items)), len(origins))
        moves = dict(zip(targets, origins, strict=True))
        staying = iter([index for index in range(len(items)) if index not in origins])
        order = [moves[target] if target in moves else next(staying) for target in range(len(items))]
        pairs = [number for target, origin in moves.items() for number in (origin, target)]
        return [items[index] for index in order], pairs


def removal(gone: list[int]) -> list[int]:
    """Indexes as the protocol writes them, runs shortened."""
    out: list[int] = []
    for index in gone:
        last = out[-2] - out[-1] if len(out) > 1 and out[-1] < 0 else (out[-1] if out else None)
        if last is not None and index == last + 1:
            if out[-1] < 0:
                out[-1] -= 1
            else:
                out.append(-1)
        else:
            out.append(index)
    return out


def _is_range(slot: Any) -> bool:
    return slot != 0 and slot[0] in "fl"


class _Body:
    """The HTML of a fragment and its slots, in document order."""

    def __init__(self, generator: Generator, depth: int, svg: bool) -> None:
        self.generator = generator
        self.random = generator.random
        self.depth = depth
        self.svg = svg
        self.html: list[str] = []
        self.slots: list[Any] = []

    def children(self, count: int) -> None:
        after_text = False
        for _ in range(count):
            kind = self.random.random()
            if kind < 0.35 and not after_text:
                self.html.append("static" if self.random.random() < 0.3 else self.text_place())
                after_text = True
                continue
            after_text = False
            if kind < 0.55 and self.depth:
                self.html.append(self.range_place())
            elif kind < 0.65:
                self.special()
            else:
                self.element()

    def text_place(self) -> str:
        pieces = self.random.choice([0, 0, ["t", "x ", ""], ["t", "", " of ", "!"], ["t", " ", ""]])
        self.slots.append(pieces)
        return "<!--$-->"

    def own_slots(self) -> list[str]:
        names = self.random.sample(NAMES, self.random.choice([0, 0, 1, 2]))
        own: list[Any] = [self.random.choice([["a", n], ["a", n, "p ", ""], ["a", n, "", "-", "s"]]) for n in names]
        if self.random.random() < 0.2 and not own:
            own.append(["m"])
        self.slots += own
        return [f' $="{len(own)}"'] if own else []

    def range_place(self) -> str:
        make = self.generator.fragment
        if self.random.random() < 0.5:
            self.slots.append(["l", make(self.depth - 1, item=True, svg=self.svg)])
        else:
            self.slots.append(["f", *(make(self.depth - 1, svg=self.svg) for _ in range(self.random.randint(1, 2)))])
        return "<!--$-->"

    def element(self) -> None:
        name = self.random.choice(["g", "text"] if self.svg else ["div", "span", "section"])
        self.html += [f"<{name}", *self.own_slots(), ' id="s">']
        self.children(self.random.randint(0, 2))
        self.html.append(f"</{name}>")

    def special(self) -> None:
        if self.svg:
            self.html += ["<circle", *self.own_slots(), "></circle>"]
            return
        kind = self.random.randrange(3)
        if kind == 0:
            self.slots.append(["a", "#"])
            self.html.append('<textarea $="1"></textarea>')
        elif kind == 1:
            row = self.generator.fragment(0, item=True, row=True)
            self.slots.append(["l", row])
            self.html.append("<table><tbody><!--$--></tbody></table>")
        else:
            inner = self.generator.fragment(max(self.depth - 1, 0), item=True, svg=True)
            self.slots.append(["l", inner])
            self.html.append('<svg viewBox="0 0 1 1"><!--$--></svg>')
