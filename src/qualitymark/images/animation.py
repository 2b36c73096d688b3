"""Animated covers: their frames, decoded one after another, and what is seen of them where one picture is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from itertools import count
from typing import NamedTuple

from PIL import Image
from PIL.ImageFile import ImageFile

from ..errors import CoverError
from ..frozen import frozen
from ..geometry import Box
from ..messages import say
from .damage import told
from .modes import full_colour, on_white
from .picture import Picture, within

SAMPLES = 5
"""How many frames, evenly spread, place and tone are decided on."""


class Frame(NamedTuple):
    """A whole frame as it is seen, RGB or RGBA, and how long it is seen, in milliseconds.

    ``fine`` has the lower eight bits of each channel, where the file has 16.
    """

    image: Image.Image
    duration: float
    fine: Image.Image | None = None


@frozen
class Animation:
    """The frames of an animated cover; each pass over them decodes them anew, so that one is in memory at a time.

    ``shown`` gives the frames as a decoder has them, ``count`` is their number, ``plays`` how often they run, 0 for
    without end. ``poster``: the first is no frame but a picture for those who show no animation (PNG alone has that).
    ``turn`` is the transposition that sets a frame upright.
    """

    kind: str
    shown: Callable[[], Iterator[Frame]] = field(repr=False)
    count: int
    plays: int = 0
    poster: bool = False
    turn: Image.Transpose | None = None

    def frames(self) -> Iterator[Frame]:
        """Give every frame; its pictures are the caller's. Raises CoverError for a damaged file."""
        shown = self.shown()
        for _ in range(self.count):
            with told(self.kind):
                frame = next(shown, None)
                if frame is None:
                    raise EOFError
            yield self._upright(frame)

    def frame(self, number: int) -> Frame:
        """Return one frame, counted from 1. Raises CoverError where there is none."""
        if number > self.count:
            raise CoverError(no_such_frame(number, self.count))
        return next(frame for at, frame in enumerate(self.frames(), 1) if at == number)

    def mean(self) -> Image.Image:
        """Return the mean of a few frames, as RGB on white."""
        last, mean, taken = self.count - 1, None, 0
        wanted = {last * step // (SAMPLES - 1) for step in range(SAMPLES)}
        for number, frame in enumerate(self.frames()):
            if number in wanted:
                taken += 1
                seen = on_white(frame.image)
                mean = seen if mean is None else Image.blend(mean, seen, 1 / taken)
        assert mean is not None
        return mean

    def _upright(self, frame: Frame) -> Frame:
        if self.turn is None:
            return frame
        fine = frame.fine.transpose(self.turn) if frame.fine else None
        return Frame(frame.image.transpose(self.turn), frame.duration, fine)


def decoded(opened: Callable[[], ImageFile], mode: str) -> Iterator[Frame]:
    """Give the frames of a file as Pillow composes them, in ``mode``, RGB or RGBA; past the last one, EOFError."""
    file = opened()
    size = file.size
    for number in count():
        file.seek(number)
        file.load()
        image = full_colour(file)
        if image.mode != mode or image is file:
            image = image.convert(mode) if image.mode != mode else image.copy()
        # A frame of a GIF may leave the first one's size; what is outside is not seen.
        yield Frame(image if image.size == size else image.crop((0, 0, *size)), _duration(file))


class AnimatedPicture(Picture):
    """An animation where one picture is needed: its first frame; a mean of a few where place and tone are decided."""

    def __init__(self, animation: Animation, first: Image.Image) -> None:
        super().__init__(first)
        self._animation = animation
        self._mean: Image.Image | None = None

    @property
    def drawn_late(self) -> bool:
        return True

    def part(self, box: Box) -> Image.Image:
        """Return the mean of what is inside ``box`` as RGB."""
        inside = within(self.size, box)
        return self._typical.crop(inside) if inside else Image.new("RGB", (0, 0))

    def grey(self, longest: int) -> Image.Image:
        return Picture(self._typical).grey(longest)

    @property
    def _typical(self) -> Image.Image:
        if self._mean is None:
            self._mean = self._animation.mean()
        return self._mean


def no_such_frame(number: int, count: int) -> str:
    """Return what to say of a frame that is not there."""
    return say(
        "There is no frame {number}; the picture has {count}. Give a smaller number.", number=number, count=count
    )


def _duration(file: ImageFile) -> float:
    return float(file.info.get("duration") or 0)
