"""A code counts as read only where it says our payload at our place."""

from __future__ import annotations

import sys

import pytest
from PIL import Image

from qualitymark.errors import UsageError
from qualitymark.geometry import Box
from qualitymark.proving import codes
from qualitymark.qr import encode

from .conftest import LINK, code

MODULES = encode(LINK).modules
OTHER = "https://znak.nso.ru/AAAAAA"
HERE = (40, 24)


def ground(*placed):
    """Return a grey picture with codes whose plates have their corners at these places."""
    picture = Image.new("L", (640, 300), 128)
    for payload, corner in placed:
        picture.paste(code(payload).convert("L"), corner)
    return picture


def symbol(corner=HERE, module=8):
    return Box.at(corner[0] + 4 * module, corner[1] + 4 * module, MODULES * module, MODULES * module)


def reads(picture, where=None, payload=LINK):
    return codes.reads(picture, where or symbol(), MODULES, payload)


def test_our_code_is_read():
    """Payload and place are right."""
    assert reads(ground((LINK, HERE)))


def test_a_foreign_code_is_not_taken_for_ours():
    """Another payload at our place, or ours at another place, is not our code."""
    assert not reads(ground((OTHER, HERE)))
    assert not reads(ground((LINK, (340, 24))))
    assert not reads(ground())


def test_ours_is_found_beside_foreign_ones():
    """It does not matter what else the cover shows, be it the same payload."""
    assert reads(ground((OTHER, (340, 24)), (LINK, HERE)))
    assert reads(ground((LINK, (340, 24)), (LINK, HERE)))
    assert not reads(ground((LINK, (340, 24)), (OTHER, HERE)))


@pytest.mark.parametrize("moved, read", [(8, True), (24, False)])
def test_the_place_is_known_to_two_modules(moved, read):
    """What is two modules away may be how the reader measures; more is another code."""
    assert read == reads(ground((LINK, (HERE[0] + moved, HERE[1]))))
    assert read == reads(ground((LINK, (HERE[0], HERE[1] - moved))))


def test_a_code_of_another_size_is_not_ours():
    """The same payload around the same centre, but larger: all four corners have to fit."""
    x, y = symbol().centre

    assert not reads(ground((LINK, HERE)), Box(x, y, x, y).grown(MODULES * 2.5))


def test_payloads_are_compared_by_their_bytes():
    """Cyrillic payloads have no declared character set, so that a reader may guess another one."""
    payload = "https://знак.рф/проверка/ё?№=3"
    picture = Image.new("L", (400, 400), 128)
    picture.paste(code(payload).convert("L"), HERE)
    modules = encode(payload).modules
    box = Box.at(HERE[0] + 32, HERE[1] + 32, modules * 8, modules * 8)

    assert codes.reads(picture, box, modules, payload)
    assert not codes.reads(picture, box, modules, payload.replace("ё", "е"))


def test_without_the_reader_it_is_said_what_to_install(monkeypatch):
    """The extra is named, and one can ask before."""
    assert codes.available()
    monkeypatch.setitem(sys.modules, "zxingcpp", None)

    with pytest.raises(UsageError) as caught:
        reads(ground())

    assert "QR codes are read back by zxing-cpp; run “pip install qualitymark[verify]”, or do not prove." == str(
        caught.value
    )
    codes.available.cache_clear()
    assert not codes.available()
    codes.available.cache_clear()
