"""Putting a mark onto a picture, and looking at parts of a picture.

Nothing outside the mark's box changes. Colour management of the mark and animation come as rooms of their own.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from PIL import Image

from ..errors import CoverError
from ..geometry import Box
from ..messages import Message, say
from .modes import full_colour, on_white


def compose(image: Image.Image, mark: Image.Image, left: int, top: int, *, own: bool = False) -> Image.Image:
    """Return a picture with the RGBA ``mark`` laid over ``image``, its corner at ``left``, ``top``.

    The mark is cut at the edges of the picture; outside of its box every pixel is equal to the source's.
    ``image`` is not changed, unless the caller says that it is his ``own``. By mode of ``image``:

    - RGB stays RGB and RGBA stays RGBA, by Porter and Duff's "over" with straight alpha;
    - 1, L and P become RGB, LA, PA and whatever has a transparent colour or palette entry become RGBA: both
      hold the same colours exactly;
    - CMYK stays CMYK, the mark's colours being taken as 255 minus red, green and blue, without black;
    - I;16 stays I;16, the mark being drawn in grey (ITU-R 601-2 luma), so that no depth is lost.

    ``mode_note`` says in words what changed. Raises CoverError for any other mode.
    """
    result = _to_stamp_on(image, own)
    box = _inside(image, left, top, left + mark.width, top + mark.height)
    if box is None:
        return result
    part = mark if mark.size == (box[2] - box[0], box[3] - box[1]) else mark.crop(_shifted(box, -left, -top))
    if result.mode == "RGBA":
        result.alpha_composite(part, box[:2])
    elif result.mode == "RGB":
        result.paste(part, box, part)
    elif result.mode == "CMYK":
        result.paste(part.convert("RGB").convert("CMYK"), box, part.getchannel("A"))
    else:
        _lay_over_deep_grey(result, part, box)
    return result


def mode_note(image: Image.Image) -> Message | None:
    """Return what ``compose`` changes about the whole of this picture or the mark's colours, or None."""
    if image.mode == "I;16":
        return say("The cover is 16-bit grey; the mark is drawn in grey to keep its depth.")
    if image.mode in ("1", "L", "LA"):
        return say("The cover is grey; it was made a colour picture to hold the mark's colours.")
    if image.mode in ("P", "PA"):
        return say("The cover has a colour palette; it was made a full-colour picture.")
    return None


def region_rgb(image: Image.Image, box: Box) -> Image.Image:
    """Return the part of the picture inside ``box`` as RGB; transparent pixels are seen on white.

    ``box`` is in pixels and is cut at the edges of the picture; where nothing is left, the result is 0 x 0.
    """
    inside = _inside(image, *box.outward().pixels)
    if inside is None:
        return Image.new("RGB", (0, 0))
    return on_white(image.crop(inside))


def thumbnail_grey(image: Image.Image, longest: int) -> Image.Image:
    """Return the picture in 8-bit grey, reduced by a whole factor so that its longer side is ``longest`` at most.

    Every pixel is the mean of a square of the source's. A picture that is small enough keeps its size.
    """
    factor = max(1, ceil(max(image.size) / longest))
    if image.mode != "RGBA" and (image.has_transparency_data or image.mode not in ("RGB", "L", "CMYK")):
        image = on_white(image)
    small = image.reduce(factor) if factor > 1 else image
    return small.copy() if small.mode == "L" else on_white(small).convert("L")


def _to_stamp_on(image: Image.Image, own: bool) -> Image.Image:
    """Return the picture in the mode that it has with the mark on it; a copy, unless it is the caller's own."""
    transparent = image.has_transparency_data
    if image.mode in ("RGB", "RGBA", "CMYK", "I;16") and (image.mode != "RGB" or not transparent):
        return image if own else image.copy()
    if image.mode in ("1", "L", "LA", "P", "PA", "RGB"):
        return full_colour(image)
    raise CoverError(say("A picture of mode {mode} cannot be stamped; convert it to RGB or RGBA.", mode=image.mode))


def _inside(image: Image.Image, left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int] | None:
    """Return what of a box lies on the picture, or None where nothing does."""
    box = max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height)
    return box if box[0] < box[2] and box[1] < box[3] else None


def _shifted(box: tuple[int, int, int, int], x: int, y: int) -> tuple[int, int, int, int]:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _lay_over_deep_grey(image: Image.Image, mark: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Blend by arithmetic: pasting through a mask takes the two bytes of a 16-bit pixel for two pixels."""
    from PIL import ImageMath

    def over(bands: dict[str, Any]) -> Any:
        below, grey, alpha = bands["below"], bands["grey"], bands["alpha"]
        return (below * (255 - alpha) + grey * 257 * alpha + 127) / 255

    below = image.crop(box).convert("I")
    blended = ImageMath.lambda_eval(over, below=below, grey=mark.convert("L"), alpha=mark.getchannel("A"))
    image.paste(blended.convert("I;16"), box)
