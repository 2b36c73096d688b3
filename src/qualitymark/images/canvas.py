"""Putting a mark onto a picture, and looking at parts of a picture.

Nothing outside the mark's box changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PIL import Image

from ..errors import CoverError
from ..geometry import Box, Size
from ..messages import Message, say
from .animation import Frame
from .modes import full_colour, on_white
from .picture import within

if TYPE_CHECKING:
    from .cover import Cover


# The allocator of glibc asks the system anew for every large block, until one as large was given back. This one is
# never touched, and saves 250 to 1600 page faults a cover: a fifth of the time (measured). Others take no notice.
bytes(8 * 1024 * 1024)


class Canvas:
    """A cover and the marks on it.

    Of a JPEG or a PNG that can be patched nothing is decoded but what is looked at or drawn on, and the frames of an
    animation are drawn on when they are written; any other cover is drawn on at once. ``own`` says that its pixels may
    be drawn on. Not to be shared by threads while marks are put on it.
    """

    def __init__(self, cover: Cover, *, own: bool = False) -> None:
        self.cover = cover
        self._own = own
        self._marks: list[tuple[Image.Image, int, int]] = []
        self._image: Image.Image | None = None if cover.picture.drawn_late else cover.image

    @property
    def image(self) -> Image.Image:
        """The whole picture with the marks. Raises CoverError where it is decoded only now and is damaged."""
        if self._image is None:
            image = self.cover.image
            for mark, left, top in self._marks:
                image = compose(image, mark, left, top, own=image is not self.cover.image)
            # Parts of a cover that is drawn on late are asked for without marks.
            self._image, self._own = image, image is not self.cover.image
        return self._image

    def put(self, mark: Image.Image, left: int, top: int) -> None:
        """Lay an RGBA mark over what is there; its colours are sRGB, and are fitted to the cover's profile."""
        if self.cover.icc_profile is not None:
            from .profiles import fitted

            mark = fitted(mark, self.cover.icc_profile, self.cover.picture.mode)
        self._marks.append((mark, left, top))
        if self._image is not None:
            self._image = compose(self._image, mark, left, top, own=self._own, profile=self.cover.icc_profile)
            self._own = True

    def region(self, box: Box) -> Image.Image:
        """Return what is inside ``box`` as RGB, with the marks so far; transparent pixels are seen on white.

        ``box`` is in pixels and is cut at the edges of the picture; where nothing is left, the result is 0 x 0.
        """
        return region_rgb(self._image, box) if self._image is not None else self.after(box)

    def after(self, box: Box) -> Image.Image:
        """Return the cover's pixels inside ``box`` with the marks on them, in the cover's mode."""
        part = self.cover.picture.part(box)
        inside = within(self.cover.size, box)
        if inside is not None:
            for mark, left, top in self._marks:
                part = compose(part, mark, left - inside[0], top - inside[1])
        return part

    def frames(self) -> Iterator[Frame]:
        """Give each frame of an animated cover with the marks on it. Raises CoverError for a damaged one."""
        assert self.cover.animation is not None
        for image, duration, fine in self.cover.animation.frames():
            for mark, left, top in self._marks:
                image = compose(image, mark, left, top, own=True)
            if fine is not None:
                from .deep import marked_fine

                fine = marked_fine(fine, image, self.marks)
            yield Frame(image, duration, fine)

    @property
    def marks(self) -> tuple[tuple[Image.Image, int, int], ...]:
        """The marks so far, as RGBA pictures, and where their corners are."""
        return tuple(self._marks)

    def marked(self) -> list[Box]:
        """Return what of the picture lies under marks, a box each."""
        boxes = (within(self.cover.size, Box.at(left, top, *mark.size)) for mark, left, top in self._marks)
        return [Box(*box) for box in boxes if box]


def compose(
    image: Image.Image,
    mark: Image.Image,
    left: int,
    top: int,
    *,
    own: bool = False,
    profile: bytes | None = None,
) -> Image.Image:
    """Return a picture with the RGBA ``mark`` laid over ``image``, its corner at ``left``, ``top``.

    The mark is cut at the edges of the picture; outside of its box every pixel is equal to the source's.
    ``image`` is not changed, unless the caller says that it is his ``own``. By mode of ``image``:

    - RGB stays RGB and RGBA stays RGBA, by Porter and Duff's "over" with straight alpha;
    - 1, L and P become RGB, LA, PA and whatever has a transparent colour or palette entry become RGBA: both
      hold the same colours exactly;
    - CMYK stays CMYK, the mark's colours being those of ``profile``, or else 255 minus red, green and blue;
    - I;16 stays I;16, the mark being drawn in grey (ITU-R 601-2 luma), so that no depth is lost.

    ``mode_note`` says in words what changed. Raises CoverError for any other mode.
    """
    result = _to_stamp_on(image, own)
    box = within(Size(*image.size), Box.at(left, top, *mark.size))
    if box is None:
        return result
    part = mark if mark.size == (box[2] - box[0], box[3] - box[1]) else mark.crop(_shifted(box, -left, -top))
    if result.mode == "RGBA":
        result.alpha_composite(part, box[:2])
    elif result.mode == "RGB":
        result.paste(part, box, part)
    elif result.mode == "CMYK":
        from .profiles import inks

        result.paste(inks(part, profile), box, part.getchannel("A"))
    else:
        _lay_over_deep_grey(result, part, box)
    return result


def mode_note(mode: str) -> Message | None:
    """Return what ``compose`` changes about the whole of a picture of that mode or the mark's colours, or None."""
    if mode == "I;16":
        return say("The cover is 16-bit grey; the mark is drawn in grey to keep its depth.")
    if mode in ("1", "L", "LA"):
        return say("The cover is grey; it was made a colour picture to hold the mark's colours.")
    if mode in ("P", "PA"):
        return say("The cover has a colour palette; it was made a full-colour picture.")
    return None


def region_rgb(image: Image.Image, box: Box) -> Image.Image:
    """Return the part of a picture inside ``box``, cut at its edges, as RGB; transparent pixels are seen on white."""
    inside = within(Size(*image.size), box)
    return on_white(image.crop(inside)) if inside else Image.new("RGB", (0, 0))


def _to_stamp_on(image: Image.Image, own: bool) -> Image.Image:
    """Return the picture in the mode that it has with the mark on it; a copy, unless it is the caller's own."""
    transparent = image.has_transparency_data
    if image.mode in ("RGB", "RGBA", "CMYK", "I;16") and (image.mode != "RGB" or not transparent):
        return image if own else image.copy()
    if image.mode in ("1", "L", "LA", "P", "PA", "RGB"):
        return full_colour(image)
    raise CoverError(say("A picture of mode {mode} cannot be stamped; convert it to RGB or RGBA.", mode=image.mode))


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
