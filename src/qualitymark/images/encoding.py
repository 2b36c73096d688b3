"""From a picture to the bytes of a file, coded the way its cover was.

A JPEG keeps the quantisation tables, the subsampling and the scan mode of its cover; a cover whose pixels were
stored without loss is stored so again. What the format cannot hold is told in the notes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from ..errors import CoverError
from ..geometry import Box
from ..messages import Message, say
from .attaching import attached, saving_options
from .coding import PNG_PHOTO, options_of
from .cover import Cover
from .exact import patched
from .formats import FORMATS, named_format, written_as
from .modes import full_colour, on_colour
from .packets import webp_of
from .picture import PngPicture, WebpPicture
from .png_rows import repacked
from .saving import SUBSAMPLINGS, WHITE, Saving
from .writing import NamedBuffer

if TYPE_CHECKING:
    from .canvas import Canvas

# What segments of a JPEG can hold: a profile in up to 255 of 65 519.
_JPEG_ICC_BYTES = 255 * 65_519
_MODES = {
    "JPEG": frozenset({"1", "L", "RGB", "CMYK"}),
    "PNG": frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}),
    "WEBP": frozenset({"RGB", "RGBA"}),
    "GIF": frozenset({"RGB", "RGBA"}),
    "TIFF": frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "I;16"}),
    "AVIF": frozenset({"RGB", "RGBA"}),
}
# Measured: the encoders take 42 and 34 bytes a pixel at their peak, and a cover may take a gibibyte.
_MOST_MEGAPIXELS = {"AVIF": 20, "GIF": 24}
_WITH_EXIF = frozenset({"PNG", "WEBP", "TIFF", "AVIF"})
_WITH_DPI = frozenset({"JPEG", "PNG", "TIFF"})


Marks = tuple[tuple[Image.Image, int, int], ...]


class Encoded(NamedTuple):
    """The bytes of a picture file, its format (such as ``JPEG``), and what could not be kept.

    ``exact``: outside of the marks the file holds what the cover's file held: every pixel, or of a JPEG every
    coefficient. Where it does not, ``reason`` says why. ``quality`` is the one that was chosen to meet a limit,
    ``matte`` the colour that transparent pixels were laid on, if they were.
    """

    data: bytes
    format: str
    exact: bool
    notes: tuple[Message, ...] = ()
    reason: Message | None = None
    quality: int | None = None
    matte: str = WHITE


def encode_canvas(canvas: Canvas, saving: Saving = Saving()) -> Encoded:  # noqa: B008 - frozen
    """Write a cover with its marks into the bytes of a file; of a JPEG only the blocks under the marks are coded anew.

    The limit of bytes and the format ``auto`` are for ``fitting``. A JPEG that cannot be patched, is asked for in
    another quality or subsampling, or becomes another format, is coded again. Raises what ``encode`` raises.
    """
    cover, (kind, notes) = canvas.cover, kind_of(canvas.cover, saving)
    why = None
    if cover.format == kind == "JPEG" and _as_it_was(cover, saving):
        told: list[Message] = []
        made = patched(canvas, partial(_with_metadata, cover, told))
        if isinstance(made, bytes):
            return Encoded(made, "JPEG", exact=True, notes=tuple(told))
        why = made
    encoded = _repacked(canvas, saving) if kind == "PNG" else _in_planes(canvas, saving) if kind == "WEBP" else None
    if encoded is not None:
        reason = None if encoded.exact else _reason(cover, kind, saving)
        return encoded._replace(notes=(*notes, *encoded.notes), matte=saving.matte, reason=reason)
    if cover.animation is not None and FORMATS[kind].animated:
        from .sequences import encode_frames

        encoded = encode_frames(canvas, kind, saving)
    else:
        if cover.animation is not None:
            notes = (*notes, say("{format} holds no animation; the first frame is written.", format=kind))
        encoded = _encoded(canvas.image, cover, kind, saving, canvas.marks, _fine(canvas))
    encoded = _described(encoded._replace(notes=(*notes, *encoded.notes), matte=saving.matte), cover)
    return encoded if encoded.exact else encoded._replace(reason=why or _reason(cover, kind, saving))


def _fine(canvas: Canvas) -> Image.Image | None:
    if canvas.cover.fine is None:
        return None
    from .deep import marked_fine

    return marked_fine(canvas.cover.fine, canvas.image, canvas.marks)


def _with_metadata(cover: Cover, notes: list[Message], head: bytes) -> bytes:
    """Return a JPEG, or what stands before its coded data, with the cover's metadata."""
    made, more = attached(head, cover, "JPEG")
    notes += more
    return made


