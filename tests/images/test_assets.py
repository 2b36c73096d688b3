"""Pictures of a template: one door for vectors and rasters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from qualitymark.errors import TemplateError
from qualitymark.geometry import Size
from qualitymark.images.assets import asset_size, draw_asset, load_asset, vet_asset
from qualitymark.resources import bundled

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9"/></svg>'


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "cmyk", "png", "palette", "webp", "lossless"])
def test_raster_assets_come_as_rgba(files, kind):
    """Upright, at the size asked for."""
    data = files[kind]
    vet_asset(data, "a.png")
    size = asset_size(data, "a.png")
    loaded = load_asset(data, "a.png")

    assert Size(*loaded.size) == size
    assert {"jpeg": Size(24, 40), "webp": Size(24, 40)}.get(kind, Size(40, 24)) == size
    assert [("RGBA", loaded.size), ("RGBA", (13, 7))] == [
        (drawn.mode, drawn.size) for drawn in (loaded, draw_asset(data, "a.png", 13, 7))
    ]


def test_16_bit_grey_assets_keep_their_tones(file_of):
    """The high byte counts."""
    data = file_of(Image.new("I;16", (4, 4), 0x8000), "PNG")

    assert (0x80, 0x80, 0x80, 255) == load_asset(data, "a.png").getpixel((0, 0))


def test_vector_assets_are_told_by_content():
    """The name does not matter."""
    vet_asset(SVG, "a.png")

    assert (Size(40, 20), (8, 4)) == (asset_size(SVG, "a.png"), draw_asset(SVG, "a.png", 8, 4).size)


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "a.png: The file is empty; give a picture file."),
        (
            b"text",
            "a.png: This is not a picture that a template can hold; give one of SVG, PNG, JPEG, WEBP.",
        ),
        (b"\x89PNG\r\n\x1a\n", "a.png: The PNG file is damaged; save it again, or get another copy of it."),
        (b"<svg>", "a.png:1:1: This is not an SVG file: its root is not svg of http://www.w3.org/2000/svg."),
        (SVG.replace(b"viewBox", b"x"), "a.png: The SVG does not say its size; give its root element a viewBox."),
    ],
)
def test_what_cannot_be_drawn_is_the_templates_fault(data, message):
    """With exit code 2, and the file's name."""
    with pytest.raises(TemplateError) as caught:
        vet_asset(data, "a.png")

    assert (message, 2) == (str(caught.value), caught.value.exit_code)


def test_the_limits_of_assets_cannot_be_raised(file_of):
    """A template is not trusted with them, and the message offers nothing."""
    large = file_of(Image.new("1", (4001, 4000)), "PNG")
    with pytest.raises(TemplateError) as caught:
        vet_asset(large, "a.png")

    assert (
        "a.png: The picture has 4001 x 4000 pixels, which is 16.0 megapixels; the limit is 16. Scale it down."
        == str(caught.value)
    )


def test_the_bundled_pictures_keep_the_rules():
    """What comes with the package is not looked at on every start, so it is looked at here."""
    pictures = [file for file in Path(str(bundled("assets"))).rglob("*") if file.suffix in (".svg", ".png", ".jpg")]
    for file in pictures:
        vet_asset(file.read_bytes(), file.name)

    assert len(pictures) >= 2
