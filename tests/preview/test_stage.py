"""What a platform shows of a cover, and what lies over it."""

from __future__ import annotations

import pytest

from qualitymark.geometry import Box, Size
from qualitymark.platforms import load_platform, platform_names
from qualitymark.platforms.preset import read_text
from qualitymark.preview.stage import stage_for


def test_crops_are_views():
    """Each crop of the preset is a view of the cover, in its order."""
    shown = stage_for(load_platform("youtube-banner"), Size(2560, 1440))

    found = {view.name: view.box for view in shown.views}
    assert (Box(0, 508, 2560, 931), Box(507, 508, 2053, 931)) == (found["Desktop"], found["Phone"])
    assert len(load_platform("youtube-banner").crops) == len(found)
    assert Box(507, 508, 2053, 931) == shown.safe


def test_boxes_are_scaled_to_the_cover():
    """A cover of half the platform's size has all boxes at half."""
    shown = stage_for(load_platform("x-header"), Size(750, 250))

    assert [Box(0, 160, 200, 250)] == [over.box for over in shown.over if over.shape == "avatar"]
    assert Box(200, 30, 750, 220) == shown.safe


def test_the_status_bar_is_that_of_a_phone():
    """On a computer there is none; what lies over every screen is on all of them."""
    text = """\
name: own
title: {en: Own, ru: Своя}
sizes: [[1000, 400]]
crops: {desktop: [0, 0, 1000, 400], phone: [200, 0, 600, 400]}
covered: {status bar: [0, 0, 1000, 40], avatar: [400, 300, 200, 100]}
as_of: 2026-11
source: made up
"""
    shown = stage_for(read_text(text, "own.yaml"), Size(1000, 400))

    assert {"Desktop": ["avatar"], "Phone": ["bar", "avatar"]} == {
        view.name: [over.shape for over in view.over] for view in shown.views
    }
    assert Box(200, 0, 800, 40) == shown.views[1].over[0].box


@pytest.mark.parametrize("name", ["any", "ok-cover"])
def test_without_crops_the_whole_cover_is_shown(name):
    """A platform that knows no crops shows everything."""
    shown = stage_for(load_platform(name), Size(1944, 600))

    assert [Box(0, 0, 1944, 600)] == [view.box for view in shown.views]
    assert Box(0, 0, 1944, 600) == shown.safe


@pytest.mark.parametrize("name", platform_names())
def test_every_box_lies_on_the_cover(name):
    """Whatever a bundled preset says, its boxes stay on a cover of an odd size."""
    cover = Size(1001, 333)
    shown = stage_for(load_platform(name), cover)
    whole = Box.at(0, 0, *cover)

    boxes = [shown.safe, *(view.box for view in shown.views), *(over.box for over in shown.over)]
    assert [] == [box for box in boxes if not whole.contains(box)]
