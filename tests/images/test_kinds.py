"""Every format and mode that is read: what is outside of the mark stays, and broken files are one line."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, TiffImagePlugin

from qualitymark.errors import CoverError
from qualitymark.images.canvas import Canvas
from qualitymark.images.deep import deep_png
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.limits import Limits
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving
from qualitymark.images.tiff_writing import tiff_file

BOX = (30, 20, 50, 32)
MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))


def stamped(data, **options):
    """The cover, what was written, and that opened by Pillow alone."""
    cover = read_cover(data)
    canvas = Canvas(cover)
    canvas.put(MARK, *BOX[:2])
    encoded = encode_canvas(canvas, Saving(**options))
    opened = Image.open(BytesIO(encoded.data))
    opened.load()
    return cover, encoded, opened


def same_outside(one: Image.Image, other: Image.Image) -> bool:
    """Compare as RGBA, or in 16 bits of grey, with the box blanked; what a palette makes clear has no colour."""
    mode = "I" if "I;16" in one.mode else "RGBA"
    if one.format == "GIF":
        one, other = (
            Image.alpha_composite(Image.new("RGBA", each.size), each.convert("RGBA")) for each in (one, other)
        )
    one, other = one.convert(mode), other.convert(mode)
    one.paste(0, BOX)
    other.paste(0, BOX)
    return one.tobytes() == other.tobytes()


def alpha(photo: Image.Image, mode: str) -> Image.Image:
    made = photo.convert(mode)
    made.putalpha(Image.linear_gradient("L").resize(photo.size))
    return made


def deep_grey(photo: Image.Image) -> Image.Image:
    return photo.convert("I").point(lambda value: value * 251 + 7).convert("I;16")


LOSSLESS = {
    "png 1": lambda p: (p.convert("1"), "PNG", {}),
    "png L": lambda p: (p.convert("L"), "PNG", {}),
    "png LA": lambda p: (alpha(p, "LA"), "PNG", {}),
    "png P": lambda p: (p.quantize(40), "PNG", {}),
    "png P key": lambda p: (p.quantize(40), "PNG", {"transparency": 3}),
    "png RGB": lambda p: (p, "PNG", {}),
    "png RGBA": lambda p: (alpha(p, "RGBA"), "PNG", {}),
    "png 16": lambda p: (deep_grey(p), "PNG", {}),
    "webp RGB": lambda p: (p, "WEBP", {"lossless": True}),
    "webp RGBA": lambda p: (alpha(p, "RGBA"), "WEBP", {"lossless": True, "exact": True}),
    "gif P": lambda p: (p.quantize(120), "GIF", {}),
    "gif L": lambda p: (p.convert("L").point(lambda value: value & 0xFC), "GIF", {}),
    "gif P key": lambda p: (p.quantize(120), "GIF", {"transparency": 3}),
    "bmp 1": lambda p: (p.convert("1"), "BMP", {}),
    "bmp L": lambda p: (p.convert("L"), "BMP", {}),
    "bmp P": lambda p: (p.quantize(40), "BMP", {}),
    "bmp RGB": lambda p: (p, "BMP", {}),
    "tiff raw": lambda p: (p, "TIFF", {}),
    "tiff lzw": lambda p: (p, "TIFF", {"compression": "tiff_lzw"}),
    "tiff deflate": lambda p: (p, "TIFF", {"compression": "tiff_adobe_deflate"}),
    "tiff packbits": lambda p: (p, "TIFF", {"compression": "packbits"}),
    "tiff group4": lambda p: (p.convert("1"), "TIFF", {"compression": "group4"}),
    "tiff L": lambda p: (p.convert("L"), "TIFF", {}),
    "tiff P": lambda p: (p.quantize(40), "TIFF", {}),
    "tiff RGBA": lambda p: (alpha(p, "RGBA"), "TIFF", {"compression": "tiff_lzw"}),
    "tiff CMYK": lambda p: (p.convert("CMYK"), "TIFF", {"compression": "tiff_lzw"}),
    "tiff 16": lambda p: (deep_grey(p), "TIFF", {"compression": "tiff_lzw"}),
    "tiff tiled": lambda p: (p, "TIFF", {"compression": "tiff_adobe_deflate", "tiffinfo": _strips(8)}),
}


def _strips(rows: int) -> TiffImagePlugin.ImageFileDirectory_v2:
    found = TiffImagePlugin.ImageFileDirectory_v2()
    found[278] = rows
    return found


@pytest.mark.parametrize("name", LOSSLESS)
def test_pixels_outside_of_the_mark_are_the_sources(photo, file_of, name):
    """In every format without loss and every mode it has, as Pillow alone reads both files."""
    image, kind, options = LOSSLESS[name](photo)
    data = file_of(image, kind, **options)
    cover, encoded, after = stamped(data)

    assert ({"BMP": "PNG"}.get(kind, kind), True) == (encoded.format, encoded.exact)
    assert same_outside(Image.open(BytesIO(data)), after)
    assert cover.image.size == after.size
    assert not same_outside(ImageChops.invert(photo), after)
    marked = after.convert("RGB").getpixel((40, 26)) if after.mode not in ("CMYK", "I;16") else (200, 20, 40)
    assert all(abs(a - b) <= 2 for a, b in zip((200, 20, 40), marked, strict=True))


@pytest.mark.parametrize("own", ["tiff_lzw", "packbits", "tiff_adobe_deflate", "raw"])
def test_a_tiff_is_compressed_as_it_was(photo, file_of, own):
    """And its resolution stays."""
    after = stamped(file_of(photo, "TIFF", compression=own, dpi=(300, 300)))[2]

    assert (own, (300, 300)) == (after.info["compression"], after.info["dpi"])


def test_a_tiff_of_jpeg_blocks_is_written_without_loss(photo, file_of):
    """Its pixels were lossy once; they are not made so a second time."""
    data = file_of(photo, "TIFF", compression="jpeg")
    _, encoded, after = stamped(data)

    assert ("tiff_adobe_deflate", "TIFF") == (after.info["compression"], encoded.format)
    assert same_outside(Image.open(BytesIO(data)), after)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_stands_upright_once(photo, file_of, orientation):
    """As Pillow turns it, and the written file has no orientation of its own."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = orientation
    data = file_of(photo, "TIFF", tiffinfo=tags)
    expected = Image.open(BytesIO(data))
    expected.load()
    _, encoded, after = stamped(data)

    assert same_outside(expected, after)
    assert 1 == Image.open(BytesIO(encoded.data)).tag_v2.get(274, 1)


