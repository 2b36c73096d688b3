"""Reading covers: what is kept, what is refused, and in which words."""

from __future__ import annotations

import struct
import threading
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from qualitymark.errors import CoverError
from qualitymark.geometry import Size
from qualitymark.images.limits import Limits
from qualitymark.images.reading import read_cover, upright_size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_format_is_told_by_content(tmp_path, photo, file_of, kind):
    """A wrong extension does not matter, and every way in gives the same cover."""
    path = tmp_path / "cover.gif"
    path.write_bytes(file_of(photo, kind))
    covers = [read_cover(source) for source in (path, str(path), path.read_bytes(), BytesIO(path.read_bytes()))]

    assert [kind] * 4 == [cover.format for cover in covers]
    assert {Size(96, 64)} == {cover.size for cover in covers}
    assert 1 == len({cover.image.tobytes() for cover in covers})
    assert str(path) == covers[0].name


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once(photo, file_of, exif_of, kind, orientation):
    """The cover stands as Pillow's own transposition has it, and its EXIF says so."""
    data = file_of(photo, kind, exif=exif_of(orientation), **({"lossless": True} if kind == "WEBP" else {}))
    with Image.open(BytesIO(data)) as opened:
        expected = ImageOps.exif_transpose(opened)
    cover = read_cover(data)

    assert expected.tobytes() == cover.image.tobytes()
    assert exif_of(1) == cover.exif
    assert Size(*expected.size) == upright_size(data, Limits())


def test_what_the_file_says_is_kept(photo, file_of, exif_of, srgb):
    """Profile byte for byte, EXIF without its thumbnail, resolution, tables and subsampling."""
    data = file_of(
        photo,
        "JPEG",
        quality=71,
        subsampling="4:2:2",
        progressive=True,
        icc_profile=srgb,
        exif=exif_of(1, b"thumb"),
        dpi=(300, 300),
    )
    with Image.open(BytesIO(data)) as opened:
        tables = opened.quantization
    cover = read_cover(data)

    assert (srgb, (300, 300)) == (cover.icc_profile, cover.dpi)
    assert b"thumb" not in cover.exif
    assert ("4:2:2", False) == (cover.jpeg.subsampling, cover.jpeg.keep_rgb)
    assert (tuple(tables[0]), tuple(tables[1]), tuple(tables[1])) == cover.jpeg.qtables


def test_a_turned_jpeg_turns_its_coding(photo, file_of, exif_of):
    """Rows and columns of the tables change places, and halved columns become halved rows."""
    options = {"quality": 71, "subsampling": "4:2:2"}
    plain = read_cover(file_of(photo, "JPEG", **options)).jpeg
    turned = read_cover(file_of(photo, "JPEG", exif=exif_of(6), **options)).jpeg

    assert "4:4:0" == turned.subsampling
    assert plain == turned.turned()
    assert plain.qtables[0][1] == turned.qtables[0][8]


@pytest.mark.parametrize("options, lossless", [({"lossless": True}, True), ({"quality": 80}, False)])
@pytest.mark.parametrize("exif", [False, True])
def test_lossless_webp_is_known(photo, file_of, exif_of, options, lossless, exif):
    """In the plain and in the extended container."""
    cover = read_cover(file_of(photo, "WEBP", **options, **({"exif": exif_of(1)} if exif else {})))

    assert lossless == cover.lossless


def test_a_jpeg_with_further_pictures_is_read_as_its_first(photo, file_of):
    """A phone's multi-picture file is a JPEG with a note."""
    data = file_of(photo, "JPEG")
    several = data[:2] + b"\xff\xe2\x00\x0aMPF\0abcd" + data[2:] + data
    cover = read_cover(several)

    assert read_cover(data).image.tobytes() == cover.image.tobytes()
    assert ("The file holds further pictures behind the first one; only the first is kept.",) == cover.notes


def test_16_bit_grey_stays_and_16_bit_colour_has_its_lower_bytes_beside_it():
    """A transparent colour becomes alpha."""

    def chunk(kind, data):
        import zlib

        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    def png(colour, pixel, extra=b""):
        import zlib

        head = struct.pack(">LLBBBBB", 2, 1, 16, colour, 0, 0, 0)
        pixels = zlib.compress(b"\0" + pixel * 2)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")

    grey = read_cover(png(0, b"\x12\x34"))
    colour = read_cover(png(2, b"\x12\x34\x56\x78\x9a\xbc", chunk(b"tRNS", b"\x12\x34\x56\x78\x9a\xbc")))

    assert ("I;16", 0x1234, ()) == (grey.image.mode, grey.image.getpixel((0, 0)), grey.notes)
    assert ((0x12, 0x56, 0x9A, 0), (0x34, 0x78, 0xBC, 0)) == (
        colour.image.getpixel((0, 0)),
        colour.fine.getpixel((0, 0)),
    )
    assert () == colour.notes


