"""Animated PNGs: what is seen of each frame, put together from the parts that are stored.

A part is laid over what was there, and taken away afterwards, as W3C PNG, third edition, 11.3.6 and 13.16 say. Pillow
mixes half transparent pixels in another way, lays the first frame on the poster, does not go back to what was there
before a part that is laid over it, decodes no interlaced parts but the first, and has eight bits a channel alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from PIL import Image, ImageChops

from .animation import Frame
from .deep import STRIP, both_halves, opened_png
from .deep_numbers import bytes_of, each, numbers_of
from .modes import fit_key
from .packets import png_chunk, png_chunks, png_of

_BACKGROUND, _PREVIOUS = 1, 2
_OVER = 1
_FULL = 65_535

Box = tuple[int, int, int, int]
Planes = Sequence[Image.Image]
"""A picture of up to eight bits a channel; or, of one of 16, the upper and the lower bytes."""


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
    def box(self) -> Box:
        return self.left, self.top, self.left + self.width, self.top + self.height

    @property
    def duration(self) -> float:
        return 1000 * self.numerator / (self.denominator or 100)


def _control(content: bytes) -> _Control:
    return _Control(*struct.unpack(">5L2H2B", content))


def png_frames(data: bytes, mode: str) -> Iterator[Frame]:
    """Give the frames of an animated PNG, as RGB or RGBA; ends early where the file does.

    A poster, which is no frame, comes first. Where a half transparent pixel is laid over another, the result is right
    to one unit in 255 or 65,535; everything else is exact. Raises what decoders raise for a damaged file.
    """
    width, height = size = struct.unpack_from(">LL", data, 16)
    depth, head, first = data[24], _head(data), True
    decoded, over = (_halves, _halves_over) if depth == 16 else (_whole, _whole_over)
    seen: Planes = [Image.new(mode, size) for _ in range(2 if depth == 16 else 1)]
    for control, packed in _stored(data):
        box = control.box if control else (0, 0, width, height)
        if box[2] > width or box[3] > height:
            raise SyntaxError("a frame leaves the picture")
        part = decoded(png_of(head, (box[2] - box[0], box[3] - box[1]), depth, packed), mode)
        if control is None:
            yield _frame(part, 0)
            continue
        goes_back = control.disposal == _PREVIOUS
        laid = control.blending == _OVER and mode == "RGBA" and not first
        before = _cut(seen, box) if laid or goes_back else []
        seen = _put(seen, over(before, part) if laid else part, box)
        yield _frame([plane.copy() for plane in seen], control.duration)
        if goes_back:
            seen = _put(seen, before, box)
        elif control.disposal == _BACKGROUND:
            seen = _put(seen, [Image.new(mode, plane.size) for plane in part], box)
        first = False


def seen_through(data: bytes) -> bool:
    """Tell whether an animated PNG of opaque parts is clear somewhere: where none lies yet, or one was cleared."""
    hole: Box | None = (0, 0, *struct.unpack_from(">LL", data, 16))
    for kind, start, end in png_chunks(data):
        if kind == b"fcTL":
            control = _control(data[start:end])
            if hole and not _covers(control.box, hole):
                return True
            if control.disposal == _BACKGROUND:
                hole = control.box
            elif control.disposal != _PREVIOUS:
                hole = None
    return False


def _covers(box: Box, hole: Box) -> bool:
    return box[0] <= hole[0] and box[1] <= hole[1] and box[2] >= hole[2] and box[3] >= hole[3]


def _cut(seen: Planes, box: Box) -> Planes:
    """Return what is seen at a place, which stays as it is when a part is put there."""
    return seen if box == (0, 0, *seen[0].size) else [plane.crop(box) for plane in seen]


def _put(seen: Planes, part: Planes, box: Box) -> Planes:
    """Return what is seen with a part in its place; a part that is all of it is taken as it is."""
    if part[0].size == seen[0].size:
        return part
    for plane, piece in zip(seen, part, strict=True):
        plane.paste(piece, box)
    return seen


def _frame(planes: Planes, duration: float) -> Frame:
    return Frame(planes[0], duration, *planes[1:])


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
            elif control:
                raise SyntaxError("a frame has no pixels")
            control, packed = _control(data[start:end]), []
        elif kind in (b"IDAT", b"fdAT"):
            packed.append(data[start + 4 * (kind == b"fdAT") : end])
    if packed:
        yield control, packed


def _head(data: bytes) -> bytes:
    """Return what stands before the pixels of each frame when it is decoded as a PNG of its own."""
    before = takewhile(lambda found: found.kind != b"IDAT", png_chunks(data))
    colours = (png_chunk(kind, data[start:end]) for kind, start, end in before if kind in (b"PLTE", b"tRNS"))
    return data[:33] + b"".join(colours)


def _whole(data: bytes, mode: str) -> Planes:
    """Decode a PNG of up to eight bits a channel."""
    image = opened_png(data)
    fit_key(image, data[24])
    image.load()
    return (image if image.mode == mode else image.convert(mode),)


def _halves(data: bytes, mode: str) -> Planes:
    """Decode a PNG of 16 bits a channel."""
    return [half.convert(mode) for half in both_halves(data)]


def _whole_over(below: Planes, above: Planes) -> Planes:
    """Return one picture laid over another of the same size, RGBA both."""
    (under,), (upper,) = below, above
    alpha = upper.getchannel("A")
    if any(alpha.histogram()[1:255]):
        return (Image.alpha_composite(under, upper),)
    # Nothing is half transparent, as in most animations: to copy what is opaque takes a quarter of the time.
    made = under.copy()
    made.paste(upper, (0, 0), alpha.point([0] + [255] * 255, "1"))
    return (made,)


def _halves_over(below: Planes, above: Planes) -> Planes:
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


def _mixed(below: Planes, above: Planes) -> Planes:
    """Return what is seen of both, worked out with all 16 bits; alpha is straight."""
    *backdrop, behind = numbers_of(*below)
    *colours, front = numbers_of(*above)
    # Products of two such numbers do not fit into 32 bits.
    rest = each(lambda of: of["float"](of["behind"]) * (_FULL - of["front"]) / _FULL, behind=behind, front=front)
    alpha = each(lambda of: of["front"] + of["rest"], front=front, rest=rest)
    mixed = [
        each(
            lambda of: (of["float"](of["above"]) * of["front"] + of["below"] * of["rest"]) / of["alpha"],
            above=colour,
            front=front,
            below=under,
            rest=rest,
            alpha=alpha,
        )
        for colour, under in zip(colours, backdrop, strict=True)
    ]
    whole = (each(lambda of: of["int"](of["value"] + 0.5), value=band) for band in (*mixed, alpha))
    upper, lower = zip(*map(bytes_of, whole), strict=True)
    return Image.merge("RGBA", upper), Image.merge("RGBA", lower)
