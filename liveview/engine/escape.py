"""Values made safe for the attribute they are written to; called by the templates' compiled code."""

from __future__ import annotations

import re

from markupsafe import Markup

URL_ATTRIBUTES = frozenset(
    ("href src action formaction xlink:href poster ping data cite background longdesc manifest icon").split()
)
SAFE_SCHEMES = frozenset(("http", "https", "mailto", "tel", "sms", "ftp"))
BLOCKED_URL = "about:invalid#blocked"
BLOCKED_CSS = "unset"

# Browsers drop these before they look for a scheme (URL standard, 4.4).
_IGNORED = re.compile(r"[\x00-\x20\x7f]|[\u200b-\u200f\ufeff]")
_SCHEME = re.compile(r"([^/?#:]*):")
_CSS = re.compile(r"""(?: [\w\s#%.,+*-] | \( | \) | /(?!\*) | ! )*""", re.X)
_CSS_LOADS = re.compile(r"url|expression|image|import|element|src\(|attr", re.I)


def safe_url(value: object) -> object:
    """A value for the beginning of a URL attribute.

    Returns:
        The value itself where it is relative or of a harmless scheme, or comes as `Markup`; otherwise
        a URL that leads nowhere.
    """
    if type(value) is Markup:
        return value
    text = _IGNORED.sub("", str(value))
    scheme = _SCHEME.match(text)
    return BLOCKED_URL if scheme and scheme[1].lower() not in SAFE_SCHEMES else value


def safe_declarations(value: object) -> object:
    """A value where a style attribute's declarations begin: several of them, `color: red; width: 5%`.

    Returns:
        The value itself where it is harmless, or comes as `Markup`; otherwise nothing.
    """
    if type(value) is Markup:
        return value
    parts = [part for text in str(value).split(";") for part in text.split(":", 1)]
    return value if all(safe_css(part) == part for part in parts) else ""


def safe_css(value: object) -> object:
    """A value inside a style attribute: numbers, units, names, colours, `calc(…)`; nothing that loads or ends.

    Returns:
        The value itself where it is harmless, or comes as `Markup`; otherwise `unset`.
    """
    if type(value) is Markup or type(value) is int or type(value) is float:
        return value
    text = str(value)
    return value if _CSS.fullmatch(text) and not _CSS_LOADS.search(text) else BLOCKED_CSS
