"""The choice of a mask, against the standard's rules written out module by module."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import QRCode, constants

from qualitymark.qr.masks import MASKS, _integer, best_symbol, penalty, rows


def plain_penalty(rows: list[list[bool]]) -> int:
    """ISO/IEC 18004, table 11, read line by line."""
    side = len(rows)
    lines = rows + [list(column) for column in zip(*rows, strict=True)]
    total = 0
    for line in lines:
        length = 1
        for before, now in zip(line, [*line[1:], None], strict=True):
            if before == now:
                length += 1
                continue
            total += length - 2 if length >= 5 else 0
            length = 1
        text = "".join("#" if dark else "." for dark in line)
        for start in range(side - 10):
            total += 40 * (text[start : start + 11] in ("#.###.#....", "....#.###.#"))
    for row in range(side - 1):
        for column in range(side - 1):
            block = {rows[row + down][column + right] for down in (0, 1) for right in (0, 1)}
            total += 3 * (len(block) == 1)
    dark = sum(map(sum, rows)) * 100 / side**2
    return total + 10 * int(abs(dark - 50) / 5)


def code_of(payload: str, level: int) -> QRCode:
    code = QRCode(error_correction=level, border=0)
    code.add_data(payload)
    code.best_fit()
    return code


@settings(max_examples=60, deadline=None)
@given(st.integers(21, 45).flatmap(lambda side: st.tuples(st.just(side), st.integers(0, 2 ** (side * side) - 1))))
def test_the_penalty_is_that_of_the_standard(drawn: tuple[int, int]):
    """For any pattern of modules, the sums over integers are those over single modules."""
    side, symbol = drawn
    lines = [[bool(symbol >> (row * side + column) & 1) for column in range(side)] for row in range(side)]

    assert plain_penalty(lines) == penalty(symbol, side)


@pytest.mark.parametrize("level", [constants.ERROR_CORRECT_L, constants.ERROR_CORRECT_M, constants.ERROR_CORRECT_H])
@pytest.mark.parametrize("payload", ["A", "https://example.org/v/K7Q2", "HTTPS://ZK.NSO.RU/#AB12-2345", "x" * 300])
def test_the_mask_with_the_least_penalty_is_chosen(payload: str, level: int):
    """Of the eight whole symbols, format information included, the one with the least penalty is taken."""
    penalties, symbols = [], []
    for mask in MASKS:
        code = code_of(payload, level)
        code.makeImpl(False, mask)
        penalties.append(plain_penalty([list(map(bool, row)) for row in code.modules]))
        symbols.append(tuple(bytes(map(bool, row)) for row in code.modules))
    code = code_of(payload, level)
    mask, symbol = best_symbol(code)

    assert penalties.index(min(penalties)) == mask
    assert symbols[mask] == rows(symbol, code.modules_count)


def test_a_module_is_a_bit():
    """Rows follow each other from the lowest bit."""
    assert 0b0110 == _integer([[False, True], [True, False]])
