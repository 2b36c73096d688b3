"""Animated PNGs of 16 bits a channel: every bit of every frame outside of the mark stays, as a composer here has them."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import replace
from fractions import Fraction
from functools import partial
from io import BytesIO

import pytest
from PIL import Image

from qualitymark.errors import CoverError
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.png_frames import png_frames
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

from . import apngs
from .apngs import CLEAR, GO_BACK, HEIGHT, OVER, SOURCE, STAY, WIDTH, Part, Rows

BOX = (20, 10, 32, 20)
MARK = Image.new("RGBA", (12, 10), (200, 20, 40, 255))
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
# Colour type, and the colour that is transparent.
KINDS = {
    "grey": (0, None),
    "grey with a key": (0, (40_001,)),
    "grey and alpha": (4, None),
    "colours": (2, None),
    "colours with a key": (2, (1, 40_001, 65_535)),
    "colours and alpha": (6, None),
}


def noise(seed: int, name: str, width: int = WIDTH, height: int = HEIGHT) -> Rows:
    """Numbers of which the lower bytes matter; a third each is clear, half transparent and opaque."""
    some, (colour, key) = random.Random(seed), KINDS[name]

    def pixel() -> tuple[int, ...]:
        values = [some.randrange(65_536) for _ in range(CHANNELS[colour])]
        if colour in (4, 6):
            values[-1] = some.choice((0, 40_001, 65_535))
        # Some share the upper bytes of the transparent colour, and are not clear.
        return some.choice((key, (*key[:-1], key[-1] ^ 1), tuple(values))) if key else tuple(values)

    return [[pixel() for _ in range(width)] for _ in range(height)]


def parts(name: str) -> list[Part]:
    """All ways to lay a frame and to take it away; the last ones differ by one bit, a lower and an upper one."""
    (one, *rest), some = noise(9, name, 1, 1)[0][0], (2, 2, STAY, SOURCE, (1, 3))
    return [
        Part(noise(1, name), disposal=GO_BACK, blending=OVER, delay=(1, 10)),
        Part(noise(8, name), blending=OVER, delay=(3, 10)),
        Part(noise(2, name, 20, 17), 5, 3, CLEAR, OVER, (1, 0)),
        Part(noise(3, name, 30, 10), 10, 8, GO_BACK, OVER, (7, 30)),
        Part(noise(4, name, 12, 20), 0, 6, GO_BACK, SOURCE, (1, 1000)),
        Part(noise(7, name), disposal=CLEAR),
        Part(noise(6, name, 9, 9), 3, 4),
        Part(noise(5, name), blending=OVER, delay=(2, 1)),
        *(Part([[(value, *rest)]], *some) for value in (one, one ^ 1, one ^ 257)),
    ]


def apng(
    stored: list[Part], name: str, *, poster: Rows | None = None, interlaced: bool = False, **told: bytes
) -> bytes:
    colour, key = KINDS[name]
    keys = {b"tRNS": struct.pack(f">{len(key)}H", *key)} if key else {}
    chunks = keys | {kind.encode(): content for kind, content in told.items()}
    return apngs.apng(stored, colour, 16, chunks, poster=poster, interlaced=interlaced)


def unpacked(pixels: bytes, size: tuple[int, int], channels: int) -> Rows:
    """The rows of a picture whose filters are none and up, which are all that is written (W3C PNG, 9.2)."""
    raw, stride, above, rows = zlib.decompress(pixels), 2 * channels * size[0], bytes(2 * channels * size[0]), []
    for at in range(0, len(raw), stride + 1):
        assert raw[at] in (0, 2)
        row = raw[at + 1 : at + 1 + stride]
        above = bytes((a + b) & 255 for a, b in zip(row, above, strict=True)) if raw[at] else row
        rows.append([struct.unpack_from(f">{channels}H", above, start) for start in range(0, stride, 2 * channels)])
    return rows


def read(data: bytes) -> tuple[str, int, Rows | None, list[Part]]:
    """The kind of a file, how often it plays, its poster and its frames."""
    at, plays, poster, found, pixels = 8, 0, None, [], b""
    while at < len(data):
        (length,), kind = struct.unpack_from(">L", data, at), data[at + 4 : at + 8]
        content, at = data[at + 8 : at + 8 + length], at + 12 + length
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">LLBB", content)
            assert (WIDTH, HEIGHT, 16) == (width, height, depth)
        elif kind == b"acTL":
            plays = struct.unpack(">LL", content)[1]
        elif kind in (b"fcTL", b"IEND") and pixels:
            size = found[-1][:2] if found else (width, height)
            rows, pixels = unpacked(pixels, size, CHANNELS[colour]), b""
            if found:
                found[-1] = (*found[-1], rows)
            else:
                poster = rows
        if kind == b"fcTL":
            found.append(struct.unpack(">5L2H2B", content)[1:])
        pixels += content if kind == b"IDAT" else content[4:] if kind == b"fdAT" else b""
    frames = [Part(rows, x, y, gone, laid, (n, d)) for _, _, x, y, n, d, gone, laid, rows in found]
    return {2: "colours", 6: "colours and alpha"}[colour], plays, poster, frames


def coloured(rows: Rows, name: str) -> Rows:
    """What is stored as red, green, blue and alpha."""
    colour, key = KINDS[name]

    def full(pixel: tuple[int, ...]) -> tuple[int, ...]:
        colours = pixel[:1] * 3 if colour in (0, 4) else pixel[:3]
        return colours + (pixel[-1:] if colour in (4, 6) else (0 if pixel == key else 65_535,))

    return [[full(pixel) for pixel in row] for row in rows]


def composed(stored: list[Part], name: str) -> list[Rows]:
    return apngs.composed([replace(part, rows=coloured(part.rows, name)) for part in stored], 65_535)


def outside(rows: Rows) -> Rows:
    left, top, right, bottom = BOX
    return [
        [p for x, p in enumerate(row) if not (left <= x < right and top <= y < bottom)] for y, row in enumerate(rows)
    ]


def stamped(data: bytes, frame: int | None = None, **options):
    canvas = Canvas(read_cover(data, frame=frame))
    canvas.put(MARK, *BOX[:2])
    return encode_canvas(canvas, Saving(**options))


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_every_bit_of_every_frame_outside_of_the_mark_stays(name, interlaced):
    """However a frame is laid over what was there and taken away; times and number of plays stay, too."""
    stored = parts(name)
    encoded = stamped(apng(stored, name, interlaced=interlaced))
    kind, plays, poster, frames = read(encoded.data)
    shown = composed(frames, kind)

    assert ("PNG", True, (), 3, None) == (encoded.format, encoded.exact, encoded.notes, plays, poster)
    assert [Fraction(n, d or 100) for n, d in (part.delay for part in stored)] == [Fraction(*p.delay) for p in frames]
    assert [outside(rows) for rows in composed(stored, name)] == [outside(rows) for rows in shown]
    assert {(200 * 257, 20 * 257, 40 * 257)} == {rows[15][25][:3] for rows in shown}


def halves_of(rows: Rows) -> tuple[bytes, bytes]:
    samples = [value for row in rows for pixel in row for value in pixel]
    return bytes(value >> 8 for value in samples), bytes(value & 255 for value in samples)


@pytest.mark.parametrize("seed", range(4))
def test_half_transparent_pixels_are_mixed_with_16_bits(seed, monkeypatch):
    """Right to one unit in 65,535 for any alpha, a few rows at a time."""
    some, edges = random.Random(seed), (0, 1, 255, 256, 257, 32_768, 65_279, 65_534, 65_535)

    def rows() -> Rows:
        return [
            [tuple(some.choice((*edges, some.randrange(65_536))) for _ in range(4)) for _ in range(WIDTH)]
            for _ in range(HEIGHT)
        ]

    stored = [Part(rows()), Part(rows(), blending=OVER)]
    monkeypatch.setattr("qualitymark.images.png_frames.STRIP", 3 * WIDTH)
    _, frame = png_frames(apng(stored, "colours and alpha"), "RGBA")
    found = zip(frame.image.tobytes(), frame.fine.tobytes(), strict=True)
    wanted = (value for row in composed(stored, "colours and alpha")[1] for pixel in row for value in pixel)

    assert max(abs(256 * upper + lower - value) for (upper, lower), value in zip(found, wanted, strict=True)) <= 1


def test_a_poster_keeps_its_bits_and_stays_outside_of_the_animation():
    """The frames after it do not lie on it."""
    poster, stored = noise(6, "colours and alpha"), parts("colours and alpha")
    encoded = stamped(apng(stored, "colours and alpha", poster=poster))
    kind, _, kept, frames = read(encoded.data)

    assert outside(poster) == outside(kept)
    assert [outside(rows) for rows in composed(stored, kind)] == [outside(rows) for rows in composed(frames, kind)]


@pytest.mark.parametrize("name", KINDS)
def test_one_frame_as_a_still_picture_keeps_its_bits(name):
    """Counted from 1, as it is seen in the animation."""
    stored = parts(name)
    encoded = stamped(apng(stored, name), frame=3)
    _, _, still, frames = read(encoded.data)

    assert (True, (), []) == (encoded.exact, encoded.notes, frames)
    assert outside(composed(stored, name)[2]) == outside(still)


def test_frames_stand_upright_as_exif_says(exif_of):
    """Upper and lower bytes alike."""
    stored = parts("colours")
    data = apng(stored, "colours", eXIf=exif_of(3)[6:])
    turned = [[row[::-1] for row in rows[::-1]] for rows in composed(stored, "colours")]

    for rows, frame in zip(turned, read_cover(data).animation.frames(), strict=True):
        assert halves_of(rows) == (frame.image.tobytes(), frame.fine.tobytes())


@pytest.mark.parametrize("kind", ["gif", "webp", "avif"])
def test_16_bits_become_8_where_an_animation_has_no_more(kind):
    """And the result says so; of the upper bytes nothing is lost where the format loses nothing."""
    stored = parts("colours")
    encoded = stamped(apng(stored, "colours"), format=kind)
    with Image.open(BytesIO(encoded.data)) as image:
        assert image.n_frames == len(stored)
        first = image.convert("RGB")

    assert (False, 1) == (
        encoded.exact,
        encoded.notes.count(f"{encoded.format} has no 16 bits a channel; the picture was reduced to 8."),
    )
    if kind == "webp":
        first.paste(0, BOX)
        shown = Image.frombytes("RGBA", first.size, halves_of(composed(stored, "colours")[0])[0]).convert("RGB")
        shown.paste(0, BOX)
        assert shown.tobytes() == first.tobytes()


def test_the_first_frame_alone_has_16_bits_in_a_tiff():
    """Which holds no animation."""
    encoded = stamped(apng(parts("colours"), "colours"), format="tiff")

    assert ("TIFF holds no animation; the first frame is written.",) == encoded.notes
    assert read_cover(encoded.data).fine.getpixel((0, 0)) == read_cover(
        apng(parts("colours"), "colours")
    ).fine.getpixel((0, 0))


DAMAGED = apngs.damaged(parts("colours"), partial(apng, name="colours"))


@pytest.mark.parametrize("name", DAMAGED.keys() - {"whole"})
def test_a_damaged_animation_is_an_error(name):
    """No file with fewer or other frames than it had comes out, and no memory is taken for what cannot be."""
    with pytest.raises(CoverError, match=apngs.MESSAGE):
        stamped(DAMAGED[name])
