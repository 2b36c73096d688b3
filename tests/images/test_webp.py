"""WebP that stays in the planes that it is coded in."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from qualitymark.errors import CoverError
from qualitymark.geometry import Box
from qualitymark.images import libwebp, webp
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.limits import Limits
from qualitymark.images.packets import webp_chunks
from qualitymark.images.picture import Picture, WebpPicture
from qualitymark.images.reading import read_cover, upright_size
from qualitymark.images.saving import Saving

from .conftest import make_exif, make_file, make_photo

MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))
# Of odd length: a byte of padding follows the chunk.
PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><ab/></x:xmpmeta>'
reached = pytest.mark.skipif(libwebp._library() is None, reason="libwebp cannot be reached here")


def decoded(data):
    """What Pillow decodes a file to."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def marked(data, mark=MARK, left=31, top=21):
    canvas = Canvas(read_cover(data, patching=True))
    canvas.put(mark, left, top)
    return canvas


def distance(first, second):
    """The mean difference of two pictures, in the band where it is largest."""
    return max(ImageStat.Stat(ImageChops.difference(first, second)).mean)


def is_marked(canvas, data, box=(31, 21, 51, 33)):
    """Whether a file looks like the canvas, and inside of the mark's edges too, as far as coding with loss goes."""
    wanted, found = canvas.image, decoded(data)
    inner = box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3
    return distance(wanted, found) < 6 and distance(wanted.crop(inner), found.crop(inner)) < 8


def chunk(kind, content):
    return struct.pack("<4sL", kind, len(content)) + content + bytes(len(content) & 1)


def extended(data, flags, *chunks):
    """A simple file as an extended one, with other chunks behind its picture."""
    width, height = decoded(data).size
    head = bytes([flags, 0, 0, 0]) + b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    content = b"".join((b"WEBP", chunk(b"VP8X", head), data[12:], *chunks))
    return b"RIFF" + struct.pack("<L", len(content)) + content


@pytest.fixture
def plain(photo, file_of):
    return file_of(photo, "WEBP", quality=80)


@reached
@given(st.integers(1, 50), st.integers(1, 50), st.integers(20, 95), st.data())
@settings(deadline=None, max_examples=150)
def test_its_pixels_are_those_of_the_decoder(width, height, quality, data):
    """The whole and any part, at sides of any length."""
    file = make_file(make_photo(width, height), "WEBP", quality=quality)
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height)))
    picture, image = read_cover(file, patching=True).picture, decoded(file)

    assert isinstance(picture, WebpPicture)
    assert image.crop(box.pixels).tobytes() == picture.part(box).tobytes()
    assert (image.mode, image.tobytes()) == (picture.mode, picture.image.tobytes())


@reached
@pytest.mark.parametrize("longest", [20, 96])
def test_its_grey_is_that_of_its_colours(plain, longest):
    """As far as rounding goes: it comes from another plane, where black is 16 and white 235."""
    seen = read_cover(plain, patching=True).picture.grey(longest)
    wanted = Picture(decoded(plain)).grey(longest)

    assert (wanted.mode, wanted.size) == (seen.mode, seen.size)
    assert ImageChops.difference(wanted, seen).getextrema()[1] <= 3
    black = make_file(Image.new("RGB", (32, 32)), "WEBP")
    assert (0, 0) == read_cover(black, patching=True).picture.grey(32).getextrema()


