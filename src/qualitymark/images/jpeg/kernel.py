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
    """One block of an MCU: its component, its tables, and the numbers that ``Kernel.count`` counts them under."""

    component: int
    dc: Table
    ac: Table
    dc_slot: int
    ac_slot: int


Plan: TypeAlias = tuple[Block, ...]


class Reader(Protocol):
    """Reads one entropy-coded segment, each MCU once, and no further than to what is asked for."""

    @property
    def length(self) -> int:
        """All bits of the segment, the padding of its last byte among them."""

    @property
    def position(self) -> int:
        """Where the next MCU starts; at first the segment's first."""

    def place(self, unit: int) -> tuple[int, tuple[int, ...]]:
        """Return where an MCU starts, and the predictors there: the DC coefficients before it (F.2.1.3.1)."""

    def seek(self, unit: int) -> None:
        """Go to the start of an MCU."""

    def differences(self) -> tuple[int, ...]:
        """Return the first DC difference of each component in the next MCU, without reading on."""

    def levels(self, units: int) -> Buffer:
        """Return the DC coefficients of the first component's blocks in the first MCUs, in the order of the scan."""

    def tail(self) -> tuple[int, int]:
        """Return how many bits at the end of the segment are alike, at most 16, and the value of these bits."""


class Writer(Protocol):
    """Writes entropy-coded segments, one after the other."""

    @property
    def length(self) -> int:
        """How many bits are written."""

    def copy(self, reader: Reader, start: int, end: int) -> None:
        """Write the reader's bits from ``start`` to ``end``."""

    def transcode(self, reader: Reader, start: int, end: int) -> None:
        """Write the MCUs between two positions, both of which were asked for, with this writer's codes."""

    def mend(self, reader: Reader, added: Sequence[int]) -> None:
        """Read one MCU and write it with this writer's codes, adding to the first DC difference of each component."""

    def part(
        self, reader: Reader, pieces: Sequence[tuple[int, int]], before: tuple[int, ...], moved: bool
    ) -> tuple[int, ...]:
        """Write MCUs that need not follow each other, behind others whose last DC coefficients are ``before``.

        A piece is the first MCU and how many there are; those of a piece whose first is negative are blank. ``moved``:
        the codes differ from the reader's in more than DC differences. Return the last DC coefficients.
        """

    def encode(self, coefficients: Buffer, first: int, units: int, predictors: Sequence[int]) -> None:
        """Write MCUs from coefficients, ``first`` counting from the first one there."""

    def blank(self, units: int) -> None:
        """Write MCUs of one colour: each block repeats the DC coefficient before it, and ends there."""

    def finish(self) -> bytes:
        """Return the segment, padded with ones (F.1.2.3) and stuffed (B.1.1.5), and start anew."""


class Kernel(Protocol):
    """The steps that are worth compiling."""

    def segments(self, data: bytes, start: int) -> list[int]:
        """Return start and end of each entropy-coded segment of the scan, split at RST markers (B.2.1)."""

    def table(self, counts: bytes, values: bytes) -> Table:
        """Make a table from BITS and HUFFVAL."""

    def reader(self, data: bytes, start: int, end: int, plan: Plan) -> Reader:
        """Make a reader for the segment between two offsets."""

    def writer(self, plan: Plan) -> Writer:
        """Make a writer with nothing written."""

    def count(
        self, plan: Plan, coefficients: Buffer, runs: Sequence[tuple[int, int, Sequence[int]]]
    ) -> dict[tuple[int, int], int]:
        """Return how often ``Writer.encode`` would write each symbol, by slot and symbol.

        A run is what ``encode`` is given: the first MCU, their number, the predictors.
        """

    def luminance(self, jpeg: Jpeg, levels: Buffer) -> bytes:
        """Return the means of the first component's blocks, row by row, from what ``Reader.levels`` gives of all."""

    def hidden(self, jpeg: Jpeg, box: Box, mark: Buffer, at: Box) -> bytes:
        """Return 1 for each MCU of ``box`` whose pixels are all under opaque pixels of ``mark``, 0 for the others."""

    def over(self, box: Box, below: Buffer, mark: Buffer, at: Box) -> bytes:
        """Return the pixels of ``box`` with ``mark``, RGBA and not premultiplied, blended over them at ``at``."""

    def changed(self, jpeg: Jpeg, box: Box, before: Buffer, after: Buffer) -> bytes:
        """Return 1 for each MCU of ``box`` whose pixels differ, 0 for the others."""

    def coefficients(self, jpeg: Jpeg, box: Box, pixels: Buffer, touched: bytes) -> Buffer:
        """Return the quantised coefficients of each MCU of ``box`` that is touched."""
