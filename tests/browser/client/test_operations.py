"""How many nodes a patch touches: no more than the change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client

FRAGMENTS = {
    "rootAA": ["<table><tbody><!--$--></tbody></table><span><!--$--></span>", ["l", "rowAAA"], 0],
    "rowAAA": ['<tr $="1"><td><!--$--></td><td><!--$--></td></tr>', ["a", "class"], 0, 0],
}
COUNT = 20
WITHOUT_MOVE = "delete Element.prototype.moveBefore;"


def rows(count: int = COUNT) -> list[Any]:
    """Values of that many rows."""
    return [["even" if index % 2 else None, index, f"row {index}"] for index in range(count)]


@pytest.fixture(params=["hydrated", "created"])
def client(request: pytest.FixtureRequest, open_client: OpenClient) -> Client:
    """Twenty rows, from the server's HTML or made by the client."""
    values = ["rootAA", rows(), "0"]
    if request.param == "hydrated":
        client = open_client(FRAGMENTS, values).join()
    else:
        client = open_client({**FRAGMENTS, "emptyA": ["<p></p>"]}, ["emptyA"]).join()
        client.deliver(["=", 0, 0, values])
    client.page.evaluate("logOperations()")
    return client


def operations(client: Client, patch: list[Any]) -> tuple[list[str], dict[str, int]]:
    """What a patch calls, and what changes by it."""
    client.patch(patch)
    calls, counts = client.page.evaluate("[log.splice(0), takeCounts()]")
    return calls, {name: count for name, count in counts.items() if count}


def test_a_text_is_one_write(client: Client) -> None:
    assert operations(client, [1, "1"]) == ([], {"characterData": 1})


def test_an_equal_text_is_none(client: Client) -> None:
    assert operations(client, [1, "0"]) == ([], {})


def test_an_update_writes_what_changed(client: Client) -> None:
    calls, counts = operations(client, [~0, [0, [2, "row 0 !!!"], 10, [2, "row 10 !!!", 0, "odd"]]])
    assert calls == ["setAttribute"]
    assert counts == {"characterData": 2, "attributes": 1}


def test_a_swap_moves_two(client: Client) -> None:
    calls, counts = operations(client, [~0, [[], [], [1, 18, 18, 1]]])
    assert calls == ["moveBefore"] * 2
    assert (counts["added"], counts["removed"]) == (2, 2)


def test_an_order_moves_as_few_as_it_can(client: Client) -> None:
    order = [19, *range(1, 19), 0]
    assert operations(client, [~0, [[], [], [order]]])[0] == ["moveBefore"] * 2
    assert client.shows(["rootAA", [rows()[index] for index in order], "0"])


def test_a_removal_removes_one(client: Client) -> None:
    calls, counts = operations(client, [~0, [[], [9]]])
    assert calls == ["remove"]
    assert counts == {"childList": 1, "removed": 1}


def test_an_insertion_of_many_is_one(client: Client) -> None:
    calls, counts = operations(client, [~0, [[20, *rows(30)]]])
    assert [call for call in calls if call == "insertBefore"] == ["insertBefore"]
    assert counts == {"childList": 1, "added": 30}


def test_emptying_is_one(client: Client) -> None:
    calls, counts = operations(client, [0, []])
    assert calls == ["deleteContents"]
    assert counts["removed"] == COUNT


def test_full_values_that_are_shown_write_nothing(client: Client) -> None:
    client.deliver(["=", 0, 5, ["rootAA", rows(), "0"]])
    assert client.page.evaluate("[log, takeCounts()]") == [[], {}]


def test_focus_stays_where_rows_move_with_move_before(open_client: OpenClient) -> None:
    client = open_client(
        {"rootAA": ["<ul><!--$--></ul>", ["l", "itemAA"]], "itemAA": ['<li><input $="1"></li>', ["a", "name"]]},
        ["rootAA", [["a"], ["b"], ["c"]]],
    ).join()
    client.page.focus("[name=c]")
    client.page.keyboard.type("hello")
    client.page.evaluate("document.activeElement.setSelectionRange(1, 3)")
    client.patch([~0, [[], [], [2, 0]]])
    assert client.page.evaluate("[document.activeElement.name, document.activeElement.selectionStart]") == ["c", 1]
    assert client.page.evaluate('[...document.querySelectorAll("input")].map(({ name }) => name)') == ["c", "a", "b"]


def test_without_move_before_nodes_are_inserted(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, ["rootAA", rows(), "0"], init=WITHOUT_MOVE).join()
    client.page.evaluate("logOperations()")
    assert operations(client, [~0, [[], [], [1, 18, 18, 1]]])[0] == ["insertBefore"] * 2
