"""The first page's style sheet: a rule for each text, and none reaches into the next."""

from __future__ import annotations

import pytest

from liveview.engine import Styles

RULE = '[lv-s="{}"]:not(#\\9):not(#\\9){{{}}}'


def contained(style: str) -> str:
    styles = Styles()
    styles.add(style)
    before, _, after = RULE.format(0, "|").partition("|")
    return styles.sheet().removeprefix(before).removesuffix(after)


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; width: 5%", "color: red; width: 5%"),
        ("width: calc((1px", "width: calc((1px))"),
        ("grid-area: [a (b", "grid-area: [a (b)]"),
        ("background: url(x", "background: url(x)"),
        ("{ color: red", "{ color: red}"),
        ("} body { color: red", " body { color: red}"),
        ("color: red}} *{", "color: red *{}"),
        ("{ a } }", "{ a } "),
        ("/* }", "/* }*/"),
        ("/* } */ color: red", "/* } */ color: red"),
        ("/* \\", "/* \\*/"),
        ('content: "}', 'content: "}"'),
        ('content: "}"}', 'content: "}"'),
        ("content: '(\"{'", "content: '(\"{'"),
        (r"content: '\'}'", r"content: '\'}'"),
        ("content: 'a\nb", "content: 'a\nb"),
        ("content: 'a\n'", "content: 'a\n''"),
        ("content: 'a\f'", "content: 'a\n''"),
        ("content: 'a\r'", "content: 'a\n''"),
        ("content: 'a\r\n'", "content: 'a\n''"),
        ("content: 'a\\\r\n'", "content: 'a\\\n'"),
        ('content: "a\\', 'content: "a"'),
        (r'content: "a\\', r'content: "a\\"'),
        ("color: red\\", "color: red"),
        (r"color: red\\", r"color: red\\"),
        (r"--a: \}", r"--a: \}"),
        (r"--a: \{", r"--a: \{"),
        ("--a: </style><script>", "--a: \\3c /style>\\3c script>"),
        ("a\0b", "ab"),
    ],
)
def test_what_is_open_is_closed_where_its_rule_ends(style: str, kept: str) -> None:
    assert contained(style) == kept


def test_equal_texts_share_a_rule() -> None:
    styles = Styles()
    assert [styles.add(style) for style in ("a: b", "c: d", "a: b")] == ["0", "1", "0"]
    assert styles.sheet() == "\n".join((RULE.format(0, "a: b"), RULE.format(1, "c: d")))


def test_sheets_of_one_document_are_told_apart_by_a_mark() -> None:
    styles = Styles("2-")
    assert styles.add("a: b") == "2-0"
    assert styles.sheet() == RULE.format("2-0", "a: b")


def test_no_styles_make_no_sheet() -> None:
    assert Styles().sheet() == ""
