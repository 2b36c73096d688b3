"""Plates and scrims that become more opaque until the texts over them can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from qualitymark import Stamped
from qualitymark.colours import contrast
from qualitymark.contrast.strengthening import STEP, _steps
from qualitymark.errors import TemplateError

Draw = Callable[..., Stamped]
DARK = '{{name: scrim, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: "#000000{alpha}"{more}}}'
FADE = (
    "{{name: fade, kind: shape, shape: rectangle, box: [0, -50, 300, 250], shadow: none, strengthen: {limit},"
    ' fill: {{from: "#00000000", to: "#00000080"}}}}'
)


def scrim(alpha: str = "66", more: str = ", strengthen: 1") -> str:
    return DARK.format(alpha=alpha, more=more)


def told(stamped: Stamped) -> tuple[object, ...]:
    mark = stamped.marks[0]
    return mark.texts[0].contrast, [tuple(each) for each in mark.strengthened], len(stamped.warnings)


def test_a_scrim_becomes_as_opaque_as_the_text_needs_and_no_more(on: Draw):
    """White on white through black at 40 %: 4.5:1 is reached at 55 %, and one step less does not do."""
    stamped = on("#ffffff", '"#ffffff"', scrim())
    (layer, start, end), *_ = stamped.marks[0].strengthened
    less = on("#ffffff", '"#ffffff"', scrim(f"{round((end - STEP) * 255):02x}", ""))

    assert ("scrim", 0.4, 0.55) == (layer, start, pytest.approx(end))
    assert less.marks[0].texts[0].contrast < 4.5 <= stamped.marks[0].texts[0].contrast
    assert [{"layer": "scrim", "from": 0.4, "to": end}] == stamped.marks[0].as_dict()["strengthened"]
    assert () == stamped.warnings


def test_the_picture_is_drawn_with_the_stronger_scrim(on: Draw):
    """What the result says is what is seen: the pixel in the scrim's corner is white under 55 % of black."""
    stamped = on("#ffffff", '"#ffffff"', scrim())
    pixel = stamped.image.getpixel((52, 52))

    assert abs(pixel[0] - 255 * (1 - stamped.marks[0].strengthened[0].end)) <= 2
    assert pytest.approx(contrast(pixel, (255, 255, 255)), abs=0.05) == stamped.marks[0].contrast


def test_where_it_reads_already_nothing_changes(on: Draw):
    """On a black cover the scrim stays as the designer drew it."""
    assert (21.0, [], 0) == told(on("#000000", '"#ffffff"', scrim()))


def test_without_leave_nothing_is_strengthened(on: Draw):
    """A translucent plate without ``strengthen`` stays, and the text is told."""
    stamped = on("#ffffff", '"#ffffff"', scrim(more=""))

    assert ([], 1) == told(stamped)[1:]
    assert str(stamped.warnings[0]) == (
        "who: The text “Школа” has a contrast of 2.85:1 to what is beneath it, and 4.5:1 is asked. Lay a plate or a "
        "scrim under it, let one there “strengthen”, or choose another colour, tone or place."
    )


def test_the_limit_is_kept_and_what_is_reached_is_told(on: Draw):
    """A scrim that may only become 50 % goes there, for it helps, and the text is still told."""
    stamped = on("#ffffff", '"#ffffff"', scrim(more=", strengthen: 0.5"))
    found, strengthened, warnings = told(stamped)

    assert ([("scrim", 0.4, 0.5)], 1) == (strengthened, warnings)
    assert 3.5 < found < 4.5


def test_what_does_not_help_is_left_alone(on: Draw):
    """Black letters on a black scrim are not served by more of it."""
    stamped = on("#888888", '"#000000"', scrim())

    assert [] == told(stamped)[1]


def test_opacity_and_the_fill_are_strengthened_together(on: Draw):
    """A fill of 80 % in a layer of 50 % is 40 %: the layer's opacity goes up first, then the fill's own."""
    plain = told(on("#ffffff", '"#ffffff"', scrim()))
    both = told(on("#ffffff", '"#ffffff"', scrim("cc", ", opacity: 0.5, strengthen: 1")))
    assert pytest.approx(plain[0], abs=0.1) == both[0]
    assert plain[1] == both[1]

    far = on(
        "#ffffff", '"#ffffff"', scrim("99", ", opacity: 0.9, strengthen: 1"), contrast="contrast: {min: 12, large: 12}"
    )
    assert ("scrim", 0.54, 0.79) == far.marks[0].strengthened[0]
    assert far.marks[0].contrast >= 12


