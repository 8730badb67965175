"""Values made safe for the attribute they are written to; called by the templates' compiled code.

`Markup` is safe as HTML, and says nothing of a URL, a style or a binding: what `|e`, a macro or a `{% set %}` block
returns is `Markup` too. Those are judged like any text, by what a browser would decode them to. Only `|safe`, written
at the place itself, is taken as it is.
"""

from __future__ import annotations

import html as entities
import json
import re
from typing import Any

from markupsafe import Markup, escape

from liveview.engine.commands import Commands
from liveview.engine.elements import ANIMATION_VALUES, ANIMATIONS, PICTURES, URL_ATTRIBUTES, URL_LISTS

SAFE_SCHEMES = frozenset(("http", "https", "mailto", "tel", "sms", "ftp"))
BLOCKED_URL = "about:invalid#blocked"
BLOCKED_CSS = "unset"

# Browsers drop these before they look for a scheme (URL standard, 4.4).
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]|[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SCHEME = re.compile(r"([^/?#:]*):")
_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif|bmp|x-icon|svg\+xml)[;,]", re.I)
_SEPARATORS = {",": re.compile(r",(?=\s)|\s+"), " ": re.compile(r"\s+"), ";": re.compile(";")}
_CSS = re.compile(r"""(?: [\w\s#%.,+*-] | \( | \) | /(?!\*) | ! )*""", re.X)
_CSS_LOADS = re.compile(r"(?:url|expression|image|import|element|src|attr|cross-fade|paint)[\w-]*\(", re.I)
_IN_JSON = re.compile("[<>&\u2028\u2029]")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Names that this framework writes for its client.
_RESERVED = frozenset(("$", "lv-s", "lv-style", "lv-root", "lv-sheet", "lv-key"))


def shown(value: Any) -> str:
    """A value as the text that a browser makes of it: markup's entities are decoded."""
    if hasattr(value, "__html__"):
        return entities.unescape(str(value.__html__()))
    return str(value)


def quoted(value: Any, quote: str) -> Any:
    """A value between quotes: markup cannot end them."""
    if hasattr(value, "__html__"):
        source = str(value.__html__())
        return Markup(source.replace(quote, f"&#{ord(quote)};") if quote in source else source)
    return value


def boolean(value: Any, name: str) -> Markup:
    """A boolean attribute in a part that is rendered as a whole: there while the value is true."""
    return Markup(f' {name}=""') if value else Markup()


def text_only(value: Any, element: str) -> Any:
    """A value in an element that holds text only: markup cannot end the element."""
    if hasattr(value, "__html__"):
        return Markup(re.sub(rf"<(?=/{element})", "&lt;", str(value.__html__()), flags=re.I))
    return value


