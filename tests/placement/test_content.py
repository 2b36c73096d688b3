import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from qualitymark.geometry import Box, Size
from qualitymark.placement import Content, Ground, PlaceRule, place
from qualitymark.resources import bundled

SIZE = Size(240, 96)


def ground(level: int = 120) -> Image.Image:
    return Image.new("L", (240, 96), level)


def importance(drawn: Image.Image, box: Box) -> float:
    """Return how important a part of a picture is."""
    content = Content.of(drawn)
    assert content is not None
    return content.mean(box, Size(*drawn.size))


@given(st.integers(0, 255))
def test_a_plain_picture_has_no_content(level):
    """On a plain ground nothing is important."""
    assert 0 == importance(ground(level), Box(0, 0, 240, 96))


def test_letters_are_important():
    """A line of text counts more than the calm ground beside it, however small a part of the picture it is."""
    drawn = ground()
    with (bundled("fonts") / "GolosText-600.ttf").open("rb") as file:
        ImageDraw.Draw(drawn).text((20, 30), "Детский сад № 4", 255, ImageFont.truetype(file, 10))

    assert importance(drawn, Box(16, 28, 110, 44)) > 10 * importance(drawn, Box(130, 28, 224, 44))


def test_what_is_unlike_the_sides_is_important():
    """A soft spot without any clear edge stands out from a ground that reaches to the sides."""
    spot = Image.radial_gradient("L").resize((80, 80)).point([255 - level for level in range(256)])
    drawn = ground(0)
    drawn.paste(spot, (30, 8))

    assert importance(drawn, Box(50, 28, 90, 68)) > 5 * importance(drawn, Box(150, 28, 190, 68))


def test_noise_is_not_important():
    """Faint grain, as cameras and JPEG files have it, is no detail."""
    chance = random.Random(3)
    for _ in range(20):
        grain = Image.frombytes("L", (240, 96), bytes(120 + chance.randrange(2) for _ in range(240 * 96)))

        assert importance(grain, Box(0, 0, 240, 96)) < 0.5


@given(st.integers(0, 239), st.integers(0, 95), st.integers(1, 240), st.integers(1, 96), st.integers(0, 20), st.data())
def test_means_of_parts_make_the_mean_of_the_whole(left, top, width, height, seed, data):
    """A box cut in two has the mean of its parts, by their area: nothing counts twice, nothing is left out."""
    chance = random.Random(seed)
    drawn = Image.frombytes("L", (240, 96), chance.randbytes(240 * 96))
    box = Box.at(left, top, width, height).common(Box(0, 0, 240, 96))
    at = data.draw(st.floats(box.left, box.right))
    first, second = Box(box.left, box.top, at, box.bottom), Box(at, box.top, box.right, box.bottom)

    parts = importance(drawn, first) * first.width + importance(drawn, second) * second.width

    assert importance(drawn, box) * box.width == pytest.approx(parts, rel=1e-6, abs=1e-6)


def test_colour_pictures_and_large_ones_are_measured_too():
    """A picture that is larger than what is looked at, or in colour, gives nearly the same as the reduced grey one."""
    drawn = ground()
    ImageDraw.Draw(drawn).rectangle((40, 40, 80, 60), fill=240)
    large = drawn.resize((960, 384), Image.Resampling.NEAREST).convert("RGB")
    box = Box(30, 30, 90, 70)

    assert importance(large, box.scaled(4)) == pytest.approx(importance(drawn, box), rel=0.02)


@given(st.integers(1, 40), st.integers(1, 40))
def test_any_picture_gives_a_place(width, height):
    """A picture of any size, down to one pixel, can be asked for a place."""
    content = Content.of(Image.new("L", (width, height), 9))
    whole = Ground(Size(1920, 768), Box(0, 0, 1920, 768))

    assert "bottom-right" == place(PlaceRule(within="cover"), Size(400, 150), whole, content).anchor
