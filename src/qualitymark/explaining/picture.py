"""The explanation itself: the stamped cover, dimmed, with what was known of it drawn over, and a legend beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UsageError
from ..geometry import Box
from ..images.modes import on_white
from ..messages import Message, say, translate
from ..placement import Candidate, Placement
from . import pens
from .legend import OUTLINED, legend
from .pens import FINE

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..stamping import Stamped, StampedMark

WIDTH = 1280
"""The width of the picture, in pixels; a smaller cover is enlarged so that the words can be read."""
_FRAME = 4 * FINE
"""How far the frame of a mark lies outside of it."""
_STRIP = 38 * FINE
"""The height that a label with its gaps takes."""
_WORDS = {
    "free": say("free place"),
    "at": say("fixed place"),
    "top-left": say("top left"),
    "top": say("top"),
    "top-right": say("top right"),
    "left": say("left"),
    "centre": say("centre"),
    "right": say("right"),
    "bottom-left": say("bottom left"),
    "bottom": say("bottom"),
    "bottom-right": say("bottom right"),
}


def explain(stamped: Stamped, language: str = "en") -> Image:
    """Return a picture in RGB that shows why the marks are where they are.

    The safe zone is outlined, what the platform covers is hatched, the content that was measured is a heat map; every
    place that was looked at has its score, less being better. ``language`` is that of its words, ``en`` or ``ru``.
    Raises UsageError where the marks do not know how they were placed.
    """
    from PIL import Image

    placements = [mark.placement for mark in stamped.marks if mark.placement is not None]
    if not placements:
        raise UsageError(say("There is no mark whose place could be explained."))
    cover = _Cover(stamped, language)
    for placement in placements:
        if placement.content is not None:
            cover.heat(placement)
            break
    cover.platform(placements[0])
    for mark in stamped.marks:
        cover.others(mark)
    for mark in stamped.marks:
        cover.chosen(mark)
    for mark in stamped.marks:
        cover.named(mark)
    foot = legend(cover.picture.width, placements, language)
    whole = Image.new("RGB", (cover.picture.width, cover.picture.height + foot.height), pens.PAPER)
    whole.paste(cover.picture.convert("RGB"))
    whole.paste(foot, (0, cover.picture.height))
    return whole.reduce(FINE)


class _Cover:
    """The cover being drawn over; boxes come in its own pixels and are drawn in those of the picture."""

    def __init__(self, stamped: Stamped, language: str) -> None:
        from PIL import Image, ImageDraw, ImageEnhance

        self.language = language
        source = on_white(stamped.image)
        self.scale = WIDTH * FINE / source.width
        size = WIDTH * FINE, max(1, round(source.height * self.scale))
        self.plain = source.resize(size, Image.Resampling.LANCZOS)
        # Grey and dim, so that the colours of the drawing are the only ones.
        dim = ImageEnhance.Brightness(self.plain.convert("L").convert("RGB")).enhance(0.72)
        self.picture = Image.blend(self.plain, dim, 0.8).convert("RGBA")
        self.pen = ImageDraw.Draw(self.picture)
        self.frames: list[Box] = []
        self.labels = pens.Labels(self.pen, Box.at(0, 0, *size))

    def on(self, box: Box) -> Box:
        return Box(*(round(edge * self.scale) for edge in box))

    def heat(self, placement: Placement) -> None:
        assert placement.content is not None
        size = self.picture.width, self.picture.height
        self.picture.alpha_composite(pens.heat_map(placement.content, size))

    def platform(self, placement: Placement) -> None:
        """Draw what the platform shows and what it covers."""
        ground = placement.ground
        for name, box in ground.covered:
            pens.hatch(self.picture, self.on(box))
            self.labels.put(self._said(name), self.on(box), (0, 0), (pens.BARRED, pens.PAPER))
        for name, box in ground.crops:
            if box != ground.whole:
                pens.dashed(self.pen, self.on(box), pens.PAPER)
                self.labels.put(self._said(name), self.on(box), (1, 0), (pens.PAPER, pens.INK))
        if ground.safe != ground.whole:
            pens.outline(self.pen, self.on(ground.safe), pens.SAFE, 3)

    def others(self, mark: StampedMark) -> None:
        """Draw the places that were looked at and not taken."""
        if mark.placement is None:
            return
        others = [candidate for candidate in mark.placement.candidates if candidate.box != mark.placement.box]
        if len(others) > OUTLINED:
            self._dots(others)
            return
        for candidate in others:
            pens.outline(self.pen, self.on(candidate.box), pens.OTHER, 1, under=pens.MUTED)
        for candidate in others:
            self.labels.put(self._told(candidate), *self._corner(candidate), (pens.PAPER, pens.INK))

    def chosen(self, mark: StampedMark) -> None:
        """Show the mark in its colours, framed."""
        if mark.placement is None:
            return
        box = self.on(mark.placement.box)
        self.picture.paste(self.plain.crop(box.pixels), box.pixels)
        pens.outline(self.pen, box.grown(_FRAME), pens.CHOSEN, 4, under=pens.PAPER)
        self.frames.append(box.grown(_FRAME))

    def named(self, mark: StampedMark) -> None:
        """Set the score above the frame; beneath it, or inside, where another mark or the edge is in the way."""
        if mark.placement is None:
            return
        taken = next(one for one in mark.placement.candidates if one.box == mark.placement.box)
        box, corner = self._corner(taken)
        frame = box.grown(_FRAME)
        above = Box(frame.left, frame.top - _STRIP, frame.right, frame.top)
        beneath = Box(frame.left, frame.bottom, frame.right, frame.bottom + _STRIP)
        whole = Box.at(0, 0, self.picture.width, self.picture.height)
        strip = next(
            (one for one in (above, beneath) if whole.contains(one) and not any(one.overlaps(f) for f in self.frames)),
            box,
        )
        told = self._told(taken._replace(name=mark.placement.anchor))
        self.labels.put(told, strip, (corner[0], int(strip != beneath)), (pens.CHOSEN, pens.PAPER))

    def _dots(self, candidates: list[Candidate]) -> None:
        """Show the middles of many places, coloured from the best to the worst of them."""
        scores = [candidate.score or 0.0 for candidate in candidates if candidate.barred is None] or [0.0]
        least, spread = min(scores), max(max(scores) - min(scores), 0.01)
        radius = 4 * FINE
        for candidate in candidates:
            x, y = self.on(candidate.box).centre
            red, green, blue, _ = pens.heat(((candidate.score or 0.0) - least) / spread)
            fill = pens.BARRED if candidate.barred else (red, green, blue)
            self.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill, pens.PAPER, FINE)

    def _corner(self, candidate: Candidate) -> tuple[Box, tuple[int, int]]:
        """Return the box and the corner of it that is nearest to a corner of the picture: the least in the way."""
        box = self.on(candidate.box)
        x, y = box.centre
        return box, (int(x > self.picture.width / 2), int(y > self.picture.height / 2))

    def _told(self, candidate: Candidate) -> str:
        name = self._said(candidate.name)
        if candidate.barred is not None:
            told = say("{place}: barred", place=name)
        elif candidate.score is None:
            return name
        else:
            told = say("{place}: {score:.1f}", place=name, score=candidate.score)
        return str(translate(told, self.language))

    def _said(self, name: str) -> str:
        """Return a name in the language; one of a user's own preset is said as it is."""
        return str(translate(_WORDS.get(name, Message(name)), self.language))