@reached
@pytest.mark.parametrize("size", [(96, 64), (95, 63)])
@pytest.mark.parametrize("place", [(30, 20), (31, 21), (-5, -4), (90, 60)])
def test_planes_change_under_the_mark_alone(file_of, size, place):
    """But for the chroma samples and the rounding of pixels that share one with it."""
    before = read_cover(file_of(make_photo(*size), "WEBP"), patching=True).picture.planes
    after = before.copy()
    after.paint(Image.new("RGB", (6, 4), "#c81428"), 10, 8)
    inside = {(x, y) for x in range(10, 16) for y in range(8, 12)}
    width = before.width
    half = (width + 1) // 2

    changed = {(at % width, at // width) for at, value in enumerate(after.luma) if value != before.luma[at]}
    assert changed <= inside
    assert len(changed) > 20
    for old, new in ((before.blue, after.blue), (before.red, after.red)):
        changed = {(at % half, at // half) for at, value in enumerate(new) if value != old[at]}
        assert changed == {(x, y) for x in range(5, 8) for y in range(4, 6)}
    canvas = marked(file_of(make_photo(*size), "WEBP", quality=90), left=place[0], top=place[1])
    where = place[0], place[1], place[0] + 20, place[1] + 12
    assert is_marked(canvas, encode_canvas(canvas).data, where)


@reached
def test_less_is_lost_than_by_way_of_colours(plain):
    """Chroma is not sampled twice, and what the mark looks like is not changed by it."""
    canvas = marked(plain)
    kept, again = (
        decoded(file) for file in (encode_canvas(canvas).data, make_file(canvas.image, "WEBP", quality=90, method=2))
    )
    where = Box(31, 21, 51, 33).pixels

    assert distance(canvas.image, kept) < distance(canvas.image, again)
    assert distance(kept.crop(where), again.crop(where)) < 3


@reached
def test_a_cover_stays_as_it_was_when_it_is_written(plain):
    """It can be written again, and nothing of the mark is in its planes."""
    canvas = marked(plain)
    picture = canvas.cover.picture
    before = bytes(picture.planes.luma)
    first = encode_canvas(canvas)

    assert (first.format, first.exact, str(first.reason)) == ("WEBP", False, "WEBP is coded with loss")
    assert first.data == encode_canvas(canvas).data
    assert before == bytes(picture.planes.luma)
    assert decoded(plain).tobytes() == picture.image.tobytes()


@reached
def test_two_marks_that_share_samples(plain):
    """The second lies over the first, and both are there."""
    canvas = marked(plain)
    canvas.put(Image.new("RGBA", (9, 9), (20, 60, 200, 255)), 47, 29)
    data = encode_canvas(canvas).data

    assert is_marked(canvas, data)
    assert is_marked(canvas, data, (47, 29, 56, 38))


@reached
def test_planes_that_are_painted_as_a_whole_are_those_of_the_picture(file_of):
    """To the last row and column, where sides are odd: nothing is left of what they were."""
    photo = make_photo(95, 63)
    old, wanted = (libwebp.planes_of(file_of(each, "WEBP"), (95, 63)) for each in (photo.rotate(180), photo))
    old.paint(wanted.colours(Box(0, 0, 95, 63)), 0, 0)
    worst = [max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in zip(old[2:], wanted[2:], strict=True)]

    assert max(worst) <= 6


@reached
def test_the_method_is_that_of_the_encoder(plain):
    """More work makes another file."""
    planes = libwebp.planes_of(plain, (96, 64))

    assert planes.encoded(90, 0) != planes.encoded(90, 6)


@reached
def test_a_quality_can_be_asked_for(plain):
    """It is that of the encoder."""
    sizes = [len(encode_canvas(marked(plain), Saving(quality=quality)).data) for quality in (10, 50, 90)]

    assert sizes == sorted(set(sizes))


@reached
def test_as_png_it_has_the_pixels_of_the_decoder(plain):
    """What the mark does not cover is equal."""
    found = decoded(encode_canvas(marked(plain), Saving("png")).data)
    wanted = decoded(plain)
    for image in (found, wanted):
        image.paste("black", (31, 21, 51, 33))

    assert wanted.tobytes() == found.tobytes()


@reached
def test_what_stands_beside_the_picture_is_kept(photo, file_of, srgb):
    """Profile, EXIF and XMP, in a file that Pillow and libwebp take for sound."""
    data = file_of(photo, "WEBP", icc_profile=srgb, exif=make_exif(1), xmp=PACKET)
    canvas = marked(data)
    encoded = encode_canvas(canvas)
    found = decoded(encoded.data)

    assert isinstance(canvas.cover.picture, WebpPicture)
    assert (photo.size, srgb) == (found.size, found.info["icc_profile"])
    assert make_exif(1)[6:] == found.info["exif"].removeprefix(b"Exif\0\0")
    assert PACKET == found.info["xmp"]
    assert [b"VP8X", b"ICCP", b"VP8 ", b"EXIF", b"XMP "] == [each.kind for each in webp_chunks(encoded.data)]
    assert () == encoded.notes


@reached
def test_a_chunk_without_its_flag_is_ignored(plain):
    """As Pillow does (RFC 9649, 2.7.1): the flags say what there is."""
    with_flag, without = (extended(plain, flags, chunk(b"EXIF", make_exif(1)[6:])) for flags in (0x08, 0))

    assert "exif" in decoded(with_flag).info
    assert "exif" not in decoded(without).info
    assert read_cover(with_flag, patching=True).exif
    assert read_cover(without, patching=True).exif is None


@pytest.mark.parametrize("patching", [True, False])
def test_a_file_that_says_more_than_it_has_is_left_to_pillow(plain, patching):
    """It may tell of alpha without having some, have two pictures, or a chunk that would end behind it."""
    alpha, twice = extended(plain, 0x10), extended(plain, 0, plain[12:])
    longer = bytearray(extended(plain, 0x04, chunk(b"XMP ", PACKET)))
    longer[-len(PACKET) - 5] += 2

    assert decoded(alpha).tobytes() == read_cover(alpha, patching=patching).image.tobytes()
    for data in (twice, bytes(longer)):
        with pytest.raises(CoverError, match="The WEBP file is damaged"):
            read_cover(data, patching=patching)


@reached
@pytest.mark.parametrize(
    ("name", "planes"),
    [("simple", True), ("told", True), ("alpha", False), ("lossless", False), ("turned", False), ("moving", False)],
)
def test_which_covers_stay_in_planes(photo, file_of, name, planes):
    """Opaque stills, coded with loss and upright."""
    alpha = photo.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(photo.size))
    data = {
        "simple": lambda: file_of(photo, "WEBP"),
        "told": lambda: file_of(photo, "WEBP", xmp=PACKET),
        "alpha": lambda: file_of(alpha, "WEBP"),
        "lossless": lambda: file_of(photo, "WEBP", lossless=True),
        "turned": lambda: file_of(photo, "WEBP", exif=make_exif(6)),
        "moving": lambda: file_of(photo, "WEBP", save_all=True, append_images=[photo.rotate(90)]),
    }[name]()
    cover = read_cover(data, patching=True)

    assert planes == isinstance(cover.picture, WebpPicture)
    assert cover.image.size == ((64, 96) if name == "turned" else (96, 64))
    if name != "turned":
        assert cover.image.tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize("broken", ["import", "symbol", "version"])
def test_without_libwebp_pillow_does_all(monkeypatch, plain, broken):
    """The library may lie elsewhere, lack a call, or be one of another kind."""
    libwebp._library.cache_clear()
    if broken == "import":
        monkeypatch.setattr("ctypes.CDLL", lambda _: (_ for _ in ()).throw(OSError()))
    elif broken == "symbol":
        monkeypatch.setitem(libwebp._CALLS, "WebPNoSuchCall", (None,))
    else:
        monkeypatch.setattr(libwebp, "_ENCODER_ABI", 0x7F00)
    try:
        assert libwebp._library() is None
        canvas = marked(plain)
        encoded = encode_canvas(canvas)
    finally:
        libwebp._library.cache_clear()

    assert not isinstance(canvas.cover.picture, WebpPicture)
    assert (encoded.format, encoded.exact) == ("WEBP", False)
    assert is_marked(canvas, encoded.data)


@reached
def test_where_the_encoder_fails_pillow_writes(monkeypatch, plain):
    """The picture is composed in colours then."""
    canvas = marked(plain)
    monkeypatch.setattr(libwebp.Planes, "encoded", lambda *_: None)
    encoded = encode_canvas(canvas)

    assert is_marked(canvas, encoded.data)


def test_no_decoder_is_made_to_tell_the_size(monkeypatch, plain):
    """Nor to read a still that stays in planes: it would take memory for all pixels."""

    def none():
        raise AssertionError

    monkeypatch.setattr(webp, "_decoder", none)

    assert (96, 64) == tuple(upright_size(plain, Limits()))


@reached
def test_another_size_than_told_is_damage(plain):
    """The header of the file says one size, the picture another one."""
    data = bytearray(extended(plain, 0))
    data[24] += 2

    with pytest.raises(CoverError, match="The WEBP file is damaged"):
        read_cover(bytes(data), patching=True)


def test_half_a_file_is_no_picture(plain):
    """Cut anywhere, also behind the picture."""
    for data in (plain, extended(plain, 0x04, chunk(b"XMP ", PACKET))):
        for end in range(0, len(data), 13):
            with pytest.raises(CoverError):
                read_cover(data[:end], patching=True)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_a_damaged_file_gives_a_picture_or_one_line(data):
    """With bytes changed anywhere: what is read can also be marked and written."""
    content = bytearray(extended(make_file(make_photo(40, 24), "WEBP"), 0x04, chunk(b"XMP ", PACKET)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=4))
        content[at : at + len(noise)] = noise
    try:
        canvas = marked(bytes(content), left=9, top=7)
    except CoverError:
        return
    assert decoded(encode_canvas(canvas).data).size == canvas.cover.size
