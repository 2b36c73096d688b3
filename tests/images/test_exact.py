"""Covers of which only the blocks under the marks are coded anew, through reading, canvas and encoding."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from qualitymark.errors import CoverError
from qualitymark.geometry import Box
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.exact import apart
from qualitymark.images.limits import Limits
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

MARK = Image.new("RGBA", (30, 20), (200, 16, 46, 255))


def marked(data: bytes, *places: tuple[int, int], **options):
    canvas = Canvas(read_cover(data, patching=True), own=True)
    for left, top in places or ((40, 30),):
        canvas.put(MARK, left, top)
    return canvas, encode_canvas(canvas, Saving(**options))


def pixels(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    from PIL import ImageChops

    return ImageChops.difference(one, other).getbbox()


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("coding", ["plain", "optimize", "progressive"])
def test_a_jpeg_is_changed_under_the_mark_alone(photo, file_of, subsampling, coding):
    """Decoded, pixels differ inside of the units under the mark and of the ring that chroma smoothing takes."""
    data = file_of(photo, "JPEG", quality=85, subsampling=subsampling, **{coding: True})
    _, encoded = marked(data)
    left, top, right, bottom = differing(pixels(data), pixels(encoded.data))

    assert (True, None) == (encoded.exact, encoded.reason)
    assert Box(30, 14, 81, 65).contains(Box(left, top, right, bottom))
    assert Box(left, top, right, bottom).contains(Box(40, 30, 70, 50))


def test_the_picture_is_that_of_the_file(photo, file_of):
    """What ``image`` shows is what the file decodes to, but for the coding of the mark itself."""
    data = file_of(photo, "JPEG", quality=95, subsampling="4:4:4")
    canvas, encoded = marked(data)
    shown, written = canvas.image, pixels(encoded.data)

    assert shown.crop((0, 0, 96, 24)).tobytes() == written.crop((0, 0, 96, 24)).tobytes()
    assert (200, 16, 46) == shown.getpixel((50, 40))
    assert all(abs(a - b) < 12 for a, b in zip(shown.getpixel((50, 40)), written.getpixel((50, 40)), strict=True))


def test_a_region_is_that_of_the_whole_picture(photo, file_of):
    """Parts are decoded as the whole is, before a mark and after it."""
    data = file_of(photo, "JPEG", quality=80)
    canvas = Canvas(read_cover(data, patching=True), own=True)
    whole = Canvas(read_cover(data), own=True)
    boxes = [Box(3, 5, 50, 40), Box(60, 30, 120, 90), Box(0, 0, 96, 64), Box(70, 40, 71, 41)]
    before = [(canvas.region(box).tobytes(), whole.region(box).tobytes()) for box in boxes]
    for each in (canvas, whole):
        each.put(MARK, 45, 35)
    after = [(canvas.region(box).tobytes(), whole.region(box).tobytes()) for box in boxes]

    assert all(one == other for one, other in before + after)
    assert before[0] != after[0]


def test_marks_that_share_units_are_coded_together(photo, file_of):
    """Two marks in one unit, one over the edge and one apart are all there."""
    data = file_of(photo, "JPEG", quality=95, subsampling="4:2:0")
    canvas, encoded = marked(data, (2, 2), (20, 10), (80, 55))
    shown, written = canvas.image, pixels(encoded.data)

    assert encoded.exact
    for place in ((5, 5), (45, 25), (90, 60)):
        assert all(abs(a - b) < 16 for a, b in zip(shown.getpixel(place), written.getpixel(place), strict=True))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"keep_rgb": True, "subsampling": 0}, "its colours are not YCbCr, or not surely"),
        ({"keep_rgb": True, "subsampling": 0, "progressive": True}, "its colours are not YCbCr, or not surely"),
    ],
)
def test_what_cannot_be_patched_is_coded_again_and_says_why(photo, file_of, options, reason):
    """The file has the mark all the same, and the source's tables."""
    data = file_of(photo, "JPEG", quality=85, **options)
    _, encoded = marked(data)
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(encoded.data)) as after:
        assert before.quantization == after.quantization
    assert (False, reason) == (encoded.exact, str(encoded.reason))


