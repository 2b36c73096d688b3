"""Vectors: drawn at exactly the size asked for, and refused where they would not draw the same everywhere."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.errors import TemplateError
from qualitymark.geometry import Size
from qualitymark.images.svg_rules import MAX_ELEMENTS
from qualitymark.images.vectors import render_svg, svg_size, vet_svg


def svg(body: str = "", attributes: str = 'viewBox="0 0 40 20"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{body}</svg>'.encode()


FULL = '<rect width="40" height="20" fill="#c8102e"/>'


@given(st.integers(1, 60), st.integers(1, 60))
@settings(deadline=None)
def test_a_vector_fills_exactly_what_is_asked_for(width, height):
    """Whatever the proportions, to the last row and column."""
    image = render_svg(svg(FULL), width, height)

    assert ("RGBA", (width, height)) == (image.mode, image.size)
    assert [(width * height, (200, 16, 46, 255))] == image.getcolors()


@pytest.mark.parametrize(
    "attributes, expected",
    [
        ('viewBox="0 0 40 20"', Size(40, 20)),
        ("viewBox='-5,-5 , 40 20' width='9' height=\"9\"", Size(40, 20)),
        ('width="40" height="20px"', Size(40, 20)),
        ('width="30pt" height="1in"', Size(40, 96)),
        ('width="100%" height="100%" viewBox="0 0 40 20"', Size(40, 20)),
    ],
)
def test_the_size_is_that_of_the_view_box(attributes, expected):
    """Else width and height in pixels."""
    assert expected == svg_size(svg("", attributes))


def test_a_vector_without_view_box_is_scaled_too():
    """A prolog, comments, other attributes and a prefix do not matter."""
    data = (
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <svg> made by hand -->\n'
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg" id="a>b" width="4" height="2" preserveAspectRatio="xMidYMid">'
        b'<s:rect width="2" height="2" fill="#fff"/></s:svg>'
    )
    vet_svg(data, "a.svg")
    image = render_svg(data, 80, 10)

    assert ((255, 255, 255, 255), 0) == (image.getpixel((39, 9)), image.getpixel((40, 0))[3])


@pytest.mark.parametrize("attributes", ["", 'viewBox="0 0 0 9"', 'width="50%"', 'viewBox="a"', 'viewBox="0 0 nan 1"'])
def test_a_vector_without_size_is_refused(attributes):
    """A guess would be wrong."""
    with pytest.raises(TemplateError, match="a.svg: The SVG does not say its size; give its root element a viewBox."):
        svg_size(svg("", attributes), "a.svg")


REFUSED = {
    "<script>1</script>": "The SVG has a script; remove it.",
    "<text>x</text>": "The SVG has text, which depends on the fonts of the machine; turn it into outlines.",
    "<foreignObject/>": "The SVG has a foreign object; remove it.",
    '<image href="/tmp/b.png"/>': "The SVG holds a raster picture; put that into an image layer of its own.",
    '<image href="data:image/png;base64,AA"/>': "The SVG holds a raster picture; put that into an image layer of its"
    " own.",
    '<use href="other.svg#a"/>': "The SVG refers to something outside of itself; put that into the file, or remove it.",
    '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="file:///a"/>': "The SVG refers to something outside of"
    " itself; put that into the file, or remove it.",
    '<rect fill="url( http://a/b )"/>': "The SVG refers to something outside of itself; put that into the file, or"
    " remove it.",
    "<rect style=\"fill:url('a.svg#b')\"/>": "The SVG refers to something outside of itself; put that into the file,"
    " or remove it.",
    "<style>@import 'a.css';</style>": "The SVG refers to something outside of itself; put that into the file, or"
    " remove it.",
    "<style><![CDATA[.a{fill:u\\72l(x)}]]></style>": "The SVG has a backslash in its styles; write them without"
    " escapes.",
    "<?xml-stylesheet href='a.css'?>": "The SVG refers to something outside of itself; put that into the file, or"
    " remove it.",
    "<filter/>": "The SVG has a filter, which is slow; remove it. Shadows can be given to shape layers.",
    '<g filter="blur(2px)"/>': "The SVG has a filter, which is slow; remove it. Shadows can be given to shape layers.",
    '<g style="a:b;filter : blur(2px)"/>': "The SVG has a filter, which is slow; remove it. Shadows can be given to"
    " shape layers.",
    '<path marker-mid="url(#m)"/>': "The SVG has markers; turn them into outlines.",
    "<style>path{marker:url(#m)}</style>": "The SVG has markers; turn them into outlines.",
    "<g>": "This is not well-formed XML (mismatched tag); export it again.",
    "&a;": "This is not well-formed XML (undefined entity); export it again.",
}


@pytest.mark.parametrize("body", REFUSED)
def test_what_draws_differently_elsewhere_is_refused(body):
    """With the line it stands in."""
    with pytest.raises(TemplateError) as caught:
        vet_svg(svg("\n" + body), "a.svg")

    assert REFUSED[body] == str(caught.value.message)
    assert ("a.svg", 2) == (caught.value.trail.file, caught.value.trail.line)


def test_all_faults_are_told_at_once():
    """Each with its place."""
    with pytest.raises(TemplateError) as caught:
        vet_svg(svg("\n<script/>\n  <text/>"), "a.svg")

    assert [("a.svg", 2, 1), ("a.svg", 3, 3)] == [
        (fault.trail.file, fault.trail.line, fault.trail.column) for fault in caught.value.faults
    ]


@pytest.mark.parametrize(
    "data, message",
    [
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg(), "a.svg:1:15: The SVG has a DOCTYPE; remove that line."),
        (b"<html/>", "a.svg:1:1: This is not an SVG file: its root is not svg of http://www.w3.org/2000/svg."),
        (b"<svg/>", "a.svg:1:1: This is not an SVG file: its root is not svg of http://www.w3.org/2000/svg."),
        (b"", "a.svg:1:1: This is not well-formed XML (no element found); export it again."),
        (svg("x" * 1024 * 1024), "a.svg: The SVG is larger than 1024 KiB; simplify its paths."),
        (svg("<g/>" * MAX_ELEMENTS), "The SVG has more than 20000 elements; simplify it."),
        (svg("<g>" * 100 + "</g>" * 100), "The SVG is nested more than 100 levels deep; simplify it."),
    ],
)
def test_what_is_no_small_svg_is_refused(data, message):
    """Another root, a DOCTYPE with its entities, too much of it."""
    with pytest.raises(TemplateError) as caught:
        vet_svg(data, "a.svg")

    assert message in str(caught.value)


def repeated(levels: int) -> bytes:
    groups = "".join(
        f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * 10}</g>' for level in range(1, levels + 1)
    )
    return svg(f'<g id="g0"><rect width="1" height="1"/></g>{groups}')


def chained(length: int) -> bytes:
    links = "".join(f'<use id="u{number}" href="#u{number - 1}"/>' for number in range(1, length))
    return svg(f'<rect id="u0"/>{links}')


@pytest.mark.parametrize(
    "data, message",
    [
        (repeated(4), "The SVG has more than 20000 elements; simplify it."),
        (repeated(60), "The SVG has more than 20000 elements; simplify it."),
        (chained(140), "The SVG is nested more than 100 levels deep; simplify it."),
        (svg('<g opacity=".5"/>' * 1001), "The SVG has more than 20000 elements; simplify it."),
        (svg("<style>.a{opacity:.5}</style>" + '<g class="a"/>' * 1001), "The SVG has more than 20000 elements"),
    ],
)
def test_references_and_layers_count_for_what_they_cost(data, message):
    """A few lines that would take minutes to draw."""
    with pytest.raises(TemplateError, match=message):
        vet_svg(data, "a.svg")


@pytest.mark.parametrize(
    "body",
    [
        '<g id="a"><use href="#a"/></g>',
        """<defs><linearGradient id="g"/><clipPath id="c"><rect/></clipPath></defs><rect fill="url(#g)" class="k"/>
        <style>.k{clip-path:url('#c');opacity:.5;fill:url(#g)}</style>""",
        '<a href="https://example.org"><rect style="filter:none;opacity:1"/></a>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="C:\\a"><title>x</title></g>',
        '<g opacity=".5"/>' * 900,
    ],
)
def test_what_drawing_programs_write_is_accepted(body):
    """References inside, links, foreign attributes, styles; a reference to itself does no harm."""
    vet_svg(svg(body), "a.svg")

    assert (9, 9) == render_svg(svg(body), 9, 9).size


