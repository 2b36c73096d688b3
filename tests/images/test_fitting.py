"""Formats and sizes that a platform takes."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.errors import CoverError, UsageError
from qualitymark.images.canvas import Canvas
from qualitymark.images.fidelity import POOR, psnr
from qualitymark.images.fitting import encode_fitting, jpeg_quality
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving, byte_count

MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))
TAKEN = ("JPEG", "PNG", "GIF")


def canvas_of(data, mark=MARK):
    canvas = Canvas(read_cover(data, patching=True), own=True)
    canvas.put(mark, 30, 20)
    return canvas


def noisy() -> Image.Image:
    """A picture that no format packs well; the same every time."""
    small = Image.frombytes("RGB", (100, 60), Random(1).randbytes(18_000))
    return small.resize((200, 120), Image.Resampling.BICUBIC)


def test_what_fits_is_written_as_it_is(photo, file_of):
    """Nothing is lowered without need, and nothing is told."""
    encoded = encode_fitting(canvas_of(file_of(photo, "JPEG")), Saving(max_bytes=1_000_000))

    assert (True, None, ()) == (encoded.exact, encoded.quality, encoded.notes)


@pytest.mark.parametrize("kind, asked", [("JPEG", "keep"), ("PNG", "jpg"), ("PNG", "webp"), ("PNG", "avif")])
def test_the_quality_is_lowered_until_it_fits(file_of, kind, asked):
    """To the best step that does, and the result says which."""
    canvas = canvas_of(file_of(noisy(), kind, **({"quality": 95} if kind == "JPEG" else {})))
    limit = len(encode_fitting(canvas, Saving(asked, quality=73)).data)
    encoded = encode_fitting(canvas, Saving(asked, max_bytes=limit))
    better = encode_fitting(canvas, Saving(asked, quality=encoded.quality + 4))

    assert len(encoded.data) <= limit < len(better.data)
    assert f"Written as {encoded.format} of quality {encoded.quality}, {len(encoded.data)} bytes." == encoded.notes[-1]
    assert 60 <= encoded.quality <= 73


def test_auto_turns_a_large_png_into_a_jpeg(file_of):
    """Where the platform takes one."""
    canvas = canvas_of(file_of(noisy(), "PNG"))
    size = len(encode_fitting(canvas, Saving("jpg", quality=70)).data)
    encoded = encode_fitting(canvas, Saving("auto", max_bytes=size))

    assert "JPEG" == encoded.format
    with pytest.raises(CoverError, match=f"as PNG, and {size} are allowed; scale the cover down."):
        encode_fitting(canvas, Saving("auto", max_bytes=size, accepts=("PNG",)))


@pytest.mark.parametrize(
    "kind, options, expected",
    [
        ("PNG", {}, "PNG"),
        ("GIF", {}, "GIF"),
        ("WEBP", {"lossless": True}, "PNG"),
        ("WEBP", {"quality": 80}, "JPEG"),
        ("TIFF", {}, "PNG"),
        ("AVIF", {}, "JPEG"),
        ("BMP", {}, "PNG"),
    ],
)
def test_auto_writes_what_the_platform_takes(photo, file_of, kind, options, expected):
    """The cover's own format if it can be, else PNG for what was lossless and JPEG for the rest."""
    encoded = encode_fitting(
        canvas_of(file_of(photo.quantize(90).convert("RGB"), kind, **options)), Saving("auto", accepts=TAKEN)
    )

    assert expected == encoded.format
    assert kind == expected or any(note.startswith(f"Written as {expected}, ") for note in encoded.notes)


def test_a_limit_of_the_platform_counts_for_auto_and_is_told_otherwise(photo, file_of):
    """``keep`` keeps."""
    canvas = canvas_of(file_of(photo, "PNG"))
    kept = encode_fitting(canvas, Saving(takes_bytes=900))

    assert (
        f"The platform takes 900 bytes at most, and the result has {len(kept.data)}; choose the format auto to fit it."
        in kept.notes
    )
    with pytest.raises(CoverError, match="and 900 are allowed"):
        encode_fitting(canvas, Saving("auto", takes_bytes=900))


