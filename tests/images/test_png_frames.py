"""Animated PNGs of up to eight bits a channel: their frames are seen as the standard and a browser have them."""

from __future__ import annotations

import base64
import random
import struct
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from qualitymark.errors import CoverError
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.modes import on_white
from qualitymark.images.reading import read_cover

from . import apngs
from .apngs import CLEAR, GO_BACK, HEIGHT, OVER, SOURCE, STAY, WIDTH, Part, Rows

BOX = (20, 10, 32, 20)
MARK = Image.new("RGBA", (12, 10), (200, 20, 40, 255))
GREY, COLOURS, PALETTE, GREY_AND_ALPHA, COLOURS_AND_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, COLOURS: 3, PALETTE: 1, GREY_AND_ALPHA: 2, COLOURS_AND_ALPHA: 4}
# Colour type, bits a sample, and what is transparent: a colour, or the alpha of the first colours of a palette.
KINDS = {
    "grey of 1 bit": (GREY, 1, None),
    "grey of 1 bit with a key": (GREY, 1, (1,)),
    "grey of 2 bits": (GREY, 2, None),
    "grey of 2 bits with a key": (GREY, 2, (2,)),
    "grey of 4 bits with a key": (GREY, 4, (11,)),
    "grey": (GREY, 8, None),
    "grey with a key": (GREY, 8, (201,)),
    "colours": (COLOURS, 8, None),
    "colours with a key": (COLOURS, 8, (1, 201, 255)),
    "palette of 1 bit": (PALETTE, 1, (0,)),
    "palette of 2 bits": (PALETTE, 2, (255, 128, 0)),
    "palette of 4 bits": (PALETTE, 4, None),
    "palette": (PALETTE, 8, (0, 255, 90) * 50),
    "grey and alpha": (GREY_AND_ALPHA, 8, None),
    "colours and alpha": (COLOURS_AND_ALPHA, 8, None),
}


def palette(depth: int) -> bytes:
    return random.Random(depth).randbytes(3 * 2**depth)


def noise(seed: int, name: str, width: int = WIDTH, height: int = HEIGHT) -> Rows:
    """A third each is clear, half transparent and opaque, where there is alpha."""
    some, (colour, depth, key) = random.Random(seed), KINDS[name]

    def pixel() -> tuple[int, ...]:
        values = [some.randrange(2**depth) for _ in range(CHANNELS[colour])]
        if colour in (GREY_AND_ALPHA, COLOURS_AND_ALPHA):
            values[-1] = some.choice((0, 128, 255))
        return some.choice((key, tuple(values))) if key and colour != PALETTE else tuple(values)

    return [[pixel() for _ in range(width)] for _ in range(height)]


def parts(name: str) -> list[Part]:
    """All ways to lay a frame and to take it away, the whole picture and parts of it."""
    return [
        Part(noise(1, name), disposal=GO_BACK, blending=OVER),
        Part(noise(2, name, 20, 17), 5, 3, CLEAR, OVER, (1, 0)),
        Part(noise(3, name, 30, 10), 10, 8, STAY, OVER, (7, 30)),
        Part(noise(4, name, 12, 20), 0, 6, GO_BACK, SOURCE, (1, 1000)),
        Part(noise(5, name, 7, 7), 33, 19, GO_BACK, OVER, (2, 1)),
        Part(noise(6, name), disposal=CLEAR, blending=OVER),
        Part(noise(7, name, 1, 1), 39, 25, STAY, OVER),
        Part(noise(8, name), disposal=STAY),
        Part(noise(9, name), disposal=GO_BACK, blending=OVER),
        Part(noise(10, name, 3, 1), 20, 0),
    ]


def apng(stored: list[Part], name: str, **options) -> bytes:
    colour, depth, key = KINDS[name]
    told = {b"PLTE": palette(depth)} if colour == PALETTE else {}
    if key:
        told[b"tRNS"] = bytes(key) if colour == PALETTE else struct.pack(f">{len(key)}H", *key)
    return apngs.apng(stored, colour, depth, told, **options)


