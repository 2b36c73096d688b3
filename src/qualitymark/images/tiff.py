"""TIFF (TIFF 6.0): its first page, and what its tags say."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.ImageFile import ImageFile

from ..frozen import changed
from ..messages import say
from .cover import Cover
from .deep import shallow

PLANAR, APART = 284, 2
EXTRA, ASSOCIATED = 338, (1,)
_BITS, _PHOTOMETRIC = 258, 262
_WHITE_IS_ZERO = 0
# What tells of the picture and not of how it is stored: description, make, model, software, date, artist, copyright
# and EXIF's own directory.
_TOLD = (270, 271, 272, 305, 306, 315, 33432, 34665)
_LOSSY = frozenset({"jpeg", "tiff_jpeg", "webp"})


def open_tiff(data: bytes) -> ImageFile:
    """Open the first page.

    Of 16-bit channels that lie apart from each other without compression nothing that makes sense is decoded; one alone
    is like any other.
    """
    from PIL.TiffImagePlugin import TiffImageFile

    _quieten()
    image = TiffImageFile(BytesIO(data))
    apart = image.tag_v2.get(PLANAR) == APART and max(image.tag_v2.get(_BITS, (1,))) == 16
    if apart and image.tile[0].codec_name == "raw":
        if image.mode.startswith("I"):
            # Pillow names a channel by a letter of the mode, which here has but one.
            image.tile = [tile._replace(args=(image.mode, *list(tile.args or ())[1:])) for tile in image.tile]
        else:
            # Pillow takes them for eight bits, and stops at a channel that it has no name for.
            image.tile = image.tile[:1]
    return image


@cache
def _quieten() -> None:
    """Keep libtiff and Pillow's logger from writing about broken files to standard error: we tell it by exceptions.

    Pillow has no way to ask libtiff for that, so the library is asked itself, where the system tells which file it was
    loaded from; elsewhere it keeps writing.
    """
    import logging

    logging.getLogger("PIL.TiffImagePlugin").addHandler(logging.NullHandler())
    # A message too many on standard error harms nobody; a library that is not found where it was expected might.
    with suppress(Exception):
        from ctypes import CDLL

        maps = Path("/proc/self/maps").read_text().splitlines()
        for path in {line.split(maxsplit=5)[5] for line in maps if "/libtiff" in line}:
            library = CDLL(path)
            library.TIFFSetErrorHandler(None)
            library.TIFFSetWarningHandler(None)


def tiff_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    """Return the cover with what the tags say; its picture may be another one, of the same pixels."""
    tags, compression = getattr(image, "tag_v2", {}), str(image.info.get("compression", "raw"))
    depth = max(tags.get(_BITS, (1,)))
    cover = changed(
        cover,
        exif=_exif(image),
        dpi=_density(cover.dpi),
        lossless=compression not in _LOSSY,
        compression=compression,
    )
    if getattr(image, "n_frames", 1) > 1:
        cover = cover.noting(say("The TIFF has several pages; only the first is kept."))
    if depth <= 8 or image.mode in ("I", "F"):
        return _straight(cover) if tags.get(EXTRA) == ASSOCIATED else cover
    if cover.picture.mode == "I;16":
        return _deep_grey(cover, depth, tags.get(_PHOTOMETRIC))
    if depth != 16:
        return shallow(cover, depth)
    from .tiff_deep import with_all_bits

    return with_all_bits(cover, image, data)


def _straight(cover: Cover) -> Cover:
    """Say that colours of eight bits were divided by the alpha that they were multiplied by: that cannot be undone."""
    clear, opaque = cover.image.getchannel("A").getextrema() if cover.image.mode == "RGBA" else (255, 255)
    if clear == opaque == 255:
        return cover
    return changed(cover, whole=False).noting(
        say("The colours of the TIFF are multiplied by its alpha; they are written without, and may differ a little.")
    )


def _deep_grey(cover: Cover, depth: int, photometric: int | None) -> Cover:
    """Bring 12 bits to 16, and white to the upper end: Pillow leaves both as they are."""
    image = cover.picture.image
    if depth < 16:
        image = image.point(lambda value: value * (65_535 / (2**depth - 1)) + 0.5)
    if photometric == _WHITE_IS_ZERO:
        image = image.point(lambda value: value * -1 + 65_535)
    return cover if image is cover.picture.image else cover.showing(image)


def _density(dpi: tuple[float, float] | None) -> tuple[float, float] | None:
    try:
        across, down = (float(value) for value in dpi or ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if 1 < across < 100_000 and 1 < down < 100_000 else None


def _exif(image: ImageFile) -> bytes | None:
    """Return what the tags tell of the picture as an EXIF block."""
    kept = Image.Exif()
    try:
        found = image.getexif()
        for tag in _TOLD:
            if tag in found:
                kept[tag] = found.get_ifd(tag) if tag == 34665 else found[tag]
        return bytes(kept.tobytes()) if len(kept) else None
    # Tags of the wrong type meet Pillow's writer in many ways; a picture is worth more than its tags.
    except Exception:  # noqa: BLE001
        return None
