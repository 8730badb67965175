"""Attacks an app of one's own: what strangers may see, call, send and break, found before they do."""

from __future__ import annotations

from liveview.attack.attack import Attack
from liveview.attack.checks import CHECKS, CODES, run
from liveview.attack.finding import Finding, Severity, Spot
from liveview.attack.report import Report, access_of
from liveview.attack.signing import SignIn, sign_in
from liveview.attack.site import Jar, Site
from liveview.attack.surface import Surface, surface_of

__all__ = [
    "CHECKS",
    "CODES",
    "Attack",
    "Finding",
    "Jar",
    "Report",
    "Severity",
    "SignIn",
    "Site",
    "Spot",
    "Surface",
    "access_of",
    "run",
    "sign_in",
    "surface_of",
]
