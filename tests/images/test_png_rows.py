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
from qualitymark.images.canvas import Canvas, compose
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.packets import png_chunks, png_of
from qualitymark.images.picture import Picture, PngPicture
from qualitymark.images.png_rows import beside, repacked, rows_of
from qualitymark.images.reading import read_cover

SIZE = 37, 29
STRIDE = 1 + 3 * SIZE[0]


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


def looking(image):
    """What gives the pixels in a box."""
    return lambda box: image.crop(box.pixels)


def test_what_stands_beside_the_rows_is_told():
    """Before and behind the pixels, in a picture of one row."""
    data = stored(noise("RGB"), dpi=(300, 300))
    data = data[:-12] + chunk(b"tEXt", b"Title\0A school") + data[-12:]
    one = opened(beside(data, rows_of(data)))

    assert opened(data).info == one.info == {"dpi": (299.9994, 299.9994), "Title": "A school"}
    assert (37, 1) == one.size
    assert opened(data).crop((0, 0, 37, 1)).tobytes() == one.tobytes()


def test_exif_behind_the_pixels_turns_the_cover():
    """The chunk may stand there (W3C PNG, 11.3.3.5), and be met when all else was decoded."""
    turned = b"II*\0" + struct.pack("<LHHHLLL", 8, 1, 0x0112, 3, 1, 6, 0)
    data = stored(noise("RGB"))
    data = data[:-12] + chunk(b"eXIf", turned) + data[-12:]

    for patching in (False, True):
        cover = read_cover(data, patching=patching)
        assert (29, 37) == cover.size
        assert opened(data).transpose(Image.Transpose.ROTATE_270).tobytes() == cover.image.tobytes()


@pytest.mark.parametrize("kept", [0, 37 * 29])
@pytest.mark.parametrize("strip", [1, 3, 8, 64])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_parts_are_those_of_the_whole(monkeypatch, mode, strip, kept):
    """Wherever one looks, and in whatever order, it is what a decoder of the whole finds."""
    monkeypatch.setattr("qualitymark.images.png_rows._STRIP", strip * (1 + len(mode) * SIZE[0]))
    monkeypatch.setattr("qualitymark.images.picture.KEPT", kept)
    data = stored(noise(mode))
    whole, picture = Picture(opened(data)), PngPicture(rows_of(data))

    assert (whole.size, whole.mode) == (picture.size, picture.mode)
    for box in [(3, 20, 30, 25), (0, 22, 37, 29), (5, 0, 6, 1), (0, 9, 37, 21), (-3, -4, 50, 60), (40, 0, 50, 9)]:
        assert whole.part(Box(*box)).tobytes() == picture.part(Box(*box)).tobytes()
    for longest in (5, 7, 12, 36, 37, 100):
        assert whole.grey(longest).tobytes() == picture.grey(longest).tobytes()
    assert whole.image.tobytes() == picture.image.tobytes()
    assert whole.part(Box(1, 2, 3, 4)).tobytes() == picture.part(Box(1, 2, 3, 4)).tobytes()
    assert whole.grey(5).tobytes() == picture.grey(5).tobytes()


@pytest.fixture
def asked(monkeypatch):
    """The strips of eight rows that are decoded, as (first, end)."""
    from qualitymark.images import picture as pictures

    noted = []

    def strip(rows, top, end, above):
        noted.append((top, end))
        return real(rows, top, end, above)

    real = pictures.strip
    monkeypatch.setattr(pictures, "strip", strip)
    monkeypatch.setattr("qualitymark.images.png_rows._STRIP", 8 * STRIDE)
    monkeypatch.setattr(pictures, "_MARKS", 8)
    return noted


def with_filters(image, *kinds):
    """A PNG whose rows have these filters, one after another and again."""
    plain, step = image.tobytes(), len(image.mode)
    pitch = step * image.width
    lines = [plain[at : at + pitch] for at in range(0, len(plain), pitch)]
    packed = b""
    for number, line in enumerate(lines):
        kind, above = kinds[number % len(kinds)], lines[number - 1] if number else bytes(pitch)
        beside = {0: bytes(pitch), 1: bytes(step) + line[:-step], 2: above}[kind]
        packed += bytes([kind, *((a - b) % 256 for a, b in zip(line, beside, strict=True))])
    return exchanged(stored(image), zlib.compress(packed))


def test_only_what_is_looked_at_is_decoded(asked):
    """Rows are decoded down to the last one that is asked for, and those before them once."""
    picture = PngPicture(rows_of(with_filters(noise("RGB"), 2)))

    picture.part(Box(0, 9, 4, 15))
    assert [(0, 8), (8, 16)] == asked
    picture.part(Box(20, 8, 30, 10))
    assert [(0, 8), (8, 16)] == asked
    picture.part(Box(0, 26, 4, 29))
    assert [(16, 24), (24, 29)] == asked[2:]
    picture.part(Box(0, 9, 4, 18))
    assert [(8, 16), (16, 24)] == asked[4:]
    picture.part(Box(0, 8, 4, 19))
    assert 6 == len(asked)


