"""Colour profiles (ICC.1:2022): a mark is brought into the colours of its cover, the cover's own numbers stay.

A profile is looked at once per content. Most are sRGB under some name, which is told from their own figures without
the colour engine; for any other, Little CMS makes the transform: relative colorimetric, with black point compensation.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from ..frozen import changed
from ..messages import Message, say
from .icc import Profile, is_srgb, parse, rgb_of_grey
from .modes import eight_bit, full_colour

if TYPE_CHECKING:
    from .cover import Cover

MOST_BYTES = 8 * 1024 * 1024
"""A profile above this is dropped: those of printing machines have 0.5 to 3 MiB."""
_KEPT = 8
"""How many profiles are remembered; the least recently used go first. A transform takes up to about 2 MiB."""
_SPACES = {"L": ("GRAY", "RGB "), "LA": ("GRAY", "RGB "), "1": ("GRAY", "RGB "), "I;16": ("GRAY",), "CMYK": ("CMYK",)}
_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}


class _Known(NamedTuple):
    """What was found out about a profile: its fault, its colour space, and both transforms where they are needed."""

    fault: Message | None
    space: str = ""
    from_srgb: Any = None
    to_srgb: Any = None


class _Memory:
    """The last profiles that were looked at, by digest; safe to use from several threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[bytes, Any] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, purpose: bytes, profile: bytes, make: Callable[[bytes], Any]) -> Any:
        key = purpose + hashlib.sha256(profile).digest()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make(profile)
        with self._lock:
            self._held[key] = made
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return made


_MEMORY = _Memory()


def fault_of(profile: bytes, mode: str) -> Message | None:
    """Return why the profile cannot be that of a picture of this mode, or None where it can."""
    if len(profile) > MOST_BYTES:
        return say("The colour profile is too large and was dropped; the colours are taken for sRGB.")
    known = _known(profile)
    if known.fault is None and known.space not in _SPACES.get(mode, ("RGB ",)):
        return say("The colour profile is for other colours than the picture's and was dropped.")
    return known.fault


def vetted(cover: Cover) -> Cover:
    """Return the cover without a profile that cannot be its own, with a note."""
    profile = cover.icc_profile
    if profile is None:
        return cover
    fault = fault_of(profile, cover.picture.mode)
    if fault is not None:
        return changed(cover, icc_profile=None).noting(fault)
    known = _known(profile)
    if known.from_srgb is None and known.to_srgb is not None:
        return cover.noting(
            say("The colour profile leads in one direction only, so the mark's colours are not fitted to it.")
        )
    return cover


def written_profile(profile: bytes, mode: str) -> bytes | None:
    """Return the profile for a picture that is written in ``mode``, or None where it does not belong to that mode.

    A grey picture that became a colour one gets its own grey curve as a profile of three equal channels, so that
    its numbers go on meaning the same greys.
    """
    space = _known(profile).space
    if space == _SPACES.get(mode, ("RGB ",))[0]:
        return profile
    made: bytes | None = None
    if space == "GRAY" and mode in ("RGB", "RGBA"):
        made = _MEMORY.of(b"grey as rgb ", profile, rgb_of_grey)
    return made


def fitted(mark: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    """Return an RGBA mark, its colours being sRGB, in the numbers of a picture of ``mode`` with that profile.

    Alpha stays. A mark for a 16-bit grey picture comes back in grey; for CMYK see ``inks``.
    """
    if profile is None or mode == "CMYK":
        return mark
    worn = profile if mode == "I;16" else written_profile(profile, "RGB")
    known = _known(worn) if worn is not None else None
    if known is None or known.from_srgb is None or known.space == "CMYK":
        return mark
    made = _applied(known.from_srgb, mark.convert("RGB"), _MODES[known.space]).convert("RGB")
    made.putalpha(mark.getchannel("A"))
    return made


def inks(mark: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an RGBA mark in CMYK: by the profile, or as 255 minus red, green and blue without black."""
    colours = mark.convert("RGB")
    known = _known(profile) if profile is not None else None
    if known is None or known.from_srgb is None or known.space != "CMYK":
        return colours.convert("CMYK")
    return _applied(known.from_srgb, colours, "CMYK")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture as RGB in sRGB, or as RGBA where anything in it is transparent.

    ``profile`` is that of its numbers; without one, or with one that does not belong to its mode, they are taken for
    sRGB. Alpha stays.
    """
    plain = eight_bit(image)
    if profile is None or fault_of(profile, plain.mode) is not None:
        return full_colour(plain)
    known = _known(profile)
    if known.to_srgb is None:
        return full_colour(plain)
    alpha = plain.convert("RGBA").getchannel("A") if plain.has_transparency_data else None
    mode = _MODES[known.space]
    made = _applied(known.to_srgb, plain if plain.mode == mode else plain.convert("RGB").convert(mode), "RGB")
    if alpha is not None:
        made.putalpha(alpha)
    return made


def _known(profile: bytes) -> _Known:
    found: _Known = _MEMORY.of(b"", profile, _looked_at)
    return found


def _looked_at(profile: bytes) -> _Known:
    parsed = parse(profile)
    if parsed is None or parsed.kind not in ("mntr", "scnr", "prtr", "spac") or parsed.space not in _MODES:
        return _Known(_damaged())
    if is_srgb(parsed):
        return _Known(None, parsed.space)
    return _transforms(profile, parsed)


def _damaged() -> Message:
    return say("The colour profile is damaged or not one for pictures and was dropped; the colours are taken for sRGB.")


def _transforms(profile: bytes, parsed: Profile) -> _Known:
    from PIL import ImageCms

    mode, own = _MODES[parsed.space], None
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    made: list[Any] = [None, None]
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
    # Pillow raises OSError, its own PyCMSError and others for one and the same thing.
    except Exception:  # noqa: BLE001
        return _Known(_damaged())
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for at, pair in enumerate(((srgb, own, "RGB", mode), (own, srgb, mode, "RGB"))):
        try:
            made[at] = ImageCms.ImageCmsTransform(*pair, intent=intent, flags=flags)
        except Exception:  # noqa: BLE001, S112
            continue
    if made == [None, None]:
        return _Known(_damaged())
    return _Known(None, parsed.space, *made)


def _applied(transform: Any, image: Image.Image, mode: str) -> Image.Image:
    made = Image.new(mode, image.size)
    # The inner object, for the outer one writes the whole profile into each picture.
    transform.transform.apply(image.getim(), made.getim())
    return made