def coloured(rows: Rows, name: str) -> Rows:
    """What is stored as red, green, blue and alpha, of eight bits each."""
    colour, depth, key = KINDS[name]

    def full(pixel: tuple[int, ...]) -> tuple[int, ...]:
        if colour == PALETTE:
            at = pixel[0]
            return (*palette(depth)[3 * at : 3 * at + 3], [*(key or ()), *[255] * 256][at])
        samples = tuple(sample * 255 // (2**depth - 1) for sample in pixel)
        if colour in (GREY_AND_ALPHA, COLOURS_AND_ALPHA):
            return samples[:-1] * (3 if colour == GREY_AND_ALPHA else 1) + samples[-1:]
        return samples * (3 if colour == GREY else 1) + (0 if pixel == key else 255,)

    return [[full(pixel) for pixel in row] for row in rows]


def composed(stored: list[Part], name: str) -> list[Rows]:
    return apngs.composed([replace(part, rows=coloured(part.rows, name)) for part in stored], 255)


def flat(rows: Rows) -> bytes:
    return bytes(chain.from_iterable(chain.from_iterable(rows)))


def seen(data: bytes) -> list[Image.Image]:
    return [frame.image for frame in read_cover(data).animation.frames()]


def stamped(data: bytes) -> bytes:
    canvas = Canvas(read_cover(data))
    canvas.put(MARK, *BOX[:2])
    return encode_canvas(canvas).data


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_every_frame_is_seen_as_the_standard_says(name, interlaced):
    """However it is laid and taken away; where half transparent pixels are mixed, to one unit a time."""
    stored = parts(name)
    frames = list(read_cover(apng(stored, name, interlaced=interlaced)).animation.frames())
    times = [1000 * n / (d or 100) for n, d in (part.delay for part in stored)]
    expected, actual = [flat(rows) for rows in composed(stored, name)], [frame.image.tobytes() for frame in frames]

    assert pytest.approx(times) == [frame.duration for frame in frames]
    if name in ("palette of 2 bits", "palette", "grey and alpha", "colours and alpha"):
        for wanted, found in zip(expected, actual, strict=True):
            assert max(abs(a - b) for a, b in zip(wanted, found, strict=True)) <= 2
    else:
        assert expected == actual


def test_half_transparent_pixels_are_mixed_and_not_pasted():
    """Blue on red, each half transparent: three quarters opaque, and more blue than red."""
    red, blue = [(200, 0, 0, 128)], [(0, 0, 200, 128)]
    stored = [Part([red * WIDTH] * HEIGHT), Part([blue * 3], 1, 0, blending=OVER)]
    frame = seen(apng(stored, "colours and alpha"))[1]

    assert [(200, 0, 0, 128), (66, 0, 134, 192)] == [frame.getpixel((x, 0)) for x in (0, 1)]


@pytest.mark.parametrize("name", KINDS)
def test_frames_do_not_lie_on_the_poster(name):
    """Which comes first, with no time, and as it is stored; the first frame may be smaller than the picture."""
    poster, stored = noise(11, name), [replace(parts(name)[1], disposal=STAY), *parts(name)[2:]]
    first, *frames = seen(apng(stored, name, poster=poster))
    alone, *_ = composed(stored, name)

    assert (len(stored), flat(coloured(poster, name)), flat(alone)) == (
        len(frames),
        first.tobytes(),
        frames[0].tobytes(),
    )


@pytest.mark.parametrize("poster", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_a_stamped_file_shows_what_was_seen_outside_of_the_mark(name, poster):
    """And the mark on each frame, and on the poster."""
    data = apng(parts(name), name, poster=noise(11, name) if poster else None)
    pairs = list(zip(seen(data), seen(stamped(data)), strict=True))
    assert {MARK.tobytes()} == {after.convert("RGBA").crop(BOX).tobytes() for _, after in pairs}

    for pair in pairs:
        for image in pair:
            image.paste(0, BOX)
        before, after = (image.tobytes() for image in pair)
        assert before == after


ALL, SOME, MORE = (0, 0, WIDTH, HEIGHT), (5, 3, 25, 20), (5, 3, 26, 20)


@pytest.mark.parametrize(
    ("mode", "boxes"),
    [
        ("RGB", [(ALL, STAY), (SOME, STAY)]),
        ("RGB", [(ALL, CLEAR), (ALL, STAY), (SOME, CLEAR)]),
        ("RGB", [(ALL, STAY), (SOME, CLEAR), (MORE, STAY), (SOME, STAY)]),
        ("RGB", [(ALL, STAY), (SOME, GO_BACK), (MORE, STAY)]),
        ("RGBA", [(SOME, STAY), (ALL, STAY)]),
        ("RGBA", [(ALL, GO_BACK), (MORE, STAY)]),
        ("RGBA", [(ALL, STAY), (MORE, CLEAR), (SOME, STAY)]),
        ("RGBA", [(ALL, STAY), (SOME, CLEAR), (MORE, GO_BACK), ((0, 0, 9, 9), STAY)]),
        ("RGBA", [(ALL, STAY), (SOME, CLEAR), (MORE, CLEAR), (SOME, STAY)]),
    ],
)
@pytest.mark.parametrize("name", ["colours", "grey of 2 bits", "palette of 4 bits"])
def test_opaque_parts_are_transparent_where_none_lies(name, mode, boxes):
    """After one was cleared, and before the first; as long as all is covered there is no alpha."""
    poster = noise(11, name)
    stored = [
        Part(noise(at, name, box[2] - box[0], box[3] - box[1]), *box[:2], disposal)
        for at, (box, disposal) in enumerate(boxes)
    ]
    _, *frames = seen(apng(stored, name, poster=poster))

    assert [flat(rows) for rows in composed(stored, name)] == [frame.convert("RGBA").tobytes() for frame in frames]
    assert {mode} == {frame.mode for frame in frames}


@pytest.mark.parametrize(
    "name", ["colours", "palette", "grey of 2 bits with a key", "colours with a key", "colours and alpha"]
)
@pytest.mark.parametrize("poster", [False, True])
def test_a_browser_shows_the_same_frames(name, poster, chromium, tmp_path):
    """Before and after; it mixes with less precision, so that there are a few units between them."""
    data = apng(parts(name), name, poster=noise(11, name) if poster else None)
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>")
    chromium.get(page.as_uri())
    ours = [on_white(image) for image in seen(data)][poster:]
    before, after = (browsed(chromium, each) for each in (data, stamped(data)))

    assert len(ours) == len(before) == len(after)
    for one, two, three in zip(ours, before, after, strict=True):
        three.paste(two.crop(BOX), BOX)
        for found in (two, three):
            assert max(high for _, high in ImageChops.difference(one, found).getextrema()) <= 3


def browsed(chromium, data: bytes) -> list[Image.Image]:
    """The frames as a browser's own reader has them, on white."""
    found = chromium.execute_async_script(
        "const done = arguments[1], data = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));"
        "const decoder = new ImageDecoder({ data, type: 'image/apng' }), frames = [];"
        "(async () => {"
        "  await decoder.completed;"
        "  await decoder.tracks.ready;"
        "  for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {"
        "    const { image } = await decoder.decode({ frameIndex }), shown = { format: 'RGBA' };"
        "    const pixels = new Uint8Array(image.allocationSize(shown));"
        "    await image.copyTo(pixels, shown);"
        "    frames.push(btoa(String.fromCharCode(...pixels)));"
        "  }"
        "  return frames;"
        "})().then(done, (error) => done(String(error)));",
        base64.b64encode(data).decode(),
    )
    assert isinstance(found, list), found
    return [on_white(Image.frombytes("RGBA", (WIDTH, HEIGHT), base64.b64decode(pixels))) for pixels in found]


DAMAGED = apngs.damaged(parts("palette"), partial(apng, name="palette"))
DAMAGED["without a palette"] = apngs.apng(parts("palette"), PALETTE, 8, {})
DAMAGED["of short controls"] = DAMAGED["whole"].replace(
    struct.pack(">L", 26) + b"fcTL", struct.pack(">L", 25) + b"fcTL"
)


@pytest.mark.parametrize("name", DAMAGED.keys() - {"whole"})
def test_a_damaged_animation_is_an_error(name):
    """No file with fewer or other frames than it had comes out, and no memory is taken for what cannot be."""
    with pytest.raises(CoverError, match=apngs.MESSAGE):
        stamped(DAMAGED[name])


@given(st.integers(0, 2**32), st.sampled_from(["palette of 1 bit", "colours with a key", "grey and alpha"]))
@settings(max_examples=60, deadline=None)
def test_broken_files_are_errors_or_pictures(seed, name):
    """Whatever bytes are changed, left out or come twice."""
    some, data = random.Random(seed), bytearray(apng(parts(name), name, interlaced=seed % 2 == 0))
    for _ in range(some.choice((1, 3, 20))):
        at, length = some.randrange(33, len(data)), some.choice((0, 1, 4, 40))
        data[at : at + length] = some.choice((b"", some.randbytes(1), data[at : at + 2 * length], b"fcTL", bytes(4)))
    with suppress(CoverError):
        stamped(bytes(data))
