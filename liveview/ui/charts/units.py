"""Numbers as people read them: few digits, and a prefix of the SI where the unit takes one."""

from __future__ import annotations

import math

_PREFIXES = {-9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P"}
# From which power to which a unit takes prefixes. Nobody says millibyte, kilosecond or millipercent.
_BOTH, _UP, _DOWN, _NONE = (-9, 15), (0, 15), (-9, 0), (0, 0)
_TAKES = {
    **dict.fromkeys(("Hz", "W", "Wh", "V", "A", "J", "Pa", "m", "g", "l"), _BOTH),
    **dict.fromkeys(("", "/s", "/min", "/h", "B", "B/s", "b", "b/s", "bit", "bit/s"), _UP),
    "s": _DOWN,
}
_TIGHT = frozenset(("%", "°"))  # written without a space
_SPACE, _GROUP = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def exponent_of(largest: float, unit: str) -> int:
    """The power of ten, a multiple of three, that numbers up to this one are written with."""
    lowest, highest = _TAKES.get(unit, _NONE)
    if not largest or not math.isfinite(largest):
        return 0
    return min(max(math.floor(math.log10(abs(largest)) + 1e-9) // 3 * 3, lowest), highest)


def written(value: float, unit: str = "", exponent: int | None = None, decimals: int | None = None) -> str:
    """A number with its unit.

    Args:
        value: the number.
        unit: what it counts, such as "%", "B/s" or "s".
        exponent: the power of ten that is left to the prefix; by default the number's own.
        decimals: how many there are; by default as many as three figures leave.
    """
    power = exponent_of(value, unit) if exponent is None else exponent
    scaled = value / 10**power
    if decimals is None:
        text = f"{scaled:,.{_decimals(scaled)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{scaled:,.{decimals}f}"
    text = "0" if not float(text.replace(",", "")) else text.replace("-", "\N{MINUS SIGN}").replace(",", _GROUP)
    suffix = _PREFIXES[power] + unit
    return f"{text}{'' if unit in _TIGHT or not unit else _SPACE}{suffix}"


def _decimals(value: float) -> int:
    size = abs(value)
    return 0 if size >= 100 or not size else min(12, max(0, 2 - math.floor(math.log10(size))))
