"""The preview as one picture."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from qualitymark.preview import preview_png
from qualitymark.preview.captions import lines_of, width_of

EDGE = 48


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data), formats=["PNG"])


def test_the_sheet_has_the_cover_at_full_size(desk):
    """The stamped pixels are on the sheet as they are, where nothing lies over them."""
    preview = desk.look()
    sheet = opened(preview_png(desk / "cover.png", desk / "base.yaml", {"name": "Школа № 3", "year": 2026}))
    plain = (58, 110, 165)
    rows = [y for y in range(sheet.height) if sheet.getpixel((EDGE + 300, y)) == plain]

    assert (1200 + 2 * EDGE, "RGB") == (sheet.width, sheet.mode)
    assert preview.stage.size.height <= len(rows) + 8


def test_the_sheet_is_the_same_every_time(desk):
    """Same input, same bytes."""
    arguments = desk / "cover.png", desk / "base.yaml", {"name": "Школа № 3", "year": 2026}

    assert preview_png(*arguments) == preview_png(*arguments)


def test_boxes_are_drawn_at_full_size_alone(desk):
    """The colour of the layers' boxes is in the large picture, and not in the one at a phone's size."""
    sheet = opened(preview_png(desk / "cover.png", desk / "base.yaml", {"name": "Школа № 3", "year": 2026}))
    pink = (
        ImageChops.difference(sheet, Image.new("RGB", sheet.size, "#d2178c"))
        .convert("L")
        .point(lambda value: 255 * (value == 0))
    )
    large = pink.crop((EDGE + 500, 0, EDGE + 960, sheet.height)).getbbox()

    assert large is not None
    assert 384 > large[3] - large[1]


def test_every_shape_of_a_platform_is_drawn(desk):
    """Avatar, logo and status bar change the pixels beneath them."""
    values = {"name": "Школа", "year": 2026}
    desk.write(base__yaml=(desk / "base.yaml").read_text("utf-8").replace("width: 400px", "width: 200px"))
    for platform, size in (("x-header", (1500, 500)), ("linkedin-page", (1128, 191)), ("vk-cover", (1920, 768))):
        Image.new("RGB", size, "#204060").save(desk / "cover.png")
        shown, plain = (
            opened(preview_png(desk / "cover.png", desk / "base.yaml", values, platform=name, anchor="right"))
            for name in (platform, "any")
        )
        assert shown.tobytes() != plain.tobytes()


@given(st.text(alphabet="абв гд", max_size=120), st.integers(20, 400))
def test_lines_are_as_wide_as_they_may_be(words, room):
    """No word is lost, and a line is wider than the room only where it is one word."""
    lines = lines_of(words, 20, room)

    assert words.split() == " ".join(lines).split()
    assert all(width_of(line, 20) <= room or " " not in line for line in lines)
