"""A progressive JPEG as a baseline one in one scan, with the same coefficients: ITU-T T.81 annex G.

All headers stay as they are but for what tells of the coding: the frame is marked as baseline, and the standard tables
of annex K stand where the first scan began.
"""

from __future__ import annotations

from typing import Final

from .header import DHT, DRI, OTHER_FRAMES, SOS, Huffman, Jpeg, huffman, interval, next_segment, parse
from .kernel import Kernel, Pass, Table
from .scan import Key, plan_of
from .standard import TABLES
from .unsupported import Unsupported

_EOI = b"\xff\xd9"
_SOF2 = 0xC2
_REFUSED = {
    **{key: reason for key, reason in OTHER_FRAMES.items() if key != _SOF2},
    0xC0: "structure",
    0xC1: "structure",
}
# The largest bit that a scan may leave to later ones (table B.3), and what stands for no bit told at all.
_MOST_LOW, _NOTHING = 13, 14


def sequential_with(kernel: Kernel, data: bytes) -> bytes:
    """Do what ``sequential`` says with the steps of one implementation."""
    head, tables, restart, at = baseline_head(data)
    jpeg = parse(head)
    scans = _Scans(kernel, jpeg, tables, restart)
    while data[at : at + 2] != _EOI:
        marker, start, end = next_segment(data, at, _REFUSED)
        content = data[start + 2 : end]
        if marker == SOS:
            end = scans.read(data, content, end)
        elif marker == DHT:
            scans.tables.update(huffman(content))
        elif marker == DRI:
            scans.restart = interval(content)
        else:
            raise Unsupported("structure")
        at = end
    if not scans.complete:
        raise Unsupported("progression")
    writer = kernel.writer(plan_of(kernel, jpeg, jpeg.tables))
    writer.whole(scans.spectrum.units())
    return b"".join((head, writer.finish(), memoryview(data)[at:]))


def baseline_head(data: bytes) -> tuple[bytes, dict[Key, Huffman], int, int]:
    """Return what stands before the coded data of the baseline picture, and the state in which the first scan begins.

    That state are the tables and the restart interval told so far, and the offset of the scan's header.
    """
    if data[:2] != b"\xff\xd8":
        raise Unsupported("structure")
    parts = [b"\xff\xd8"]
    tables: dict[Key, Huffman] = {}
    restart, frame, at = 0, b"", 2
    while True:
        marker, start, end = next_segment(data, at, _REFUSED)
        content = data[start + 2 : end]
        if marker == SOS:
            break
        if marker == DHT:
            tables.update(huffman(content))
        elif marker == DRI:
            restart = interval(content)
        elif marker == _SOF2:
            frame = content
            parts.append(b"\xff\xc0" + data[start:end])
        else:
            parts.append(data[at:end])
        at = end
    return b"".join((*parts, _TABLES, _scan_header(frame))), tables, restart, at


def _scan_header(frame: bytes) -> bytes:
    """Return a scan header (B.2.3) for all components of a frame, with the whole spectrum at full precision."""
    parts = bytearray()
    for number, identifier in enumerate(frame[6::3]):
        parts += bytes((identifier, 0x11 if number else 0x00))
    return _segment(SOS, bytes((len(parts) // 2 & 0xFF,)) + parts + b"\x00\x3f\x00")


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


_TABLES: Final = _segment(
    DHT, b"".join(bytes((kind << 4 | number,)) + counts + values for (kind, number), (counts, values) in TABLES.items())
)


class _Scans:
    """The scans of a picture, one after the other, and what they have told so far."""

    def __init__(self, kernel: Kernel, jpeg: Jpeg, tables: dict[Key, Huffman], restart: int) -> None:
        self.tables = tables
        self.restart = restart
        self.spectrum = kernel.spectrum(jpeg)
        self._kernel, self._jpeg = kernel, jpeg
        # Of each coefficient the lowest bit that is known.
        self._told = [[_NOTHING] * 64 for _ in jpeg.components]

    @property
    def complete(self) -> bool:
        """Whether every coefficient is known in full; decoders smooth what is not."""
        return not any(map(any, self._told))

    def read(self, data: bytes, header: bytes, start: int) -> int:
        """Read the scan whose coded data start there; return where they end."""
        what = self._pass(header)
        bounds = self._kernel.segments(data, start)
        units = self._units(what)
        what = what._replace(restart=what.restart or units)
        # E.1.4: a segment is a restart interval, or all there is.
        if len(bounds) // 2 != -(-units // what.restart):
            raise Unsupported("stream")
        self.spectrum.scan(data, bounds, what)
        return bounds[-1]

    def _units(self, what: Pass) -> int:
        """Return how many MCUs a scan has: blocks of its only component (A.2.2), or those of the frame (A.2.3)."""
        across, down = self._jpeg.units if len(what.components) > 1 else self._jpeg.blocks(what.components[0])
        return across * down

    def _pass(self, header: bytes) -> Pass:
        """Read a scan header (B.2.3), and take down what the scan will tell."""
        if not header or len(header) != 4 + 2 * header[0]:
            raise Unsupported("structure")
        selectors, (first, last, bits) = header[1:-3], header[-3:]
        known = [part.identifier for part in self._jpeg.components]
        numbers = tuple(known.index(name) if name in known else -1 for name in selectors[::2])
        # B.2.3: in the order of the frame, each of them once.
        if not numbers or -1 in numbers or list(numbers) != sorted(set(numbers)):
            raise Unsupported("structure")
        what = Pass(numbers, (), (first, last), bits >> 4, bits & 15, self.restart)
        self._follow(what)
        return what._replace(tables=self._tables(what, selectors[1::2]))

    def _follow(self, what: Pass) -> None:
        """Hold that a scan brings what may come next (G.1.1.1, table B.3)."""
        (first, last), high, low = what.band, what.high, what.low
        # G.1.1.1.1: DC alone, or a band of AC of one component.
        apart = last == 0 if first == 0 else first <= last <= 63 and len(what.components) == 1
        # G.1.1.1.2: all but the lowest bits, and then one bit more each time.
        if not apart or low > _MOST_LOW or (high and high != low + 1):
            raise Unsupported("progression")
        before = [high or _NOTHING] * (last + 1 - first)
        for number in what.components:
            told = self._told[number]
            if told[first : last + 1] != before or (first and told[0] == _NOTHING):
                raise Unsupported("progression")
            told[first : last + 1] = [low] * len(before)

    def _tables(self, what: Pass, destinations: bytes) -> tuple[Table, ...]:
        if what.band[0] == 0:
            keys = [] if what.high else [(0, places >> 4) for places in destinations]
        else:
            keys = [(1, places & 15) for places in destinations]
        if not self.tables.keys() >= set(keys):
            raise Unsupported("tables")
        return tuple(self._kernel.table(self.tables[key].counts, self.tables[key].values) for key in keys)
