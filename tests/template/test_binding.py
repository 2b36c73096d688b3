"""The layers of a mark as one page draws them, tone by tone."""

from __future__ import annotations

import pytest

from qualitymark.errors import PageError
from qualitymark.page import Page
from qualitymark.template import load_template
from qualitymark.template.binding import Bound
from qualitymark.template.values import Values, page_values


@pytest.fixture
def template():
    return load_template("plate")


def test_a_mark_is_bound_once_a_tone(template):
    """Both tones have layers of their own, and asking again gives the same ones."""
    page = Page(name="МБОУ СОШ № 3", year=2023)
    bound = Bound(template, page_values(template, page))
    mark = template.marks[0]
    light, dark = bound.layers(mark, "light"), bound.layers(mark, "dark")

    assert light is bound.layers(mark, "light")
    assert dark is bound.layers(mark, "dark")
    assert light != dark


def test_a_missing_value_is_told_with_its_layer(template):
    """A layer that draws what the page lacks is named by the error."""
    bound = Bound(template, Values({}))

    with pytest.raises(PageError) as caught:
        bound.layers(template.marks[0], "light")

    assert "plate/year" == caught.value.trail.layer
