"""How much contrast is asked, of which letters, and what follows where it is not reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from qualitymark import Stamped, Template, load_template, stamp
from qualitymark.contrast import ContrastRule
from qualitymark.errors import TemplateError, TextError
from qualitymark.layers.base import NOWHERE, Letters

Draw = Callable[..., Stamped]
COVERS = sorted((Path(__file__).parents[2] / "examples/novosibirsk/covers").iterdir())
PAGE = {
    "name": "МБОУ «Средняя общеобразовательная школа № 3»",
    "year": 2023,
    "nomination": "Образование",
    "district": "Чановский муниципальный округ",
}


def letters(size: float, bold: bool = False) -> Letters:
    return Letters(NOWHERE, (0, 0, 0, 255), size, bold)


@pytest.mark.parametrize(
    ("size", "bold", "asked"),
    [(18, False, 4.5), (59.9, False, 4.5), (60, False, 3.0), (46, True, 4.5), (46.7, True, 3.0)],
)
def test_large_letters_may_have_less(size: float, bold: bool, asked: float):
    """24 CSS pixels at the 40 % of a phone are 60 px of the cover, 14 points bold are 46.7 px."""
    assert asked == ContrastRule().asked(letters(size, bold))


def test_large_letters_are_never_asked_for_more():
    """A template that asks little of all asks no more of the large ones."""
    assert 2.0 == ContrastRule(min=2.0).asked(letters(80))


def test_a_number_just_below_is_not_shown_as_if_it_reached():
    """4.499 is told as 4.49; #777 on white, 4.478, as 4.48."""
    found = [ContrastRule().lacking("а", letters(20), ratio) for ratio in (4.499, 4.4781)]

    assert ["4.49", "4.48"] == [str(each).partition("contrast of ")[2][:4] for each in found]
    assert ContrastRule().lacking("а", letters(20), 4.5) is None


def test_below_may_be_an_error(on: Draw):
    """With ``below: error`` nothing is stamped, and the error has the layer and the number."""
    with pytest.raises(TextError) as caught:
        on("#ffffff", '"#777777"', contrast="contrast: {below: error}")

    assert "seen/who" == caught.value.trail.layer
    assert "The text “Школа” has a contrast of 4.48:1 to" in str(caught.value)


def test_the_demand_is_the_templates(on: Draw):
    """A template may ask for more, and for less."""
    grey = '"#777777"'

    assert [1, 0, 1] == [
        len(on("#ffffff", grey, contrast=f"contrast: {rule}").warnings)
        for rule in ("{}", "{min: 4}", "{min: 7, large: 7}")
    ]


@pytest.mark.parametrize(
    "rule", ["{min: 0}", "{min: 22}", "{large: 0.5}", "{below: ignore}", "{least: 4}", "4.5", "[4.5]", "{min: '4'}"]
)
def test_a_wrong_rule_is_an_error_with_its_line(seen: Callable[..., Template], rule: str):
    """Numbers out of range, unknown words and keys, and other types are told where they stand."""
    with pytest.raises(TemplateError) as caught:
        seen(contrast=f"contrast: {rule}")

    assert 10 == caught.value.trail.line


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("link", [None, "https://example.org/v/K7Q2"])
@pytest.mark.parametrize("template", ["plate", "seal", "ribbon", "badge"])
def test_the_built_in_designs_can_be_read_on_every_cover(template: str, link: str | None, tone: str):
    """On each photograph of the example every text and the code reach 4.5:1, small or large, without a warning."""
    page = PAGE | ({"verify_url": link} if link else {})
    loaded = load_template(template)
    found = []
    for path in COVERS:
        with Image.open(path) as cover:
            stamped = stamp(cover, loaded, page, tone=tone)
        found += [each.contrast for each in (*stamped.marks[0].texts, stamped.marks[0].qr) if each]
        assert not [warning for warning in stamped.warnings if "contrast" in warning]

    assert len(COVERS) >= 6
    assert min(found) >= 4.5