def test_a_transparent_grey_of_few_bits_is_scaled_with_its_pixels(photo):
    """Grey 1 of 0 to 3 becomes 85, and its transparency with it."""
    buffer = BytesIO()
    Image.new("L", (4, 1), 85).save(buffer, "PNG", bits=2)
    data = buffer.getvalue()
    import zlib

    body = b"tRNS" + struct.pack(">H", 1)
    chunk = struct.pack(">L", 2) + body + struct.pack(">L", zlib.crc32(body))
    at = data.index(b"IDAT") - 4
    cover = read_cover(data[:at] + chunk + data[at:])

    assert (85, (85, 85, 85, 0)) == (cover.image.info["transparency"], cover.image.convert("RGBA").getpixel((0, 0)))


def test_a_pillow_image_is_taken_as_it_is(photo):
    """It is not changed, and turned into a picture of its own where its EXIF asks for that."""
    photo.info["exif"] = b"Exif\0\0" + b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    before = photo.tobytes()
    cover = read_cover(photo)

    assert (Size(64, 96), "PNG") == (cover.size, cover.format)
    assert ((96, 64), before) == (photo.size, photo.tobytes())


def test_an_opened_pillow_image_keeps_its_coding(photo, file_of):
    """A JPEG that was opened but not loaded gives what its bytes give, also to several threads at once."""
    data = file_of(photo, "JPEG", quality=60)
    opened = Image.open(BytesIO(data))
    covers = []
    threads = [threading.Thread(target=lambda: covers.append(read_cover(opened))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 8 == len(covers)
    assert {read_cover(data).jpeg} == {cover.jpeg for cover in covers}
    assert {read_cover(data).image.tobytes()} == {cover.image.tobytes() for cover in covers}


REFUSED = {
    b"": "The file is empty; give a picture file.",
    b"Hello, this is a text.": "This is not a picture that can be opened; give one of JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP, HEIF.",
    b"<?xml version='1.0'?><svg/>": "The format SVG is not supported; save the picture as one of JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP, HEIF.",
    b"GIF89a......": "The GIF file is damaged; save it again, or get another copy of it.",
    b"II*\0........": "The TIFF file is damaged; save it again, or get another copy of it.",
    b"\0\0\0\x1cftypavif....": "The AVIF file is cut off; get a complete copy of it.",
    b"8BPS....": "The format PSD is not supported; save the picture as one of JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP, HEIF.",
    b"\xff\xd8\xff": "The JPEG file is damaged; save it again, or get another copy of it.",
    b"\x89PNG\r\n\x1a\n": "The PNG file is damaged; save it again, or get another copy of it.",
    b"RIFF\0\0\0\0WEBPVP8 ": "The WEBP file is damaged; save it again, or get another copy of it.",
}


@pytest.mark.parametrize(
    "data", REFUSED, ids=lambda data: data[:12].decode("latin-1").encode("unicode_escape").decode()
)
def test_what_is_no_picture_is_refused_in_one_line(tmp_path, data):
    """The message says what it is and what to do; the place is the path."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(data)
    with pytest.raises(CoverError) as caught:
        read_cover(path)

    assert f"{path}: {REFUSED[data]}" == str(caught.value)
    assert 3 == caught.value.exit_code


def test_what_cannot_be_opened_is_refused_in_one_line(tmp_path, monkeypatch):
    """A missing file, a folder, a file as a folder, a path with a NUL, a file that may not be read."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    expected = {
        str(tmp_path / "none.jpg"): "There is no such file; check the path.",
        str(tmp_path): "This is a folder; give a picture file.",
        str(file / "cover.jpg"): "The file cannot be read (Not a directory); check the path.",
        "a\0b": "The file cannot be read (a null character in the name); check the path.",
    }
    for path, message in expected.items():
        with pytest.raises(CoverError) as caught:
            read_cover(path)
        assert f"{path}: {message}" == str(caught.value)

    def forbidden(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    with pytest.raises(CoverError) as caught:
        read_cover(file)

    assert f"{file}: The file may not be read; check its permissions." == str(caught.value)


def test_streams_that_give_no_bytes_are_refused():
    """Text streams and closed ones."""
    closed = BytesIO(b"x")
    closed.close()
    for stream, message in (
        (StringIO("text"), "The stream gives text; open it in binary mode."),
        (closed, "The stream cannot be read (I/O operation on closed file.)."),
    ):
        with pytest.raises(CoverError) as caught:
            read_cover(stream)
        assert message == str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_too_many_pixels_are_refused_before_decoding(photo, file_of, kind):
    """The header is enough: the pixels behind it may be missing."""
    data = file_of(photo, kind)[: 400 if kind == "WEBP" else 700]
    with pytest.raises(CoverError) as caught:
        read_cover(data, Limits(megapixels=0.005))

    assert (
        "The picture has 96 x 64 pixels, which is 0.0 megapixels; the limit is 0.005. Scale it down."
        " If you trust the file, raise the limit megapixels (--limit megapixels=N)." == str(caught.value)
    )


def test_a_huge_png_is_refused_without_memory(files):
    """A header of 60000 x 60000 pixels, over the limit and over what Pillow itself allows."""
    data = files["png"]
    bomb = data[:16] + struct.pack(">LL", 60_000, 60_000) + data[24:]
    with pytest.raises(CoverError, match="3600.0 megapixels; the limit is 50"):
        read_cover(repaired(bomb))


def repaired(png):
    """Put the right checksum behind IHDR."""
    import zlib

    return png[:29] + struct.pack(">L", zlib.crc32(png[12:29])) + png[33:]


def test_large_files_are_refused_without_reading_them(tmp_path):
    """A sparse file of 65 MiB, by path; and a stream, by its 65th MiB."""
    path = tmp_path / "cover.jpg"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    message = "The file is larger than the limit of 64 MiB; make it smaller."
    with path.open("rb") as stream:
        for source in (path, path.read_bytes(), stream):
            with pytest.raises(CoverError, match=message):
                read_cover(source)


def test_many_scans_are_refused_but_not_bytes_that_look_like_them(photo, file_of):
    """Only the scans of the picture count, not metadata or what follows the end."""
    progressive = file_of(photo, "JPEG", progressive=True)
    scans = progressive.count(b"\xff\xda")
    noise = b"\xff\xda" * 200
    dressed = progressive[:2] + b"\xff\xe9" + struct.pack(">H", 2 + len(noise)) + noise + progressive[2:] + progressive

    assert Size(96, 64) == read_cover(dressed, Limits(jpeg_scans=scans)).size
    with pytest.raises(CoverError) as caught:
        read_cover(dressed, Limits(jpeg_scans=scans - 1))
    assert f"The JPEG has {scans} scans; the limit is {scans - 1}. Save it again in an image editor." in str(
        caught.value
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_opened_animation_is_refused(photo, file_of, kind):
    """To go through its frames would change the caller's picture."""
    data = file_of(photo, kind, save_all=True, append_images=[ImageOps.invert(photo)], duration=100)
    with pytest.raises(CoverError, match="The opened picture is animated; give its file instead"):
        read_cover(Image.open(BytesIO(data)))


def test_a_multi_picture_jpeg_opened_by_pillow_is_a_jpeg(photo, file_of):
    """As from its bytes: the first picture, with its coding."""
    data = file_of(photo, "MPO", save_all=True, append_images=[ImageOps.invert(photo)])
    cover = read_cover(Image.open(BytesIO(data)))
    expected = read_cover(data)

    assert ("JPEG", expected.jpeg) == (cover.format, cover.jpeg)
    assert expected.image.tobytes() == cover.image.tobytes()


def test_a_picture_without_pixels_is_refused():
    """Nothing can be stamped on it."""
    with pytest.raises(CoverError, match="The picture has no pixels; export it again."):
        read_cover(Image.new("RGB", (0, 5)))


def test_too_little_memory_is_told(photo, file_of, monkeypatch):
    """Instead of a traceback."""

    def full(_image):
        raise MemoryError

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", full)
    for source in (file_of(photo, "PNG"), Image.open(BytesIO(file_of(photo, "PNG")))):
        with pytest.raises(CoverError, match="There is not enough memory to open the picture; scale it down."):
            read_cover(source)


@pytest.mark.parametrize("mode", ["F", "HSV", "YCbCr", "I"])
def test_strange_modes_are_refused(mode):
    """They exist in memory only, and their colours cannot be kept."""
    with pytest.raises(CoverError, match=f"A picture of mode {mode} cannot be stamped; convert it to RGB or RGBA."):
        read_cover(Image.new(mode, (4, 4)))


def test_damaged_exif_is_dropped_and_told(photo, file_of):
    """The picture is good, its metadata are not."""
    cover = read_cover(file_of(photo, "JPEG", exif=b"Exif\0\0nonsense"))

    assert (None, ("The EXIF metadata are damaged and were dropped.",)) == (cover.exif, cover.notes)


def attempt(data):
    """Read a cover and look at its pixels; the only exception to come is a CoverError of one line."""
    try:
        cover = read_cover(data)
    except CoverError as error:
        return str(error).count("\n")
    assert len(cover.image.tobytes()) > 0
    return 0


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "cmyk", "png", "palette", "webp", "lossless"])
def test_half_a_file_is_no_picture(files, kind):
    """Cut anywhere in its first nine tenths, a file gives an error and never half a picture."""
    data = files[kind]
    for end in range(0, len(data) * 9 // 10, max(1, len(data) // 60)):
        with pytest.raises(CoverError):
            read_cover(data[:end])


@given(kind=st.sampled_from(["jpeg", "progressive", "cmyk", "png", "palette", "webp", "lossless"]), data=st.data())
@settings(deadline=None, max_examples=300)
def test_a_damaged_file_gives_a_picture_or_one_line(files, kind, data):
    """Cut anywhere, with bytes changed anywhere: no other exception, no warning."""
    content = bytearray(files[kind])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        noise = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(noise)] = noise
    end = data.draw(st.integers(0, len(content)))

    assert 0 == attempt(bytes(content[:end] if data.draw(st.booleans()) else content))


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP"]), st.binary(max_size=200))
@settings(deadline=None)
def test_random_bytes_give_one_line(start, noise):
    """Whatever the first bytes promise."""
    assert 0 == attempt(start + noise)
