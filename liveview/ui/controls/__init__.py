"""What somebody uses: tabs, dialogs, menus, fields, notices."""

from __future__ import annotations

from liveview import Component
from liveview.ui.controls.dates import DateRange
from liveview.ui.controls.dialogs import Drawer, Modal
from liveview.ui.controls.fields import AutoForm, Field
from liveview.ui.controls.menus import Menu
from liveview.ui.controls.pages import Pagination
from liveview.ui.controls.searches import Search, Switch
from liveview.ui.controls.tabs import Tabs
from liveview.ui.controls.toasts import Toasts

__all__ = [
    "CONTROLS",
    "AutoForm",
    "DateRange",
    "Drawer",
    "Field",
    "Menu",
    "Modal",
    "Pagination",
    "Search",
    "Switch",
    "Tabs",
    "Toasts",
]

CONTROLS: list[type[Component]] = [
    AutoForm,
    DateRange,
    Drawer,
    Field,
    Menu,
    Modal,
    Pagination,
    Search,
    Switch,
    Tabs,
    Toasts,
]
