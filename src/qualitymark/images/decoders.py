"""How the bytes of each format are opened, and what is taken from them beside the pixels.

Each opens one plugin of Pillow and never asks the others; limits are checked before a decoder takes memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import NamedTuple

from PIL.ImageFile import ImageFile

from ..errors import CoverError
from ..frozen import changed
from ..messages import say
from .animation import Animation, decoded
from .cover import Cover
from .headers import gif_header, holds_more_pictures, jpeg_scans, png_header
from .jpeg_coding import jpeg_coding, jpeg_decoder
from .limits import Limits
from .modes import fit_key
from .segments import segments, segments_of
from .webp import open_webp, webp_animation, webp_facts

Opener = Callable[[bytes], ImageFile]


class Decoder(NamedTuple):
    """One format: how a file is opened within the limits, what its cover is like, and the frames it may have."""

    open: Callable[[bytes, Limits], ImageFile]
    facts: Callable[[Cover, ImageFile, bytes], Cover]
    animation: Callable[[ImageFile, bytes], Animation | None] = lambda _image, _data: None


def _open_jpeg(data: bytes, limits: Limits) -> ImageFile:
    head = tuple(segments(data))
    limits.check_scans(jpeg_scans(data, limits.jpeg_scans, head))
    image: ImageFile = jpeg_decoder()(BytesIO(data))
    image.segments = head  # type: ignore[attr-defined]
    return image


def _jpeg_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    density = cover.dpi if image.info.get("jfif_unit") in (1, 2) else None
    cover = changed(cover, dpi=density, jpeg=jpeg_coding(image), lossless=False)
    if holds_more_pictures(segments_of(image, data)):
        return cover.noting(say("The file holds further pictures behind the first one; only the first is kept."))
    return cover


def _png(data: bytes) -> ImageFile:
    from PIL.PngImagePlugin import PngImageFile

    return PngImageFile(BytesIO(data))


def _png_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    depth = png_header(data).depth
    if depth < 16:
        fit_key(image, depth)
        return cover
    if cover.fine is not None:
        return cover
    from .deep import halves

    both = halves(image, data)
    return changed(cover.showing(both[0]), fine=both[1]) if both else cover


def _png_animation(image: ImageFile, data: bytes) -> Animation | None:
    count, poster = getattr(image, "n_frames", 1), bool(getattr(image, "default_image", False))
    if count == 1:
        return None
    from .png_frames import png_frames, seen_through

    mode = "RGBA" if image.has_transparency_data or seen_through(data) else "RGB"
    return Animation("PNG", partial(png_frames, data, mode), count, int(image.info.get("loop", 0)), poster)


def _gif(data: bytes) -> ImageFile:
    from PIL.GifImagePlugin import GifImageFile

    return GifImageFile(BytesIO(data))


def _open_gif(data: bytes, limits: Limits) -> ImageFile:
    header = gif_header(data)
    if header.frames:
        limits.check_pixels(header.width, header.height)
    return _gif(data)


def _gif_animation(image: ImageFile, data: bytes) -> Animation | None:
    count = gif_header(data).frames
    if count < 2:
        return None
    # The block counts the repetitions after the first run; a file without it runs once.
    loop = image.info.get("loop")
    plays = 1 if loop is None else 0 if loop == 0 else int(loop) + 1
    return Animation("GIF", partial(decoded, partial(_gif, data), "RGBA"), count, plays)


def _avif(data: bytes) -> ImageFile:
    from PIL.AvifImagePlugin import SUPPORTED, AvifImageFile

    if not SUPPORTED:
        raise CoverError(
            say("This Pillow was built without AVIF; install Pillow from PyPI, or save the picture as PNG.")
        )
    return AvifImageFile(BytesIO(data))


def _avif_animation(image: ImageFile, data: bytes) -> Animation | None:
    count = getattr(image, "n_frames", 1)
    if count == 1:
        return None
    from .movies import plays

    return Animation("AVIF", partial(decoded, partial(_avif, data), image.mode), count, plays(data))


def _open_bmp(data: bytes, _limits: Limits) -> ImageFile:
    from PIL.BmpImagePlugin import BmpImageFile

    return BmpImageFile(BytesIO(data))


def _open_heif(data: bytes, _limits: Limits) -> ImageFile:
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        raise CoverError(
            say(
                "HEIC and HEIF need the extra “heic”; install it with: pip install “qualitymark[heic]”, or save the"
                " picture as JPEG or PNG."
            )
        ) from None
    opener: Callable[[BytesIO], ImageFile] = HeifImageFile
    return opener(BytesIO(data))


def _heif_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    cover = _container_facts(cover, image, data)
    if getattr(image, "n_frames", 1) > 1:
        return cover.noting(say("The file holds several pictures; only the main one is kept."))
    return cover


def _container_facts(cover: Cover, _image: ImageFile, data: bytes) -> Cover:
    from .containers import container_header
    from .deep import shallow

    cover, told = changed(cover, lossless=False), container_header(data)
    if told.wide and cover.icc_profile is None:
        cover = cover.noting(say("The picture has wide or HDR colours without a profile; they are taken for sRGB."))
    return shallow(cover, told.depth) if told.depth > 8 else cover


def _open_tiff(data: bytes, _limits: Limits) -> ImageFile:
    from .tiff import open_tiff

    return open_tiff(data)


def _tiff_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    from .tiff import tiff_facts

    return tiff_facts(cover, image, data)


def _plain(cover: Cover, _image: ImageFile, _data: bytes) -> Cover:
    return cover


DECODERS = {
    "JPEG": Decoder(_open_jpeg, _jpeg_facts),
    "PNG": Decoder(lambda data, _limits: _png(data), _png_facts, _png_animation),
    "WEBP": Decoder(open_webp, webp_facts, webp_animation),
    "GIF": Decoder(_open_gif, _plain, _gif_animation),
    "TIFF": Decoder(_open_tiff, _tiff_facts),
    "AVIF": Decoder(lambda data, _limits: _avif(data), _container_facts, _avif_animation),
    "BMP": Decoder(_open_bmp, _plain),
    "HEIF": Decoder(_open_heif, _heif_facts),
}
