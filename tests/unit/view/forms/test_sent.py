"""What a browser sends of a form."""

from __future__ import annotations

import pytest

from liveview.view.forms.sent import MAX_FIELDS, MAX_PARTS, Keys, Sent, TooMuchError, fields_of


def test_no_key_is_given_twice() -> None:
    keys = Keys()
    assert [keys.new(), keys.new()] == ["0", "1"]
    keys.pass_over("7")
    keys.pass_over("3")
    assert keys.new() == "8"


def test_the_texts_of_the_empty_name_are_names() -> None:
    sent = Sent(fields_of("a=1&a=2&=b&=c&d="), keys=Keys())
    assert sent.texts == {"a": ["1", "2"], "d": [""]}
    assert [name for name in "abcd" if sent.is_off(name)] == ["b", "c"]


def test_a_group_is_mentioned_by_what_is_within() -> None:
    sent = Sent(fields_of("a.b=1&=c.d"), keys=Keys())
    assert [sent.mentions(name) for name in ("a", "c", "a.b", "")] == [True, True, False, False]


def test_a_name_of_too_many_parts_mentions_nothing() -> None:
    long = ".".join("a" * (MAX_PARTS + 1))
    assert not Sent([("", long)], keys=Keys()).mentions("a")


def test_rows_of_another_process_have_keys_that_this_one_never_gave() -> None:
    keys = Keys()
    keys.pass_over("2")
    sent = Sent(fields_of("r.7.a=1&r.2.a=1&r.3.a=1&r.7.b=1&r.x.a=1&r.-4.a=1&r.9999999999.a=1&r.\u0664.a=1"), keys=keys)
    assert sent.new_keys("r") == ["7", "3"]


def test_names_of_too_many_parts_are_left_out() -> None:
    long = ".".join("a" * (MAX_PARTS + 1))
    assert Sent([(long, "1"), (long[2:], "2")], keys=Keys()).texts == {long[2:]: ["2"]}


def test_too_many_fields_are_refused() -> None:
    assert len(fields_of("&".join(["a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(TooMuchError, match="1,000 fields"):
        fields_of("&".join(["a=1"] * (MAX_FIELDS + 1)))
