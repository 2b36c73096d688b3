"""Names as they really are fit the built-in designs, legibly and whole."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

DESIGNS = ("badge", "plate", "ribbon", "seal")
NAMES = Path(__file__).with_name("names.txt").read_text("utf-8").splitlines()
SHORT, MIDDLE, LONG = NAMES[3], NAMES[2], NAMES[11]
URL = "https://znak.nso.ru/7K3F9X"
LONG_NOMINATION = "Дополнительное образование детей и взрослых"
LONG_DISTRICT = "Усть-Таркский муниципальный округ"
OPTIONAL = (
    {},
    {"nomination": LONG_NOMINATION},
    {"district": LONG_DISTRICT},
    {"nomination": LONG_NOMINATION, "district": LONG_DISTRICT},
)
CODES = ({}, {"verify_url": URL})


def text_of(done, *layers):
    """Return the verdict of the first text among the layers named."""
    return next(text for text in done.marks[0].texts if text.layer in layers)


@pytest.mark.parametrize("full", NAMES, ids=range(1, len(NAMES) + 1))
@pytest.mark.parametrize("name", DESIGNS)
def test_every_name_fits_legibly(draw, name, full):
    """At 1920x768 no letter is below 18 px and nothing is cut off, whichever optional fields there are."""
    for platform, (fields, code) in zip(("any", "vk-cover") * 4, product(OPTIONAL, CODES), strict=True):
        texts = draw(name, platform=platform, **{**fields, **code, "name": full}).marks[0].texts

        assert min(text.size for text in texts) >= 18
        assert not [text.text for text in texts if text.ellipsized]


@pytest.mark.parametrize("code", CODES, ids=["plain", "qr"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_short_name_is_large(draw, name, code):
    """A short name does not look lost: alone or not, it is among the large letters."""
    for fields in OPTIONAL:
        assert text_of(draw(name, name=SHORT, **code, **fields), "name", "name-alone").size >= 26


@pytest.mark.parametrize("code", CODES, ids=["plain", "qr"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_legal_form_is_shortened_before_letters_get_small(draw, name, code):
    """МАДОУ in large letters is better than its five words in small ones; it is told."""
    drawn = text_of(draw(name, name=MIDDLE, **code, **OPTIONAL[1]), "name")

    assert ("МАДОУ", MIDDLE) == (drawn.text.split()[0], drawn.shortened_from)
    assert drawn.size >= 22


@pytest.mark.parametrize("fields", OPTIONAL, ids=["none", "nomination", "district", "both"])
@pytest.mark.parametrize("name", DESIGNS)
def test_what_is_absent_leaves_no_trace(draw, name, fields):
    """Title, year and name are always there, one line more with a nomination or a district, and no lone dot."""
    texts = draw(name, name=SHORT, **fields).marks[0].texts
    more = [text.text for text in texts if text.layer == "nomination"]

    assert 3 + bool(fields) == len(texts)
    assert [" · ".join(fields.values())] * bool(fields) == [
        text.replace("м. о.", "муниципальный округ") for text in more
    ]


@pytest.mark.parametrize("name", DESIGNS)
def test_the_address_is_printed_beside_the_code(draw, name):
    """A short address is there in full; of a long one the beginning is there, and it is told."""
    short = text_of(draw(name, verify_url=URL), "address")
    long = text_of(draw(name, verify_url=f"{URL}/registry/2026/novosibirsk"), "address")

    assert ("znak.nso.ru/7K3F9X", False) == (short.text, short.ellipsized)
    assert long.ellipsized
    assert long.text.startswith("znak.nso.ru/7K3F9X")
