"""The trial of a template: what reads well but cannot be drawn."""

from __future__ import annotations

import pytest

from qualitymark import PlatformError, load_template
from qualitymark.checking import trial

TEMPLATE = """\
qualitymark: 1
name: tried
fields:
  name: {required: true}
  year: {type: integer, required: true}
  motto: {default: "Вместе"}
  link: {}
marks:
  - artboard: [400, 200]
    size: {width: 400px}
    place: {within: safe}
    layers:
      - {kind: shape, shape: rectangle, box: [0, 0, 400, 200], fill: "#ffffff"}
      - {name: name, kind: text, text: "{name}", box: [10, 10, 180, 40], size: {max: 30, min: 16}, fill: "#000000"}
      - {name: year, kind: text, text: "{year}", box: [10, 60, 180, 40], size: 24, fill: "#000000"}
      - {name: motto, kind: text, text: "{motto}", box: [10, 110, 180, 40], size: 24, fill: "#000000"}
      - {name: code, kind: qr, payload: "{link}", when: link, box: [200, 0, 200, 200], quiet: 2}
"""


@pytest.fixture
def tried(tmp_path):
    """Try the template with some of its parts replaced; return the warnings."""

    def run(*changes: tuple[str, str], platform: str | None = None) -> list[str]:
        text = TEMPLATE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "tried.yaml"
        path.write_text(text, "utf-8")
        return [str(warning) for warning in trial(load_template(path), platform)]

    return run


def test_a_good_template_passes(tried):
    """Nothing is told of a template that can be drawn."""
    assert [] == tried()


@pytest.mark.parametrize(
    "change, layer",
    [
        (("box: [10, 10, 180, 40]", "box: [10, 10, 30, 40]"), "name"),
        (("box: [10, 60, 180, 40]", "box: [10, 60, 180, 10]"), "year"),
        (('text: "{motto}", box', 'text: "{motto} навсегда и везде", box'), "motto"),
        (
            (
                '{name: year, kind: text, text: "{year}", box: [10, 60, 180, 40], size: 24, fill: "#000000"}',
                '{name: ring, kind: ring, text: "ЗНАК КАЧЕСТВА {year}", centre: [90, 90], radius: 10, size: 30, fill: "#000000"}',
            ),
            "ring",
        ),
    ],
)
def test_a_text_without_room_is_told(tried, change, layer):
    """A box that is too small for its text is told for either page, by the layer's name."""
    warnings = tried(change)

    assert 2 == len(warnings)
    assert warnings[0].startswith(f"On a plain cover of 1920x768 px, with every field: tried/{layer}: ")
    assert warnings[1].startswith(f"On a plain cover of 1920x768 px, with the required fields alone: tried/{layer}: ")


def test_a_code_without_room_is_told(tried):
    """A link has a usual length, and its code needs a place where it can be read."""
    warnings = tried(("box: [200, 0, 200, 200]", "box: [200, 0, 100, 100]"))

    assert 1 == len(warnings)
    assert warnings[0].startswith("On a plain cover of 1920x768 px, with every field: tried/code: The QR code needs")


def test_what_a_code_says_is_tried_as_a_link(tried):
    """A field that goes into a code is a link, also where a text shows it."""
    warnings = tried(('text: "{motto}", box', 'text: "{link}", when: link, box'), ("size: 24, fill", "size: 16, fill"))

    assert 1 == len(warnings)
    assert "tried/motto: The text “https://example.org/" in warnings[0]


def test_a_mark_for_other_fields_alone_is_told(tried):
    """A page with the required fields alone would get no mark at all."""
    warnings = tried(("artboard: [400, 200]", "artboard: [400, 200]\n    when: link"))

    assert [True] == ["with the required fields alone: No mark of template" in warning for warning in warnings]


def test_small_letters_are_told(tried):
    """Warnings of the stamp are warnings here too, each once a page."""
    warnings = tried(("size: {width: 400px}", "size: {width: 150px}"))

    assert any("below 12 px a phone cannot show it" in warning for warning in warnings)


def test_a_template_without_optional_fields_is_tried_once(tried):
    """Where both pages are the same nothing is told twice."""
    changes = (("box: [10, 10, 180, 40]", "box: [10, 10, 30, 40]"), ('  motto: {default: "Вместе"}\n', ""))
    more = (("  link: {}\n", "  link: {required: true}\n"), ('"{motto}"', "Вместе"))

    assert 1 == len(tried(*changes, *more))


def test_another_platform_has_another_cover(tried):
    """The usual cover of the platform is tried; “any” has none, so that of VK is taken."""
    wide = ("size: {width: 400px}", "size: {width: 1700px}")

    assert tried(wide, platform="x-header")[0].startswith("On a plain cover of 1500x500 px")
    assert tried(("box: [10, 10, 180, 40]", "box: [10, 10, 30, 40]"), platform="any")[0].startswith(
        "On a plain cover of 1920x768 px"
    )
    with pytest.raises(PlatformError, match="Did you mean “x-header”"):
        tried(platform="x-haeder")
