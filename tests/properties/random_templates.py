"""Random templates of every construct in every nesting, over the names that the random states have."""

from __future__ import annotations

import random
import re

SCALARS = ("a", "b", "c", "obj.name", "obj['id']", "z")
FILTERS = ("upper", "lower", "string", "default('d')", "e", "forceescape", "length", "title", "int(0)", "join('-')")
TESTS = ("c > 1", "ok", "not ok", "a == b", "c is odd", "rows", "obj.on", "a is string", "c in [0, 2]", "b is defined")
LISTS = ("rows", "cards", "boxes", "obj.tags", "tree", "rows|sort(attribute='id')", "cards|reverse", "range(c)")
ROWS = ("rows", "cards", "boxes", "tree")
BLOCKS = ("div", "section", "article")
INLINE = ("b", "i", "span", "em")


BOOLEAN = re.compile(r' (hidden|selected)="{{ (.*?) }}"')


def as_stock(source: str) -> str:
    """The same for stock Jinja, to which a boolean attribute is one like others."""
    return BOOLEAN.sub(r"""{{ ' \1=""'|safe if (\2) else '' }}""", source)


class Writer:
    """Writes one template.

    Args:
        seed: what the template follows from.
        size: about how many constructs it has.
    """

    def __init__(self, seed: int, size: int = 14) -> None:
        self._random = random.Random(seed)
        self._left = size
        self._macros: list[str] = []
        self._row: list[str] = []  # the loop variables around
        self._loops = 0

    def template(self) -> str:
        """The whole template."""
        head = "".join(self._macro() for _ in range(self._random.randint(0, 2)))
        return head + "".join(self._block(3) for _ in range(self._random.randint(1, 4)))

    # expressions

    def _scalar(self) -> str:
        row = self._random.choice(self._row) if self._row and self._random.random() < 0.6 else ""
        return self._random.choice((f"{row}.name", f"{row}.id", row)) if row else self._random.choice(SCALARS)

    def _expression(self) -> str:
        kind = self._random.random()
        if kind < 0.5:
            return self._scalar()
        if kind < 0.65:
            return f"{self._scalar()}|{self._random.choice(FILTERS)}"
        if kind < 0.75:
            return f"{self._scalar()} if {self._test()} else {self._scalar()}"
        if kind < 0.85:
            return f"{self._scalar()} ~ {self._scalar()}"
        if kind < 0.9 and self._loops:
            place = self._random.choice(("index", "first", "last", "length", "revindex0", "depth", "cycle(1, 2)"))
            return f"loop.{place}"
        return self._random.choice(("[a, b]|join(c)", "obj|length", "rows|length", "c + 1", "c * c", "-c", "'<q>'"))

    def _test(self) -> str:
        choices = [*TESTS, *([f"{row}.id is even" for row in self._row] * 2)]
        if self._loops:
            choices.append("loop.first")
        return self._random.choice(choices)

    def _value(self) -> str:
        return f"{{{{ {self._expression()} }}}}"

    # places for text

    def _block(self, depth: int) -> str:
        """Something that may stand among blocks."""
        self._left -= 1
        if depth <= 0 or self._left < 0:
            return f"<p>{self._run()}</p>"
        return self._random.choice(
            (
                *(self._element, self._element, self._if, self._for, self._for, self._table, self._select, self._with),
                *(self._call, self._call_block, self._include, self._paragraph, self._set, self._svg, self._textarea),
                *(self._filter_block, self._pre, self._recursive, self._with_else),
            )
        )(depth - 1)

    def _blocks(self, depth: int) -> str:
        return "".join(self._block(depth) for _ in range(self._random.randint(0, 2)))

    def _run(self) -> str:
        """Text with values, and inline elements between."""
        parts = [
            self._random.choice((" and ", "x", "", " &amp; ", "\n", self._value(), self._value())) for _ in range(3)
        ]
        if self._random.random() < 0.3:
            name = self._random.choice(INLINE)
            parts.insert(self._random.randint(0, 3), f"<{name}{self._attributes()}>{self._value()}</{name}>")
        if self._random.random() < 0.2:
            parts.append(f"{{% if {self._test()} %}}{self._value()}{{% else %}}-{{% endif %}}")
        return "".join(parts)

    def _paragraph(self, depth: int) -> str:
        return f"<p{self._attributes()}>{self._run()}</p>"

    def _pre(self, depth: int) -> str:
        return f"<pre>{self._value()}{self._run()}</pre>"

    def _attributes(self) -> str:
        choices = (
            self._random.choice(
                (f' class="{self._value()}"', f' class="x {self._value()} y"', f" class='{self._value()}'")
            ),
            f' title="{{{{ {self._scalar()} }}}}{{{{ {self._scalar()} }}}}"',
            f' hidden="{{{{ {self._test()} }}}}"',
            f" {{% if {self._test()} %}}lang='{self._random.choice('xy')}'{{% endif %}}",
            f' data-x="{{% if {self._test()} %}}{self._value()}{{% endif %}}"',
            f' {{{{ {{"data-y": {self._scalar()}, "data-z": none}}|xmlattr }}}}',
            ' id="static"',
        )
        return "".join(self._random.sample(choices, self._random.choice((0, 0, 1, 2))))

    def _element(self, depth: int) -> str:
        name = self._random.choice(BLOCKS)
        return f"<{name}{self._attributes()}>{self._random.choice((self._blocks(depth), self._run()))}</{name}>"

    def _if(self, depth: int) -> str:
        other = f"{{% elif {self._test()} %}}{self._blocks(depth)}" if self._random.random() < 0.4 else ""
        last = f"{{% else %}}{self._blocks(depth)}" if self._random.random() < 0.5 else ""
        return f"{{% if {self._test()} %}}{self._blocks(depth)}{other}{last}{{% endif %}}"

    def _loop(self, body: str, name: str, source: str, end: str = "") -> str:
        return f"{{% for {name} in {source} %}}{body}{end}{{% endfor %}}"

    def _within(self, name: str) -> None:
        self._row.append(name)
        self._loops += 1

    def _leave(self) -> None:
        self._row.pop()
        self._loops -= 1

    def _for(self, depth: int) -> str:
        name = f"r{len(self._row)}"
        is_keyed = self._random.random() < 0.6
        source = self._random.choice(ROWS if is_keyed else LISTS)
        self._within(name)
        key = f' lv-key="{{{{ {name}.id }}}}"' if is_keyed else ""
        body = f"<div{key}{self._attributes()}>{self._blocks(depth)}{self._run()}</div>"
        if not is_keyed and self._random.random() < 0.3:
            body = self._run()
        if self._random.random() < 0.2:
            source += f" if {name}.id != c"
        self._leave()
        end = f"{{% else %}}{self._run()}" if self._random.random() < 0.3 else ""
        return self._loop(body, name, source, end)

    def _with_else(self, depth: int) -> str:
        return self._loop(self._value(), "n", "names", "{% else %}none")

    def _recursive(self, depth: int) -> str:
        self._within("t")
        body = f"<li>{self._run()}{{% if t.parts %}}<ul>{{{{ loop(t.parts) }}}}</ul>{{% endif %}}{self._run()}</li>"
        self._leave()
        return f"<ul>{{% for t in tree recursive %}}{body}{{% endfor %}}</ul>"

    def _table(self, depth: int) -> str:
        name = f"r{len(self._row)}"
        self._within(name)
        cells = "".join(f"<td{self._attributes()}>{self._run()}</td>" for _ in range(2))
        row = f'<tr lv-key="{{{{ {name}.id }}}}">{cells}</tr>'
        self._leave()
        return f"<table><tbody>\n{self._loop(row, name, self._random.choice(ROWS))}\n</tbody></table>"

    def _select(self, depth: int) -> str:
        option = '<option value="{{ n }}" selected="{{ n == a }}">{{ n }}</option>'
        return f'<select aria-label="s">{self._loop(option, "n", "names")}</select>'

    def _textarea(self, depth: int) -> str:
        return f"<textarea>{self._value()} {self._value()}</textarea>"

    def _svg(self, depth: int) -> str:
        circles = self._loop('<circle r="{{ n }}"/>', "n", "range(c)")
        return f'<svg viewBox="0 0 1 1">{circles}</svg>'

    def _with(self, depth: int) -> str:
        return f"{{% with z = {self._expression()} %}}{self._blocks(depth)}<p>{{{{ z }}}}</p>{{% endwith %}}"

    def _set(self, depth: int) -> str:
        return f"{{% set z = {self._expression()} %}}"

    def _filter_block(self, depth: int) -> str:
        return f"{{% filter lower %}}<p>{self._value()}</p>x{{% endfilter %}}"

    def _include(self, depth: int) -> str:
        return "{% include 'part.html' %}"

    def _macro(self) -> str:
        name = f"m{len(self._macros)}"
        self._row.append("x")
        content = "{{ caller(x) }}" if self._random.random() < 0.5 else ""
        body = f"<section{self._attributes()}>{self._run()}{self._blocks(1)}{content}</section>"
        self._row.pop()
        self._macros.append(f"{name}{'c' if content else ''}")
        return f"{{% macro {self._macros[-1]}(x, y=1) %}}{body}{{{{ y }}}}{{% endmacro %}}"

    def _call(self, depth: int) -> str:
        plain = [name for name in self._macros if not name.endswith("c")]
        if not plain:
            return self._paragraph(depth)
        extra = self._random.choice(("", f", {self._scalar()}", f", y={self._scalar()}"))
        return f"{{{{ {self._random.choice(plain)}({self._random.choice((self._scalar(), 'obj'))}{extra}) }}}}"

    def _call_block(self, depth: int) -> str:
        calling = [name for name in self._macros if name.endswith("c")]
        if not calling:
            return self._paragraph(depth)
        self._row.append("w")
        body = self._blocks(depth) + f"<p>{self._run()}</p>"
        self._row.pop()
        return f"{{% call(w) {self._random.choice(calling)}({self._scalar()}) %}}{body}{{% endcall %}}"
