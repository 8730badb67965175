"""What a server's process has to tell of itself: what it holds, by kind, once what is garbage has gone."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import tracemalloc
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

import liveview
from liveview.runtime.budget import Budget
from liveview.runtime.life import Life

PACKAGE = str(Path(liveview.__file__).parent)
# What a host leads to that is made once for each class or template, and kept.
ONCE = ("settings", "documents", "assets", "routes", "environment", "templates", "fallbacks", "_environment", "_layout")
# Of the browsers and addresses of late it is known what they have asked for, and of templates which have been slow.
REMEMBERED = ("admission", "renders", "_renders")


def held(root: object) -> dict[str, int]:
    """How many entries there are in the containers that an object of ours leads to, by where they are.

    Args:
        root: where to begin.
    """
    counts: Counter[str] = Counter()
    seen: set[int] = set()
    waiting: deque[object] = deque([root])
    while waiting:
        each = waiting.popleft()
        if id(each) in seen or not type(each).__module__.startswith("liveview."):
            continue
        seen.add(id(each))
        for name, value in _attributes(each):
            if isinstance(value, dict | set | list | deque):
                counts[f"{type(each).__name__}.{name}"] += len(value)
                inner = list(value.values()) if isinstance(value, dict) else list(value)
                waiting.extend(inner[:1000])
            else:
                waiting.append(value)
    return dict(counts)


def _attributes(each: object) -> Iterator[tuple[str, Any]]:
    slots = [name for kind in type(each).__mro__ for name in getattr(kind, "__slots__", ())]
    names = [*getattr(each, "__dict__", {}), *(name for name in slots if not name.startswith("__"))]
    for name in names:
        if name not in (*ONCE, *REMEMBERED) and hasattr(each, name):
            yield name, getattr(each, name)


def objects() -> dict[str, int]:
    """Instances of the package's classes, and tasks, that the collector knows of."""
    counts = Counter(
        f"{type(each).__module__}.{type(each).__qualname__}"
        for each in gc.get_objects()
        if type(each).__module__.startswith("liveview.") and not isinstance(each, Budget)
    )
    return dict(counts)


async def told(request: Request) -> Response:
    """Figures that are the same before and after what leaves nothing behind."""
    gc.collect()
    host = request.app.live
    return JSONResponse(
        {
            "rss": psutil.Process().memory_info().rss,
            "blocks": sys.getallocatedblocks(),
            "tasks": len(asyncio.all_tasks()),
            "files": len(os.listdir("/proc/self/fd")),
            "threads": threading.active_count(),
            "views": len(host.views),
            "processes": len(Life._running_),
            "left_behind": len(Life.left_behind),
            "held": held(host),
            "objects": objects(),
        }
    )


async def traced(request: Request) -> Response:
    """Bytes by file of what was made since the first call, which begins to trace."""
    gc.collect()
    if not tracemalloc.is_tracing():
        tracemalloc.start(1)
        return JSONResponse({})
    sizes: Counter[str] = Counter()
    for each in tracemalloc.take_snapshot().statistics(request.query_params.get("by", "filename")):
        frame = each.traceback[0]
        place = frame.filename.replace(PACKAGE, "liveview").rpartition("site-packages/")[2]
        sizes[f"{place}:{frame.lineno}" if "by" in request.query_params else place] += each.size
    return JSONResponse(dict(sizes.most_common(400)))


ROUTES: list[BaseRoute] = [Route("/told", told), Route("/traced", traced)]
