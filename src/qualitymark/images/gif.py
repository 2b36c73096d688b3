"""GIF: frames with a palette of their own each, so that the cover's colours stay and the mark gets its own.

The layout is that of GIF89a; the loop is the block that Netscape added to it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from io import BytesIO
from typing import NamedTuple, cast

from PIL import Image, ImageChops

from ..messages import Message, say
from .animation import Frame

_ENTRIES = 256
_TRANSPARENT = 255
_OPAQUE, _MARKED = 40, 64
"""How many colours the opaque part of the marks may have, and how many the marks have at least."""
_STAY, _CLEAR = 1, 2
"""What becomes of a frame when the next one comes (GIF89a, 23)."""

Marks = tuple[tuple[Image.Image, int, int], ...]


class _Shown(NamedTuple):
    """A frame as a GIF can show it: opaque colours, and which pixels are seen (None: all)."""

    colours: Image.Image
    seen: Image.Image | None
    duration: float


def still_gif(image: Image.Image, marks: Marks, notes: list[Message]) -> tuple[bytes, bool]:
    """Return a GIF of one picture, RGB or RGBA, with the marks on it, and whether the cover's colours could stay."""
    return animated_gif([Frame(image, 0)], 1, marks, notes)


def animated_gif(frames: Iterable[Frame], plays: int, marks: Marks, notes: list[Message]) -> tuple[bytes, bool]:
    """Return a GIF of frames, RGB or RGBA, with the marks on them, and whether the cover's colours could stay.

    ``plays`` is 0 for without end.
    """
    parts: list[bytes] = []
    exact, before, hazy = True, None, _Hazy(marks)
    palettes: _Palettes | None = None
    for shown, clears in _looking_ahead(_shown(hazy.looked_at(frame)) for frame in frames):
        width, height = shown.colours.size
        whole = (0, 0, width, height)
        box = whole if before is None or clears else _changed(shown, before)
        if not parts:
            loop = b"" if plays == 1 else b"!\xff\x0bNETSCAPE2.0\3\1" + struct.pack("<HB", max(0, plays - 1), 0)
            parts.append(b"GIF89a" + struct.pack("<2H3B", width, height, 0, 0, 0) + loop)
        palettes = palettes or _Palettes(shown.colours, marks)
        block, kept = _frame(shown, box, palettes, _CLEAR if clears else _STAY)
        parts.append(block)
        exact = exact and kept
        before = None if clears else shown
    if not exact:
        notes.append(say("A GIF frame holds 256 colours; the picture has more, and some were merged."))
    if hazy.found:
        notes.append(say("A pixel of a GIF is opaque or clear; half transparent ones became one or the other."))
    return b"".join([*parts, b";"]), exact and not hazy.found


