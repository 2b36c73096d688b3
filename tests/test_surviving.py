"""Finished files are proved, and another mark is tried where the first would not survive."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from qualitymark import Page, ProofError, UsageError, load_template, stamp_file
from qualitymark.surviving import proves

LINK = "https://example.org/v/K7Q2"
TEMPLATE = """\
qualitymark: 1
name: small
fields: {{link: {{}}}}
marks:
  - artboard: [100, 100]
    size: {{width: {width}px}}
    place: {{anchor: {anchor}, margin: {margin}px, within: cover}}
    promise: {promise}
    layers:
      - {{name: plate, kind: shape, shape: rectangle, box: [0, 0, 100, 100], fill: "#ffffff"}}
      - {{name: code, kind: qr, payload: "{{link}}", box: [0, 0, 100, 80], when: link}}
      - {{name: words, kind: text, text: "Знак", box: [0, 80, 100, 20], size: {size}, fill: "#000000"}}
"""


@pytest.fixture
def template(tmp_path):
    def made(width=200, margin=10, promise="{qr: 795}", size=16):
        file = tmp_path / "small.yaml"
        file.write_text(
            TEMPLATE.format(width=width, anchor="bottom-right", margin=margin, promise=promise, size=size), "utf-8"
        )
        return load_template(file)

    return made


def cover(size=(1920, 768)) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, "#3a6ea5").save(stream, "JPEG", quality=90)
    return stream.getvalue()


def stamped(template, page=Page({"link": LINK}), size=(1920, 768), **options):  # noqa: B008 - not changed
    return stamp_file(cover(size), BytesIO(), template, page, platform="vk-cover", **options)


def test_what_survives_is_left_as_it_is(template):
    """A mark that keeps its promise is the first attempt, with its proof in the result."""
    done = stamped(template(400), prove=True)

    assert (400, True) == (done.stamped.marks[0].artboard.width, done.proofs[0].kept)
    assert 795 >= done.as_dict()["marks"][0]["proof"]["qr"]["reads_at"]


def test_a_code_too_small_becomes_larger_and_says_so(template):
    """With 4 px a module at 1920 px a code is not read at 400 px; it gets larger modules, and a warning."""
    plain = stamped(template(170, promise="{qr: 400}"), prove=False)
    done = stamped(template(170, promise="{qr: 400}"), prove=True)

    assert plain.stamped.marks[0].qr.module < done.stamped.marks[0].qr.module
    assert done.proofs[0].kept
    assert any("or it would not survive what the platform makes of it" in warning for warning in done.warnings)
    assert () == plain.proofs


def test_letters_too_small_become_larger(template):
    """A promised text gets 7 px of x-height where it was promised."""
    done = stamped(template(300, promise="{text: 1080}", size=6), Page({}), prove=True)

    assert 300 < done.stamped.marks[0].artboard.width
    assert done.proofs[0].texts[0].readable_at <= 1080


def test_where_nothing_helps_the_numbers_are_told(template):
    """The error names the layer, what was reached and what was promised; the exit code is that of a bad input."""
    with pytest.raises(ProofError) as caught:
        stamped(template(170, margin=290, promise="{qr: 400}"), prove=True)

    assert 3 == caught.value.exit_code
    assert "code: The QR code is read down to" in str(caught.value) or "code: The QR code is not read" in str(
        caught.value
    )
    assert "400 px" in str(caught.value)


def test_nothing_is_written_where_the_promise_is_not_kept(template, tmp_path):
    """The output appears only with a mark that survives."""
    target = tmp_path / "out.jpg"
    with pytest.raises(ProofError):
        stamp_file(
            cover(),
            target,
            template(170, margin=290, promise="{qr: 400}"),
            {"link": LINK},
            platform="vk-cover",
            prove=True,
        )

    assert not target.exists()


def test_a_stream_may_be_tried_twice(template):
    """A cover that can be read only once is kept for the second attempt."""
    done = stamp_file(
        BytesIO(cover()), BytesIO(), template(170, promise="{qr: 400}"), {"link": LINK}, platform="vk-cover", prove=True
    )

    assert done.proofs[0].kept


def test_the_first_attempt_leaves_no_trace(template):
    """A picture that is drawn on at once is read anew: only one mark is on it."""
    stream = BytesIO()
    Image.new("RGB", (1920, 768), "#3a6ea5").save(stream, "PNG")
    done = stamp_file(
        stream.getvalue(),
        BytesIO(),
        template(170, promise="{qr: 400}"),
        {"link": LINK},
        platform="vk-cover",
        prove=True,
    )
    box = done.stamped.marks[0].box.grown(2).pixels
    outside = done.stamped.image.copy()
    outside.paste("#3a6ea5", box)

    assert [(1920 * 768, (58, 110, 165))] == outside.getcolors()


def test_a_picture_from_memory_is_not_changed(template):
    """Not even by two attempts."""
    picture = Image.new("RGB", (1920, 768), "#3a6ea5")
    stamp_file(picture, BytesIO(), template(170, promise="{qr: 400}"), {"link": LINK}, platform="vk-cover", prove=True)

    assert [(1920 * 768, (58, 110, 165))] == picture.getcolors()


def test_proving_needs_the_reader(monkeypatch):
    """Without zxing-cpp it is left out, and refused where it is asked for."""
    monkeypatch.setattr("qualitymark.surviving.available", lambda: False)

    assert (False, False) == (proves(None), proves(False))
    with pytest.raises(UsageError, match="pip install qualitymark"):
        proves(True)