def test_decoding_begins_at_a_row_that_refers_to_none_above_it(asked):
    """The nearest one with the filter Sub or None, unless the row in question was decoded last anyway."""
    image = noise("RGB")
    rows = rows_of(with_filters(image, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2))
    picture = PngPicture(rows)

    assert image.crop((3, 15, 9, 20)).tobytes() == picture.part(Box(3, 15, 9, 20)).tobytes()
    assert [(5, 13), (13, 21)] == asked
    assert image.crop((0, 20, 9, 25)).tobytes() == picture.part(Box(0, 20, 9, 25)).tobytes()
    assert [(21, 29)] == asked[2:]
    assert image.tobytes() == picture.image.tobytes()
    another = PngPicture(rows)
    asked.clear()
    assert image.crop((0, 0, 9, 3)).tobytes() == another.part(Box(0, 0, 9, 3)).tobytes()
    assert image.crop((0, 20, 9, 22)).tobytes() == another.part(Box(0, 20, 9, 22)).tobytes()
    assert [(0, 8), (16, 24)] == asked


@pytest.mark.parametrize("kind", [0, 1])
def test_which_rows_refer_to_none_above_them(kind):
    """Those with the filters None and Sub (W3C PNG, 9.2)."""
    rows = rows_of(with_filters(noise("RGB"), *[2] * 12, kind, *[2] * 20))

    assert [0, 0, 12, 12, 12] == [rows.start(row) for row in (0, 11, 12, 13, 28)]


@pytest.mark.parametrize("marks", [1, 8, 16, 128])
def test_parts_and_grey_do_not_disturb_each_other(monkeypatch, marks):
    """Grey is made of other strips than parts are, which may begin at the same row."""
    from qualitymark.images import picture as pictures

    monkeypatch.setattr("qualitymark.images.png_rows._STRIP", 8 * STRIDE)
    monkeypatch.setattr(pictures, "_MARKS", marks)
    monkeypatch.setattr(pictures, "KEPT", 0)
    data = stored(noise("RGB"))
    whole, picture = Picture(opened(data)), PngPicture(rows_of(data))

    for box in [(0, 0, 9, 4), (4, 20, 9, 28), (0, 27, 37, 29)]:
        assert whole.part(Box(*box)).tobytes() == picture.part(Box(*box)).tobytes()
        assert whole.grey(7).tobytes() == picture.grey(7).tobytes()


@pytest.mark.parametrize(("marks", "kept"), [(8, [0, 8, 16, 24, 29]), (16, [0, 16, 24, 29]), (128, [0, 24, 29])])
def test_few_rows_are_remembered(asked, monkeypatch, marks, kept):
    """Those of the first strip at each mark, and of the last strip."""
    monkeypatch.setattr("qualitymark.images.picture._MARKS", marks)
    image = noise("RGB")
    picture = PngPicture(rows_of(with_filters(image, 2)))

    assert image.tobytes() == picture.image.tobytes()
    assert kept == list(picture._above)
    another = PngPicture(picture.rows)
    another._joined(0, 29)
    asked.clear()
    assert image.crop((0, 18, 37, 20)).tobytes() == another.part(Box(0, 18, 37, 20)).tobytes()
    assert max(row for row in kept if row <= 17) == asked[0][0]


@pytest.mark.parametrize("size", [4, 100, 306, 1000])
def test_rows_are_read_and_stored_piece_by_piece(monkeypatch, size):
    """However large a piece or a strip is, the picture is whole."""
    monkeypatch.setattr("qualitymark.images.png_rows._PIECE", size)
    image = noise("RGB", (11, 9))
    data = stored(image)
    rows = rows_of(data)
    made = repacked(rows, stored(Image.new("RGB", (1, 1))), looking(image), [Box(1, 2, 5, 8)])

    assert 9 * rows.stride == len(rows.data) == 306
    assert image.tobytes() == opened(made).tobytes()


@pytest.mark.parametrize("share", [0, 0.5, 1, 3])
def test_room_for_the_result_changes_nothing(share):
    """Whether it has more bytes, as many or fewer."""
    plain = stored(Image.new("RGB", (1, 1)))
    packed = [zlib.compress(bytes(306), 0)]
    wanted = png_of(plain, (11, 9), 8, packed)

    assert wanted == png_of(plain, (11, 9), 8, packed, int(len(wanted) * share))


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
    made = repacked(rows_of(data), stored(Image.new(mode, (1, 1))), looking(image), boxes)

    assert image.tobytes() == opened(made).tobytes()
    assert (image.mode, image.size) == (opened(made).mode, opened(made).size)
    for found in png_chunks(made):
        assert zlib.crc32(made[found.start - 4 : found.end]) == int.from_bytes(made[found.end : found.end + 4], "big")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_stamped_cover_keeps_its_rows(mode):
    """Rows above the mark and below it have the source's own bytes, and the whole shows what was composed."""
    data = stored(noise(mode), pnginfo=None)
    canvas = Canvas(read_cover(data, patching=True), own=True)
    canvas.put(Image.new("RGBA", (10, 5), (200, 16, 46, 128)), 4, 12)
    encoded = encode_canvas(canvas)
    before, after = rows_of(data), rows_of(encoded.data)

    assert canvas.image.tobytes() == opened(encoded.data).tobytes()
    assert before.data[: 12 * before.stride] == after.data[: 12 * after.stride]
    assert before.data[18 * before.stride :] == after.data[18 * after.stride :]
    assert encoded.exact


