"""What the figures in the last line of a table are called."""

from __future__ import annotations

import pytest

from liveview.ui.table.column import Column, Total
from liveview.ui.table.foot import foot

NAME = Column("name", label="Name")


@pytest.mark.parametrize(
    ("kind", "word"),
    [("sum", "Total"), ("mean", "Average"), ("min", "Least"), ("max", "Largest"), ("count", "Count")],
)
def test_a_line_of_one_kind_begins_with_what_it_is(kind: Total, word: str) -> None:
    line = foot([NAME, Column("a", total=kind), Column("b", total=kind)], {"a": "3", "b": "4"})
    assert [(cell.word, cell.text) for cell in line] == [("", word), ("", "3"), ("", "4")]


def test_figures_of_several_kinds_say_each_what_they_are() -> None:
    line = foot([NAME, Column("a", total="sum"), Column("b", total="mean")], {"a": "3", "b": "4"})
    assert [(cell.word, cell.text) for cell in line] == [("", ""), ("Total", "3"), ("Average", "4")]


def test_the_figure_of_the_first_column_says_itself_what_it_is() -> None:
    line = foot([Column("a", total="mean"), NAME], {"a": "3"})
    assert [(cell.key, cell.word, cell.text) for cell in line] == [("a", "Average", "3"), ("name", "", "")]


def test_there_is_no_line_where_no_column_that_is_shown_comes_to_anything() -> None:
    assert foot([NAME], {"hidden": "3"}) == []
    assert foot([NAME, Column("a", total="sum")], {}) == []
    assert foot([], {"hidden": "3"}) == []
