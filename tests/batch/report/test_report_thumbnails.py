"""Thumbnails: what they look like, when they are made, when they are kept."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from PIL import Image

from qualitymark.batch.report import thumbnail


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(BytesIO(data))


def thumbs(campaign) -> dict[str, int]:
    """The thumbnails that are there, with when they were written."""
    return {path.name: path.stat().st_mtime_ns for path in (campaign.report / "thumbs").iterdir()}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF"])
def test_a_thumbnail_is_the_picture_made_small(tmp_path, format):
    """Its longest side is what is asked for, its shape and its colours are the picture's; of every format."""
    if format == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    picture = Image.new("RGB", (1920, 768), "#204080")
    picture.paste("#c0a020", (960, 0, 1920, 768))
    picture.save(tmp_path / "cover", format)

    small = opened(thumbnail(tmp_path / "cover", 480))
    assert ("JPEG", "RGB", (480, 192)) == (small.format, small.mode, small.size)
    for at, wanted in ((120, (0x20, 0x40, 0x80)), (360, (0xC0, 0xA0, 0x20))):
        assert max(abs(one - other) for one, other in zip(small.getpixel((at, 96)), wanted, strict=True)) <= 6


def test_a_small_picture_is_not_made_larger(tmp_path):
    """It keeps its size."""
    Image.new("RGB", (40, 30)).save(tmp_path / "cover.png")

    assert (40, 30) == opened(thumbnail(tmp_path / "cover.png")).size


def test_a_turned_picture_is_upright(tmp_path):
    """The orientation that its EXIF tells is applied."""
    picture = Image.new("RGB", (800, 400), "#ffffff")
    picture.paste("#000000", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "cover.jpg", exif=exif)

    small = opened(thumbnail(tmp_path / "cover.jpg", 200))
    assert (100, 200) == small.size
    assert (True, True) == (small.getpixel((50, 20))[0] < 10, small.getpixel((50, 180))[0] > 245)


def test_transparent_is_white(tmp_path):
    """A JPEG has no transparency, and a page is mostly light."""
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(tmp_path / "cover.png")

    assert min(opened(thumbnail(tmp_path / "cover.png")).getpixel((50, 50))) >= 253


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 broken", b"\x89PNG\r\n\x1a\n broken", None], ids=repr
)
def test_what_cannot_be_opened_has_no_thumbnail(tmp_path, data):
    """Neither has a file that is not there."""
    if data is not None:
        (tmp_path / "cover").write_bytes(data)

    assert thumbnail(tmp_path / "cover") is None


def test_a_picture_that_takes_much_memory_has_no_thumbnail(tmp_path):
    """A PNG has to be decoded in full; a JPEG of the same size is decoded small."""
    picture = Image.new("RGB", (4000, 3000))
    picture.save(tmp_path / "cover.png")
    picture.save(tmp_path / "cover.jpg")

    assert thumbnail(tmp_path / "cover.png") is None
    assert (480, 360) == opened(thumbnail(tmp_path / "cover.jpg")).size


def test_thumbnails_of_unchanged_covers_are_kept(campaign):
    """A second report makes only those whose picture has changed."""
    campaign.write()
    before = thumbs(campaign)
    Image.new("RGB", (640, 256), "#00ff00").save(campaign.out / "5.jpg")
    os.utime(campaign.out / "5.jpg", ns=(1, 1))
    campaign.write()

    after = thumbs(campaign)
    assert 12 == len(before)
    assert before.keys() == after.keys()
    changed = [name for name in after if after[name] != before[name]]
    assert 1 == len(changed)
    assert opened((campaign.report / "thumbs" / changed[0]).read_bytes()).getpixel((9, 9))[1] > 240


def test_thumbnails_of_rows_that_are_gone_are_removed(campaign):
    """Others in the folder are not touched."""
    campaign.write()
    stranger = campaign.report / "thumbs" / "notes.txt"
    stranger.write_text("")
    (campaign.report / "thumbs" / "0123456789abcdefa.jpg.part").write_bytes(b"cut off")
    del campaign.outcomes[0]
    campaign.write()

    assert 10 == len([name for name in thumbs(campaign) if name.endswith(".jpg")])
    assert ["notes.txt"] == [name for name in thumbs(campaign) if not name.endswith(".jpg")]


def test_a_thumbnail_outlives_its_cover(campaign):
    """Where the covers were taken away, the earlier report's thumbnails still show them."""
    campaign.write()
    before = thumbs(campaign)
    for path in (campaign.path / "covers").iterdir():
        path.unlink()
    campaign.write()

    assert before == thumbs(campaign)


def test_a_cover_that_failed_is_not_opened(campaign):
    """It may be what stopped a worker; the browser shows it by itself."""
    Image.new("RGB", (640, 256)).save(campaign.outcomes[4].cover)
    page = campaign.write()

    assert 12 == len(thumbs(campaign))
    assert "%209.png" in page.read_text("utf-8")