def test_only_the_first_page_of_a_tiff_is_kept(photo, file_of):
    """Which is told."""
    cover = read_cover(file_of(photo, "TIFF", save_all=True, append_images=[photo.rotate(180)]))

    assert ("The TIFF has several pages; only the first is kept.",) == cover.notes
    assert photo.tobytes() == cover.image.tobytes()


def test_big_endian_grey_of_16_bits_keeps_its_values(photo, file_of):
    """Whatever the order of its bytes."""
    deep = deep_grey(photo)
    data = file_of(deep.convert("I").convert("I;16B"), "TIFF")
    cover = read_cover(data)

    assert ("MM", "I;16") == (data[:2].decode(), cover.image.mode)
    assert deep.tobytes() == cover.image.tobytes()


def test_bmp_and_heic_become_what_the_rule_says(photo, file_of):
    """Lossless becomes PNG, lossy JPEG; the result says which."""
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    bmp, heic = stamped(file_of(photo, "BMP"))[1], stamped(file_of(photo, "HEIF", quality=90))[1]

    assert ("PNG", ("BMP is not written; the picture was saved as PNG.",)) == (bmp.format, bmp.notes)
    assert ("JPEG", ("HEIF is not written; the picture was saved as JPEG.",)) == (heic.format, heic.notes)


