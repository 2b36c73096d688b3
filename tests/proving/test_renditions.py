"""What a platform serves of a cover."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qualitymark import load_platform
from qualitymark.platforms import Renditions
from qualitymark.proving.renditions import Rendition, served

VK = load_platform("vk-cover")


def test_the_widths_of_the_preset_are_served_the_widest_first():
    """Heights follow the cover's shape, rounded; the quality is the preset's."""
    platform = replace_renditions((400, 1920, 911))

    assert (
        Rendition(1920, 768, 95),
        Rendition(911, 364, 95),
        Rendition(400, 160, 95),
    ) == served(platform, (1920, 768))


def test_a_platform_does_not_enlarge():
    """What is wider than the cover becomes the cover itself, once."""
    platform = replace_renditions((1920, 1080, 400))

    assert [(795, 200), (400, 101)] == [item[:2] for item in served(platform, (795, 200))]


def test_without_known_renditions_there_is_a_ladder():
    """100 %, 60 % and 40 % of the cover, each worse than the one before."""
    ladder = (Rendition(1920, 768, 85), Rendition(1152, 461, 75), Rendition(768, 307, 60))

    assert [ladder, ladder] == [served(platform, (1920, 768)) for platform in (None, load_platform("any"))]


@given(st.integers(1, 14_000), st.integers(1, 14_000))
def test_every_rendition_has_pixels_and_is_no_wider_than_the_cover(width, height):
    """Whatever the cover's shape."""
    for platform in (None, VK):
        renditions = served(platform, (width, height))

        assert renditions
        assert all(1 <= item.width <= width and item.height >= 1 for item in renditions)
        assert sorted({item.width for item in renditions}, reverse=True) == [item.width for item in renditions]


def replace_renditions(widths):
    return replace(VK, renditions=Renditions(widths=widths))
