"""What the two implementations, ``reference`` and the compiled one, offer alike to ``patching``.

Positions and lengths are in bits of the unstuffed coded data. Coefficients are 16-bit integers in the machine's byte
order: 64 a block in zigzag order, the blocks in the order of the scan. A *plan* tells the blocks of an MCU in that
order. Everything raises Unsupported for data that cannot be read or coded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from .header import Jpeg

Box: TypeAlias = tuple[int, int, int, int]
Buffer: TypeAlias = bytes | bytearray | memoryview


class Table(Protocol):
    """A Huffman table, ready to read and to write codes."""


class Block(NamedTuple):
    """One block of an MCU: its component, its tables, and the numbers that ``Kernel.lacking`` knows them by."""

    component: int
    dc: Table
    ac: Table
    dc_slot: int
    ac_slot: int


Plan: TypeAlias = tuple[Block, ...]
# MCUs of a segment that follow each other: the first of them, how many, and where their coefficients are among the new
# ones, also counted in MCUs; a negative number for those that stay as they are.
Piece: TypeAlias = tuple[int, int, int]


class Pass(NamedTuple):
    """One scan of a progressive picture (G.1.1.1): what it brings of which components, the tables, the restart interval.

    ``tables`` has one for each component, none in a refinement of DC. ``band`` are the first and the last coefficient
    (Ss, Se), ``high`` and ``low`` the bits that are not told before it and after it (Ah, Al); a high of 0 is the first
    scan of its band. ``restart`` counts MCUs of this scan, at least 1.
    """

    components: tuple[int, ...]
    tables: tuple[Table, ...]
    band: tuple[int, int]
    high: int
    low: int
    restart: int


class Spectrum(Protocol):
    """The coefficients of a whole picture, brought scan by scan."""

    def scan(self, data: bytes, bounds: Sequence[int], what: Pass) -> None:
        """Read one scan, whose segments have these bounds, as many as it has restart intervals.

        The caller sees to it that scans follow each other as annex G asks.
        """

    def units(self) -> Buffer:
        """Return all coefficients, MCU by MCU.

        Blocks beyond the picture's edge, of which non-interleaved scans tell nothing, have the DC coefficient of the
        block before them (A.2.4) and no other.
        """


class Reader(Protocol):
    """Reads one entropy-coded segment, each MCU once, and no further than to what is asked for."""

    @property
    def length(self) -> int:
        """All bits of the segment, the padding of its last byte among them."""

    def place(self, unit: int) -> tuple[int, tuple[int, ...]]:
        """Return where an MCU starts, and the predictors there: the DC coefficients before it (F.2.1.3.1)."""

    def levels(self, units: int) -> Buffer:
        """Return the DC coefficients of the first component's blocks in the first MCUs, in the order of the scan."""

    def tail(self) -> tuple[int, int]:
        """Return how many bits at the end of the segment are alike, at most 16, and the value of these bits."""


class Writer(Protocol):
    """Writes entropy-coded segments, one after the other."""

    @property
    def odd(self) -> int:
        """How many bits are written beyond whole bytes."""

    def copy(self, reader: Reader, start: int, end: int) -> None:
        """Write the reader's bits from ``start`` to ``end``."""

    def transcode(self, reader: Reader, start: int, end: int) -> None:
        """Write the MCUs between two positions, both of which were asked for, with this writer's codes."""

    def part(
        self, reader: Reader, pieces: Sequence[Piece], fresh: Buffer, before: tuple[int, ...], moved: bool
    ) -> None:
        """Write MCUs behind others whose last DC coefficients are ``before``.

        ``fresh`` are the coefficients of the new ones. ``moved``: codes differ from the reader's in more than the
        first DC differences of a piece.
        """

    def whole(self, units: Buffer) -> None:
        """Write MCUs from their coefficients, the first of them behind none (F.1.1.5.1)."""

    def finish(self) -> bytes:
        """Return the segment, padded with ones (F.1.2.3) and stuffed (B.1.1.5), and start anew."""


class Kernel(Protocol):
    """The steps that are worth compiling."""

    def segments(self, data: bytes, start: int) -> list[int]:
        """Return start and end of each entropy-coded segment of the scan, split at RST markers (B.2.1).

        The last one ends at another marker, of any kind.
        """

    def table(self, counts: bytes, values: bytes) -> Table:
        """Make a table from BITS and HUFFVAL."""

    def reader(self, data: bytes, start: int, end: int, plan: Plan) -> Reader:
        """Make a reader for the segment between two offsets."""

    def writer(self, plan: Plan) -> Writer:
        """Make a writer with nothing written."""

    def spectrum(self, jpeg: Jpeg) -> Spectrum:
        """Make a picture of that size and sampling, with no coefficients told. Raises MemoryError for a huge one."""

    def lacking(
        self, plan: Plan, reader: Reader, pieces: Sequence[Piece], fresh: Buffer, before: tuple[int, ...]
    ) -> dict[tuple[int, int], int]:
        """Return how often ``Writer.part`` would need each symbol that there is no code for, by slot and symbol.

        Looked at are new MCUs, and the first DC differences of every other piece.
        """

    def stuffed(self, reader: Reader, size: int) -> int:
        """Return how many bytes of the file hold the first ``size`` unstuffed bytes of the segment (B.1.1.5)."""

    def pixels(self, jpeg: Jpeg, box: Box, parts: Sequence[tuple[Reader, int, int]], part: Box) -> bytes:
        """Return the pixels of a part of an aligned box: one byte each of a grey JPEG, else four (RGBX).

        ``parts`` are the box's MCUs in the order of the scan: the reader of each run, its first MCU, and how many there
        are, no further than to the end of a row.
        """

    def luminance(self, jpeg: Jpeg, levels: Buffer) -> bytes:
        """Return the means of the first component's blocks, row by row, from what ``Reader.levels`` gives of all."""

    def over(self, box: Box, below: Buffer, mark: Buffer, at: Box) -> bytes:
        """Return the pixels of ``box`` with ``mark``, RGBA and not premultiplied, blended over them at ``at``."""

    def changed(self, jpeg: Jpeg, box: Box, before: Buffer, after: Buffer) -> bytes:
        """Return 1 for each MCU of ``box`` whose pixels differ, 0 for the others."""

    def coefficients(self, jpeg: Jpeg, box: Box, pixels: Buffer, touched: bytes) -> Buffer:
        """Return the quantised coefficients of each MCU of ``box`` that is touched."""
