"""An app of this checkout in a process of its own, by default the example."""

from __future__ import annotations

from tests.served import ROOT, Served


def serve(target: str = "example_app.app:app", **environment: str) -> Served:
    """What `liveview run` serves of a target, while the `with` block runs.

    Args:
        target: a file or `module:app`, as seen from the root of the checkout.
        environment: variables of the server's own.
    """
    return Served("run", target, folder=ROOT, command=(), **environment)