@given(
    st.sampled_from(["RGB", "RGBA"]),
    st.sampled_from([1, 2, 31, 32, 33, 70, 140]),
    st.randoms(use_true_random=False),
    st.lists(st.tuples(st.integers(-9, 7), st.integers(-9, 140), st.integers(1, 12), st.integers(1, 140)), max_size=3),
)
def test_a_stamped_cover_is_what_a_whole_one_becomes(mode, height, random, places):
    """Whatever its filters are, and wherever marks lie and one looks before."""
    rows = b"".join(bytes([random.choice((1, 2, 3, 4))]) + random.randbytes(7 * len(mode)) for _ in range(height))
    header = struct.pack(">LLBBBBB", 7, height, 8, {"RGB": 2, "RGBA": 6}[mode], 0, 0, 0)
    data = exchanged(stored(Image.new(mode, (1, 1))), zlib.compress(rows), header)
    canvas, wanted = Canvas(read_cover(data, patching=True), own=True), opened(data)
    assert isinstance(canvas.cover.picture, PngPicture)
    for left, top, width, tall in places:
        mark = Image.frombytes("RGBA", (width, tall), random.randbytes(4 * width * tall))
        if random.random() < 0.5:
            canvas.region(Box.at(left, top, width, tall))
        canvas.put(mark, left, top)
        wanted = compose(wanted, mark, left, top)
    encoded = encode_canvas(canvas)

    assert encoded.exact
    assert wanted.tobytes() == opened(encoded.data).tobytes() == canvas.image.tobytes()


def test_what_a_cover_tells_stays_beside_its_rows():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010E] = "A school"
    canvas = Canvas(read_cover(stored(noise("RGB"), icc_profile=profile, exif=exif, dpi=(144, 144)), patching=True))
    canvas.put(Image.new("RGBA", (10, 5), (200, 0, 0, 255)), 3, 4)
    assert isinstance(canvas.cover.picture, PngPicture)
    found = opened(encode_canvas(canvas).data)

    assert profile == found.info["icc_profile"]
    assert {0x010E: "A school"} == dict(found.getexif())
    assert (144, 144) == tuple(round(each) for each in found.info["dpi"])


def test_a_cover_that_is_turned_gets_new_rows():
    """The rows of the file are not those of the upright picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    cover = read_cover(stored(noise("RGB"), exif=exif), patching=True)
    canvas = Canvas(cover, own=True)
    canvas.put(Image.new("RGBA", (10, 5), (200, 16, 46, 128)), 4, 12)

    assert (29, 37) == cover.size
    assert not isinstance(cover.picture, PngPicture)
    assert canvas.image.tobytes() == opened(encode_canvas(canvas).data).tobytes()


def test_another_kind_of_file_has_no_rows_to_keep(monkeypatch):
    """Palettes, a clear colour, grey, interlacing, 16 bits, animation, damage, too many bytes, rows without filters."""
    good = stored(noise("RGB"))
    packed = rows_of(good).data
    header = good[16:29]

    assert rows_of(good) is not None
    assert rows_of(exchanged(good, zlib.compress(packed))) is not None
    assert rows_of(stored(noise("RGB").quantize(16))) is None
    assert rows_of(stored(noise("RGB").convert("L"))) is None
    assert rows_of(stored(noise("RGB"), transparency=(1, 2, 3))) is None
    assert rows_of(exchanged(good, zlib.compress(packed), header[:8] + b"\x10" + header[9:])) is None
    assert rows_of(exchanged(good, zlib.compress(packed), header[:12] + b"\1")) is None
    assert rows_of(stored(noise("RGB"), save_all=True, append_images=[noise("RGB")])) is None
    assert rows_of(exchanged(good, zlib.compress(packed)[:-20])) is None
    assert rows_of(exchanged(good, zlib.compress(packed[:-1]))) is None
    assert rows_of(exchanged(good, zlib.compress(packed + b"\0"))) is None
    assert rows_of(exchanged(good, zlib.compress(b"\5" + packed[1:]))) is None
    assert rows_of(exchanged(good, zlib.compress(bytes(len(packed))))) is None
    assert rows_of(exchanged(good, b"nothing packed")) is None
    assert rows_of(exchanged(good, zlib.compress(packed), header + b"\0")) is None
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
