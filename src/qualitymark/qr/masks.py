"""The choice of a mask by penalty (ISO/IEC 18004, 7.8.3), over whole symbols as long integers.

Bit ``row * side + column`` of an integer is a module, 1 for dark. A shift then compares every module with its
neighbour at once, so that eight masks take a tenth of a millisecond.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

MASKS = range(8)
_FINDER = 0b10111010000
"""Dark, light, three dark, light, dark, and four light: what looks like a finder pattern."""


_BITS = bytes.maketrans(b"01", b"\0\1")


class Frame(NamedTuple):
    """What all symbols of one version and level share: masks and format bits as integers, and where the latter are."""

    masks: tuple[int, ...]
    formats: tuple[int, ...]
    format_area: int


def penalty(symbol: int, side: int) -> int:
    """Return the penalty of a whole symbol: runs, blocks, finder-like patterns and the share of dark modules."""
    columns, lines = _room(side, side - 1)
    rows = (1 << side * (side - 1)) - 1
    across = ~(symbol ^ symbol >> 1) & columns
    down = ~(symbol ^ symbol >> side) & rows
    total = _runs(across, 1) + _runs(down, side)
    total += 3 * (across & across >> side & down).bit_count()
    reach, tall = _room(side, side - 10)[0], (1 << side * (side - 10)) - 1 if lines else 0
    for pattern in (_FINDER, int(f"{_FINDER:011b}"[::-1], 2)):
        total += 40 * (_matches(symbol, pattern, 1) & reach).bit_count()
        total += 40 * (_matches(symbol, pattern, side) & tall).bit_count()
    share = 100 * symbol.bit_count() / side**2
    return total + 10 * int(abs(share - 50) / 5)


def best_symbol(code: Any) -> tuple[int, int]:
    """Return the mask with the least penalty for a ``qrcode.QRCode`` that has its data and version, and the symbol."""
    code.makeImpl(False, 0)
    side = code.modules_count
    frame = _frame(code.version, code.error_correction)
    drawn, free = _integer(code.modules), _free(code.version)
    data = (drawn ^ frame.masks[0]) & free
    fixed = drawn & ~free & ~frame.format_area
    symbols = [fixed | frame.formats[mask] | data ^ frame.masks[mask] & free for mask in MASKS]
    penalties = [penalty(symbol, side) for symbol in symbols]
    mask = penalties.index(min(penalties))
    return mask, symbols[mask]


def rows(symbol: int, side: int) -> tuple[bytes, ...]:
    """Return a symbol with one byte a module, 1 for dark, row by row."""
    modules = f"{symbol:0{side * side}b}"[::-1].encode().translate(_BITS)
    return tuple(modules[start : start + side] for start in range(0, side * side, side))


def _runs(equal: int, step: int) -> int:
    """Return the points of runs of five and more, ``equal`` marking the modules that are as their next one."""
    five = equal & equal >> step & equal >> 2 * step & equal >> 3 * step
    # A run of n modules holds n - 4 runs of five and begins once: 3 points for five, 1 for each module more.
    return five.bit_count() + 2 * (five & ~(five << step)).bit_count()


def _matches(symbol: int, pattern: int, step: int) -> int:
    found = -1
    for place in range(11):
        shifted = symbol >> place * step
        found &= shifted if pattern >> place & 1 else ~shifted
    return found


@lru_cache(maxsize=80)
def _room(side: int, width: int) -> tuple[int, int]:
    """Return the modules of the first ``width`` columns, and one row of them."""
    line = (1 << width) - 1 if width > 0 else 0
    return sum(line << side * row for row in range(side)), line


@lru_cache(maxsize=16)
def _frame(version: int, level: int) -> Frame:
    from qrcode import main, util  # type: ignore[import-untyped]

    code = main.QRCode(version, error_correction=level)
    code.modules_count = side = version * 4 + 17
    formats, area = [], 0
    for mask in MASKS:
        code.modules = [[None] * side for _ in range(side)]
        code.setup_type_info(False, mask)
        formats.append(_integer(code.modules))
        area = _integer([[module is not None for module in row] for row in code.modules])
    masks = []
    for mask in MASKS:
        covers = util.mask_func(mask)
        masks.append(_integer([[covers(row, column) for column in range(side)] for row in range(side)]))
    return Frame(tuple(masks), tuple(formats), area)


@lru_cache(maxsize=40)
def _free(version: int) -> int:
    """Return the modules that hold data: what is left when every pattern of the version is set."""
    from qrcode import constants, main

    class Blank(main.QRCode):  # type: ignore[misc]
        def map_data(self, data: Any, mask_pattern: int) -> None:
            """Leave the symbol without its data."""

    code = Blank(version, error_correction=constants.ERROR_CORRECT_L)
    code.data_cache = []
    code.makeImpl(False, 0)
    return _integer([[module is None for module in row] for row in code.modules])


def _integer(modules: list[list[Any]]) -> int:
    return int("".join("1" if module else "0" for row in modules for module in row)[::-1], 2)
