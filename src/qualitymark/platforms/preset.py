"""One platform preset: its model, and the reader of its YAML form."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from pathlib import Path

from ..errors import PlatformError, Trail, reason_of
from ..geometry import Box, Size
from ..messages import Message, say
from ..model import nodes
from ..model.keys import BoxKey, Flag, ListOf, MapOf, Nested, Number, SizeKey, Text
from ..model.reading import Reading, key, model
from . import zone_on

MAX_BYTES = 1_000_000
"""A file above this is refused; real ones have a kilobyte."""

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?\Z")


@model
class Title:
    """What people call the platform."""

    en: str = key(Text(), doc="In English.")
    ru: str = key(Text(), doc="In Russian.")


@model
class Limits:
    """What the platform accepts as a file; None where it is not known."""

    formats: tuple[str, ...] = key(ListOf(Text()), default=(), doc="File formats, such as JPEG.")
    max_bytes: int | None = key(Number(1, whole=True), default=None, doc="The most bytes of the file.")
    max_sides: int | None = key(Number(1, whole=True), default=None, doc="The most pixels of width and height added.")
    max_aspect: float | None = key(Number(1), default=None, doc="How many times one side may be the other.")
    min_size: Size | None = key(SizeKey(), default=None, doc="[width, height], the least in pixels.")


@model
class Renditions:
    """What the platform makes of a cover that was uploaded."""

    widths: tuple[int, ...] = key(ListOf(Number(1, whole=True), least=1), doc="Their widths in pixels.")
    format: str = key(Text(), default="JPEG", doc="Their file format.")
    quality: int = key(Number(1, 100, whole=True), default=95, doc="Their JPEG quality, about.")


@model
class Platform:
    """Where a cover is shown. Boxes are in pixels of the first size; scale them with ``zone_on``."""

    name: str = key(Text(), doc="A short name, such as vk-cover.")
    title: Title = key(Nested(Title), doc="What people call it: {en: …, ru: …}.")
    sizes: tuple[Size, ...] = key(ListOf(SizeKey(), least=1), doc="[width, height] of its covers, the usual first.")
    safe: Box | None = key(
        BoxKey(), default=None, doc="[left, top, width, height] of what is always seen; the whole cover if left out."
    )
    crops: tuple[tuple[str, Box], ...] = key(
        MapOf(BoxKey()), default=(), doc="What each kind of screen shows: name and [left, top, width, height]."
    )
    covered: tuple[tuple[str, Box], ...] = key(
        MapOf(BoxKey()), default=(), doc="What lies over the cover, such as an avatar: name and box."
    )
    limits: Limits = key(Nested(Limits), default=Limits(), doc="What it accepts as a file.")
    renditions: Renditions | None = key(Nested(Renditions), default=None, doc="What it makes of an upload.")
    as_of: str = key(Text(), doc="When this was so: a year and a month, such as 2026-11.")
    source: str = key(Text(), doc="Where the figures come from, in words.")
    confirmed: bool = key(Flag(), default=False, doc="Whether an official page says so.")

    def check(self) -> Message | None:
        """Return what is wrong with the preset, or None."""
        if not _DATE.match(self.as_of):
            return say("“as_of” is {date}; write a year and a month, such as 2026-11.", date=self.as_of)
        for size in self.sizes:
            if not (float(size.width).is_integer() and float(size.height).is_integer()):
                return say("The size {size} is not in whole pixels; round it.", size=str(size))
        boxes = [*self.crops, *self.covered, *([("safe", self.safe)] if self.safe else [])]
        whole = Box.at(0, 0, self.sizes[0].width, self.sizes[0].height)
        for name, box in boxes:
            if not whole.contains(box):
                return say(
                    "“{name}” leaves the first size, {size}; give a box inside it.", name=name, size=str(whole.size)
                )
        return None

    def zone(self, cover: Size) -> tuple[Box, Message | None]:
        """Return the safe zone on a cover of that size, in whole pixels.

        A cover of a size that is not the platform's gets the zone scaled, and a warning.
        """
        return _zone(self, cover)


@lru_cache(maxsize=64)
def _zone(platform: Platform, cover: Size) -> tuple[Box, Message | None]:
    whole = Box.at(0, 0, cover.width, cover.height)
    if not platform.sizes:
        return whole, None
    zone = zone_on(platform.safe, platform.sizes[0], cover) if platform.safe else whole
    if cover in platform.sizes:
        return zone, None
    nearest = min(platform.sizes, key=lambda size: _unlike(size, cover))
    values = {"cover": str(cover), "platform": platform.name, "nearest": str(nearest)}
    if platform.safe:
        return zone, say(
            "The cover is {cover} px, but {platform} has {nearest} px: its safe zone was scaled."
            " Give a cover of {nearest} px to be sure.",
            **values,
        )
    return zone, say(
        "The cover is {cover} px, but {platform} has {nearest} px: parts of it may be cut off."
        " Give a cover of {nearest} px to be sure.",
        **values,
    )


ANY = Platform(
    name="any",
    title=Title(en="Any picture", ru="Любая картинка"),
    sizes=(),
    as_of="2026-11",
    source="No platform: the whole picture is safe.",
    confirmed=True,
)


def _unlike(one: Size, other: Size) -> float:
    """Return how far two shapes are from each other: 0 for the same aspect."""
    return abs(math.log((one.width * other.height) / (one.height * other.width)))


def read_text(text: str, file: str) -> Platform:
    """Read a preset from YAML. Raises PlatformError with every fault, each with its place in ``file``."""
    root = nodes.compose(text, file, PlatformError)
    if root is None:
        raise PlatformError(say("The file is empty; describe a platform in it."), Trail(file=file))
    reading = Reading()
    platform = reading.model(Platform, root, "")
    if platform is None or reading.faults:
        raise PlatformError.of(reading.faults)
    return platform


def read_file(path: str) -> Platform:
    """Read a preset from a user's file. Raises PlatformError."""
    trail = Trail(file=path)
    file = Path(path)
    try:
        if file.exists() and not file.is_file():
            raise PlatformError(say("This is a folder or a device; name a platform's YAML file."), trail)
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise PlatformError(say("The file has more than {most} bytes; shorten it.", most=MAX_BYTES), trail)
        return read_text(data.decode("utf-8-sig"), path)
    except FileNotFoundError:
        raise PlatformError(say("There is no such file; check the path of the platform."), trail) from None
    except UnicodeDecodeError:
        raise PlatformError(say("The file is not UTF-8 text; save it as UTF-8."), trail) from None
    except (OSError, ValueError) as problem:
        raise PlatformError(say("The file cannot be read: {reason}.", reason=reason_of(problem)), trail) from None
