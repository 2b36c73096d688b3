"""What a file tells beside its pixels: kept, reduced or stripped, in every format."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from qualitymark.errors import UsageError
from qualitymark.images.attaching import attached
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import Encoded, encode_canvas
from qualitymark.images.metadata import EXTENSION, check_choice, chosen, guid_of
from qualitymark.images.packets import XMP_SEGMENT, packet_in
from qualitymark.images.photoshop import RESOURCES, without_copies
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving
from qualitymark.images.segments import APP1, APP2, APP13, segment, segments

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xmpNote="http://ns.adobe.com/xmp/note/" exif:GPSLatitude="55,1N" exif:Flash="1"{more}>'
    "<dc:rights>The rights</dc:rights><dc:title>The title</dc:title>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
PACKET = XMP.format(more="").encode()


def exif() -> bytes:
    """Camera, rights, position."""
    made = Image.Exif()
    made.update({0x010F: "A camera", 0x8298: "(c) somebody"})
    made.get_ifd(0x8825).update({1: "N", 2: (55.0, 1.0, 2.0)})
    return b"Exif\0\0" + made.tobytes().removeprefix(b"Exif\0\0")


def resources(*parts: tuple[int, bytes]) -> bytes:
    blocks = (
        b"8BIM"
        + number.to_bytes(2, "big")
        + b"\0\0"
        + len(content).to_bytes(4, "big")
        + content
        + b"\0" * (len(content) % 2)
        for number, content in parts
    )
    return b"".join(blocks)


def with_segments(jpeg: bytes, *more: bytes) -> bytes:
    return jpeg[:2] + b"".join(more) + jpeg[2:]


def written(data: bytes, choice: str = "keep", format: str = "keep") -> tuple[Encoded, list[str]]:
    cover = chosen(read_cover(data, patching=True), choice)
    canvas = Canvas(cover, own=True)
    canvas.put(Image.new("RGBA", (30, 20), "red"), 40, 30)
    encoded = encode_canvas(canvas, Saving(format))
    return encoded, [str(note) for note in (*cover.notes, *encoded.notes)]


def info_of(data: bytes) -> tuple[dict, dict, dict]:
    with Image.open(BytesIO(data)) as image:
        image.load()
        found = image.getexif()
        return dict(image.info), dict(found), dict(found.get_ifd(0x8825))


OPTIONS = {
    "JPEG": {"quality": 85},
    "progressive": {"quality": 85, "progressive": True},
    "rgb": {"quality": 85, "keep_rgb": True, "subsampling": 0},
    "PNG": {},
    "WEBP": {"lossless": True},
    "AVIF": {"speed": 10},
}


def source(photo, file_of, name: str, srgb: bytes) -> bytes:
    kind = "JPEG" if name in ("progressive", "rgb") else name
    options = {**OPTIONS[name], "exif": exif(), "icc_profile": srgb, "dpi": (300, 300)}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Copyright", "(c) somebody")
        text.add_text("Software", "An editor")
        text.add_itxt("XML:com.adobe.xmp", PACKET.decode())
        return file_of(photo, kind, pnginfo=text, **options)
    return file_of(photo, kind, xmp=PACKET, **options)


@pytest.mark.parametrize("name", OPTIONS)
def test_everything_is_kept_but_the_position(photo, file_of, srgb, name):
    """Camera, rights, title and profile stay; where the picture was taken does not, in EXIF nor in XMP."""
    encoded, notes = written(source(photo, file_of, name, srgb))
    info, found, position = info_of(encoded.data)

    assert (PACKET.replace(b' exif:GPSLatitude="55,1N"', b""), srgb, []) == (info["xmp"], info["icc_profile"], notes)
    assert ("A camera", "(c) somebody", {}) == (found[0x010F], found[0x8298], position)
    assert name != "PNG" or ("(c) somebody", "An editor") == (info["Copyright"], info["Software"])


@pytest.mark.parametrize("name", OPTIONS)
def test_minimal_is_authors_rights_resolution_and_profile(photo, file_of, srgb, name):
    """The camera and the title are gone."""
    encoded, notes = written(source(photo, file_of, name, srgb), "minimal")
    info, found, _ = info_of(encoded.data)

    assert (b"The rights" in info["xmp"], b"The title" in info["xmp"], srgb, []) == (
        True,
        False,
        info["icc_profile"],
        notes,
    )
    assert {0x8298: "(c) somebody"} == {
        tag: value for tag, value in found.items() if tag not in (0x011A, 0x011B, 0x0128)
    }
    assert name in ("WEBP", "AVIF") or 300 == round(info["dpi"][0])
    assert name != "PNG" or ("(c) somebody", None) == (info["Copyright"], info.get("Software"))


@pytest.mark.parametrize("name", OPTIONS)
def test_stripped_is_the_profile_alone(photo, file_of, srgb, name):
    """Without it the colours would be wrong."""
    encoded, notes = written(source(photo, file_of, name, srgb), "strip")
    info, found, _ = info_of(encoded.data)

    assert (srgb, None, {}, []) == (info["icc_profile"], info.get("xmp"), found, notes)
    assert not {"Copyright", "Software", "comment", "exif"} & info.keys()


def test_both_jpeg_paths_are_what_they_say(photo, file_of, srgb):
    """YCbCr is patched, progressive or not, and RGB coded again: the tests above speak of both."""
    assert [True, True, False] == [
        written(source(photo, file_of, name, srgb))[0].exact for name in ("JPEG", "progressive", "rgb")
    ]


def test_tiff_keeps_its_tags(photo, file_of, srgb):
    """Rights and XMP are tags there, and IPTC is kept as it is."""
    tags = {33432: "(c) somebody", 700: PACKET, 34377: resources((0x0404, b"iptc"), (0x040C, b"thumbnail"))}
    encoded, notes = written(file_of(photo, "TIFF", tiffinfo=tags, icc_profile=srgb))
    with Image.open(BytesIO(encoded.data)) as image:
        found = image.tag_v2
        assert (b"Flash" in found[700], b"GPS" in found[700], "(c) somebody") == (True, False, found[33432])
        assert (resources((0x0404, b"iptc")), srgb, []) == (found[34377], image.info["icc_profile"], notes)


def test_comments_and_unknown_segments_stay_in_a_jpeg(photo, file_of):
    """IPTC, comments and what programs put beside come along; thumbnails and second copies do not."""
    blocks = resources((0x0404, b"iptc"), (0x040C, b"thumbnail"), (0x0422, b"exif again"), (0x03ED, b"resolution"))
    data = with_segments(
        file_of(photo, "JPEG", comment=b"by hand"), segment(APP13, RESOURCES + blocks), segment(0xE5, b"of a program")
    )
    encoded, notes = written(data)
    told = [found.content for found in segments(encoded.data) if found.marker in (APP13, 0xE5, 0xFE)]

    assert [RESOURCES + resources((0x0404, b"iptc"), (0x03ED, b"resolution")), b"of a program", b"by hand"] == told
    assert (True, []) == (encoded.exact, notes)


def test_what_another_format_cannot_hold_is_told(photo, file_of):
    """A PNG has no place for a JPEG's own segments; comments become texts."""
    data = with_segments(
        file_of(photo, "JPEG", comment=b"by hand"),
        segment(APP13, RESOURCES + resources((0x0404, b"iptc"))),
        segment(0xE5, b"of a program"),
    )
    encoded, notes = written(data, format="png")

    assert ["PNG cannot hold all metadata; dropped: IPTC, application data."] == notes
    assert "by hand" == info_of(encoded.data)[0]["Comment"]


