"""The choice of a mask by penalty (ISO/IEC 18004, 7.8.3), over whole symbols as long integers.

Bit ``row * side + column`` of an integer is a module, 1 for dark. A shift then compares every module with its
neighbour at once, so that eight masks take less than a twentieth of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from .codewords import codewords

MASKS = range(8)

_BITS = bytes.maketrans(b"01", b"\0\1")


class _Blank(NamedTuple):
    """What all symbols of one version share: the modules of its patterns, those that hold data, and their order.

    ``drawn`` takes the bits of the codewords as text, "0" for each that is left over, and one more "0" for all other
    modules; it gives the modules, the last one first.
    """

    patterns: int
    free: int
    room: int
    drawn: Callable[[str], tuple[str, ...]]


class _Frame(NamedTuple):
    """What all symbols of one version and level share: for each mask all but their data, which the mask turns over."""

    bases: tuple[int, ...]
    blank: _Blank


def penalty(symbol: int, side: int) -> int:
    """Return the penalty of a whole symbol: runs, blocks, finder-like patterns and the share of dark modules."""
    across = ~(symbol ^ symbol >> 1) & _columns(side, side - 1)
    down = ~(symbol ^ symbol >> side) & _lines(side, side - 1)
    total = _runs(across, 1) + _runs(down, side)
    total += 3 * (across & across >> side & down).bit_count()
    finders = _finders(symbol, 1) & _columns(side, side - 10), _finders(symbol, side) & _lines(side, side - 10)
    total += 40 * (finders[0].bit_count() + finders[1].bit_count())
    share = 100 * symbol.bit_count() / side**2
    return total + 10 * int(abs(share - 50) / 5)


def best_symbol(code: Any) -> tuple[int, int]:
    """Return the mask with the least penalty for a ``qrcode.QRCode`` that has its data and version, and the symbol."""
    code.modules_count = side = code.version * 4 + 17
    bases, blank = _frame(code.version, code.error_correction)
    words = codewords(code)
    bits = f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}"
    data = int("".join(blank.drawn(bits.ljust(blank.room + 1, "0"))), 2)
    symbols = [base ^ data for base in bases]
    penalties = [penalty(symbol, side) for symbol in symbols]
    mask = penalties.index(min(penalties))
    return mask, symbols[mask]


def rows(symbol: int, side: int) -> tuple[bytes, ...]:
    """Return a symbol with one byte a module, 1 for dark, row by row."""
    modules = f"{symbol:0{side * side}b}"[::-1].encode().translate(_BITS)
    return tuple(modules[start : start + side] for start in range(0, side * side, side))


def _runs(equal: int, step: int) -> int:
    """Return the points of runs of five and more, ``equal`` marking the modules that are as their next one."""
    pairs = equal & equal >> step
    five = pairs & pairs >> 2 * step
    # A run of n modules holds n - 4 runs of five and begins once: 3 points for five, 1 for each module more.
    return five.bit_count() + 2 * (five & ~(five << step)).bit_count()


def _finders(symbol: int, step: int) -> int:
    """Return where eleven modules begin that look like a finder pattern.

    They are dark, light, three dark, light, dark, with four light ones before or behind.
    """
    light = ~symbol
    pairs = light & light >> step
    four = pairs & pairs >> 2 * step
    three = symbol >> 2 * step & symbol >> 3 * step & symbol >> 4 * step
    core = three & symbol & symbol >> 6 * step & light >> step & light >> 5 * step
    return four & core >> 4 * step | core & four >> 7 * step


@lru_cache(maxsize=80)
def _columns(side: int, count: int) -> int:
    """Return the modules of the first columns."""
    line = (1 << count) - 1
    return sum(line << side * row for row in range(side))


def _lines(side: int, count: int) -> int:
    """Return the modules of the first rows."""
    return (1 << side * count) - 1


@lru_cache(maxsize=16)
def _frame(version: int, level: int) -> _Frame:
    from qrcode import main, util  # type: ignore[import-untyped]

    code = main.QRCode(version, error_correction=level)
    code.modules_count = side = version * 4 + 17
    blank = _blank(version)
    bases = []
    for mask in MASKS:
        code.modules = [[None] * side for _ in range(side)]
        code.setup_type_info(False, mask)
        area = _integer([[module is not None for module in row] for row in code.modules])
        covers = util.mask_func(mask)
        turned = _integer([[covers(row, column) for column in range(side)] for row in range(side)])
        bases.append(blank.patterns & ~area | _integer(code.modules) | turned & blank.free)
    return _Frame(tuple(bases), blank)


class _Noted(list[Any]):
    """A row of modules that notes in which order they are set."""

    def __init__(self, row: list[Any], start: int, order: list[int]) -> None:
        super().__init__(row)
        self.start, self.order = start, order

    def __setitem__(self, column: Any, dark: Any) -> None:
        self.order.append(self.start + column)


@lru_cache(maxsize=40)
def _blank(version: int) -> _Blank:
    from qrcode import constants, main

    order: list[int] = []

    class Blank(main.QRCode):  # type: ignore[misc]
        modules: Any

        def map_data(self, data: Any, mask_pattern: int) -> None:
            """Note where the data would be."""
            blank, side = self.modules, self.modules_count
            self.modules = [_Noted(row, side * number, order) for number, row in enumerate(blank)]
            super().map_data(data, mask_pattern)
            self.modules = blank

    code = Blank(version, error_correction=constants.ERROR_CORRECT_L)
    code.data_cache = []
    code.makeImpl(False, 0)
    free = sum(1 << module for module in order)
    places = {module: number for number, module in enumerate(order)}
    modules = range(code.modules_count**2 - 1, -1, -1)
    drawn = itemgetter(*(places.get(module, len(order)) for module in modules))
    return _Blank(_integer(code.modules), free, len(order), drawn)


def _integer(modules: Sequence[Sequence[Any]]) -> int:
    return int("".join("1" if module else "0" for row in modules for module in row)[::-1], 2)
