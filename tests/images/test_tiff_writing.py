"""TIFF files: pixels by one writer, what is told beside them by another, one sound file of both."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image

from qualitymark.images.canvas import Canvas
from qualitymark.images.deep import deep_png
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.reading import read_cover
from qualitymark.images.tiff_writing import tiff_file

COMPRESSIONS = ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate")
MODES = ("L", "LA", "RGB", "RGBA", "CMYK", "I;16")


def exif_block(**more: object) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "Maker", "Somebody"
    exif.get_ifd(0x8769).update({0x9003: "2023:09:01 10:00:00", 0x829A: 0.005})
    for tag, value in more.items():
        exif[int(tag.removeprefix("tag"))] = value
    return exif.tobytes()


def told(data: bytes) -> tuple[object, ...]:
    """Maker, rights, time and exposure, as Pillow reads them."""
    exif = Image.open(BytesIO(data)).getexif()
    return *(exif.get(tag) for tag in (0x010F, 0x8298)), *(exif.get_ifd(0x8769).get(tag) for tag in (0x9003, 0x829A))


ALL = "Maker", "Somebody", "2023:09:01 10:00:00", 0.005


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_and_compression_tells_all(photo, srgb, mode, compression):
    """Pixels, EXIF with its own directory, resolution, profile, XMP and IPTC."""
    image, notes = photo.convert("I").convert("I;16") if mode == "I;16" else photo.convert(mode), []
    predicted = 2 if compression.startswith("tiff") and mode in ("L", "RGB", "RGBA") else 1
    options = {"compression": compression, "predictor": predicted, "exif": exif_block(), "dpi": (300, 200)}
    options |= {"icc_profile": srgb, "tags": {700: b"<packet/>", 33723: b"\x1c\x02"}}
    data = tiff_file(image, options, notes)
    after = Image.open(BytesIO(data))

    assert (compression, mode, image.tobytes()) == (after.info["compression"], after.mode, after.tobytes())
    assert (ALL, []) == (told(data), notes)
    assert ((300, 200), srgb, b"<packet/>") == (after.info["dpi"], after.info["icc_profile"], after.info["xmp"])
    assert (b"\x1c\x02", predicted) == (after.tag_v2[33723], after.tag_v2.get(317, 1))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_directories_are_in_order_and_values_at_even_places(photo, compression):
    """TIFF 6.0, 2: entries ascend, and each offset is even."""
    data = tiff_file(photo, {"compression": compression, "exif": exif_block(), "tags": {700: b"odd"}}, [])
    start, sizes = struct.unpack_from("<L", data, 4)[0], {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    (count,) = struct.unpack_from("<H", data, start)
    entries = [struct.unpack_from("<HHLL", data, start + 2 + 12 * number) for number in range(count)]
    away = [entry for entry in entries if sizes[entry[1]] * entry[2] > 4]

    assert 0 == start % 2
    assert [entry[0] for entry in entries] == sorted({entry[0] for entry in entries})
    assert [] == [entry for entry in away if entry[3] % 2 or entry[3] + sizes[entry[1]] * entry[2] > len(data)]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_how_another_file_stored_its_pixels_is_not_told(photo, compression):
    """An EXIF block may say it of the file that it is from."""
    block = exif_block(tag256=7, tag259=6, tag262=6, tag273=9, tag278=0, tag284=2, tag322=16, tag531=2)
    data = tiff_file(photo, {"compression": compression, "exif": block}, [])
    after = Image.open(BytesIO(data))

    assert (photo.tobytes(), ALL) == (after.tobytes(), told(data))
    assert not {322, 531} & set(after.tag_v2)
    assert (2, 1) == (after.tag_v2[262], after.tag_v2[284])


def test_exif_that_cannot_be_written_is_dropped(photo):
    """Which is told; resolution and tags stay."""
    notes = []
    data = tiff_file(photo, {"compression": "tiff_lzw", "exif": b"Exif\0\0nothing", "dpi": (72, 72)}, notes)

    assert ["The EXIF metadata cannot be written into a TIFF and were dropped."] == notes
    assert (72, 72) == Image.open(BytesIO(data)).info["dpi"]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_cover_of_16_bits_keeps_what_it_tells(photo, file_of, srgb, kind):
    """EXIF with its own directory, resolution and profile."""
    lower, given = photo.rotate(180), {"exif": exif_block(), "dpi": (300, 300), "icc_profile": srgb}
    plain = file_of(Image.new("RGB", (1, 1)), "PNG", **given)
    canvas = Canvas(read_cover(deep_png(plain, photo, lower) if kind == "PNG" else tiff_file(photo, given, [], lower)))
    canvas.put(Image.new("RGBA", (20, 12), (200, 20, 40, 255)), 30, 20)
    encoded = encode_canvas(canvas)
    info = Image.open(BytesIO(encoded.data)).info

    assert (kind, (), True, ALL) == (encoded.format, encoded.notes, encoded.exact, told(encoded.data))
    assert (300, srgb) == (round(info["dpi"][0]), info["icc_profile"])


@pytest.mark.parametrize(("alpha", "exact"), [(255, True), (128, False)])
def test_eight_bits_multiplied_by_alpha_are_not_called_the_same(alpha, exact):
    """What was divided by alpha is rounded, and cannot be told from the source's numbers any more."""
    stream = BytesIO()
    Image.new("RGBA", (40, 30), (90, 60, 30, alpha)).save(stream, "TIFF")
    straight, multiplied = (struct.pack("<HHLHH", 338, 3, 1, value, 0) for value in (2, 1))
    assert 1 == stream.getvalue().count(straight)
    canvas = Canvas(read_cover(stream.getvalue().replace(straight, multiplied)))
    canvas.put(Image.new("RGBA", (8, 6), (200, 0, 0, 255)), 4, 4)

    assert exact == encode_canvas(canvas).exact
    assert exact == (not any("multiplied by its alpha" in note for note in canvas.cover.notes))