def test_a_progressive_file_that_is_not_complete_is_coded_again(photo, file_of):
    """Decoders smooth what its last scans would have told, so no coefficient of it is what one sees."""
    data = file_of(photo, "JPEG", quality=85, progressive=True)
    _, encoded = marked(data[: data.rindex(b"\xff\xc4")] + b"\xff\xd9")

    assert (False, "its scans leave something out, or do not follow each other") == (
        encoded.exact,
        str(encoded.reason),
    )


@pytest.mark.parametrize("options, exact", [({"subsampling": "420"}, True), ({"subsampling": "444"}, False)])
def test_a_progressive_file_in_the_subsampling_that_was_asked_for_is_patched(photo, file_of, options, exact):
    """Its own is nothing else to ask for; another one needs the whole picture."""
    _, encoded = marked(file_of(photo, "JPEG", quality=85, progressive=True, subsampling="4:2:0"), **options)

    assert exact == encoded.exact


def test_grey_turned_and_wished_for_covers_say_why(photo, file_of, exif_of):
    """Grey covers become colour, sideways ones upright, and a quality of one's own needs the whole picture."""
    grey = marked(file_of(photo.convert("L"), "JPEG"))[1]
    turned = marked(file_of(photo, "JPEG", exif=exif_of(6)))[1]
    asked = marked(file_of(photo, "JPEG"), quality=60)[1]

    assert ["it is grey, and the mark has colours", "it had to be turned upright", "a quality was asked for"] == [
        str(each.reason) for each in (grey, turned, asked)
    ]
    assert not any(each.exact for each in (grey, turned, asked))


def test_the_thumbnail_is_dropped_and_all_other_segments_stay(photo, file_of, exif_of):
    """EXIF loses the picture without the mark; comment, profile and resolution are the source's."""
    thumbnail = file_of(photo.resize((24, 16)), "JPEG")
    data = file_of(photo, "JPEG", exif=exif_of(1, thumbnail), comment=b"by hand", dpi=(300, 300))
    _, encoded = marked(data)
    with Image.open(BytesIO(encoded.data)) as image:
        assert (b"by hand", (300, 300)) == (image.info["comment"], image.info["dpi"])
        assert b"maker's note" in image.info["exif"]
    assert thumbnail in data
    assert thumbnail not in encoded.data
    assert encoded.exact


def damaged(file_of, photo) -> bytes:
    data = bytearray(file_of(photo.resize((960, 640)), "JPEG", quality=90))
    middle = len(data) // 2
    del data[middle : middle + 400]
    return bytes(data)


def test_doubtful_data_under_the_mark_are_left_to_the_decoder_of_the_whole(photo, file_of):
    """A part that cannot be read is not patched; the file is coded again as far as the decoder can read it."""
    canvas, encoded = marked(damaged(file_of, photo), (930, 625))

    assert (False, "its data are damaged, or doubtful") == (encoded.exact, str(encoded.reason))
    assert (200, 16, 46) == canvas.image.getpixel((940, 635))


def test_damage_away_from_the_mark_is_copied(photo, file_of):
    """What comes after the mark is not read: it comes out as it went in."""
    data = damaged(file_of, photo)
    _, encoded = marked(data, (20, 20))

    assert encoded.exact
    assert pixels(data).crop((0, 200, 960, 600)).tobytes() == pixels(encoded.data).crop((0, 200, 960, 600)).tobytes()


def test_a_file_that_is_cut_off_is_an_error(photo, file_of):
    """Its end is looked at before anything else."""
    with pytest.raises(CoverError) as caught:
        marked(file_of(photo, "JPEG", quality=90)[:-40])

    assert "The JPEG file is cut off; get a complete copy of it." == str(caught.value)


def test_boxes_that_meet_become_one():
    """Chains of overlapping boxes are joined, others stay."""
    boxes = [Box(0, 0, 10, 10), Box(30, 0, 40, 10), Box(8, 8, 32, 9), Box(50, 50, 60, 60)]

    assert {Box(0, 0, 40, 10), Box(50, 50, 60, 60)} == set(apart(boxes))


def test_a_progressive_file_as_long_as_the_limit_may_become_longer(photo, file_of):
    """The limit is that of the file that was given, whatever is made of it."""
    data = file_of(photo, "JPEG", quality=85, progressive=True)
    cover = read_cover(data, Limits(file_mib=len(data) / 2**20), patching=True)

    assert cover.picture.editor is not None
    assert len(cover.picture.editor.jpeg.data) > len(data)
    assert pixels(data).tobytes() == cover.image.convert("RGB").tobytes()
