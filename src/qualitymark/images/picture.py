"""The pixels of a cover: decoded whole, or, where the format allows it, only where they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import TYPE_CHECKING

from PIL import Image

from ..geometry import Box, Size
from .jpeg import Unsupported
from .modes import on_white
from .png_rows import strip

if TYPE_CHECKING:
    from .jpeg import Editor, Pixels
    from .libwebp import Planes
    from .png_rows import Rows


_NEARLY = 0.8
"""A reduced picture may have this share of the size that was asked for."""
_MARKS = 128
"""In every so many rows there is one at which decoding may begin anew."""
KEPT = 4_000_000
"""Up to so many pixels a picture that had to be decoded as a whole is kept, and not decoded again in parts."""


class Picture:
    """Pixels, the right way up. ``image`` must not be changed: it may be the caller's."""

    def __init__(self, image: Image.Image) -> None:
        self._image: Image.Image | None = image
        self.size = Size(*image.size)
        self.mode = image.mode

    @property
    def image(self) -> Image.Image:
        """The whole picture, decoded. Raises CoverError where that was left until now and fails."""
        assert self._image is not None
        return self._image

    @property
    def editor(self) -> Editor | None:
        """What the JPEG can be patched with, where it can."""
        return None

    @property
    def drawn_late(self) -> bool:
        """Whether the picture is not drawn on until all of it is needed."""
        return self.editor is not None

    def part(self, box: Box) -> Image.Image:
        """Return the pixels inside ``box`` in the picture's mode; the box is cut at the edges, 0 x 0 if none is left."""
        inside = within(self.size, box)
        return self.image.crop(inside) if inside else Image.new(self.mode, (0, 0))

    def grey(self, longest: int) -> Image.Image:
        """Return the picture in 8-bit grey, reduced by a whole factor so that its longer side is ``longest`` at most.

        Every pixel is the mean of a square of the source's. A picture that is small enough keeps its size.
        """
        image = self.image
        factor = max(1, ceil(max(image.size) / longest))
        if image.mode != "RGBA" and (image.has_transparency_data or image.mode not in ("RGB", "L", "CMYK")):
            image = on_white(image)
        small = image.reduce(factor) if factor > 1 else image
        return small.copy() if small.mode == "L" else on_white(small).convert("L")


class JpegPicture(Picture):
    """A JPEG in colour that can be patched, decoded where it is looked at.

    ``opened`` is the picture, not yet decoded; ``decoder`` opens the bytes of a JPEG, ``decode`` decodes the whole.
    There is no ``editor`` any more where a part could not be read.
    """

    def __init__(
        self,
        opened: Image.Image,
        editor: Editor,
        decoder: Callable[[bytes], Image.Image],
        decode: Callable[[], Image.Image],
    ) -> None:
        super().__init__(opened)
        self._image = None
        self._editor: Editor | None = editor
        self._decoder = decoder
        self._decode = decode
        self._seen: Pixels | None = None

    @property
    def image(self) -> Image.Image:
        if self._image is None:
            self._image = self._decode()
        return self._image

    @property
    def editor(self) -> Editor | None:
        return self._editor

    def part(self, box: Box) -> Image.Image:
        inside = within(self.size, box)
        if inside is None:
            return Image.new(self.mode, (0, 0))
        if self._image is None and self._editor is not None:
            seen = self._decoded(self._editor, inside)
            if seen is not None:
                return part_of(seen, inside)
        return self.image.crop(inside)

    def around(self, box: Box) -> tuple[Box, bytes | memoryview]:
        """Return the pixels (RGBX) of some box around ``box`` that was decoded alone, or of the box itself.

        Both are boxes of whole coded units.
        """
        if self._image is None and self._editor is not None:
            seen = self._decoded(self._editor, box.pixels)
            if seen is not None:
                return Box(*seen.box), seen.data
        return box, self.image.crop(box.pixels).tobytes("raw", "RGBX")

    def grey(self, longest: int) -> Image.Image:
        if self._image is None and self._editor is not None and max(self.size) > longest:
            try:
                return Picture(self._reduced(self._editor, longest)).grey(longest)
            except (Unsupported, OSError, ValueError, SyntaxError):
                self._give_up()
        return super().grey(longest)

    def _reduced(self, editor: Editor, longest: int) -> Image.Image:
        """Return the picture in grey, as much smaller as a decoder can make it while it decodes."""
        if max(self.size) >= _NEARLY * 8 * longest:
            # The means of blocks come with the one read that finding the mark's place in the file takes anyway.
            width, height, samples = editor.luminance()
            return Image.frombytes("L", (width, height), samples)
        factor = ceil(max(self.size) / longest)
        small = self._decoder(editor.jpeg.data)
        small.draft("L", (ceil(self.size.width / factor), ceil(self.size.height / factor)))
        return small

    def _decoded(self, editor: Editor, inside: tuple[int, int, int, int]) -> Pixels | None:
        """Return a decoded part of the picture that holds the box; None where it cannot be had alone."""
        if self._seen is None or not Box(*self._seen.box).contains(Box(*inside)):
            try:
                self._seen = editor.pixels(inside)
            # Whatever is met in a part, a decoder of the whole file meets and tells better.
            except Unsupported:
                self._give_up()
                return None
        return self._seen

    def _give_up(self) -> None:
        """From now on the picture is decoded as a whole, by a decoder that may know better."""
        self._editor = None


