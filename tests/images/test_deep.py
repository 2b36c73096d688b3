"""Pictures of 16 bits a channel: every bit outside of the mark stays, as readers written here alone see both files."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from qualitymark.images.canvas import Canvas
from qualitymark.images.deep import marked_fine, rows_of
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

WIDTH, HEIGHT = 53, 37
BOX = (30, 20, 50, 32)
MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))
GREY, COLOURS, GREY_AND_ALPHA, COLOURS_AND_ALPHA = 0, 2, 4, 6
CHANNELS = {GREY: 1, COLOURS: 3, GREY_AND_ALPHA: 2, COLOURS_AND_ALPHA: 4}
# W3C PNG, 8.1: first column and row of each pass, and the steps to the next.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
Pixel = tuple[int, ...]
Rows = list[list[Pixel]]


def samples(colour: int, clear: int = 3) -> Rows:
    """Numbers of which the lower bytes matter; every ``clear``-th pixel is fully or partly transparent."""
    rows = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            values = [(x * 1201 + y * 733 + 257 * number + x * y) % 65_536 for number in range(CHANNELS[colour])]
            if colour in (GREY_AND_ALPHA, COLOURS_AND_ALPHA):
                values[-1] = (0, 40_001, 65_535)[(x + y) % clear]
            row.append(tuple(values))
        rows.append(row)
    return rows


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def scanlines(rows: Rows) -> bytes:
    return b"".join(b"\0" + b"".join(struct.pack(f">{len(p)}H", *p) for p in row) for row in rows)


def png(rows: Rows, colour: int, *, interlaced: bool = False, extra: bytes = b"") -> bytes:
    raw = scanlines(rows)
    if interlaced:
        passes = ([row[left::across] for row in rows[top::down]] for left, top, across, down in ADAM7)
        raw = b"".join(scanlines(part) for part in passes)
    head = struct.pack(">LLBBBBB", WIDTH, HEIGHT, 16, colour, 0, 0, interlaced)
    body = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_samples(data: bytes) -> Rows:
    """Read a PNG of 16 bits a channel that is not interlaced (W3C PNG, 9)."""
    at, found = 8, {}
    while at < len(data):
        (length,) = struct.unpack_from(">L", data, at)
        kind = data[at + 4 : at + 8]
        found[kind] = found.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">LLBBBBB", found[b"IHDR"])
    assert (16, 0) == (depth, interlaced)
    step, raw, rows = 2 * CHANNELS[colour], zlib.decompress(found[b"IDAT"]), []
    above = bytes(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        row = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), above, step)
        above = bytes(row)
        rows.append([struct.unpack_from(f">{step // 2}H", row, at) for at in range(0, len(row), step)])
    return rows


def unfiltered(kind: int, row: bytearray, above: bytes, step: int) -> bytearray:
    for at in range(len(row)):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        guess = left + above[at] - corner
        nearest = min((abs(guess - value), order, value) for order, value in enumerate((left, above[at], corner)))[2]
        row[at] = (row[at] + (0, left, above[at], (left + above[at]) // 2, nearest)[kind]) & 255
    return row


def tiff_tags(data: bytes) -> dict[int, tuple[int, int, int]]:
    """Type, number and value or place of each entry of the first directory (TIFF 6.0, 2)."""
    (at,) = struct.unpack_from("<L", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    entries = (struct.unpack_from("<HHLL", data, at + 2 + 12 * number) for number in range(count))
    return {tag: rest for tag, *rest in entries}


def tiff_samples(data: bytes) -> Rows:
    """Read a little-endian, deflated TIFF of one strip and 16 bits a channel."""
    tags = tiff_tags(data)
    width, height, compression, start, channels, length = (tags[tag][2] for tag in (256, 257, 259, 273, 277, 279))
    assert (b"II*\0", 8, (16,) * channels) == (
        data[:4],
        compression,
        struct.unpack_from(f"<{channels}H", data, tags[258][2]),
    )
    raw = zlib.decompress(data[start : start + length])
    assert len(raw) == width * height * channels * 2
    pixels = [struct.unpack_from(f"<{channels}H", raw, at) for at in range(0, len(raw), 2 * channels)]
    return [pixels[y * width : (y + 1) * width] for y in range(height)]


def tiff(raw: bytes, width: int, told: dict[int, int], bits: int = 16, order: str = ">") -> bytes:
    """A TIFF without compression, of which 262 (photometric) and 277 (channels) are told, and perhaps others."""
    channels, strip = told[277], 8 + 2 * told[277]
    height = len(raw) * 8 // (width * channels * bits)
    entries = {
        256: width,
        257: height,
        258: bits if channels == 1 else 8,
        259: 1,
        273: strip,
        278: height,
        279: len(raw),
    }
    longs = {tag: (4, 1, value) for tag, value in {**entries, **told}.items()}
    longs[258] = (3, channels, bits << 16 if order == ">" and channels == 1 else entries[258])
    directory = b"".join(struct.pack(order + "HHLL", tag, *longs[tag]) for tag in sorted(longs)) + bytes(4)
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "L", strip + len(raw))
    return (
        head
        + struct.pack(f"{order}{channels}H", *(bits,) * channels)
        + raw
        + struct.pack(order + "H", len(longs))
        + directory
    )


def coloured(rows: Rows, colour: int, key: Pixel | None) -> Rows:
    """What a file shows as red, green, blue and, where anything can be transparent, alpha."""
    if colour == GREY and key is None:
        return rows
    found = []
    for row in rows:
        found.append([])
        for pixel in row:
            colours = pixel[:1] * 3 if colour in (GREY, GREY_AND_ALPHA) else pixel[:3]
            opaque = (0,) if pixel == key else (65_535,)
            alpha = pixel[-1:] if colour in (GREY_AND_ALPHA, COLOURS_AND_ALPHA) else opaque if key else ()
            found[-1].append(colours + alpha)
    return found


def outside(rows: Rows) -> Rows:
    left, top, right, bottom = BOX
    return [
        [pixel for x, pixel in enumerate(row) if not (left <= x < right and top <= y < bottom)]
        for y, row in enumerate(rows)
    ]


def stamped(data: bytes, **options):
    canvas = Canvas(read_cover(data))
    canvas.put(MARK, *BOX[:2])
    return encode_canvas(canvas, Saving(**options))


KINDS = {
    "grey": (GREY, False),
    "grey with a key": (GREY, True),
    "grey and alpha": (GREY_AND_ALPHA, False),
    "colours": (COLOURS, False),
    "colours with a key": (COLOURS, True),
    "colours and alpha": (COLOURS_AND_ALPHA, False),
}


def png_of(name: str, *, interlaced: bool = False) -> tuple[bytes, Rows]:
    """A file of a kind, and what it shows."""
    colour, keyed = KINDS[name]
    rows = samples(colour)
    key = rows[3][5] if keyed else None
    if key:
        # This one shares the upper bytes of the transparent colour, and is not clear.
        rows[4][6] = (*key[:-1], key[-1] ^ 1)
    extra = chunk(b"tRNS", struct.pack(f">{len(key)}H", *key)) if key else b""
    return png(rows, colour, interlaced=interlaced, extra=extra), coloured(rows, colour, key)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_every_bit_of_a_png_outside_of_the_mark_stays(name, interlaced):
    """Alpha too; where anything is transparent, grey and a transparent colour become colours and alpha."""
    data, rows = png_of(name, interlaced=interlaced)
    encoded = stamped(data)
    found = png_samples(encoded.data)

    assert ("PNG", True, ()) == (encoded.format, encoded.exact, encoded.notes)
    assert outside(rows) == outside(found)
    assert (200 * 257, 20 * 257, 40 * 257)[: len(found[0][0])] == found[25][40][:3] or name == "grey"


@pytest.mark.parametrize("name", [name for name in KINDS if name != "grey"])
def test_every_bit_of_a_png_stays_in_a_tiff(name):
    """Whose alpha is not premultiplied."""
    data, rows = png_of(name)
    encoded = stamped(data, format="tiff")

    assert (True, ()) == (encoded.exact, encoded.notes)
    assert outside(rows) == outside(tiff_samples(encoded.data))
    assert len(rows[0][0]) < 4 or tiff_tags(encoded.data)[338] == [3, 1, 2]


@pytest.mark.parametrize(
    ("colour", "photometric", "extra"),
    [(COLOURS, 2, None), (COLOURS_AND_ALPHA, 2, 2), (COLOURS_AND_ALPHA, 5, None)],
    ids=["RGB", "RGBA", "CMYK"],
)
def test_every_bit_of_a_tiff_outside_of_the_mark_stays(colour, photometric, extra):
    """In the colours that it has."""
    rows = samples(colour)
    raw = b"".join(struct.pack(f">{len(p)}H", *p) for row in rows for p in row)
    told = {262: photometric, 277: CHANNELS[colour], **({338: extra} if extra else {})}
    encoded = stamped(tiff(raw, WIDTH, told))

    assert ("TIFF", True, ()) == (encoded.format, encoded.exact, encoded.notes)
    assert outside(rows) == outside(tiff_samples(encoded.data))
    assert photometric == tiff_tags(encoded.data)[262][2]


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_tiff_of_16_bits_stands_upright(orientation):
    """Upper and lower bytes alike."""
    rows = samples(COLOURS)
    raw = b"".join(struct.pack(">3H", *pixel) for row in rows for pixel in row)
    found = tiff_samples(stamped(tiff(raw, WIDTH, {262: 2, 277: 3, 274: orientation})).data)
    turned = [list(column)[::-1] for column in zip(*rows, strict=True)]

    assert outside({1: rows, 3: [row[::-1] for row in rows[::-1]], 6: turned}[orientation]) == outside(found)


@pytest.mark.parametrize(
    ("bits", "photometric", "stored", "shown"),
    [
        (16, 1, (0, 1, 40_000, 65_535), (0, 1, 40_000, 65_535)),
        (16, 0, (0, 1, 40_000, 65_535), (65_535, 65_534, 25_535, 0)),
        (12, 1, (0, 1, 2048, 4095), (0, 16, 32_776, 65_535)),
    ],
)
def test_grey_of_a_tiff_is_brought_to_16_bits_with_white_at_the_upper_end(bits, photometric, stored, shown):
    """Pillow leaves both as they are."""
    packed = int("".join(f"{value:0{bits}b}" for value in stored), 2).to_bytes(len(stored) * bits // 8, "big")
    raw = struct.pack("<4H", *stored) if bits == 16 else packed
    cover = read_cover(tiff(raw, 4, {262: photometric, 277: 1}, bits, "<"))

    assert ("I;16", shown) == (cover.image.mode, struct.unpack("<4H", cover.image.tobytes()))


def test_a_cmyk_picture_of_16_bits_becomes_one_of_8_as_png():
    """Which is told."""
    encoded = stamped(tiff(bytes(WIDTH * HEIGHT * 8), WIDTH, {262: 5, 277: 4}), format="png")

    assert not encoded.exact
    assert (
        "PNG has no CMYK; the picture was converted to RGB.",
        "The picture has 16 bits a channel; they are reduced to 8.",
    ) == encoded.notes


@pytest.mark.parametrize("kind", ["jpg", "webp", "gif"])
def test_16_bits_become_8_where_the_format_has_no_more(kind):
    """And the result says so."""
    encoded = stamped(png_of("grey and alpha")[0], format=kind)

    assert not encoded.exact
    assert f"{encoded.format} has no 16 bits a channel; the picture was reduced to 8." in encoded.notes


def test_clear_pixels_of_a_mark_keep_all_16_bits(photo):
    """Only where the mark is seen are eight enough."""
    mark = MARK.copy()
    mark.paste((0, 0, 0, 0), (0, 0, 5, 12))
    lower = marked_fine(photo.rotate(180), photo, ((mark, 30, 20),))

    assert photo.rotate(180).getpixel((32, 25)) == lower.getpixel((32, 25))
    assert photo.getpixel((40, 25)) == lower.getpixel((40, 25))


def test_samples_are_in_the_order_that_is_asked_for():
    """The upper byte first, or the lower."""
    upper, lower = Image.new("RGB", (1, 1), (1, 2, 3)), Image.new("RGB", (1, 1), (4, 5, 6))

    assert [bytes((1, 4, 2, 5, 3, 6))] == [rows.tobytes() for rows in rows_of(upper, lower, big_endian=True)]
    assert [bytes((4, 1, 5, 2, 6, 3))] == [rows.tobytes() for rows in rows_of(upper, lower, big_endian=False)]
