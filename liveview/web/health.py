"""What load balancers and supervisors ask: whether the worker lives, and whether it should get visitors."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from liveview.web.policy import NOSNIFF
from liveview.web.routing import host_of

# A loop that is so much late has too much to do, or is blocked time and again: others should be asked.
LATE = 0.25
_NAP = 0.01


async def healthz(request: Request) -> Response:
    """Whether the worker lives: it answers."""
    return _answer({"status": "ok"}, 200)


async def readyz(request: Request) -> Response:
    """Whether the worker should get visitors: not while it stops, and not while its loop does not keep up."""
    host = host_of(request.app)
    began = time.monotonic()
    await asyncio.sleep(_NAP)
    late = time.monotonic() - began - _NAP
    if host.is_draining:
        return _answer({"status": "draining"}, 503)
    if late > LATE:
        return _answer({"status": "late", "seconds": round(late, 3)}, 503)
    return _answer({"status": "ready"}, 200)


def _answer(said: dict[str, object], status: int) -> Response:
    return JSONResponse(said, status, headers={"Cache-Control": "no-store", **NOSNIFF})
