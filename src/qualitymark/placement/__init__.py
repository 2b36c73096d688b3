"""Where a mark goes: the area that it may lie in, the size that fits there, and its place.

Boxes are in pixels of the cover.
"""

from .area import Ground, area
from .content import Content
from .fitting import LONGEST_SIDE, fitting_size
from .rules import ANCHOR_RULES, CORNERS, Candidate, Placement, PlaceRule
from .search import place

__all__ = [
    "ANCHOR_RULES",
    "CORNERS",
    "LONGEST_SIDE",
    "Candidate",
    "Content",
    "Ground",
    "PlaceRule",
    "Placement",
    "area",
    "fitting_size",
    "place",
]