def test_a_format_that_the_platform_refuses_is_told(photo, file_of):
    """With what to do."""
    encoded = encode_fitting(canvas_of(file_of(photo, "WEBP")), Saving(accepts=TAKEN))

    assert (
        "The platform takes JPEG, PNG, GIF, and the result is WEBP; choose the format auto to have it changed.",
    ) == encoded.notes


def test_a_limit_that_cannot_be_met_is_an_error_with_the_numbers(file_of):
    """And no file is written that is too large."""
    with pytest.raises(CoverError) as caught:
        encode_fitting(canvas_of(file_of(noisy(), "JPEG", quality=95)), Saving(max_bytes=500))

    assert " bytes as JPEG of quality 60, and 500 are allowed; scale the cover down." in str(caught.value)


@pytest.mark.parametrize("quality", [60, 75, 90, 95])
def test_the_quality_of_a_jpeg_is_known_from_its_table(photo, file_of, quality):
    """To one step."""
    tables = Image.open(BytesIO(file_of(photo, "JPEG", quality=quality))).quantization

    assert abs(quality - jpeg_quality(tuple(tables[0]))) <= 1


@pytest.mark.parametrize(
    "text, expected",
    [
        ("200000", 200_000),
        ("200KB", 200_000),
        ("200 kb", 200_000),
        ("5MB", 5_000_000),
        ("1.5MiB", 1_572_864),
        ("2,5 M", 2_500_000),
    ],
)
def test_sizes_are_read_as_people_write_them(text, expected):
    """With a unit or without, with a point or a comma."""
    assert expected == byte_count(text)


@given(st.text(alphabet="0123456789.,KMiBb xé", max_size=12))
def test_other_texts_are_no_sizes(text):
    """They are refused in one line, or are a number above 0."""
    try:
        found = str(byte_count(text))
    except UsageError as error:
        found = str(error)

    assert found.isdigit() != found.endswith("is no size of a file; write 200KB, 5MB or a number of bytes.")
    assert "0" != found


@pytest.mark.parametrize(
    "wrong",
    [{"quality": 0}, {"quality": 101}, {"subsampling": "411"}, {"max_bytes": 0}, {"matte": "white"}],
)
def test_choices_that_make_no_sense_are_wrong_usage(wrong):
    """Before anything is done."""
    with pytest.raises(UsageError):
        Saving(**wrong)


def test_a_matte_shows_through(file_of):
    """In its colour, and it is told."""
    canvas = canvas_of(file_of(Image.new("RGBA", (96, 64)), "PNG"))
    encoded = encode_fitting(canvas, Saving("jpg", matte="#204060"))
    found = Image.open(BytesIO(encoded.data)).getpixel((4, 4))

    assert all(abs(a - b) <= 2 for a, b in zip((0x20, 0x40, 0x60), found, strict=True))
    assert "JPEG has no transparency; the picture was laid on #204060." in encoded.notes


def red_letters() -> Image.Image:
    """Thin red strokes on a light plate."""
    mark = Image.new("RGBA", (64, 40), (250, 250, 250, 255))
    for left in range(2, 62, 3):
        mark.paste((230, 0, 20, 255), (left, 4, left + 1, 36))
    return mark


def test_red_strokes_fray_in_420_and_not_in_444(file_of):
    """The measure tells one from the other, and 4:4:4 is coded on request."""
    canvas = canvas_of(file_of(noisy(), "JPEG", quality=90, subsampling="4:2:0"), red_letters())
    coarse, fine = encode_fitting(canvas, Saving()), encode_fitting(canvas, Saving(subsampling="444"))

    assert psnr(canvas, coarse.data) < POOR < psnr(canvas, fine.data)
    assert (False, "another chroma subsampling was asked for") == (fine.exact, str(fine.reason))
    assert 0 == Image.open(BytesIO(fine.data)).layer[0][1] - 1


def test_a_subsampling_that_the_source_has_costs_nothing(photo, file_of):
    """Then there is no need to code anew."""
    data = file_of(photo, "JPEG", subsampling="4:2:0")

    assert (
        encode_fitting(canvas_of(data), Saving(subsampling="420")).exact
        == encode_fitting(canvas_of(data), Saving()).exact
    )
