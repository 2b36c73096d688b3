"""The record of a mark: written into every format, read without decoding, hostile or not."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.errors import CoverError
from qualitymark.images import xmp
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.metadata import signed
from qualitymark.images.reading import read_cover
from qualitymark.images.records import NAMESPACE, Record, read_record, record_in
from qualitymark.images.saving import Saving

RECORD = Record("plate", "0a1b", "0.1.0", "12345", "ff" * 32, ((10, 20, 30, 40), (-5, 0, 7, 8)))
FORMATS = ["jpg", "png", "webp", "gif", "tiff", "avif"]


def bearing(photo, file_of, format: str, record: Record = RECORD) -> bytes:
    canvas = Canvas(read_cover(file_of(photo, "PNG")), own=True)
    canvas.cover = signed(canvas.cover, record)
    return encode_canvas(canvas, Saving(format)).data


@pytest.mark.parametrize("format", FORMATS)
def test_a_record_comes_back_from_every_format(photo, file_of, tmp_path, format):
    """From bytes and from a path; the picture can be opened as before."""
    data = bearing(photo, file_of, format)
    path = tmp_path / "stamped"
    path.write_bytes(data)
    with Image.open(BytesIO(data)) as image:
        image.load()

    assert RECORD == read_record(data) == read_record(path) == read_record(str(path))


@pytest.mark.parametrize("format", FORMATS)
def test_a_decoder_notes_the_record_too(photo, file_of, format):
    """What refuses a second mark sees what ``read_record`` sees."""
    assert RECORD == record_in(read_cover(bearing(photo, file_of, format)).metadata.xmp)


@pytest.mark.parametrize("format", FORMATS)
def test_a_cover_without_a_record_has_none(photo, file_of, format):
    """Nor has a file that is no picture."""
    kind = {"jpg": "JPEG"}.get(format, format.upper())

    assert None is read_record(file_of(photo, kind))
    assert None is read_record(b"no picture, but urn:qualitymark:record:1#")


def test_a_path_that_cannot_be_read_is_a_cover_error(tmp_path):
    """The error names the file."""
    with pytest.raises(CoverError) as caught:
        read_record(tmp_path / "none.jpg")

    assert f"{tmp_path / 'none.jpg'}: There is no such file; check the path." == str(caught.value)


def test_what_is_not_known_is_left_out():
    """A page without an id and a cover that was no file leave no trace."""
    bare = Record("plate", "0a1b", "0.1.0")
    told = bare.description()

    assert bare == record_in(xmp.with_description(None, told))
    assert not [word for word in (b"page", b"source", b"marks") if word in told]


def test_a_record_that_an_editor_wrote_anew_is_read():
    """Programs turn attributes into elements, and choose their own prefixes."""
    packet = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="{xmp.RDF}"><r:Description xmlns:a="{NAMESPACE}">'
        "<a:template>plate</a:template><a:version>0.1.0</a:version><a:marks>1,2,3,4</a:marks>"
        "</r:Description></r:RDF></x:xmpmeta>"
    ).encode()

    assert Record("plate", "", "0.1.0", marks=((1, 2, 3, 4),)) == record_in(packet)


def test_plain_values_are_for_json():
    """Boxes are lists."""
    assert {
        "template": "plate",
        "template_digest": "0a1b",
        "version": "0.1.0",
        "page": "12345",
        "source": "ff" * 32,
        "marks": [[10, 20, 30, 40], [-5, 0, 7, 8]],
    } == RECORD.as_dict()


@given(
    st.text(min_size=1, max_size=40), st.text(max_size=300), st.lists(st.tuples(*[st.integers(-99_999, 99_999)] * 4))
)
def test_any_values_come_back(name, page, marks):
    """Signs that XML cannot hold become spaces, and what is too long is cut."""
    record = replace(RECORD, template="a" + name, page=page or None, marks=tuple(marks))
    found = record_in(xmp.with_description(None, record.description()))

    assert (len(record.template), tuple(marks)) == (len(found.template), found.marks)
    assert len(found.page or "") == min(len(page), 200)


@given(st.binary(max_size=20), st.integers(0, 700))
def test_no_packet_is_too_strange(noise, at):
    """Damaged packets have a record or none, and never an exception."""
    packet = xmp.with_description(None, RECORD.description())
    told = packet[:at] + noise + packet[at + len(noise) :]

    assert isinstance(record_in(told), Record | None)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("at", [0.05, 0.3, 0.7, 0.99])
def test_files_that_are_cut_off_have_a_record_or_none(photo, file_of, format, at):
    """The structure is followed as far as it goes."""
    data = bearing(photo, file_of, format)

    assert read_record(data[: int(len(data) * at)]) in (RECORD, None)
