"""PNG whose rows away from the marks are written as they were stored."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from qualitymark.geometry import Box
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.packets import png_chunks
from qualitymark.images.png_rows import Pieces, repacked, rows_of, unpacked
from qualitymark.images.reading import read_cover

SIZE = 37, 29


def noise(mode, size=SIZE):
    """A picture without pattern, with slopes so that every filter is of use somewhere."""
    bands = [Image.effect_noise(size, 30 + 20 * band) for band in range(len(mode))]
    slope = Image.linear_gradient("L").resize(size)
    return Image.merge(mode, [Image.blend(band, slope, 0.5) for band in bands])


def stored(image, **options):
    file = BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind, content):
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def exchanged(data, pixels, header=None):
    """The PNG with other contents of IDAT, in two chunks."""
    parts = [data[:8], chunk(b"IHDR", header or data[16:29])]
    half = len(pixels) // 2
    parts += [chunk(b"IDAT", pixels[:half]), chunk(b"IDAT", pixels[half:]), chunk(b"IEND", b"")]
    return b"".join(parts)


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def filters(data):
    return rows_of(data).data[:: rows_of(data).stride]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_rows_that_are_not_packed_show_the_same_picture(mode):
    """What a decoder makes of the unpacked file is what it makes of the packed one, with all that stands beside."""
    data = stored(noise(mode), dpi=(300, 300))
    plain = unpacked(data, rows_of(data)).read()

    assert opened(data).tobytes() == opened(plain).tobytes()
    assert opened(data).info == opened(plain).info
    assert [b"IHDR", b"pHYs", b"IDAT", b"IEND"] == [found.kind for found in png_chunks(plain)]


@pytest.mark.parametrize("size", [4, 100, 306, 1000])
def test_rows_are_read_and_stored_piece_by_piece(monkeypatch, size):
    """However large a piece, a block or a strip is, the picture is whole."""
    for name in ("_PIECE", "_STORED", "_STRIP"):
        monkeypatch.setattr(f"qualitymark.images.png_rows.{name}", size)
    image = noise("RGB", (11, 9))
    data = stored(image)
    rows = rows_of(data)

    assert 9 * rows.stride == len(rows.data) == 306
    assert image.tobytes() == opened(unpacked(data, rows).read()).tobytes()
    assert (
        image.tobytes() == opened(repacked(rows, stored(Image.new("RGB", (1, 1))), image, [Box(1, 2, 5, 8)])).tobytes()
    )


@given(st.lists(st.binary(max_size=5), min_size=1), st.lists(st.tuples(st.integers(0, 30), st.integers(-1, 12))))
def test_pieces_are_read_as_one_file(buffers, reads):
    """Wherever one reads, and however much, it is what a plain file of the same bytes gives."""
    pieces, plain = Pieces(buffers), BytesIO(b"".join(buffers))
    for to, size in reads:
        assert plain.seek(to) == pieces.seek(to)
        assert plain.read(size) == pieces.read(size)
        assert plain.tell() == pieces.tell()


@given(
    st.sampled_from(["RGB", "RGBA"]),
    st.lists(st.tuples(st.integers(0, 36), st.integers(0, 28), st.integers(1, 37), st.integers(1, 29)), max_size=3),
)
def test_new_rows_fit_between_the_old_ones(mode, places):
    """Wherever the boxes lie, side by side or over each other, the file shows the new picture."""
    image = noise(mode)
    data = stored(image)
    boxes = [Box(left, top, min(37, left + width), min(29, top + height)) for left, top, width, height in places]
    for box in boxes:
        image.paste(noise(mode, (int(box.width), int(box.height))), box.pixels)
    made = repacked(rows_of(data), stored(Image.new(mode, (1, 1))), image, boxes)

    assert image.tobytes() == opened(made).tobytes()
    assert (image.mode, image.size) == (opened(made).mode, opened(made).size)
    for found in png_chunks(made):
        assert zlib.crc32(made[found.start - 4 : found.end]) == int.from_bytes(made[found.end : found.end + 4], "big")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_stamped_cover_keeps_its_rows(mode):
    """Rows above the mark and below it have the source's own bytes, and the whole shows what was composed."""
    data = stored(noise(mode), pnginfo=None)
    canvas = Canvas(read_cover(data), own=True)
    canvas.put(Image.new("RGBA", (10, 5), (200, 16, 46, 128)), 4, 12)
    encoded = encode_canvas(canvas)
    before, after = rows_of(data), rows_of(encoded.data)

    assert canvas.image.tobytes() == opened(encoded.data).tobytes()
    assert before.data[: 12 * before.stride] == after.data[: 12 * after.stride]
    assert before.data[18 * before.stride :] == after.data[18 * after.stride :]
    assert encoded.exact


