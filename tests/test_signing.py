"""Stamped files bear a record; what bears one is stamped anew only from its original."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from qualitymark import Page, __version__, load_template, stamp, stamp_file
from qualitymark.errors import CoverError, OutputError, UsageError
from qualitymark.images.records import Record, read_record

PAGE = Page(name="МБОУ СОШ № 3 г. Бердска", year=2023, id=30558759)
REFUSAL = (
    f"This cover bears a quality mark already (template badge, made by qualitymark {__version__});"
    " give the original, or ask for --restamp with it."
)
FORMATS = {
    "JPEG": {"quality": 88},
    "progressive": {"progressive": True},
    "rgb": {"keep_rgb": True, "subsampling": 0},
    "PNG": {},
    "WEBP": {},
    "TIFF": {},
    "GIF": {},
}


def cover(name: str = "JPEG", colour: str = "#3a6ea5") -> bytes:
    data = BytesIO()
    kind = "JPEG" if name in ("progressive", "rgb") else name
    Image.new("RGB", (1200, 480), colour).save(data, kind, **FORMATS[name])
    return data.getvalue()


def stamped(source: bytes, **options) -> bytes:
    return stamp(source, "badge", PAGE, **options).encode().data


@pytest.mark.parametrize("name", FORMATS)
def test_the_record_tells_what_was_stamped(name):
    """Template, version, page id, source and boxes; nothing else of the page."""
    source = cover(name)
    result = stamp(source, "badge", PAGE)
    data = result.encode().data
    found = read_record(data)

    assert (
        Record(
            "badge",
            found.template_digest,
            __version__,
            "30558759",
            hashlib.sha256(source).hexdigest(),
            tuple(mark.box.pixels for mark in result.marks),
        )
        == found
    )
    assert len(found.template_digest) == 40
    assert "Бердск".encode() not in data


@pytest.mark.parametrize("name", FORMATS)
def test_equal_inputs_give_equal_bytes(name):
    """There is no time in a record."""
    assert stamped(cover(name)) == stamped(cover(name))


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_mark_is_refused(name):
    """Whatever form the cover comes in, the message says what to do."""
    data = stamped(cover(name))
    for form in (data, BytesIO(data), Image.open(BytesIO(data))):
        if name == "GIF" and isinstance(form, Image.Image):
            continue
        with pytest.raises(CoverError) as caught:
            stamp(form, "badge", PAGE)
        assert REFUSAL == str(caught.value)


def test_the_refusal_names_the_file(tmp_path: Path):
    """A path is told, as in every error."""
    path = tmp_path / "stamped.jpg"
    path.write_bytes(stamped(cover()))
    with pytest.raises(CoverError) as caught:
        stamp_file(path, template="badge", page=PAGE)

    assert f"{path}: {REFUSAL}" == str(caught.value)
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_stamped_anew_is_the_original_stamped(name):
    """The old mark is gone, and nothing is stamped twice."""
    source = cover(name)
    old = stamped(source)
    other = Page(PAGE).updated(year=2024)

    assert stamp(source, "badge", other).encode().data == stamp(old, "badge", other, restamp=source).encode().data
    assert stamped(source) == stamped(old, restamp=source) == stamped(old, restamp=BytesIO(source))


def test_another_file_is_not_the_original(tmp_path: Path):
    """Equal pixels are not enough: the record knows the file."""
    path = tmp_path / "other.png"
    path.write_bytes(cover("PNG"))
    with pytest.raises(CoverError) as caught:
        stamped(stamped(cover()), restamp=path)

    assert f"{path}: This is not the original that the stamped cover was made from; give that file." == str(
        caught.value
    )


def test_a_cover_without_a_record_is_not_stamped_anew():
    """There is nothing to take back."""
    with pytest.raises(CoverError) as caught:
        stamped(cover(), restamp=cover())

    assert "This cover bears no record of a quality mark; stamp it without --restamp." == str(caught.value)


def test_a_cover_from_memory_has_no_original():
    """A picture that was no file has no digest to compare."""
    data = stamp(Image.new("RGB", (1200, 480)), "badge", PAGE).encode().data
    with pytest.raises(CoverError) as caught:
        stamped(data, restamp=cover())

    assert "The record of this cover does not tell its original; stamp the original itself." == str(caught.value)


def test_an_original_that_bears_a_mark_is_refused():
    """Else there would be two marks after all."""
    first = stamped(cover())
    record = read_record(first)
    second = first.replace(record.source.encode(), hashlib.sha256(first).hexdigest().encode())
    with pytest.raises(CoverError) as caught:
        stamped(second, restamp=first)

    assert REFUSAL == str(caught.value)


@pytest.mark.parametrize(("choice", "kept"), [("keep", True), ("minimal", True), ("strip", False)])
@pytest.mark.parametrize("name", FORMATS)
def test_the_record_stays_unless_all_is_stripped(name, choice, kept):
    """Who strips everything strips the protection, too."""
    data = stamped(cover(name), metadata=choice)

    assert kept == (read_record(data) is not None)


def test_an_unknown_choice_of_metadata_is_told_first():
    """Before the cover is read."""
    with pytest.raises(UsageError):
        stamp("no such file", "badge", PAGE, metadata="all")


def test_a_stamped_file_can_be_replaced_and_its_original_not(tmp_path: Path):
    """The result is named after the original, beside it, and never written over it."""
    original, marked = tmp_path / "cover.jpg", tmp_path / "cover.marked.jpg"
    original.write_bytes(cover())
    stamp_file(original, template="badge", page=PAGE)
    before = marked.read_bytes()
    stamp_file(marked, template="badge", page=Page(PAGE).updated(year=2024), restamp=original, overwrite=True)

    assert cover() == original.read_bytes()
    assert before != marked.read_bytes()
    with pytest.raises(OutputError):
        stamp_file(marked, original, template="badge", page=PAGE, restamp=original, overwrite=True)


def test_the_digest_is_that_of_the_template():
    """Templates of one name and other content have other digests, equal ones the same."""
    one, same = (stamp(cover(), load_template("badge"), PAGE).encode().data for _ in range(2))
    other = stamp(cover(), "seal", PAGE).encode().data

    assert read_record(one).template_digest == read_record(same).template_digest
    assert read_record(one).template_digest != read_record(other).template_digest


def test_an_id_that_the_template_does_not_draw_is_no_mistake():
    """It is for the record."""
    assert not [warning for warning in stamp(cover(), "badge", PAGE).warnings if "“id”" in warning]
