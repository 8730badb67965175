"""The examples of docs/reference/protocol.md, run by the client that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors"
WITHOUT_MOVE = "delete Element.prototype.moveBefore;"


def cases(*names: str) -> list[Any]:
    """The named cases of some files."""
    found = [(name, case) for name in names for case in json.loads((VECTORS / f"{name}.json").read_text())]
    return [pytest.param(case, id=f"{name}: {case['name']}") for name, case in found]


VALUES = cases("text", "attributes", "ranges", "lists", "foreign", "components")


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("init", ["", WITHOUT_MOVE], ids=["moveBefore", "insertBefore"])
def test_patches_of_the_servers_html(open_client: OpenClient, case: dict[str, Any], init: str) -> None:
    client = open_client(case["fragments"], case["values"], html=case["html"], init=init).join()
    assert ["j", "token", [0, 0]] in client.sent, client.problems
    run(client, case)


@pytest.mark.parametrize("case", VALUES)
def test_patches_of_what_the_client_has_made(open_client: OpenClient, case: dict[str, Any]) -> None:
    fragments = {**case["fragments"], "outerA": ["<p></p>"]}
    client = open_client(fragments, ["outerA"]).join()
    client.deliver(["=", 0, 0, case["values"]])
    assert client.tree == client.tree_of(case["html"])
    run(client, case)


def run(client: Client, case: dict[str, Any]) -> None:
    """Each patch of a case, and the page after it."""
    for step in case["patches"]:
        client.patch(step["patch"])
        assert client.tree == client.tree_of(step["html"])
    assert not [frame for frame in client.sent if frame[0] == "f"]
    assert client.problems == []


@pytest.mark.parametrize("case", cases("frames"))
def test_frames(open_client: OpenClient, case: dict[str, Any]) -> None:
    client = open_client(case["fragments"], case["values"], html=case["html"]).join()
    assert client.sent[0][2][:2] == [0, 0]
    for step in case["steps"]:
        client.page.evaluate("sent.length = 0")
        client.page.evaluate("texts => texts.forEach(text => wires.at(-1).deliver(text))", step["frames"])
        assert client.tree == client.tree_of(step["html"])
        assert [frame for frame in client.sent if frame[0] == "f"] == step["answers"]
    assert client.problems == []
