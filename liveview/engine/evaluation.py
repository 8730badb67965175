"""What the compiled templates call: compare a value with the memo, keep it, and report it to the patch.

In all of these `f` is a fragment's memo, `i` an index in it, `k` the slot's number, and `q` the patch of the
fragment, a flat list of slot numbers and values (protocol, section 3).
"""

from __future__ import annotations

import html as entities
import re
from typing import Any

from markupsafe import Markup, escape

from liveview.engine.fragment import NEW, Memo
from liveview.engine.scalars import MAX_JSON_INT, attribute_value, text_scalar, text_value
from liveview.errors import TemplateError

Patch = list[Any]
_ATTRIBUTE = re.compile(r"""\s+([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAME = re.compile(r"[A-Za-z][\w.:-]*")


def raw(value: Any) -> Any:
    """A value as the memo keeps it: exactly str, int or Markup, which never change."""
    kind = type(value)
    if kind is str or kind is int or kind is Markup:
        return value
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return str(value)


def put(f: Memo, i: int, value: Any) -> bool:
    """Keep a value; True if it differs in what it shows."""
    value = raw(value)
    before = f[i]
    f[i] = value
    return type(before) is not type(value) or before != value


def set_text(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """The single value of a text run."""
    kind = type(value)
    if kind is int or kind is str:  # nearly every value: what follows does the same, in more calls
        before, f[i] = f[i], value
        if type(before) is not kind or before != value:
            q += (k, value if kind is int and -MAX_JSON_INT < value < MAX_JSON_INT else text_value(value))
    elif put(f, i, value):
        shown = text_value(f[i])
        q += (k, f[0].slots[k].value(f) if type(shown) is list else shown)


def set_attribute(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """The single value of an attribute."""
    if put(f, i, value):
        q += (k, attribute_value(f[i]))


def set_boolean(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """An attribute that is there if the value is true."""
    value = bool(value)
    if f[i] is not value:
        f[i] = value
        q += (k, value)


def set_first(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """The single value of a text that begins where browsers drop a line break."""
    if put(f, i, value):
        q += (k, f[0].slots[k].value(f))


def set_attributes(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """The single value that writes attributes of an element (a mapping, `xmlattr`, a name), or a branch that does."""
    if put_attributes(f, i, value):
        q += (k, f[i][1])


def put_attributes(f: Memo, i: int, value: Any) -> bool:
    """Keep attributes; True if they are other ones."""
    source = str(value) if type(value) is Markup else _attribute_names(value)
    before = f[i]
    if before is not NEW and before[0] == source:
        return False
    f[i] = (source, attributes_of(source))
    return True


def _attribute_names(value: Any) -> str:
    text = str(value)
    for name in text.split():
        if not _NAME.fullmatch(name) or name.lower().startswith(("on", "lv-")) or name.lower() == "srcdoc":
            raise TemplateError(
                f"{text!r} inside a tag: only attribute names may stand there; "
                "for names with values write {{ {'name': value}|xmlattr }}"
            )
    return str(escape(text))


def attributes_of(source: str) -> dict[str, Any]:
    """Attributes as written in a tag to a map; `True` for one without a value. `safe_attributes` has judged them."""
    found: dict[str, Any] = {}
    for match in _ATTRIBUTE.finditer(" " + source):
        name = match[1].lower() if match[1].islower() or ":" not in match[1] else match[1]
        values = [entities.unescape(value) for value in match.groups()[1:] if value is not None]
        found.setdefault(name, text_scalar(values[0]) if values else True)
    return found


def set_html(f: Memo, i: int, k: int, value: Any, q: Patch) -> None:
    """A range that is rendered as a whole."""
    if value is not None and type(value) is not Markup:
        value = Markup(escape(raw(value)))
    if value is not None and "\0" in value:  # browsers would keep it here and drop it there
        value = value.replace("\0", "")
    before = f[i]
    if type(before) is type(value) and before == value:
        return
    f[i] = value
    q += (k, None if value is None else str(value))


def clear(f: Memo, i: int, k: int, q: Patch) -> None:
    """A range that shows nothing."""
    if f[i] is not None:
        f[i] = None
        q += (k, None)
