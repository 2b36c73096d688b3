"""TIFFs of 16 bits a channel, in colour (TIFF 6.0): their upper and their lower bytes as two pictures."""

from __future__ import annotations

import struct

from PIL import Image
from PIL.ImageFile import ImageFile

from ..frozen import changed
from .associated import exceeded, set_straight
from .cover import Cover
from .deep import Halves, halves_of_grey, shallow
from .tiff import APART, ASSOCIATED, EXTRA, PLANAR, open_tiff
from .tiff_planes import ORIENTATION, files_of_planes

_TOGETHER = 1
# How Pillow names what it decodes, and how it decodes the numbers as they are stored.
_AS_STORED = {
    "RGB;16": "RGB;16",
    "RGBX;16": "RGBX;16",
    "RGBA;16": "RGBA;16",
    "RGBa;16": "RGBA;16",
    "CMYK;16": "CMYK;16",
}
# How it names the order of their bytes, and the name that gives the lower ones instead of the upper.
_LOWER = {"L": "B", "B": "L", "N": "B" if struct.pack("=H", 1)[0] else "L"}


def with_all_bits(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    """Return the cover with its lower bytes, or where they cannot be had, saying so.

    Raises whatever broken files raise in Pillow, struct and here.
    """
    tags = getattr(image, "tag_v2", {})
    associated, both = tags.get(EXTRA) == ASSOCIATED, _halves(cover, image, data)
    if both is None or both[1].size != image.size:
        return shallow(cover, 16)
    if not associated:
        return changed(cover.showing(both[0]), fine=both[1])
    if exceeded(*both):
        return shallow(cover.showing(Image.merge("RGBa", both[0].split()).convert("RGBA")), 16)
    set_straight(*both)
    return changed(cover.showing(both[0]), fine=both[1], associated=True)


def _halves(cover: Cover, image: ImageFile, data: bytes) -> Halves | None:
    """Return both halves of the numbers as they are stored."""
    tags = getattr(image, "tag_v2", {})
    planar = tags.get(PLANAR, _TOGETHER)
    if planar == APART:
        return _planes(data, image.mode)
    lower = _decoded(data, lower=True) if planar == _TOGETHER else None
    upper = _decoded(data) if tags.get(EXTRA) == ASSOCIATED else cover.image
    return (upper, lower) if upper and lower else None


def _decoded(data: bytes, *, lower: bool = False) -> Image.Image | None:
    """Decode the upper bytes of each channel, or by the same way, with the bytes taken in turn, the lower."""
    image = open_tiff(data)
    tiles = []
    for tile in image.tile:
        args = tile.args if isinstance(tile.args, tuple) else (tile.args,)
        name = str(args[0])
        stored, order = _AS_STORED.get(name[:-1]), name[-1:]
        if stored is None or order not in _LOWER:
            return None
        tiles.append(tile._replace(args=(stored + (_LOWER[order] if lower else order), *args[1:])))
    image.tile = tiles
    image.load()
    return image


def _planes(data: bytes, mode: str) -> Halves:
    """Return both halves of channels that lie apart from each other, of which Pillow gives the upper bytes at most."""
    image = open_tiff(data)
    # XMP may tell it too, and Pillow goes by that.
    tags = {**getattr(image, "tag_v2", {}), ORIENTATION: image.getexif().get(ORIENTATION, 1)}
    bands = [_plane(file) for file in files_of_planes(data, tags, Image.getmodebands(mode))]
    uppers, lowers = ([band[half] for band in bands] for half in (0, 1))
    bands.clear()
    merged = Image.merge(mode, uppers)
    # All of them together take as much as what was made of them.
    uppers.clear()
    return merged, Image.merge(mode, lowers)


def _plane(file: bytes) -> Halves:
    plane = open_tiff(file)
    plane.load()
    return halves_of_grey(plane)