def extended(main: bytes, whole: bytes, size: int = 1000) -> list[bytes]:
    guid = guid_of(whole)
    parts = [
        segment(APP1, EXTENSION + guid + len(whole).to_bytes(4, "big") + at.to_bytes(4, "big") + whole[at : at + size])
        for at in range(0, len(whole), size)
    ]
    return [segment(APP1, XMP_SEGMENT + main), *parts]


def test_extended_xmp_is_cleaned_too(photo, file_of):
    """Its parts are put together in order, the position is taken out, and the packet names the new whole."""
    whole = PACKET.replace(b"The title", b"x" * 3000)
    main = XMP.format(more=f' xmpNote:HasExtendedXMP="{guid_of(whole).decode()}"').encode()
    first, *parts = extended(main, whole)
    encoded, notes = written(with_segments(file_of(photo, "JPEG"), first, *parts[::-1]))
    clean = whole.replace(b' exif:GPSLatitude="55,1N"', b"")
    told = [found.content for found in segments(encoded.data) if found.marker == APP1]

    assert [] == notes
    assert guid_of(clean) in told[0]
    assert clean == b"".join(part[len(EXTENSION) + 40 :] for part in told[1:])
    assert all(part[len(EXTENSION) : len(EXTENSION) + 32] == guid_of(clean) for part in told[1:])


def test_an_incomplete_extension_is_dropped_and_told(photo, file_of):
    """Half of it would say nothing sure."""
    whole = PACKET.replace(b"The title", b"x" * 3000)
    main = XMP.format(more=f' xmpNote:HasExtendedXMP="{guid_of(whole).decode()}"').encode()
    encoded, notes = written(with_segments(file_of(photo, "JPEG"), *extended(main, whole)[:2]))

    assert ["The extended part of the XMP metadata is damaged and was dropped."] == notes
    assert EXTENSION not in encoded.data


@pytest.mark.parametrize(
    "packet",
    [PACKET[:300], b'<!DOCTYPE x [<!ENTITY a "b">]>' + PACKET, PACKET.decode().encode("utf-16"), PACKET + b"<x/>"],
)
def test_damaged_xmp_is_dropped_and_told(photo, file_of, packet):
    """It is never taken for sound, and never a traceback."""
    encoded, notes = written(file_of(photo, "JPEG", xmp=packet))

    assert (["The XMP metadata are damaged and were dropped."], None) == (notes, packet_in(encoded.data))