def _described(encoded: Encoded, cover: Cover) -> Encoded:
    data, notes = attached(encoded.data, cover, encoded.format)
    return encoded._replace(data=data, notes=(*encoded.notes, *notes))


def _as_it_was(cover: Cover, saving: Saving) -> bool:
    """Tell whether a JPEG is wanted in the quality and subsampling that it has."""
    own = cover.jpeg.subsampling if cover.jpeg else None
    return saving.quality is None and (saving.subsampling is None or SUBSAMPLINGS[saving.subsampling] == own)


def _reason(cover: Cover, kind: str, saving: Saving) -> Message:
    if cover.format != kind:
        return say("the format was changed")
    if saving.quality is not None:
        return say("a quality was asked for")
    if kind == "JPEG" and saving.subsampling is not None:
        return say("another chroma subsampling was asked for")
    if kind == "GIF":
        return say("a GIF frame holds 256 colours")
    return say("{format} is coded with loss", format=kind) if not cover.lossless else say("its depth or mode changed")


def kind_of(cover: Cover, saving: Saving) -> tuple[str, tuple[Message, ...]]:
    """Return the format to write, and what to say where it is not the cover's though nothing else was asked for.

    A cover that was stored without loss becomes PNG, any other JPEG.
    """
    if not saving.keeps:
        return named_format(saving.format), ()
    plain = "PNG" if cover.lossless else "JPEG"
    if cover.picture.mode == "CMYK" and cover.format == "TIFF" and saving.accepts and "TIFF" not in saving.accepts:
        return plain, (say("The platform takes no TIFF; the picture was saved as {format}.", format=plain),)
    kind = written_as(cover.format)
    if kind == cover.format:
        return kind, ()
    return kind, (say("{have} is not written; the picture was saved as {format}.", have=cover.format, format=kind),)


def encode(image: Image.Image, cover: Cover, saving: Saving = Saving()) -> Encoded:  # noqa: B008 - frozen
    """Write ``image``, which was made from ``cover``, into the bytes of a file.

    Profile, EXIF and resolution are the cover's. Raises UsageError for an unknown format, CoverError for a picture
    that the format cannot hold.
    """
    kind, notes = kind_of(cover, saving)
    encoded = _encoded(image, cover, kind, saving)
    return _described(encoded._replace(notes=(*notes, *encoded.notes)), cover)


def _encoded(
    image: Image.Image, cover: Cover, kind: str, saving: Saving, marks: Marks = (), fine: Image.Image | None = None
) -> Encoded:
    check_size(image, kind)
    notes: list[Message] = []
    prepared = _fit_mode(image, cover, kind, saving, notes)
    options = options_of(prepared, cover, kind, saving, notes)
    options.update(metadata(prepared, cover, kind, notes))
    if fine is not None and kind in ("PNG", "TIFF"):
        if prepared is image:
            return Encoded(save(image, kind, options, notes, fine), kind, exact=True, notes=tuple(notes))
        from .deep import shallow_note

        notes.append(shallow_note(16))
    elif fine is not None:
        notes.append(say("{format} has no 16 bits a channel; the picture was reduced to 8.", format=kind))
    whole = prepared is image and cover.whole and fine is None
    if kind == "GIF":
        from .gif import still_gif

        data, exact = still_gif(prepared, marks, notes)
        return Encoded(data, kind, exact and whole, tuple(notes))
    lossless = kind in ("PNG", "TIFF") or bool(options.get("lossless"))
    return Encoded(save(prepared, kind, options, notes), kind, lossless and whole, tuple(notes))


def _repacked(canvas: Canvas, saving: Saving) -> Encoded | None:
    """Return a PNG with the cover's own rows but for those under marks, or None where it is to be written anew."""
    cover, boxes = canvas.cover, canvas.marked()
    if not isinstance(cover.picture, PngPicture) or not boxes:
        return None
    notes: list[Message] = []
    pixel = Image.new(cover.picture.mode, (1, 1))
    options = options_of(pixel, cover, "PNG", saving, notes)
    if options["compress_type"] != PNG_PHOTO["compress_type"]:
        return None
    plain = _beside(pixel, cover, "PNG", options, notes)
    return Encoded(repacked(cover.picture.rows, plain, canvas.after, boxes), "PNG", cover.whole, tuple(notes))