def test_what_a_cover_tells_stays_beside_its_rows():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010E] = "A school"
    canvas = Canvas(read_cover(stored(noise("RGB"), icc_profile=profile, exif=exif, dpi=(144, 144))))
    canvas.put(Image.new("RGBA", (10, 5), (200, 0, 0, 255)), 3, 4)
    assert canvas.cover.rows is not None
    found = opened(encode_canvas(canvas).data)

    assert profile == found.info["icc_profile"]
    assert {0x010E: "A school"} == dict(found.getexif())
    assert (144, 144) == tuple(round(each) for each in found.info["dpi"])


def test_a_cover_that_is_turned_gets_new_rows():
    """The rows of the file are not those of the upright picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    cover = read_cover(stored(noise("RGB"), exif=exif))
    canvas = Canvas(cover, own=True)
    canvas.put(Image.new("RGBA", (10, 5), (200, 16, 46, 128)), 4, 12)

    assert (None, (29, 37)) == (cover.rows, cover.size)
    assert canvas.image.tobytes() == opened(encode_canvas(canvas).data).tobytes()


def test_another_kind_of_file_has_no_rows_to_keep(monkeypatch):
    """Palettes, grey, interlacing, 16 bits, animation, what is damaged or too large, and rows without filters."""
    good = stored(noise("RGB"))
    packed = rows_of(good).data
    header = good[16:29]

    assert rows_of(good) is not None
    assert rows_of(exchanged(good, zlib.compress(packed))) is not None
    assert rows_of(stored(noise("RGB").quantize(16))) is None
    assert rows_of(stored(noise("RGB").convert("L"))) is None
    assert rows_of(exchanged(good, zlib.compress(packed), header[:8] + b"\x10" + header[9:])) is None
    assert rows_of(exchanged(good, zlib.compress(packed), header[:12] + b"\1")) is None
    assert rows_of(stored(noise("RGB"), save_all=True, append_images=[noise("RGB")])) is None
    assert rows_of(exchanged(good, zlib.compress(packed)[:-20])) is None
    assert rows_of(exchanged(good, zlib.compress(packed[:-1]))) is None
    assert rows_of(exchanged(good, zlib.compress(packed + b"\0"))) is None
    assert rows_of(exchanged(good, zlib.compress(b"\5" + packed[1:]))) is None
    assert rows_of(exchanged(good, zlib.compress(bytes(len(packed))))) is None
    assert rows_of(exchanged(good, b"nothing packed")) is None
    assert rows_of(good[:40]) is None
    assert rows_of(b"") is None
    monkeypatch.setattr("qualitymark.images.png_rows.MOST_BYTES", len(packed) - 1)
    assert rows_of(good) is None


@given(st.binary(max_size=60), st.integers(0, 2000))
def test_no_file_is_too_strange(noise_, at):
    """Damaged files have rows or none, and never an exception."""
    data = stored(Image.new("RGB", (8, 8), "red"))
    rows_of(data[:at] + noise_ + data[at + len(noise_) :])
    rows_of(data[:at])

    assert rows_of(data[:8]) is None
