"""What a template says about the place of a mark, and what the search answers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import ANCHORS, Box, Length
from ..messages import Message, say
from ..model.keys import LengthKey, ListOf, OneOf
from ..model.reading import key, model

if TYPE_CHECKING:
    from .area import Ground
    from .content import Content

CORNERS = ("bottom-right", "bottom-left", "top-right", "top-left")
ANCHOR_RULES = ("auto", "free", *ANCHORS)
"""What ``anchor`` may say."""


@model
class PlaceRule:
    """Where a mark goes. ``margin`` is kept to the edges of the area; ``at`` takes the place of anchor and margin."""

    anchor: str = key(
        OneOf(say("anchor"), ANCHOR_RULES),
        default="auto",
        doc="One of nine points of the area; auto, the calmest of “among”; or free, the calmest place of all.",
    )
    among: tuple[str, ...] = key(
        ListOf(OneOf(say("anchor"), tuple(ANCHORS)), least=1),
        default=CORNERS,
        doc="The anchors that auto chooses from, the best liked first; free stays near the first.",
    )
    at: tuple[Length, ...] | None = key(
        ListOf(LengthKey(), least=2, most=2),
        default=None,
        doc="[x, y] of the mark's upper left corner, as shares of the cover or pixels, instead of an anchor.",
    )
    margin: Length = key(
        LengthKey(),
        default=Length(Fraction(3), "%"),
        doc="Kept to the area's edges: a share of the cover's width, or pixels.",
    )
    within: str = key(
        OneOf(say("area"), ("cover", "safe")), default="safe", doc="Where the mark must lie: safe (zone), or cover."
    )

    @property
    def searches(self) -> bool:
        """Whether the place depends on the picture."""
        return self.at is None and (self.anchor == "free" or (self.anchor == "auto" and len(self.among) > 1))


class Candidate(NamedTuple):
    """A place that was looked at: ``score`` is how much is covered there, or None where nothing was measured.

    ``barred`` says what the place is not free of; the mark never goes there.
    """

    name: str
    box: Box
    score: float | None = None
    barred: Message | None = None


class Placement(NamedTuple):
    """Where a mark lies: ``box`` is the artboard in pixels of the cover.

    ``anchor`` is the anchor chosen, ``free`` or ``at``. ``candidates`` are all places looked at, the best liked first.
    ``content`` is what the scores were measured on.
    """

    box: Box
    anchor: str
    ground: Ground
    candidates: tuple[Candidate, ...] = ()
    warning: Message | None = None
    content: Content | None = None
