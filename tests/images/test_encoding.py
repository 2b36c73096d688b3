"""Files that are coded as their cover was."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, JpegImagePlugin

from qualitymark.errors import CoverError, UsageError
from qualitymark.images.canvas import compose
from qualitymark.images.encoding import encode
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))


def stamped(data, *arguments, **options):
    """Stamp a file and open what comes out with Pillow alone."""
    cover = read_cover(data)
    encoded = encode(compose(cover.image, MARK, 30, 20), cover, Saving(*arguments, **options))
    opened = Image.open(BytesIO(encoded.data))
    opened.load()
    return opened, encoded


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("quality", [35, 90])
def test_a_jpeg_is_coded_as_it_was(photo, file_of, subsampling, progressive, quality):
    """Tables and subsampling are those of the source; it is written in one scan."""
    data = file_of(photo, "JPEG", quality=quality, subsampling=subsampling, progressive=progressive)
    before = Image.open(BytesIO(data))
    after, encoded = stamped(data)

    assert before.quantization == after.quantization
    assert JpegImagePlugin.get_sampling(before) == JpegImagePlugin.get_sampling(after)
    assert "progressive" not in after.info
    assert ("JPEG", ()) == (encoded.format, encoded.notes)


def test_unusual_tables_stay_with_their_components(photo, file_of):
    """Three tables of their own, one a component."""
    tables = [[number + component for number in range(2, 66)] for component in range(3)]
    after, _ = stamped(file_of(photo, "JPEG", qtables=tables))

    assert tables == [after.quantization[layer[3]] for layer in after.layer]


@pytest.mark.parametrize("orientation", [1, 6])
def test_blocks_that_can_stay_stay(photo, file_of, exif_of, orientation):
    """A picture of whole blocks that is coded again with its own (turned) tables changes by rounding only."""
    muted = photo.point([64 + value // 2 for value in range(256)] * 3)
    data = file_of(muted, "JPEG", quality=50, subsampling="4:4:4", exif=exif_of(orientation))
    cover = read_cover(data)
    after, _ = stamped(data)
    difference = ImageChops.difference(cover.image, after)
    difference.paste((0, 0, 0), (24, 16, 56, 40))

    assert max(high for _, high in difference.getextrema()) <= 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_are_kept(photo, file_of, exif_of, srgb, kind):
    """The profile byte for byte, EXIF upright, the resolution where the format has one."""
    after, encoded = stamped(file_of(photo, kind, icc_profile=srgb, exif=exif_of(6), dpi=(300, 300)))

    assert (srgb, exif_of(1)[6:]) == (after.info["icc_profile"], after.info["exif"].removeprefix(b"Exif\0\0"))
    assert {"JPEG": (300, 300), "PNG": (299.9994, 299.9994), "WEBP": None}[kind] == after.info.get("dpi")
    assert () == encoded.notes


def test_a_comment_is_kept(photo, file_of):
    """A JPEG's comment is metadata too."""
    assert b"by nobody" == stamped(file_of(photo, "JPEG", comment=b"by nobody"))[0].info["comment"]


@pytest.mark.parametrize("kind, options", [("PNG", {}), ("WEBP", {"lossless": True, "exact": True})])
def test_alpha_is_kept_to_the_bit(photo, file_of, kind, options):
    """Also the colours under transparent pixels."""
    photo.putalpha(Image.linear_gradient("L").resize(photo.size).point([max(0, value - 90) for value in range(256)]))
    after, encoded = stamped(file_of(photo, kind, **options))

    assert compose(photo, MARK, 30, 20).tobytes() == after.tobytes()
    assert (kind, "RGBA", ()) == (encoded.format, after.mode, encoded.notes)


def test_lossy_webp_stays_lossy(photo, file_of):
    """And keeps its alpha."""
    photo.putalpha(Image.linear_gradient("L").resize(photo.size))
    after, encoded = stamped(file_of(photo, "WEBP", quality=60))

    assert b"VP8L" not in encoded.data
    assert (
        photo.getchannel("A").crop((60, 0, 96, 64)).tobytes() == after.getchannel("A").crop((60, 0, 96, 64)).tobytes()
    )


def test_alpha_in_a_jpeg_lies_on_white_and_is_told(photo, file_of):
    """Never on black."""
    clear = Image.new("RGBA", (96, 64), (0, 0, 0, 0))
    after, encoded = stamped(file_of(clear, "PNG"), "jpg")

    assert (255, 255, 255) == after.getpixel((2, 2))
    assert ("JPEG", ("JPEG has no transparency; the picture was laid on white.",)) == (encoded.format, encoded.notes)


def test_a_new_jpeg_has_full_chroma(photo, file_of):
    """What was no JPEG is written at quality 92 with 4:4:4, so that a red letter stays sharp."""
    after, _ = stamped(file_of(photo, "PNG"), "jpeg")
    expected = Image.open(BytesIO(file_of(photo, "JPEG", quality=92, subsampling="4:4:4")))

    assert expected.quantization == after.quantization
    assert 0 == JpegImagePlugin.get_sampling(after)


def test_a_quality_that_is_asked_for_replaces_the_tables(photo, file_of):
    """The subsampling stays."""
    after, _ = stamped(file_of(photo, "JPEG", quality=95, subsampling="4:2:2"), quality=40)

    assert Image.open(BytesIO(file_of(photo, "JPEG", quality=40))).quantization == after.quantization
    assert 1 == JpegImagePlugin.get_sampling(after)


