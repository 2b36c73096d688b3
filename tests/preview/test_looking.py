"""A cover that is looked at: where each layer lies, and what is said of it."""

from __future__ import annotations

import pytest
from PIL import Image

from qualitymark import TemplateError
from qualitymark.geometry import Box, Size
from qualitymark.platforms import load_platform
from qualitymark.platforms.preset import read_text
from qualitymark.preview import look
from qualitymark.preview.looking import unseen_parts
from qualitymark.preview.stage import stage_for

MARK = Box(550, 194, 950, 374)
BLANK = (58, 110, 165)


def test_layers_stand_in_their_order_with_their_boxes(desk):
    """Each layer is told with its own box on the cover; the shadow of a shape does not count."""
    (layers,) = desk.look().layers

    assert ["plate", "emblem", "name", "year", "nomination"] == [layer.name for layer in layers]
    assert [MARK, Box.at(850, 204, 90, 90)] == [layer.box for layer in layers[:2]]


def test_the_box_of_a_text_is_its_ink(desk):
    """Every dark pixel of the letters lies in the box, and each edge of the box touches one."""
    preview = desk.look(tone="light")
    year = preview.layers[0][3]
    left, top, right, bottom = year.box.outward().pixels
    around = preview.stamped.image.convert("L").crop((560, 270, 760, 310)).point(lambda value: 255 * (value < 255))

    assert (left, top, right, bottom) == tuple(
        edge + start for edge, start in zip(around.getbbox(), (560, 270, 560, 270), strict=True)
    )


def test_values_that_are_absent_leave_their_layers_out(desk):
    """A layer that is not drawn is not listed."""
    desk.write(page__yaml="name: Школа № 3\nyear: 2026\n")

    assert ["plate", "emblem", "name", "year"] == [layer.name for layer in desk.look().layers[0]]


def test_what_is_small_is_told(desk):
    """Letters below 14 px are a fault of their layer."""
    assert () == desk.look().layers[0][4].faults

    text = (desk / "base.yaml").read_text("utf-8").replace("width: 400px", "width: 200px")
    desk.write(base__yaml=text)
    assert "letters below 14 px" in desk.look().layers[0][4].faults


def test_ink_outside_of_the_safe_zone_is_told(desk):
    """A text that leaves the safe zone is told; the plate beneath it may leave it."""
    layers = desk.look(platform="x-header", anchor="top-right").layers[0]

    assert [(), ("outside of the safe zone",)] == [layers[0].faults, layers[2].faults]


def test_faint_letters_are_told(desk):
    """Letters below the contrast that the mark asks for are a fault of their layer."""
    desk.write(base__yaml=(desk / "base.yaml").read_text("utf-8").replace('ink: "#10203a"', 'ink: "#bbbbbb"'))

    assert any("is low" in fault for fault in desk.look(tone="light").layers[0][3].faults)


@pytest.mark.parametrize(
    "box, told",
    [
        (Box(600, 600, 900, 800), ()),
        (Box(100, 600, 300, 800), ("outside of the safe zone", "cut off: Phone")),
        (Box(1199, 510, 1500, 928), ()),
        (Box(0, 0, 100, 100), ("outside of the safe zone", "cut off: Desktop", "cut off: Phone")),
    ],
)
def test_what_screens_do_not_show_is_told(box, told):
    """A box outside of the safe zone is told with each screen that cuts it off; a pixel at an edge is none."""
    text = """\
name: own
title: {en: Own, ru: Своя}
sizes: [[2560, 1440]]
safe: [507, 508, 1546, 423]
crops: {desktop: [0, 508, 2560, 423], phone: [507, 508, 1546, 423]}
as_of: 2026-11
source: made up
"""
    stage = stage_for(read_text(text, "own.yaml"), Size(2560, 1440))

    assert told == unseen_parts(box, stage)


def test_what_lies_beneath_an_avatar_is_told():
    """What the platform draws over a box hides it."""
    stage = stage_for(load_platform("x-header"), Size(1500, 500))

    assert ("outside of the safe zone", "hidden: avatar") == unseen_parts(Box(100, 350, 300, 450), stage)


def test_faults_are_those_of_stamping(desk):
    """What cannot be stamped cannot be previewed, for the same reason."""
    desk.write(base__yaml="qualitymark: 1\nname: bad\n")

    with pytest.raises(TemplateError, match=r"base\.yaml:1:1"):
        desk.look()


def test_a_picture_from_memory_is_not_changed(desk):
    """The caller's picture stays what it was, and has no name to show."""
    image = Image.new("RGB", (960, 384), BLANK)
    preview = look(image, desk / "base.yaml", {"name": "Школа", "year": 2026})

    assert "" == preview.name
    assert [(960 * 384, BLANK)] == image.getcolors()


def test_json_has_no_pictures(desk):
    """What is printed for programs: boxes, verdicts, views."""
    told = desk.look().as_dict()

    assert ["template", "platform", "safe", "views", "marks", "warnings"] == list(told)
    assert [550, 194, 950, 374] == told["marks"][0]["layers"][0]["box"]
    assert stage_for(desk.look().stage.platform, desk.look().stage.size) == desk.look().stage
