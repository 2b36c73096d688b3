"""Where a mark would blend into the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from qualitymark import stamp
from qualitymark.contrast.blending import BLENDS, blending
from qualitymark.geometry import Box, Size

PAGE = {"name": "Школа № 3", "year": 2023}


def halves() -> Image.Image:
    """White on the left, black on the right, without any detail near the corners."""
    picture = Image.new("L", (240, 96), 255)
    picture.paste(0, (120, 0, 240, 96))
    return picture


def test_a_place_of_the_marks_own_brightness_costs_most():
    """White on white costs all points, white on black none."""
    cost = blending(halves(), Size(1920, 768), ["#ffffff"])

    assert (BLENDS, 0.0) == (cost(Box(0, 0, 400, 200)), cost(Box(1400, 500, 1800, 700)))


def test_a_mark_of_two_tones_stands_out_anywhere():
    """The better one counts."""
    cost = blending(halves(), Size(1920, 768), ["#ffffff", "#000000"])

    assert {0.0} == {cost(Box(left, 0, left + 300, 200)) for left in (0, 800, 1500)}


@pytest.mark.parametrize(("tone", "side"), [("light", "right"), ("dark", "left")])
def test_a_mark_of_one_tone_goes_where_it_is_seen(tone, side):
    """On a cover of two plain halves a light plate takes the dark half, a dark one the light half."""
    stream = BytesIO()
    halves().resize((1920, 768)).convert("RGB").save(stream, "PNG")
    mark = stamp(stream.getvalue(), "badge", PAGE, tone=tone, anchor="auto").marks[0]

    assert mark.anchor.endswith(side)
