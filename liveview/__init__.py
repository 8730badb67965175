"""Server-driven real-time pages: state in Python, Jinja templates, minimal patches over a WebSocket."""

from __future__ import annotations

from liveview.channel.limits import Limits
from liveview.engine import Tracked, pure
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import ChildSpec, child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.exits import Ignore, NoReply, Shutdown
from liveview.runtime.garbage import Garbage
from liveview.runtime.handlers import Caller, call, cast
from liveview.runtime.linked import Down, Exit
from liveview.runtime.process import Process
from liveview.runtime.pubsub import PubSub
from liveview.runtime.registry import Registry
from liveview.runtime.reports import CrashReport
from liveview.runtime.subscription import Gap
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.task_supervisor import Outcome, Task, TaskResult, TaskSupervisor
from liveview.runtime.topics import on
from liveview.runtime.tracker import PresenceDiff, Tracker
from liveview.runtime.watchdog import Patience
from liveview.view.background import Async
from liveview.view.cached import Cached
from liveview.view.changed import changed
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.downloads import download
from liveview.view.events import Event, event
from liveview.view.fields import prop, state
from liveview.view.forms.form import Form
from liveview.view.js import JS
from liveview.view.live_view import LiveView
from liveview.view.presence import Presence, Present
from liveview.view.timers import every
from liveview.web.app import LiveApp
from liveview.web.keys import secret_for
from liveview.web.parts import live_part
from liveview.web.routing import group, live

__all__ = [
    "JS",
    "Async",
    "Cached",
    "Caller",
    "ChildInfo",
    "ChildSpec",
    "Component",
    "CrashReport",
    "Down",
    "DynamicSupervisor",
    "Event",
    "Exit",
    "Form",
    "Gap",
    "Garbage",
    "Ignore",
    "Limits",
    "LiveApp",
    "LiveView",
    "NoReply",
    "Outcome",
    "Patience",
    "Presence",
    "PresenceDiff",
    "Present",
    "Process",
    "PubSub",
    "Registry",
    "Shutdown",
    "Supervisor",
    "Task",
    "TaskResult",
    "TaskSupervisor",
    "Tracked",
    "Tracker",
    "call",
    "cast",
    "changed",
    "child",
    "computed",
    "download",
    "event",
    "every",
    "group",
    "live",
    "live_part",
    "on",
    "prop",
    "pure",
    "secret_for",
    "state",
]