def test_copies_of_exif_in_texts_are_dropped_and_told(photo, file_of):
    """ImageMagick writes them, and a position may be in them."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Raw profile type exif", "\nexif\n 4\n45786966", zip=True)
    text.add_text("Title", "A title")
    encoded, notes = written(file_of(photo, "PNG", pnginfo=text))
    info = info_of(encoded.data)[0]

    assert ["Texts with a copy of the EXIF or XMP data were dropped; they may tell a position."] == notes
    assert ("A title", None) == (info.get("Title"), info.get("Raw profile type exif"))


def test_a_png_keeps_what_says_its_colours(photo, file_of):
    """Gamma and primaries stay before the pixels, with stripped metadata too."""
    data = file_of(photo, "PNG")
    gamma = b"\0\0\0\x04gAMA\0\0\xb1\x8f\x0b\xfca\x05"
    encoded, _ = written(data[:33] + gamma + data[33:], "strip")

    assert gamma == encoded.data[33 : 33 + len(gamma)]


def test_compressed_xmp_in_a_png_is_read(photo, file_of):
    """Its chunk may be packed."""
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", PACKET.decode(), zip=True)

    assert PACKET == packet_in(file_of(photo, "PNG", pnginfo=text))


def test_metadata_too_large_for_a_segment_are_dropped_and_told(photo, file_of):
    """One segment of a JPEG has room for 65 kilobytes, padding is given up first."""
    padded = PACKET + b" " * 66_000 + b"<?xpacket end='w'?>"
    large = PACKET.replace(b"The title", b"x" * 66_000)
    text = [PngImagePlugin.PngInfo(), PngImagePlugin.PngInfo()]
    for info, packet in zip(text, (padded, large), strict=True):
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
    fits, lost = (written(file_of(photo, "PNG", pnginfo=info), format="jpg") for info in text)

    assert ([], True) == (fits[1], b"The rights" in packet_in(fits[0].data))
    assert None is packet_in(lost[0].data)
    assert ["The XMP metadata are too large for JPEG and were dropped, the record of the mark with them."] == lost[1]


def test_a_gif_holds_comments_and_xmp(photo, file_of):
    """Pillow writes neither; decoders read both, and the pixels."""
    data = file_of(photo.quantize(16), "GIF", comment=b"x" * 300)
    cover = read_cover(data)
    from dataclasses import replace

    made, notes = attached(data, replace(cover, metadata=replace(cover.metadata, xmp=PACKET)), "GIF")
    with Image.open(BytesIO(made)) as one, Image.open(BytesIO(data)) as other:
        assert (one.convert("RGB").tobytes(), b"x" * 300) == (other.convert("RGB").tobytes(), one.info["comment"][:300])
    assert (PACKET, []) == (packet_in(made), notes)


def test_the_digest_is_that_of_the_file(photo, file_of, tmp_path):
    """SHA-256 of the bytes, however they came; a picture from memory has none."""
    data = file_of(photo, "PNG")
    path = tmp_path / "cover.png"
    path.write_bytes(data)

    assert {hashlib.sha256(data).hexdigest()} == {read_cover(form).digest for form in (data, path, BytesIO(data))}
    assert None is read_cover(photo).digest


def test_a_picture_from_memory_brings_what_its_decoder_noted(photo, file_of):
    """An opened file is no file any more, and still tells."""
    with Image.open(BytesIO(file_of(photo, "WEBP", xmp=PACKET))) as image:
        assert PACKET == read_cover(image).metadata.xmp


def test_further_pictures_are_not_announced_any_more(photo, file_of):
    """What tells of them is dropped with them."""
    encoded, _ = written(with_segments(file_of(photo, "JPEG"), segment(APP2, b"MPF\0MM\0*")))

    assert b"MPF\0" not in encoded.data


@pytest.mark.parametrize("block", [b"", b"8BIM", b"8BIM\4\4\0", b"8BIM\4\4\0\0\0\0\1\0ab", b"nonsense"])
def test_broken_resources_are_dropped(block):
    """Whatever is not whole is left out."""
    assert None is without_copies(block)


def test_an_unknown_choice_is_wrong_usage():
    """The message names what there is."""
    with pytest.raises(UsageError) as caught:
        check_choice("minimum")

    assert "Unknown choice of metadata “minimum”. Did you mean “minimal”?" == str(caught.value)


def test_a_stripped_tiff_tells_nothing(photo, file_of):
    """Neither what Pillow would carry over by itself."""
    tags = {33432: "(c) somebody", 700: PACKET, 34377: resources((0x0404, b"iptc")), 33723: b"iptc"}
    encoded, _ = written(file_of(photo, "TIFF", tiffinfo=tags), "strip")

    assert not [word for word in (b"somebody", b"rights", b"iptc") if word in encoded.data]
