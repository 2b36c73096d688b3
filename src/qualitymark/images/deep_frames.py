"""Animated PNGs of 16 bits a channel: what is seen of each frame, put together in upper and lower bytes alike.

A frame is stored as a part of the picture, with how it is laid over what was there and what becomes of it afterwards
(W3C PNG, third edition, 11.3.6). Pillow does that with eight bits.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageMath

from .animation import Frame
from .deep import STRIP, both_halves
from .packets import png_chunk, png_chunks, png_of

_BACKGROUND, _PREVIOUS = 1, 2
_OVER = 1
_FULL = 65_535

Both = Sequence[Image.Image]
"""The upper and the lower bytes of a picture."""


class _Control(NamedTuple):
    """The content of an fcTL chunk, whose first number is the frame's place in the file's order of chunks."""

    number: int
    width: int
    height: int
    left: int
    top: int
    numerator: int
    denominator: int
    disposal: int
    blending: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.left + self.width, self.top + self.height

    @property
    def duration(self) -> float:
        return 1000 * self.numerator / (self.denominator or 100)


def deep_frames(data: bytes, mode: str) -> Iterator[Frame]:
    """Give the frames of an animated PNG of 16 bits a channel, as RGB or RGBA; ends early where the file does.

    A poster, which is no frame, comes first. Where a half transparent pixel is laid over another, the result is right
    to one unit in 65,535; everything else is exact. Raises what decoders raise for a damaged file.
    """
    width, height = size = struct.unpack_from(">LL", data, 16)
    head, seen, first = _head(data), [Image.new(mode, size) for _ in range(2)], True
    for control, packed in _stored(data):
        box = control.box if control else (0, 0, width, height)
        if box[2] > width or box[3] > height:
            raise SyntaxError("a frame leaves the picture")
        part_size = box[2] - box[0], box[3] - box[1]
        stored = [half.convert(mode) for half in both_halves(png_of(head, part_size, 16, packed))]
        if control is None:
            yield Frame(stored[0], 0, stored[1])
            continue
        before = [half.crop(box) for half in seen]
        laid = control.blending == _OVER and mode == "RGBA" and not first
        for half, part in zip(seen, _over(before, stored) if laid else stored, strict=True):
            half.paste(part, box)
        yield Frame(seen[0].copy(), control.duration, seen[1].copy())
        if control.disposal == _BACKGROUND:
            before = [Image.new(mode, part.size) for part in before]
        if control.disposal in (_BACKGROUND, _PREVIOUS):
            for half, part in zip(seen, before, strict=True):
                half.paste(part, box)
        first = False


def _stored(data: bytes) -> Iterator[tuple[_Control | None, list[bytes]]]:
    """Give what is told of each frame, nothing of a poster, and its packed pixels, in pieces."""
    control, packed, number = None, list[bytes](), 0
    for kind, start, end in png_chunks(data):
        if kind in (b"fcTL", b"fdAT"):
            if data[start : start + 4] != number.to_bytes(4, "big"):
                raise SyntaxError("chunks of frames are out of order")
            number += 1
        if kind == b"fcTL":
            if packed:
                yield control, packed
            control, packed = _Control(*struct.unpack(">5L2H2B", data[start:end])), []
        elif kind in (b"IDAT", b"fdAT"):
            packed.append(data[start + 4 * (kind == b"fdAT") : end])
    if packed:
        yield control, packed


def _head(data: bytes) -> bytes:
    """Return what stands before the pixels of each frame when it is decoded as a PNG of its own."""
    before = takewhile(lambda found: found.kind != b"IDAT", png_chunks(data))
    keys = (png_chunk(b"tRNS", data[start:end]) for kind, start, end in before if kind == b"tRNS")
    return data[:33] + b"".join(keys)


def _over(below: Both, above: Both) -> Both:
    """Return one picture laid over another of the same size, RGBA both (W3C PNG, third edition, 13.16)."""
    alphas = [half.getchannel("A") for half in above]
    opaque = ImageChops.darker(*alphas).point([0] * 255 + [255])
    hazy = ImageChops.subtract(ImageChops.lighter(*alphas).point([0] + [255] * 255), opaque)
    made = [half.copy() for half in below]
    for half, part in zip(made, above, strict=True):
        half.paste(part, (0, 0), opaque)
    left, top, right, bottom = hazy.getbbox() or (0, 0, 0, 0)
    step = max(1, STRIP // max(1, right - left))
    for at in range(top, bottom, step):
        box = left, at, right, min(at + step, bottom)
        mixed = _mixed([half.crop(box) for half in below], [half.crop(box) for half in above])
        for half, part in zip(made, mixed, strict=True):
            half.paste(part, box[:2], hazy.crop(box))
    return made


def _mixed(below: Both, above: Both) -> Both:
    """Return what is seen of both, worked out with all 16 bits; alpha is straight."""
    *backdrop, behind = _samples(below)
    *colours, front = _samples(above)
    rest = _each(lambda of: of["behind"] * (_FULL - of["front"]) / _FULL, behind=behind, front=front)
    alpha = _each(lambda of: of["front"] + of["rest"], front=front, rest=rest)
    mixed = [
        _each(
            lambda of: (of["above"] * of["front"] + of["below"] * of["rest"]) / of["alpha"],
            above=colour,
            front=front,
            below=under,
            rest=rest,
            alpha=alpha,
        )
        for colour, under in zip(colours, backdrop, strict=True)
    ]
    whole = [_each(lambda of: of["int"](of["value"] + 0.5), value=band) for band in (*mixed, alpha)]
    upper = [_each(lambda of: of["convert"](of["value"] >> 8, "L"), value=band) for band in whole]
    lower = [_each(lambda of: of["convert"](of["value"] & 255, "L"), value=band) for band in whole]
    return Image.merge("RGBA", upper), Image.merge("RGBA", lower)


def _samples(both: Both) -> list[Image.Image]:
    """Return each channel as numbers from 0 to 65,535."""
    bands = zip(*(half.split() for half in both), strict=True)
    return [_each(lambda of: of["float"](of["upper"] * 256 + of["lower"]), upper=up, lower=low) for up, low in bands]


def _each(compute: Callable[[dict[str, Any]], Any], **bands: Image.Image) -> Image.Image:
    """Return what is computed of each pixel, which is of single precision."""
    made: Image.Image = ImageMath.lambda_eval(compute, **bands)
    return made