class _InParts(Picture):
    """A picture that is decoded where it is looked at; what comes of it says how that is done."""

    def __init__(self, size: tuple[int, int], mode: str) -> None:
        self.size, self.mode = Size(*size), mode
        self._image = None

    @property
    def image(self) -> Image.Image:
        if self._image is None:
            self._image = self._whole()
        return self._image

    @property
    def drawn_late(self) -> bool:
        return True

    def part(self, box: Box) -> Image.Image:
        inside = within(self.size, box)
        return super().part(box) if inside is None or self._image is not None else self._inside(*inside)

    def _whole(self) -> Image.Image:
        raise NotImplementedError

    def _inside(self, left: int, top: int, right: int, bottom: int) -> Image.Image:
        raise NotImplementedError


class PngPicture(_InParts):
    """A PNG whose rows are kept as they are stored."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows.size, rows.mode)
        self.rows = rows
        # By the number of a row, the samples of the one above, which it refers to.
        self._above = {0: b""}
        # What was looked at last, and the number of its first row.
        self._seen: tuple[int, Image.Image] | None = None
        # The rows that were decoded last: from which, up to which.
        self._last: tuple[int, int, Image.Image] | None = None

    def _whole(self) -> Image.Image:
        return self._joined(0, self.rows.size[1])

    def _inside(self, left: int, top: int, right: int, bottom: int) -> Image.Image:
        first, seen = self._around(top, bottom)
        return seen.crop((left, top - first, right, bottom - first))

    def grey(self, longest: int) -> Image.Image:
        factor, (width, height) = ceil(max(self.size) / longest), self.rows.size
        if factor <= 1 or width * height <= KEPT or self._image is not None:
            return super().grey(longest)
        small = Image.new(self.mode, (ceil(width / factor), ceil(height / factor)))
        for top, rows in self._strips(0, height, factor * max(1, self.rows.at_once // factor)):
            small.paste(rows.reduce(factor), (0, top // factor))
        return Picture(small).grey(longest)

    def _around(self, top: int, bottom: int) -> tuple[int, Image.Image]:
        """Return whole rows that hold some rows, one above and one below them, and the number of the first."""
        if self._seen is None or not self._seen[0] <= top < bottom <= self._seen[0] + self._seen[1].height:
            first = max(0, top - 1)
            self._seen = first, self._joined(first, min(self.rows.size[1], bottom + 1))
        return self._seen

    def _joined(self, top: int, end: int) -> Image.Image:
        found = Image.new(self.mode, (self.rows.size[0], end - top))
        for at, rows in self._strips(top, end, self.rows.at_once):
            found.paste(rows, (0, at - top))
        return found

    def _strips(self, top: int, end: int, step: int) -> Iterator[tuple[int, Image.Image]]:
        """Give rows as they are decoded, ``step`` at a time, with the number of the first; they hold those asked for.

        It begins at the nearest row, up from ``top``, where decoding may begin: where it began or ended once, or which
        refers to none above it.
        """
        at = max(self.rows.start(top), *(row for row in self._above if row <= top))
        if self._last is not None and self._last[0] <= top < self._last[1]:
            at = self._last[0]
        before: int | None = None
        while at < end:
            behind = min(at + step, self.rows.size[1])
            # The next part often begins where the last one ended.
            if self._last is None or self._last[:2] != (at, behind):
                self._last = at, behind, strip(self.rows, at, behind, self._above.get(at, b""))
            rows = self._last[2]
            if behind not in self._above:
                self._above[behind] = rows.crop((0, rows.height - 1, *rows.size)).tobytes()
            # The first strip of each mark is remembered, and the one in hand.
            if before is not None and before % _MARKS >= behind - at:
                self._above.pop(before, None)
            if behind > top:
                yield at, rows
            before, at = at, behind


class WebpPicture(_InParts):
    """A WebP in the planes that it is coded in."""

    def __init__(self, planes: Planes) -> None:
        super().__init__(planes.size, "RGB")
        self.planes = planes

    def _whole(self) -> Image.Image:
        return self._inside(0, 0, *self.planes.size)

    def _inside(self, left: int, top: int, right: int, bottom: int) -> Image.Image:
        return self.planes.colours(Box(left, top, right, bottom))

    def grey(self, longest: int) -> Image.Image:
        luma = Image.frombuffer("L", self.planes.size, self.planes.luma, "raw", "L", 0, 1)
        # Black is 16 in the plane, and white 235 (ITU-R BT.601).
        return Picture(luma).grey(longest).point([round((value - 16) * 255 / 219) for value in range(256)])


def part_of(pixels: Pixels, box: tuple[int, int, int, int]) -> Image.Image:
    """Return what ``box`` has of some pixels as a picture; it lies inside of theirs."""
    left, top, right, _ = pixels.box
    step = len(pixels.data) // ((right - left) * (pixels.box[3] - top))
    pitch = (right - left) * step
    start = (box[1] - top) * pitch + (box[0] - left) * step
    mode, raw = ("L", "L") if step == 1 else ("RGB", "RGBX")
    rows = pixels.data[start : start + (box[3] - box[1]) * pitch]
    return Image.frombytes(mode, (box[2] - box[0], box[3] - box[1]), rows, "raw", raw, pitch)


def words_of(image: Image.Image) -> bytes | memoryview:
    """Return the pixels of an RGB or RGBA picture, four bytes each: where they are, if they lie there in one piece."""
    from .jpeg.compiled import Shared

    try:
        return memoryview(Shared(image.__arrow_c_array__()[1]))
    except ValueError:
        return image.tobytes("raw", "RGBX" if image.mode == "RGB" else "RGBA")


def within(size: Size, box: Box) -> tuple[int, int, int, int] | None:
    """Return what of a box lies on a picture, in whole pixels, or None where nothing does."""
    left, top, right, bottom = box.outward().pixels
    found = max(left, 0), max(top, 0), min(right, int(size.width)), min(bottom, int(size.height))
    return found if found[0] < found[2] and found[1] < found[3] else None
