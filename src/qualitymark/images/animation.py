"""Animated covers: their frames, decoded one after another, and what is seen of them where one picture is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
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
    """A whole frame as it is seen, RGB or RGBA, and how long it is seen, in milliseconds."""

    image: Image.Image
    duration: float


@frozen
class Animation:
    """The frames of an animated cover; each pass over them decodes them anew, so that one is in memory at a time.

    ``opened`` opens the file, ``count`` is the number of frames, ``plays`` how often they run, 0 for without end.
    ``mode`` is ``RGB`` or ``RGBA``. ``poster``: the first is no frame but a picture for those who show no animation
    (PNG alone has that). ``turn`` is the transposition that sets a frame upright.
    """

    kind: str
    opened: Callable[[], ImageFile] = field(repr=False)
    count: int
    plays: int = 0
    mode: str = "RGB"
    poster: bool = False
    turn: Image.Transpose | None = None

    def frames(self) -> Iterator[Frame]:
        """Give every frame; its picture is the caller's. Raises CoverError for a damaged file."""
        with told(self.kind):
            file = self.opened()
            size = file.size
        for number in range(self.count):
            with told(self.kind):
                file.seek(number)
                file.load()
                frame = Frame(self._seen(file, size), _duration(file))
            yield frame

    def frame(self, number: int) -> Image.Image:
        """Return one frame, counted from 1. Raises CoverError where there is none."""
        if number > self.count:
            raise CoverError(no_such_frame(number, self.count))
        return next(frame.image for at, frame in enumerate(self.frames(), 1) if at == number)

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

    def _seen(self, file: ImageFile, size: tuple[int, int]) -> Image.Image:
        image = full_colour(file)
        if image.mode != self.mode or image is file:
            image = image.convert(self.mode) if image.mode != self.mode else image.copy()
        # A frame of a GIF may leave the first one's size; what is outside is not seen.
        image = image if image.size == size else image.crop((0, 0, *size))
        return image if self.turn is None else image.transpose(self.turn)


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
