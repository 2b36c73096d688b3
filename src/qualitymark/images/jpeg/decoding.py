"""The pixels of a box: which MCUs are read, and where they are."""

from __future__ import annotations

from .kernel import Box
from .scan import Scan


def pixels_with(scan: Scan, box: Box) -> tuple[bytes, Box]:
    """Do what ``Editor.pixels`` says with the steps of one implementation."""
    jpeg = scan.jpeg
    across, down = jpeg.unit
    left, top, right, bottom = aligned = jpeg.aligned(box)
    # Chroma is smoothed across; with one unit around, the pixels of the box are those of the whole picture.
    grown = jpeg.aligned((left - across, top - down, right + across, bottom + down))
    wide, high = jpeg.units_of(grown)
    pitch = jpeg.units[0]
    start = grown[1] // down * pitch + grown[0] // across
    rows = ((first, first + wide) for first in range(start, start + high * pitch, pitch))
    found = scan.pieces(rows, new=False)
    for segment, pieces in found.items():
        # Read at once, a long way is gone by several walks.
        segment.reader.place(pieces[-1][0] + pieces[-1][1])
    parts = [(segment.reader, first, units) for segment, pieces in found.items() for first, units, _ in pieces]
    return scan.kernel.pixels(jpeg, grown, parts, aligned), aligned
