"""Where a page may be sent, judged as browsers read URLs."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.errors import TargetError
from liveview.view.targets import LONGEST, external_target, local_target, with_query

BASE = "https://host:8000/ops/rooms/7?x=1#part"


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/a?b=1#c", "/a?b=1#c"),
        ("?q=2", "/ops/rooms/7?q=2"),
        ("?", "/ops/rooms/7"),
        ("#part", "/ops/rooms/7?x=1#part"),
        ("", "/ops/rooms/7?x=1"),
        ("8", "/ops/rooms/8"),
        ("../users", "/ops/users"),
        ("https://host:8000/z", "/z"),
        ("HTTPS://HOST:8000", "/"),
        ("/r?next=//evil.example\\", "/r?next=//evil.example\\"),
        ("./javascript:x", "/ops/rooms/javascript:x"),
        (" \t/a\n", "/a"),
        ("/über?ü=1", "/über?ü=1"),
    ],
)
def test_what_is_on_this_site_is_a_path_of_it(target: str, found: str) -> None:
    assert local_target(target, BASE) == found


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "\x00//evil.example",
        "///evil.example",
        "/.//evil.example",
        "https://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https://host:8000@evil.example/",
        "https://host:8000.evil.example/",
        "https://host:8000//evil.example",
        "http://host:8000/",
        "https://host/",
        "javascript:alert(1)",
        "JaVa\nScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "blob:https://host:8000/x",
        "https://[evil",
        "/" + "a" * LONGEST,
        "//" + "a" * 4000,
    ],
)
def test_what_a_browser_could_take_for_another_site_is_refused(target: str) -> None:
    with pytest.raises(TargetError) as caught:
        local_target(target, BASE)
    assert "self.redirect(url, external=True)" in str(caught.value)
    assert len(str(caught.value)) < 400  # it may go into a log


@given(
    st.text(alphabet="/\\:.?#@a \t\n\x00-%[]", max_size=12), st.sampled_from(["", "https:", "//", "/", "javascript:"])
)
def test_whatever_is_let_through_is_a_path_that_stays_here(text: str, start: str) -> None:
    try:
        found = local_target(start + text, BASE)
    except TargetError:
        return
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert not any(ord(character) < 32 for character in found)
    assert urlsplit(found).netloc == ""


def test_other_sites_are_for_who_asks_for_them_and_scripts_for_nobody() -> None:
    assert external_target("https://other.example/a?b") == "https://other.example/a?b"
    for target in ("javascript:alert(1)", "//other.example", "https:other.example", "https:///x", "/a", "data:x"):
        with pytest.raises(TargetError):
            external_target(target)


def test_a_query_keeps_what_is_not_named() -> None:
    url = "https://host/rooms/7?page=2&tag=a&tag=b&empty=#part"
    assert with_query(url, {"page": 3}) == "https://host/rooms/7?tag=a&tag=b&empty=&page=3"
    assert with_query(url, {"tag": None, "page": None}) == "https://host/rooms/7?empty="
    assert with_query("/x", {"tag": ["a", "b"], "all": True, "text": "a&b"}) == "/x?tag=a&tag=b&all=true&text=a%26b"