def test_heic_without_its_extra_names_it(monkeypatch):
    """And a way without."""
    import sys

    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(CoverError) as caught:
        read_cover(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")

    assert (
        "HEIC and HEIF need the extra “heic”; install it with: pip install “qualitymark[heic]”, or save the picture as"
        " JPEG or PNG." == str(caught.value)
    )


def test_a_cmyk_tiff_becomes_png_where_the_platform_takes_no_tiff(photo, file_of):
    """An RGB one stays, for it is asked for by nothing else than its own format."""
    taken = ("JPEG", "PNG", "GIF")
    cmyk = stamped(file_of(photo.convert("CMYK"), "TIFF"), accepts=taken)[1]

    assert "PNG" == cmyk.format
    assert "The platform takes no TIFF; the picture was saved as PNG." == cmyk.notes[0]
    assert "TIFF" == stamped(file_of(photo, "TIFF"), accepts=taken)[1].format


XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" %s</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("said", [b'tiff:Orientation="6">', b"><tiff:Orientation>6</tiff:Orientation>"])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_xmp_says_the_orientation_where_exif_does_not(photo, file_of, exif_of, kind, said):
    """As an attribute or an element; EXIF that says 1 counts more."""
    packet = XMP % said
    turned = read_cover(file_of(photo, kind, xmp=packet), patching=True)
    stays = read_cover(file_of(photo, kind, xmp=packet, exif=exif_of(1)))

    assert ((64, 96), (96, 64)) == tuple(tuple(map(int, (c.size.width, c.size.height))) for c in (turned, stays))


def test_an_avif_is_turned_by_its_container_once(photo, file_of, exif_of):
    """Pillow writes the orientation into irot and imir; the result has none."""
    data = file_of(photo, "AVIF", exif=exif_of(6), quality=95)
    cover, encoded, after = stamped(data)

    assert (b"irot" in data, b"irot" in encoded.data) == (True, False)
    assert (64, 96) == cover.image.size == after.size
    difference = ImageChops.difference(cover.image, photo.transpose(Image.Transpose.ROTATE_270))
    assert difference.resize((1, 1), Image.Resampling.BOX).getextrema()[0][1] < 8


def test_same_input_same_bytes_in_every_format(photo, file_of):
    """Codecs with threads of their own among them."""
    for kind in ("GIF", "TIFF", "AVIF", "PNG", "WEBP"):
        data = file_of(photo, kind)
        assert stamped(data)[1].data == stamped(data)[1].data


def attempt(data: bytes) -> int:
    """Stamp a file; the only exception to come is a CoverError of one line."""
    try:
        canvas = Canvas(read_cover(data, Limits(megapixels=1)))
        canvas.put(MARK, 3, 3)
        encode_canvas(canvas)
    except CoverError as error:
        return str(error).count("\n")
    return 0


SEEDS = ["bmp", "tiff", "tiff lzw", "tiff jpeg", "gif", "gif moving", "apng", "webp moving", "avif", "avif moving"]
SEEDS += ["png 16", "png 16 alpha", "tiff 16"]


@pytest.mark.parametrize("kind", SEEDS)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_damaged_file_of_any_format_gives_a_picture_or_one_line(kind, data):
    """Cut anywhere, with bytes changed anywhere: no other exception, no warning."""
    content = bytearray(_seeds()[kind])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(noise)] = noise
    end = data.draw(st.integers(0, len(content)))

    assert 0 == attempt(bytes(content[:end] if data.draw(st.booleans()) else content))


@pytest.mark.parametrize("kind", ["bmp", "tiff lzw", "gif", "avif"])
def test_half_a_file_of_any_format_is_no_picture(kind):
    """Cut anywhere in its first nine tenths."""
    content = _seeds()[kind]
    for end in range(0, len(content) * 9 // 10, max(1, len(content) // 40)):
        with pytest.raises(CoverError):
            read_cover(content[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"BM" + struct.pack("<LLLLllHHLLllLL", 54, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0),
        b"GIF89a" + struct.pack("<2H3B", 60_000, 60_000, 0, 0, 0) + b"," + struct.pack("<4HB", 0, 0, 1, 1, 0),
        b"GIF89a" + struct.pack("<2H3B", 9, 9, 0, 0, 0) + b"," + struct.pack("<4HB", 60_000, 60_000, 9, 9, 0),
    ],
    ids=["bmp", "gif", "gif frame"],
)
def test_bombs_are_refused_by_their_header(data):
    """Before anything is decoded."""
    with pytest.raises(CoverError, match="the limit is 50"):
        read_cover(data + bytes(64))


def _seeds() -> dict[str, bytes]:
    """Small files, made once."""
    if not _made:
        image = Image.radial_gradient("L").resize((60, 40)).convert("RGB")
        turned = [image.rotate(angle) for angle in (90, 180)]

        def file(kind: str, **options: object) -> bytes:
            stream = BytesIO()
            picture = image.quantize(64) if kind == "GIF" else image
            rest = [each.quantize(64) for each in turned] if kind == "GIF" else turned
            moving = {"save_all": True, "append_images": rest, "duration": 90} if options.pop("moving", 0) else {}
            picture.save(stream, kind, **moving, **options)
            return stream.getvalue()

        made = [
            file("BMP"),
            file("TIFF"),
            file("TIFF", compression="tiff_lzw"),
            file("TIFF", compression="jpeg"),
            file("GIF"),
            file("GIF", moving=1),
            file("PNG", moving=1),
            file("WEBP", moving=1),
            file("AVIF", speed=10),
            file("AVIF", speed=10, moving=1),
            deep_png(file("PNG"), image, turned[0]),
            deep_png(file("PNG"), alpha(image, "RGBA"), alpha(turned[0], "RGBA")),
            tiff_file(image, {}, [], turned[0]),
        ]
        _made.update(zip(SEEDS, made, strict=True))
    return _made


_made: dict[str, bytes] = {}
