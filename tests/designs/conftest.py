"""The built-in designs on covers that cost nothing: flat grey ones."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import Image, ImageChops

from qualitymark import Page, Stamped, load_template, stamp

GREY = (128, 128, 128)
USUAL = (1920, 768)

loaded = cache(load_template)


@cache
def flat(size):
    return Image.new("RGB", size, GREY)


def draw(design, /, tone="light", size=USUAL, platform="any", cover=None, **page) -> Stamped:
    """Stamp a grey cover with a design; what the page does not say is short."""
    values = {"name": "ГБУЗ НСО «Карасукская ЦРБ»", "year": 2026, **page}
    return stamp(cover or flat(size), loaded(design), Page(values), platform=platform, tone=tone)


def solid(stamped: Stamped) -> Image.Image:
    """Return 255 where a pixel is far from the grey of the cover: the mark without its shadow."""
    bands = ImageChops.difference(stamped.image.convert("RGB"), flat(stamped.image.size)).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    # The shadow takes at most 41 of the 128 levels.
    return largest.point([255 * (value > 48) for value in range(256)])


@pytest.fixture(name="design")
def design_of():
    """Give a design by its name, loaded once."""
    return loaded


@pytest.fixture(name="draw")
def draw_design():
    """Stamp a grey cover: ``draw(name, tone, size, platform, cover, **page)``."""
    return draw


@pytest.fixture(name="solid")
def solid_part():
    """Tell what a mark covers without its shadow: a mask of a stamped grey cover."""
    return solid
