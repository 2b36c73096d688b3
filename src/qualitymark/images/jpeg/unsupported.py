"""What keeps a JPEG from being patched, in a fixed set of words."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[str, str]] = {
    "arithmetic": "its coefficients are coded arithmetically",
    "colour": "its three components are not, or not surely, YCbCr",
    "components": "it has neither one nor three components",
    "hierarchical": "it is hierarchical",
    "lines": "its height is told after the scan (DNL)",
    "lossless": "it is lossless",
    "precision": "its samples have not 8 bits",
    "progression": "its progressive scans leave something out, or do not follow each other",
    "progressive": "it is progressive",
    "range": "a coefficient is beyond what baseline coding can hold",
    "sampling": "a component's sampling factors do not divide the largest ones",
    "scans": "its components are in several scans",
    "stream": "its coded data are damaged, or doubtful",
    "structure": "its markers are damaged, or doubtful",
    "tables": "a table is missing, or doubtful",
}


class Unsupported(Exception):  # noqa: N818 - nothing is wrong with the picture, only with this way
    """This JPEG cannot be patched; ``reason`` is a key of ``REASONS``. Its bytes may still be decoded by others."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The JPEG cannot be patched: {REASONS[self.reason]}."