def test_what_cannot_be_drawn_is_told():
    """Not UTF-8, not an SVG, far too large."""
    for data, size, message in (
        (svg().decode().encode("utf-16"), (9, 9), "a.svg: The SVG is not in UTF-8; save it so."),
        (b"no svg", (9, 9), "a.svg: This is not an SVG file; give one, or a PNG."),
        (svg(), (10_000, 10_000), "a.svg: The vector cannot be drawn 10000 x 10000 pixels large."),
        (svg("<g>"), (9, 9), "a.svg: The SVG cannot be drawn"),
    ):
        with pytest.raises(TemplateError) as caught:
            render_svg(data, *size, "a.svg")
        assert str(caught.value).startswith(message)


@given(st.binary(max_size=60), st.integers(0, 200))
@settings(deadline=None)
def test_any_bytes_are_vetted(noise, at):
    """Any file is accepted or refused with a TemplateError, and what is accepted can be drawn or is refused then."""
    good = svg(FULL + '<style>.a{fill:url(#g)}</style><g id="g" class="a"/>')
    data = good[:at] + noise + good[at + len(noise) :]
    drawn = None
    with suppress(TemplateError):
        vet_svg(data, "a.svg")
        drawn = svg_size(data, "a.svg").width > 0 and render_svg(data, 8, 8).size

    assert drawn in (None, (8, 8))


def test_only_the_first_faults_are_told():
    """Twenty are enough to begin with."""
    with pytest.raises(TemplateError) as caught:
        vet_svg(svg("<text/>" * 50), "a.svg")

    assert 20 == len(caught.value.faults)


def test_a_panic_of_the_library_is_told(monkeypatch):
    """It arrives as an exception that is no Exception; Ctrl-C does so too, and passes."""
    panic = type("PanicException", (BaseException,), {})

    def fail(**_options):
        raise failure

    monkeypatch.setattr("resvg_py.svg_to_bytes", fail)
    failure = panic("index out of bounds")
    with pytest.raises(TemplateError, match=r"a.svg: The SVG cannot be drawn \(index out of bounds\); simplify it."):
        render_svg(svg(), 9, 9, "a.svg")
    failure = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        render_svg(svg(), 9, 9)