class _Hazy:
    """Looks whether any frame has half transparent pixels where no mark is."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._beside: Image.Image | None = None
        self.found = False

    def looked_at(self, frame: Frame) -> Frame:
        if frame.image.mode == "RGBA" and not self.found:
            if self._beside is None:
                self._beside = Image.new("L", frame.image.size, 255)
                for mark, left, top in self._marks:
                    self._beside.paste(0, (left, top), mark.getchannel("A").point([0] + [255] * 255))
            self.found = any(frame.image.getchannel("A").histogram(self._beside)[1:255])
        return frame


def _shown(frame: Frame) -> _Shown:
    """Bring a frame to opaque and clear pixels: what is half transparent or less is clear."""
    image = frame.image
    if image.mode == "RGB":
        return _Shown(image, None, frame.duration)
    seen = image.getchannel("A").point([0] * 128 + [255] * 128)
    if seen.getextrema()[0] == 255:
        return _Shown(image.convert("RGB"), None, frame.duration)
    colours = Image.new("RGB", image.size)
    colours.paste(image.convert("RGB"), (0, 0), seen)
    return _Shown(colours, seen, frame.duration)


def _looking_ahead(frames: Iterator[_Shown]) -> Iterator[tuple[_Shown, bool]]:
    """Give each frame, and whether the next one is clear where this one is not: then this one has to go first."""
    now = next(frames, None)
    while now is not None:
        coming = next(frames, None)
        clears = False
        if coming is not None and coming.seen is not None:
            gone = coming.seen if now.seen is None else ImageChops.subtract(now.seen, coming.seen)
            clears = True if now.seen is None else gone.getbbox() is not None
        yield now, clears
        now = coming


def _changed(shown: _Shown, before: _Shown) -> tuple[int, int, int, int]:
    """Return the box of what differs; one pixel where nothing does, for the frame has its own time."""
    box = ImageChops.difference(shown.colours, before.colours).getbbox()
    if shown.seen is not None and before.seen is not None:
        appearing = ImageChops.difference(shown.seen, before.seen).getbbox()
        boxes = [each for each in (box, appearing) if each]
        box = _around(boxes) if boxes else None
    elif before.seen is not None:
        box = (0, 0, *shown.colours.size)
    return box or (0, 0, 1, 1)


def _around(boxes: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _frame(shown: _Shown, box: tuple[int, int, int, int], palettes: _Palettes, disposal: int) -> tuple[bytes, bool]:
    """Return the blocks of one frame, and whether its colours could stay."""
    colours = shown.colours.crop(box)
    seen = shown.seen.crop(box) if shown.seen else None
    room = _ENTRIES if seen is None else _TRANSPARENT
    colours, exact = palettes.fitted(colours, box, room)
    # With no more colours than there is room for, the median cut ends with each in a box of its own.
    indexed = colours.quantize(room, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(indexed.getpalette("RGB") or b"")[: 3 * room]
    if seen is not None:
        indexed.paste(_TRANSPARENT, (0, 0), seen.point([255] + [0] * 255))
    size, bits = (box[2] - box[0], box[3] - box[1]), 8 if seen is not None else _bits(len(palette) // 3)
    delay = min(round(shown.duration / 10), 65_535)
    flags = disposal << 2 | (1 if seen is not None else 0)
    control = b"!\xf9\4" + struct.pack("<BHBB", flags, delay, _TRANSPARENT if seen is not None else 0, 0)
    descriptor = b"," + struct.pack("<4HB", *box[:2], *size, 0x80 | bits - 1)
    return control + descriptor + palette.ljust(3 << bits, b"\0") + _coded(indexed), exact


class _Palettes:
    """Who gets how many of a frame's 256 colours: the cover those it has, the marks the rest, but at least 64.

    What is opaque of the marks is the same in every frame, so it gets its colours once, and does not flicker.
    """

    def __init__(self, first: Image.Image, marks: Marks) -> None:
        touched = Image.new("L", first.size)
        opaque = Image.new("L", first.size)
        for mark, left, top in marks:
            alpha = mark.getchannel("A")
            touched.paste(255, (left, top), alpha.point([0] + [255] * 255))
            opaque.paste(255, (left, top), alpha.point([0] * 255 + [255]))
        self._touched, self._opaque = touched, opaque
        flat = Image.new("RGB", first.size)
        flat.paste(first, (0, 0), opaque)
        self._flat = _reduced(flat, _OPAQUE)
        # What was merged last: the frames of most files have the same colours, and shall not flicker.
        self._merges: tuple[object, dict[bytes, bytes]] = (None, {})

    def fitted(self, colours: Image.Image, box: tuple[int, int, int, int], room: int) -> tuple[Image.Image, bool]:
        """Return a part of a frame with no more than ``room`` colours, and whether those of the cover could stay."""
        if colours.getcolors(room) is not None:
            return colours, True
        touched, opaque = self._touched.crop(box), self._opaque.crop(box)
        beside, marked = Image.new("RGB", colours.size), colours.copy()
        beside.paste(colours, (0, 0), touched.point([255] + [0] * 255))
        marked.paste((0, 0, 0), (0, 0), touched.point([255] + [0] * 255))
        marked.paste((0, 0, 0), (0, 0), opaque)
        least = _MARKED if touched.getbbox() else 1
        known = beside.getcolors(room)
        exact = known is not None and len(known) <= room - least
        if not exact:
            beside = self._merged(beside, touched, room - least)
        # Black, which fills what is not looked at, may be one more in each.
        own = beside.getcolors(room) or []
        more = _reduced(marked, max(room - len(own) - _OPAQUE, 1)).getcolors(room) or []
        # Shadows and edges take the cover's colours too: with the few that are left alone they would be patches.
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for _, colour in (*own, *more) for value in cast("tuple[int, ...]", colour)])
        soft = marked.quantize(palette=palette, dither=Image.Dither.NONE)
        beside.paste(soft.convert("RGB"), (0, 0), touched)
        beside.paste(self._flat.crop(box), (0, 0), opaque)
        return beside, exact

    def _merged(self, image: Image.Image, touched: Image.Image, most: int) -> Image.Image:
        """Bring what is beside the marks to ``most`` colours; of up to 256, most stay what they are."""
        known = image.getcolors(_ENTRIES + 1)
        if known is None:
            return _reduced(image, most)
        # One of its own colours takes the place of the black that fills it, which may be the 257th.
        image.paste(max(colour for _, colour in known), (0, 0), touched)
        indexed = image.quantize(_ENTRIES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        palette, counts = bytes(indexed.getpalette("RGB") or b""), indexed.histogram()
        seen = [number for number in range(len(palette) // 3) if counts[number]]
        colours = {number: palette[3 * number : 3 * number + 3] for number in seen}
        key = frozenset(colours.values()), most
        if self._merges[0] != key:
            uses = {colours[number]: counts[number] for number in seen}
            self._merges = key, merges(uses, most)
        instead = self._merges[1]
        merged = {number: instead.get(colour, colour) for number, colour in colours.items()}
        indexed.putpalette(b"".join(merged.get(number, b"\0\0\0") for number in range(len(palette) // 3)))
        return indexed.convert("RGB")


def merges(uses: dict[bytes, int], most: int) -> dict[bytes, bytes]:
    """Return which colours give way to which, so that ``most`` are left; ``uses`` has how often each is seen.

    Those go that are seen least and have another one near.
    """

    def cost(colour: bytes) -> tuple[int, bytes, bytes]:
        red, green, blue = colour
        distance, nearest = min(
            ((red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2, other)
            for other in kept
            if other != colour
            for r, g, b in (other,)
        )
        return distance * uses[colour], colour, nearest

    kept, gone = set(uses), list[bytes]()
    waiting = [cost(colour) for colour in uses]
    heapify(waiting)
    while len(kept) > most:
        _, colour, nearest = heappop(waiting)
        if nearest in kept:
            kept.remove(colour)
            gone.append(colour)
        else:
            heappush(waiting, cost(colour))
    return {colour: cost(colour)[2] for colour in gone}


def _reduced(image: Image.Image, most: int) -> Image.Image:
    return image.quantize(most, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")


def _bits(colours: int) -> int:
    return max(1, (colours - 1).bit_length())


def _coded(indexed: Image.Image) -> bytes:
    """Return the coded pixels: those of a GIF that Pillow writes, which starts with a header and one palette."""
    plain = Image.frombytes("L", indexed.size, indexed.tobytes())
    stream = BytesIO()
    plain.save(stream, "GIF", optimize=False, interlace=0)
    data = stream.getvalue()
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while data[at] == 0x21:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    own = data[at + 9]
    return data[at + 10 + (3 << (own & 7) + 1 if own & 0x80 else 0) : -1]