def test_a_fade_stays_a_fade(on: Draw):
    """Of a gradient the transparent end stays transparent, however opaque the other becomes."""
    stamped = on("#ffffff", '"#ffffff"', FADE.format(limit=1))
    mark = stamped.marks[0]

    assert mark.strengthened[0].start == 0.5
    assert stamped.image.getpixel((200, 0))[0] >= 253
    assert mark.contrast > on("#ffffff", '"#ffffff"', FADE.format(limit=0.5)).marks[0].contrast


def test_texts_that_read_already_do_not_matter(on: Draw):
    """Large letters ask for 3:1, so less of the scrim is needed for them."""
    large = on("#ffffff", '"#ffffff"', scrim("4c"), size=62, text="Шко")

    assert 62 == large.marks[0].texts[0].size
    assert 3 <= large.marks[0].contrast < 4.5
    assert large.marks[0].strengthened[0].end < 0.55


def test_a_busy_cover_needs_more_than_its_mean(on: Draw):
    """On black and white stripes the white ones decide how strong the scrim becomes."""
    stripes = Image.new("RGB", (400, 200), "#000000")
    for left in range(0, 400, 20):
        stripes.paste("#ffffff", (left, 0, left + 10, 200))

    assert 0.55 == pytest.approx(on(stripes, '"#ffffff"', scrim()).marks[0].strengthened[0].end)


@pytest.mark.parametrize("cover", ["#ffffff", "#000000", "#7f7f7f", "#ff0000"])
def test_an_invisible_form_has_nothing_to_strengthen(on: Draw, cover: str):
    """A fill without any alpha cannot be multiplied; it stays, and nothing breaks."""
    assert [] == told(on(cover, '"#808080"', scrim("00")))[1]


def test_only_a_fill_can_be_strengthened(on: Draw):
    """An outline alone, a number that is no opacity: errors of the template, with their line."""
    outline = '{name: plate, kind: shape, shape: rectangle, box: [0, 0, 9, 9], stroke: "#000000", strengthen: 1}'
    with pytest.raises(TemplateError, match="Only a form with a fill can be made more opaque"):
        on("#ffffff", plate=outline)
    for wrong in ("2", "-1", "true", ".inf", '"1"'):
        with pytest.raises(TemplateError, match="strengthen"):
            on("#ffffff", plate=scrim(more=f", strengthen: {wrong}"))


def test_the_topmost_go_first_and_a_crowd_is_not_tried(on: Draw):
    """Of nine faint scrims four are raised to what they may become, and the text is told."""
    one = '{name: NAME, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: "#00000005", strengthen: 0.1}'
    crowd = "\n      - ".join(one.replace("NAME", f"s{number}") for number in range(9))
    found, strengthened, warnings = told(on("#ffffff", '"#ffffff"', crowd))

    assert [(f"s{number}", 0.02, 0.1) for number in (5, 6, 7, 8)] == strengthened
    assert 1 == warnings
    assert found < 4.5


def test_two_scrims_share_the_work(on: Draw):
    """Where the upper one may not become strong enough, the lower one does the rest."""
    two = scrim(more=", strengthen: 0.45") + "\n      - " + scrim("1a", ", strengthen: 0.15").replace("scrim", "veil")
    lower, upper = on("#ffffff", '"#ffffff"', two).marks[0].strengthened

    assert ("veil", 0.1, 0.15) == upper
    assert ("scrim", 0.4, 0.45) == lower


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "CMYK", "1"])
def test_covers_of_every_mode_are_looked_at(on: Draw, mode: str):
    """However the cover stores its white, the same scrim is needed on it."""
    found = told(on(Image.new("RGB", (400, 200), "#ffffff").convert(mode), '"#ffffff"', scrim()))

    assert pytest.approx(4.66, abs=0.1) == found[0]
    assert [("scrim", 0.4, 0.55)] == found[1]


def test_steps_end_at_the_limit():
    """They rise by the step, the last one is the limit itself, and there are none where there is nothing to raise."""
    assert [0.45, 0.5, 0.52] == _steps(0.4, 0.52)
    assert [[], []] == [_steps(0.0, 1.0), _steps(0.5, 0.5)]