def json_only(value: Any) -> Any:
    """A value in a script that holds data: JSON that cannot end the element.

    Args:
        value: what the template gives; markup is JSON already, as `tojson` makes it.

    Raises:
        TypeError: if it has no JSON, as in `json.dumps`.
        ValueError: the same, for a float that is no number.
    """
    text = str(value.__html__()) if hasattr(value, "__html__") else json.dumps(value, allow_nan=False)
    return Markup(_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def url_kind(tag: str, name: str) -> str | None:
    """How an attribute holds URLs.

    Returns:
        None where it holds none; an empty string for a single one, `picture` for one that is shown and never
        run; otherwise what separates the URLs of a list.
    """
    tag, name = tag.lower(), name.lower()
    if tag in ANIMATIONS and name in ANIMATION_VALUES:
        return ";"
    if name in URL_LISTS:
        return URL_LISTS[name]
    if name not in URL_ATTRIBUTES:
        return None
    return "picture" if name in PICTURES.get(tag, ()) else ""


def safe_url(value: Any, prefix: str = "", kind: str = "") -> Any:
    """A value at the beginning of a URL attribute.

    Args:
        value: what the template gives.
        prefix: the static text before it; their schemes are judged together.
        kind: see `url_kind`.

    Returns:
        The value itself where it is relative or of a harmless scheme; otherwise a URL that leads nowhere.
    """
    if type(value) is int:
        return value
    text = prefix + shown(value)
    parts = _SEPARATORS[kind].split(text) if kind in _SEPARATORS else [text]
    if all(_is_safe(part, kind) for part in parts):
        return value
    return "#blocked" if prefix.strip() else BLOCKED_URL


def _is_safe(url: str, kind: str) -> bool:
    text = _IGNORED.sub("", url)
    scheme = _SCHEME.match(text)
    if scheme is None or scheme[1].lower() in SAFE_SCHEMES:
        return True
    return kind in ("picture", ",") and _PICTURE.match(text) is not None


def safe_declarations(value: Any) -> Any:
    """A value where a style attribute's declarations begin: several of them, `color: red; width: 5%`.

    Returns:
        The value itself where it is harmless; otherwise nothing.
    """
    parts = [part for text in shown(value).split(";") for part in text.split(":", 1)]
    return value if all(_is_safe_css(part) for part in parts) else ""


def safe_css(value: Any) -> Any:
    """A value inside a style attribute: numbers, units, names, colours, `calc(…)`; nothing that loads or ends.

    Returns:
        The value itself where it is harmless; otherwise `unset`.
    """
    if type(value) is int or type(value) is float:
        return value
    return value if _is_safe_css(shown(value)) else BLOCKED_CSS


def _is_safe_css(text: str) -> bool:
    if not _CSS.fullmatch(text) or _CSS_LOADS.search(text) or text.strip()[:1] in ("*", "/") or text[-1:] in ("*", "/"):
        return False
    depth = 0  # an open bracket would swallow what comes after it, the page's other styles too
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def safe_binding(value: Any) -> Any:
    """A value in an `lv-…` attribute: a name, or commands that code has made; never a text that looks like them.

    The server takes only events that are declared, whoever names them.
    """
    if isinstance(value, Commands):
        return str(value)
    return "" if shown(value).lstrip()[:1] in ("[", "{") else value


def safe_attributes(value: Any, tag: str) -> Any:
    """What a value writes inside a tag, without what could run or belongs to the client.

    Args:
        value: markup, as `xmlattr` makes it; anything else is names, which `put_attributes` checks.
        tag: the element's name.
    """
    if type(value) is not Markup:
        return value
    kept: list[str] = []
    at, source = 0, " " + value if value else ""
    while match := _ATTRIBUTE.match(source, at):
        at = match.end()
        written = [text for text in match.groups()[1:] if text is not None]
        attribute = safe_attribute(tag, match[1], entities.unescape(written[0]) if written else None)
        if attribute is not None:
            kept.append(f' {match[1]}="{escape(attribute)}"' if written else f" {match[1]}")
    result = "".join(kept)
    is_whole = not source[at:].strip()
    if is_whole and attributes_match(result, source):
        return value
    return Markup(result)


def attributes_match(result: str, source: str) -> bool:
    """Whether two sources hold the same attributes."""
    return _parsed(result) == _parsed(source)


def _parsed(source: str) -> list[tuple[str, ...]]:
    found = (match.groups() for match in _ATTRIBUTE.finditer(source))
    return [(name, *(entities.unescape(value) for value in values if value is not None)) for name, *values in found]


def safe_attribute(tag: str, name: str, value: str | None) -> str | None:
    """One attribute of a map as it may be written: its text, or None where it may not be written at all."""
    lower, text = name.lower(), value or ""
    if is_code(tag, lower) or lower in _RESERVED:
        return None
    kind = url_kind(tag, lower)
    if kind is not None:
        return str(safe_url(text, "", kind))
    if lower == "style":
        return str(safe_declarations(text))
    if lower.startswith("lv-") and not lower.startswith("lv-value-"):
        return str(safe_binding(text))
    return text


def is_code(tag: str, name: str) -> bool:
    """Whether a browser would run an attribute's value, or obey it for the whole page."""
    tag = tag.lower()
    return (
        (name.startswith("on") and len(name) > 2)
        or name == "srcdoc"
        or (tag == "script" and name in ("src", "href", "xlink:href", "type"))
        or (tag == "object" and name in ("data", "codebase", "classid"))
        or (tag == "embed" and name == "src")
        or (tag == "base" and name in ("href", "target"))
        or (tag == "meta" and name in ("http-equiv", "content"))
        or (tag == "link" and name in ("href", "rel", "imagesrcset"))
        or (tag in ANIMATIONS and name == "attributename")
    )
