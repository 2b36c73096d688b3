"""Platforms: where covers are shown, as dated presets of sizes, safe zones and limits.

A preset is a YAML file beside this one; ``any`` is no platform at all. Only the file that is asked for is read.
"""

from __future__ import annotations

import math
import os
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import PlatformError, did_you_mean
from ..geometry import Box, Size
from ..messages import join, say
from ..resources import bundled

if TYPE_CHECKING:
    from .preset import Limits, Platform, Renditions, Title

__all__ = [
    "Limits",
    "Platform",
    "Renditions",
    "Title",
    "load_platform",
    "platform_for",
    "platform_names",
    "zone_on",
]

# Which sizes belong to which file, so that a cover's platform is known before any file is read.
_SIZES: dict[str, tuple[tuple[float, float], ...]] = {
    "any": (),
    "facebook-page": ((851, 315),),
    "linkedin-page": ((1128, 191),),
    "ok-cover": ((1944, 600),),
    "vk-cover": ((1920, 768),),
    "vk-cover-1590": ((1590, 530), (1590, 400)),
    "vk-live-cover": ((1080, 1920),),
    "x-header": ((1500, 500),),
    "youtube-banner": ((2560, 1440),),
}


def platform_names() -> tuple[str, ...]:
    """Return the names of the bundled platforms, ``any`` among them."""
    return tuple(_SIZES)


def load_platform(source: str | os.PathLike[str]) -> Platform:
    """Read a platform: a bundled name such as ``vk-cover``, or the path of a YAML file of the same form.

    Raises PlatformError for an unknown name, a file that cannot be read, and every fault that the file has.
    """
    name = os.fspath(source)
    if isinstance(source, str) and name in _SIZES:
        return _bundled(name)
    if isinstance(source, str) and not name.endswith((".yaml", ".yml")) and not {"/", os.sep} & set(name):
        raise PlatformError(
            join(
                say("Unknown platform “{name}”.", name=name),
                did_you_mean(name, _SIZES),
                say("For a file of your own, write its path with .yaml at the end."),
            )
        )
    from .preset import read_file

    return read_file(name)


def platform_for(size: Size) -> Platform:
    """Return the platform whose size is exactly that of the cover, else ``any``."""
    sides = (size.width, size.height)
    return _bundled(next((name for name, sizes in _SIZES.items() if sides in sizes), "any"))


def zone_on(zone: Box, of: Size, cover: Size) -> Box:
    """Return a zone of a picture of size ``of`` on a cover of another size: scaled, in whole pixels.

    Edges are rounded inwards, or outwards where nothing would be left.
    """
    x, y = Fraction(cover.width) / Fraction(of.width), Fraction(cover.height) / Fraction(of.height)
    left, right = _inward(Fraction(zone.left) * x, Fraction(zone.right) * x)
    top, bottom = _inward(Fraction(zone.top) * y, Fraction(zone.bottom) * y)
    return Box(left, top, right, bottom)


def _inward(low: Fraction, high: Fraction) -> tuple[int, int]:
    inner = math.ceil(low), math.floor(high)
    return inner if inner[0] < inner[1] else (math.floor(low), math.ceil(high))


@lru_cache(maxsize=len(_SIZES))
def _bundled(name: str) -> Platform:
    from .preset import ANY, read_text

    if name == "any":
        return ANY
    return read_text((bundled("platforms") / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")


def __getattr__(name: str) -> Any:
    """Give the models of presets where they are asked for: they need YAML, names and sizes do not."""
    if name in __all__:
        from . import preset

        return getattr(preset, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
