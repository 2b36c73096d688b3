"""Marker segments of a JPEG, exchanged without touching what follows."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.segments import APP1, COM, segment, segments, with_metadata


def kinds(data: bytes) -> list[tuple[int, bytes]]:
    return [(found.marker, found.content[:4]) for found in segments(data) if found.marker >= 0xE0]


def jpeg(photo, file_of, **options) -> bytes:
    return file_of(photo, "JPEG", icc_profile=b"p" * 200, comment=b"by hand", exif=b"Exif\0\0MM\0*", **options)


def test_metadata_are_exchanged_and_tables_stay(photo, file_of):
    """Header and profile keep their place, the wanted segments stand behind the header, the scan is the same."""
    data = jpeg(photo, file_of)
    made = with_metadata(data, [segment(APP1, b"one"), segment(COM, b"two")])

    assert [(0xE0, b"JFIF"), (APP1, b"one"), (COM, b"two"), (0xE2, b"ICC_")] == kinds(made)
    assert data[data.index(b"\xff\xdb") :].endswith(made[made.index(b"\xff\xdb") :])


def test_the_profile_can_be_taken_out(photo, file_of):
    """Without it nothing of it is left."""
    made = with_metadata(jpeg(photo, file_of), [], profile=False)

    assert [(0xE0, b"JFIF")] == kinds(made)
    assert b"p" * 50 not in made


def test_the_pixels_are_the_same(photo, file_of):
    """Decoders see the same picture."""
    data = jpeg(photo, file_of)
    with Image.open(BytesIO(data)) as one, Image.open(BytesIO(with_metadata(data, []))) as other:
        assert one.tobytes() == other.tobytes()


def test_a_thumbnail_in_the_header_is_dropped(photo, file_of):
    """JFIF can hold one, and JFXX another."""
    data = file_of(photo, "JPEG")
    header = next(segments(data))
    with_thumbnails = (
        data[:2]
        + segment(0xE0, header.content[:12] + b"\1\1old")
        + segment(0xE0, b"JFXX\0\x13old")
        + data[header.end :]
    )

    assert data == with_metadata(with_thumbnails, [])


def test_what_adobe_says_of_the_colours_stays(photo, file_of):
    """Without it CMYK would be read inverted."""
    data = file_of(photo.convert("CMYK"), "JPEG")
    made = with_metadata(data, [])
    with Image.open(BytesIO(data)) as one, Image.open(BytesIO(made)) as other:
        assert one.tobytes() == other.tobytes()
    assert (0xEE, b"Adob") in kinds(made)


@given(st.binary(max_size=60))
def test_damage_is_copied(tail):
    """Where the structure ends, the rest of the bytes comes along, whatever they are."""
    made = with_metadata(b"\xff\xd8\xff\xdb\0\4ab" + b"\xff\xda" + tail, [b"new"])

    assert b"\xff\xd8new\xff\xdb\0\4ab\xff\xda" + tail == made
