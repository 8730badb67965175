"""Where a page may be sent: somewhere on this very site, as a browser would read it, unless the app asks for more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from liveview.errors import TargetError

# Browsers take tabs, line ends and leading or trailing control characters out of a URL before they read it
# (WHATWG URL, section 4.4): what is judged here must be what they will read.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# What browsers and proxies take as a matter of course.
LONGEST = 4096
# Characters of it that stand in an error.
SHOWN = 80


def local_target(target: str, base: str) -> str:
    """A target on the site of `base`.

    Args:
        target: a path, a query, or a whole URL of this site.
        base: the URL of the page, as the browser has it; `target` may be relative to it.

    Returns:
        Path, query and fragment.

    Raises:
        TargetError: for another site, another scheme, or what a browser could take for one.
    """
    try:
        return _local(_cleaned(target), base)
    except ValueError:  # brackets that are no address, characters that turn into others
        raise _refused(target, "it is no URL") from None


def _local(text: str, base: str) -> str:
    site = urlsplit(base)
    scheme = SCHEME.match(text)
    if scheme is not None:
        whole = urlsplit(text)
        if (whole.scheme, whole.netloc.lower()) != (site.scheme, site.netloc.lower()) or not whole.netloc:
            raise _refused(text, "it leads to another site or scheme")
        text = whole._replace(scheme="", netloc="").geturl() or "/"
    if text.startswith("//"):
        raise _refused(text, "it leads to another site")
    if text.startswith("?"):
        text = site.path + text  # urljoin takes a lone "?" for nothing
    found = urlsplit(urljoin(urlsplit(base)._replace(fragment="").geturl(), text))
    if (found.scheme, found.netloc) != (site.scheme, site.netloc) or found.path.startswith("//"):
        raise _refused(text, "it leads to another site")
    return found._replace(scheme="", netloc="", path=found.path or "/").geturl()


def relative_target(target: str) -> str:
    """A target on this site, whichever that is, for a page whose URL is not known yet.

    Args:
        target: a path or a query.

    Returns:
        The target, as it is: the page's URL is its base.

    Raises:
        TargetError: for a whole URL, or what a browser could take for one.
    """
    local_target(target, "http://site.invalid/")
    return target


def external_target(target: str) -> str:
    """A target on any site.

    Args:
        target: a whole URL.

    Raises:
        TargetError: for what is no URL of the web, such as `javascript:`.
    """
    text = _cleaned(target)
    if not WEB.match(text):
        raise TargetError(
            f"{target!r} is no whole URL of the web: external=True takes what begins with https:// or http://",
            target=target,
        )
    return text


def with_query(url: str, changes: Mapping[str, Any]) -> str:
    """A URL with some query parameters set otherwise.

    Args:
        url: the URL; its fragment is left out.
        changes: the new values by name: None takes the parameter away, a list or tuple gives it several times.
    """
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in changes]
    new = [(name, _text(value)) for name, given in changes.items() for value in _values(given)]
    return parts._replace(query=urlencode([*kept, *new]), fragment="").geturl()


def _values(given: Any) -> tuple[Any, ...]:
    if given is None:
        return ()
    return tuple(given) if isinstance(given, (list, tuple, set, frozenset)) else (given,)


def _text(value: Any) -> str:
    # As `params` reads it back: `true`, not Python's `True`, so that URLs look like those of the web.
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cleaned(target: str) -> str:
    text = CONTROL.sub("", target).strip()
    if len(text) > LONGEST:
        raise _refused(text, f"it has {len(text)} characters, {LONGEST} are allowed")
    # Browsers read \ as / up to the query.
    end = min((at for mark in "?#" if (at := text.find(mark)) >= 0), default=len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _refused(target: str, reason: str) -> TargetError:
    shown = target if len(target) <= SHOWN else f"{target[:SHOWN]}…"  # it may be a stranger's, and go into a log
    return TargetError(
        f"a page is not sent to {shown!r}: {reason}. Write a path of this site, or "
        "`self.redirect(url, external=True)` for a URL that does not come from users.",
        target=target,
    )