def _in_planes(canvas: Canvas, saving: Saving) -> Encoded | None:
    """Return a WebP of the cover's own planes, new ones under marks, or None where it is to be written by Pillow."""
    cover = canvas.cover
    if not isinstance(cover.picture, WebpPicture):
        return None
    notes: list[Message] = []
    planes = cover.picture.planes.copy()
    for box in map(_even, canvas.marked()):
        planes.paint(canvas.after(box), int(box.left), int(box.top))
    pixel = Image.new(cover.picture.mode, (1, 1))
    options = options_of(pixel, cover, "WEBP", saving, notes)
    bare = planes.encoded(options["quality"], options["method"])
    if bare is None:
        return None
    plain = _beside(pixel, cover, "WEBP", options, notes)
    return Encoded(webp_of(plain, planes.size, bare), "WEBP", exact=False, notes=tuple(notes))


def _beside(pixel: Image.Image, cover: Cover, kind: str, options: dict[str, Any], notes: list[Message]) -> bytes:
    """Return a file of one pixel in the cover's mode, with what is to stand beside the pixels that come in its place."""
    file, more = attached(save(pixel, kind, {**options, **metadata(pixel, cover, kind, notes)}, notes), cover, kind)
    notes += more
    return file


def _even(box: Box) -> Box:
    """Return the box of whole chroma samples around another."""
    left, top, right, bottom = box.pixels
    return Box(left & ~1, top & ~1, right + (right & 1), bottom + (bottom & 1))


def check_size(image: Image.Image, kind: str) -> None:
    """Raise CoverError for a picture too large for the format, or for the memory that its encoder would take."""
    most, megapixels = FORMATS[kind].longest_side, image.width * image.height / 1_000_000
    if max(image.size) > most:
        raise CoverError(say("A {format} file holds at most {most} pixels a side; choose png.", format=kind, most=most))
    if megapixels > _MOST_MEGAPIXELS.get(kind, megapixels):
        raise CoverError(
            say(
                "The picture has {have:.1f} megapixels, and {format} is written up to {most}; choose jpg or png.",
                have=megapixels,
                format=kind,
                most=_MOST_MEGAPIXELS[kind],
            )
        )


def _fit_mode(image: Image.Image, cover: Cover, kind: str, saving: Saving, notes: list[Message]) -> Image.Image:
    """Return the picture in a mode that the format can hold, telling what that costs."""
    if not FORMATS[kind].alpha and image.has_transparency_data:
        colour = "white" if saving.matte.lower() == WHITE else saving.matte
        notes.append(say("JPEG has no transparency; the picture was laid on {colour}.", colour=colour))
        return on_colour(image, saving.matte)
    if image.mode in _MODES[kind]:
        return image
    if image.mode == "CMYK":
        notes.append(say("{format} has no CMYK; the picture was converted to RGB.", format=kind))
        from .profiles import to_srgb

        return to_srgb(image, cover.icc_profile)
    if image.mode == "I;16":
        notes.append(say("{format} has no 16 bits a channel; the picture was reduced to 8.", format=kind))
    return full_colour(image)


def metadata(image: Image.Image, cover: Cover, kind: str, notes: list[Message]) -> dict[str, Any]:
    """Return the cover's profile, EXIF and resolution, as far as picture and format can bear them."""
    found: dict[str, Any] = {"icc_profile": None, **saving_options(cover, kind)}
    exif = cover.exif
    if cover.icc_profile is not None:
        from .profiles import written_profile

        profile = written_profile(cover.icc_profile, image.mode)
        if profile is None:
            notes.append(say("The colour profile does not belong to the written colours and was dropped."))
        elif kind == "JPEG" and len(profile) > _JPEG_ICC_BYTES:
            notes.append(say("The colour profile is too large for JPEG and was dropped."))
        else:
            found["icc_profile"] = profile
    if exif is not None and kind in _WITH_EXIF:
        found["exif"] = exif
    if cover.dpi is not None and kind in _WITH_DPI:
        found["dpi"] = cover.dpi
    return found


def save(
    image: Image.Image, kind: str, options: dict[str, Any], notes: list[Message], fine: Image.Image | None = None
) -> bytes:
    """Return the bytes of a file; with ``fine``, the lower bytes, a PNG or TIFF has 16 bits a channel.

    Raises CoverError where Pillow cannot write it.
    """
    try:
        if kind == "TIFF":
            from .tiff_writing import tiff_file

            return tiff_file(image, options, notes, fine)
        if fine is not None:
            from .deep import deep_png

            return deep_png(save(Image.new(image.mode, (1, 1)), kind, options, notes), image, fine)
        buffer = NamedBuffer(FORMATS[kind].extensions[0])
        image.save(buffer, **options)
    except MemoryError:
        raise CoverError(say("There is not enough memory to write the picture; scale it down.")) from None
    except (OSError, ValueError, TypeError, OverflowError) as error:
        raise CoverError(
            say("The picture cannot be written ({reason}); try another format.", reason=str(error))
        ) from error
    return buffer.getvalue()
