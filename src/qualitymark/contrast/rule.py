"""How much contrast is asked of a text, and what is said where it has less.

WCAG 2.2, 1.4.3 "Contrast (Minimum)" asks for 4.5:1, and for 3:1 of large letters: 24 CSS pixels (18 points), or bold
ones of 18.66 CSS pixels (14 points). A phone shows a cover at about 40 %, so in pixels of the cover that is 60 and 46.7.
"""

from __future__ import annotations

import math

from ..layers.base import Letters
from ..messages import Message, say
from ..model.keys import Number, OneOf
from ..model.reading import key, model

SHOWN = 0.4
"""The share of its size at which a phone shows a cover."""
LARGE = 24 / SHOWN
LARGE_BOLD = 56 / 3 / SHOWN
"""Pixels of the cover from which letters are large; 14 points are 18 2/3 CSS pixels."""


@model
class ContrastRule:
    """The contrast that a mark's texts must reach."""

    min: float = key(Number(1, 21), default=4.5, doc="The least contrast of a text to what is beneath it, 1 to 21.")
    large: float = key(
        Number(1, 21),
        default=3.0,
        doc="The same for large letters: 60 px of the cover, or 47 px bold. Never more than “min”.",
    )
    below: str = key(
        OneOf(say("consequence"), ("warn", "error")), default="warn", doc="What a text with less is: warn or error."
    )

    def asked(self, letters: Letters) -> float:
        """Return the contrast ratio that these letters must reach."""
        large = letters.size >= (LARGE_BOLD if letters.bold else LARGE)
        return min(self.min, self.large) if large else self.min

    def lacking(self, text: str, letters: Letters, found: float) -> Message | None:
        """Return what is wrong with a text of this contrast, or None."""
        asked = self.asked(letters)
        if found >= asked:
            return None
        shown = round(found, 2)
        return say(
            "The text “{text}” has a contrast of {found:.2f}:1 to what is beneath it, and {asked:g}:1 is asked. Lay a "
            "plate or a scrim under it, let one there “strengthen”, or choose another colour, tone or place.",
            text=text,
            # 4.499 is not 4.5 (WCAG 2.2, understanding 1.4.3), and must not look like it.
            found=shown if shown < asked else math.floor(found * 100) / 100,
            asked=asked,
        )
