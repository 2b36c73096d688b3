"""What a template promises of its mark, wherever the platform shows the cover."""

from __future__ import annotations

from ..model.keys import Number
from ..model.reading import key, model

LEAST_X_HEIGHT = 7.0
"""Pixels of small letters, such as “x”, below which a text counts as no longer readable."""


@model
class Promise:
    """Widths of the cover in pixels, as a platform shows it, down to which a mark is promised to work."""

    qr: int = key(Number(1, 20_000, whole=True), default=795, doc="The narrowest cover on which the QR code is read.")
    text: int | None = key(
        Number(1, 20_000, whole=True),
        default=None,
        doc="The narrowest cover on which every text can be read, with 7 px for its small letters; nothing if left out.",
    )
