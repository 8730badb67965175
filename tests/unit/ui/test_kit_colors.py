"""The kit's colors, by calculation: what is read has the contrast that WCAG 2.2 asks for, by day and by night."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

import liveview.ui

SHEET = (Path(liveview.ui.__file__).parent / "kit.css").read_text()
ORDINARY, _, REST = SHEET.partition("@media (prefers-contrast: more)")
MORE = REST.partition("@media print")[0]
PAIR = re.compile(r"(--ui-[\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
TINT = int(re.findall(r"--ui-tint: (\d+)%", ORDINARY)[0]) / 100

Color = tuple[float, float, float]

GROUNDS = ("ground", "surface", "raised")
TEXTS = ("text", "muted", "accent", "good", "warn", "bad", "info")
TONES = ("good", "warn", "bad", "info", "muted")
SERIES = tuple(f"series-{number}" for number in range(1, 9))

# Brettel, Viénot and Mollon's simulation as Machado, Oliveira and Fernandes give it for a whole deficiency: what
# somebody sees who lacks one kind of cones, in linear light.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def color(text: str) -> Color:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def palette(scheme: int, source: str = ORDINARY) -> dict[str, Color]:
    """The colors of a scheme, light (0) or dark (1)."""
    return {name.removeprefix("--ui-"): color(pair[scheme]) for name, *pair in PAIR.findall(source)}


SCHEMES = pytest.mark.parametrize("colors", [palette(0), palette(1)], ids=["light", "dark"])


def linear(of: Color) -> Color:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in of)
    return red, green, blue


def contrast(one: Color, other: Color) -> float:
    """As WCAG defines it, 1 to 21."""
    lights = [sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def mixed(one: Color, other: Color, share: float) -> Color:
    """As `color-mix(in srgb, …)` does it."""
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(one, other, strict=True))
    return red, green, blue


def oklab(light: Color) -> Color:
    """A place in Ottosson's OKLab, where distances are about as large as they are seen. From linear light."""
    matrix = (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
    long, middle, short = (math.cbrt(max(0.0, sum(w * p for w, p in zip(row, light, strict=True)))) for row in matrix)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def seen(of: Color, blindness: str) -> Color:
    """Where a color is for somebody, in OKLab."""
    light = linear(of)
    if blindness == "none":
        return oklab(light)
    red, green, blue = (sum(w * p for w, p in zip(row, light, strict=True)) for row in BLINDNESS[blindness])
    return oklab((red, green, blue))


def test_the_calculation_is_the_standards() -> None:
    black, white, gray = color("#000000"), color("#ffffff"), color("#767676")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(gray, white) == pytest.approx(4.54, abs=0.01)
    assert mixed(black, white, 0.25) == (0.75, 0.75, 0.75)


def test_the_sheet_has_the_colors_that_are_looked_at() -> None:
    assert {*GROUNDS, *TEXTS, *SERIES, "line", "edge", "on-accent"} <= palette(0).keys()
    assert {"line", "edge", "muted"} == palette(0, MORE).keys()


@SCHEMES
def test_texts_can_be_read_on_every_ground(colors: dict[str, Color]) -> None:
    poor = [(text, ground) for text in TEXTS for ground in GROUNDS if contrast(colors[text], colors[ground]) < 4.5]
    assert poor == []
    assert contrast(colors["on-accent"], colors["accent"]) >= 4.5


@SCHEMES
def test_a_status_can_be_read_on_its_own_tint(colors: dict[str, Color]) -> None:
    tinted = {tone: mixed(colors[tone], colors["surface"], TINT) for tone in TONES}
    assert [tone for tone in TONES if contrast(colors[tone], tinted[tone]) < 4.5] == []


@SCHEMES
def test_what_can_be_used_and_what_is_drawn_can_be_seen(colors: dict[str, Color]) -> None:
    drawn = ("edge", *SERIES)
    assert [
        (name, ground)
        for name in drawn
        for ground in ("ground", "surface")
        if contrast(colors[name], colors[ground]) < 3
    ] == []


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(scheme: int) -> None:
    usual, more = palette(scheme), palette(scheme, MORE)
    ground = usual["surface"]
    for name, found in more.items():
        assert contrast(found, ground) > contrast(usual[name], ground)
    assert contrast(more["muted"], ground) >= 7
    assert contrast(more["line"], ground) >= 3


@SCHEMES
@pytest.mark.parametrize("blindness", ["none", *BLINDNESS])
@pytest.mark.parametrize(("count", "distance"), [(4, 0.1), (8, 0.05)])
def test_series_are_told_apart_by_who_sees_fewer_colors(
    colors: dict[str, Color], blindness: str, count: int, distance: float
) -> None:
    """All eight, and better so the first four, of which a chart rarely has more: the nearest pair, by OKLab."""
    places = {name: seen(colors[name], blindness) for name in SERIES[:count]}
    one, other = min(itertools.combinations(places, 2), key=lambda pair: math.dist(places[pair[0]], places[pair[1]]))
    assert math.dist(places[one], places[other]) >= distance, (one, other)