def test_a_cmyk_jpeg_stays_cmyk(photo, file_of):
    """And becomes RGB where the format asks for that, which is told."""
    data = file_of(photo.convert("CMYK"), "JPEG", quality=90)
    after, encoded = stamped(data)
    png, told = stamped(data, "png")

    assert ("CMYK", ()) == (after.mode, encoded.notes)
    assert max(abs(a - b) for a, b in zip((55, 235, 215, 0), after.getpixel((40, 26)), strict=True)) <= 4
    assert ("RGB", ("PNG has no CMYK; the picture was converted to RGB.",)) == (png.mode, told.notes)


def test_a_profile_of_other_colours_is_dropped(photo, file_of, srgb):
    """A grey profile without a curve cannot be one for the colour picture that the cover becomes; reading tells it."""
    grey_profile = srgb[:16] + b"GRAY" + srgb[20:]
    after, encoded = stamped(file_of(photo.convert("L"), "JPEG", icc_profile=grey_profile))

    assert ("RGB", None, ()) == (after.mode, after.info.get("icc_profile"), encoded.notes)


def test_rgb_coded_jpegs_stay_so(photo, file_of):
    """Components named R, G and B have no colour transform, before and after."""
    data = file_of(photo, "JPEG", keep_rgb=True, quality=90)
    after, _ = stamped(data)

    assert b"RGB" == bytes(layer[0] for layer in after.layer)
    assert Image.open(BytesIO(data)).quantization == after.quantization


def test_a_subsampling_that_cannot_be_written_becomes_finer(file_of):
    """4:4:0 is written as 4:4:4, and told; two blocks of 4:2:2 read as 4:4:0 serve as the source."""
    wide = file_of(Image.linear_gradient("L").resize((16, 16)).convert("RGB"), "JPEG", subsampling="4:2:2")
    at = wide.index(b"\xff\xc0")
    tall = wide[: at + 11] + b"\x12" + wide[at + 12 :]
    after, encoded = stamped(tall)

    assert 0 == JpegImagePlugin.get_sampling(after)
    assert ("Chroma subsampling 4:4:0 cannot be written; the finer 4:4:4 is used.",) == encoded.notes


def test_deep_grey_stays_deep_where_it_can():
    """PNG holds 16 bits; JPEG holds 8, and tells it."""
    deep = Image.new("I;16", (96, 64), 0x1234)
    cover = read_cover(deep)
    kept = Image.open(BytesIO(encode(compose(deep, MARK, 0, 0), cover).data))
    reduced = encode(deep, cover, Saving("jpg"))

    assert (0x1234, 76 * 257) == (kept.getpixel((90, 60)), kept.getpixel((3, 3)))
    assert ("JPEG has no 16 bits a channel; the picture was reduced to 8.",) == reduced.notes
    assert (0x12, 0x12, 0x12) == Image.open(BytesIO(reduced.data)).getpixel((9, 9))


def test_a_drawing_stays_small(file_of):
    """A PNG of repeated patterns does not grow many times over, as it would with runs alone."""
    tile = Image.effect_noise((16, 16), 90).convert("RGB")
    drawing = Image.new("RGB", (512, 512))
    for left in range(0, 512, 16):
        for top in range(0, 512, 16):
            drawing.paste(tile, (left, top))
    data = file_of(drawing, "PNG")

    assert len(stamped(data)[1].data) < 5 * len(data)


def test_same_input_same_bytes(files):
    """Every kind of file."""
    for data in files.values():
        assert stamped(data)[1].data == stamped(data)[1].data


@pytest.mark.parametrize("quality", [0, 101, -1])
def test_a_quality_out_of_range_is_wrong_usage(photo, quality):
    """1 to 100 is what both formats know."""
    with pytest.raises(UsageError, match=f"The quality is {quality}; give a number from 1 to 100."):
        encode(photo, read_cover(photo), Saving("jpg", quality))


def test_a_quality_for_png_is_told_to_have_no_effect(photo):
    """Nothing is ignored silently."""
    assert ("PNG is lossless; the quality has no effect.",) == encode(photo, read_cover(photo), Saving("png", 80)).notes


def test_a_picture_too_large_for_the_format_is_refused():
    """WebP ends at 16383 pixels a side."""
    wide = Image.new("RGB", (16_384, 1))
    with pytest.raises(CoverError, match="A WEBP file holds at most 16383 pixels a side; choose png."):
        encode(wide, read_cover(wide), Saving("webp"))


def test_exif_too_large_for_jpeg_is_dropped_and_told(photo, file_of, exif_of):
    """PNG holds any length, a JPEG segment 65533 bytes."""
    data = file_of(photo, "PNG", exif=exif_of(1) + bytes(70_000))
    after, encoded = stamped(data, "jpg")

    assert None is after.info.get("exif")
    assert ("The EXIF metadata are too large for JPEG and were dropped.",) == encoded.notes


def test_palette_covers_keep_their_transparency(photo, file_of):
    """A transparent entry stays transparent in the full-colour picture."""
    palette = photo.quantize(8)
    data = file_of(palette, "PNG", transparency=palette.getpixel((90, 60)))
    after, _ = stamped(data)

    assert ("RGBA", 0) == (after.mode, after.getpixel((90, 60))[3])


@pytest.mark.parametrize(
    "failure, message",
    [
        (MemoryError(), "There is not enough memory to write the picture; scale it down."),
        (OSError("encoder error -2"), "The picture cannot be written (encoder error -2); try another format."),
    ],
)
def test_an_encoder_that_gives_up_is_told(photo, monkeypatch, failure, message):
    """In one line."""

    def fail(*_args, **_options):
        raise failure

    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(CoverError) as caught:
        encode(photo, read_cover(photo))

    assert message == str(caught.value)
