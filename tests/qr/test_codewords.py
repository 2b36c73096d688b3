"""Codewords, against those of qrcode."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import QRCode, constants, util

from qualitymark.qr.codewords import codewords

LEVELS = (
    constants.ERROR_CORRECT_L,
    constants.ERROR_CORRECT_M,
    constants.ERROR_CORRECT_Q,
    constants.ERROR_CORRECT_H,
)


def code_of(payload: str, version: int, level: int) -> QRCode:
    code = QRCode(version, error_correction=level, border=0)
    code.add_data(payload)
    return code


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("version", range(1, 41))
def test_every_version_and_level_is_coded_as_qrcode_does(version: int, level: int):
    """Count indicators, padding, blocks of two lengths and their interleaving are those of the version and level."""
    code = code_of("A1b", version, level)

    assert bytes(util.create_data(version, level, code.data_list)) == codewords(code)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("0123456789ABC/:abcя"), min_size=1, max_size=200), st.sampled_from(LEVELS))
def test_any_payload_is_coded_as_qrcode_does(payload: str, level: int):
    """Segments of every mode, and data that fill their symbol to the last bit or not, become the same codewords."""
    code = code_of(payload, None, level)
    code.best_fit()

    assert bytes(util.create_data(code.version, level, code.data_list)) == codewords(code)


@pytest.mark.parametrize("length", range(10, 18))
def test_a_full_symbol_has_no_room_for_the_terminator(length: int):
    """Where fewer than four bits are left, or none, the terminator is as long as they are."""
    code = code_of("x" * length, 1, constants.ERROR_CORRECT_L)

    assert bytes(util.create_data(1, code.error_correction, code.data_list)) == codewords(code)


def test_a_block_without_a_bit_has_no_check_bits():
    """The remainder of nothing is nothing."""
    code = code_of("\0" * 60, 5, constants.ERROR_CORRECT_Q)

    assert 134 == len(codewords(code))
