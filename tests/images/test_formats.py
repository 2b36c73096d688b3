"""Names and extensions of formats, and which one is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitymark.errors import UsageError
from qualitymark.images.formats import (
    choose_format,
    default_output,
    format_of,
    sniff,
    suited,
    unlisted,
    written_as,
)


@pytest.mark.parametrize(
    "name, expected",
    [
        ("jpg", "JPEG"),
        ("jpeg", "JPEG"),
        ("JPEG", "JPEG"),
        (".png", "PNG"),
        ("webp", "WEBP"),
        ("a.b/cover.JPG", "JPEG"),
        (Path("cover.webp"), "WEBP"),
        ("gif", "GIF"),
        ("cover.tiff", "TIFF"),
        ("cover.heic", "HEIF"),
        ("psd", None),
        ("", None),
    ],
)
def test_a_name_means_a_format(name, expected):
    """A word, an extension or a file name, in any case."""
    assert expected == format_of(name)


@pytest.mark.parametrize(
    "asked, output, expected",
    [
        ("keep", None, "WEBP"),
        ("keep", "out", "WEBP"),
        ("keep", "out.jpg", "JPEG"),
        ("KEEP", "out.PNG", "PNG"),
        ("jpg", None, "JPEG"),
        ("jpg", "folder.d/out", "JPEG"),
        ("jpeg", "out.jpe", "JPEG"),
    ],
)
def test_the_format_is_the_asked_one_then_the_extensions_then_the_covers(asked, output, expected):
    """The cover of the example is a WebP."""
    assert expected == choose_format("WEBP", asked, output)


@pytest.mark.parametrize(
    "asked, output, message",
    [
        ("jpg", "a.png", "The output's extension .png means PNG, but the format jpg is asked for; change one of them."),
        (
            "keep",
            "a.bmp",
            "The output's extension .bmp is not one that can be written; use one of .jpg, .png, .webp, .gif, .tif, .avif.",
        ),
        ("wepb", None, "Unknown format “wepb”. Did you mean “webp”?"),
    ],
)
def test_a_contradiction_is_wrong_usage(asked, output, message):
    """Nothing is guessed."""
    with pytest.raises(UsageError) as caught:
        choose_format("JPEG", asked, output)

    assert (message, 2) == (str(caught.value), caught.value.exit_code)


@pytest.mark.parametrize(
    "path, kind, expected",
    [
        ("a/photo.jpg", "JPEG", "a/photo.marked.jpg"),
        ("a/photo.JPEG", "JPEG", "a/photo.marked.JPEG"),
        ("photo.jpg", "png", "photo.marked.png"),
        ("photo", "WEBP", "photo.marked.webp"),
        ("v1.2", "PNG", "v1.2.marked.png"),
    ],
)
def test_the_output_stands_beside_the_cover(path, kind, expected):
    """COVER.marked.EXT, with the extension of what is written."""
    assert Path(expected) == default_output(path, kind)


def test_formats_are_told_by_their_first_bytes(files):
    """What is read, what is known and not read, and what is neither."""
    assert {"JPEG", "PNG", "WEBP"} == {sniff(data) for data in files.values()}
    assert (None, "PDF") == (sniff(b"%PDF-1.7"), unlisted(b"%PDF-1.7"))
    assert None is unlisted(b"just a text")


@pytest.mark.parametrize(
    "start, expected",
    [
        (b"GIF87a", "GIF"),
        (b"MM\0*", "TIFF"),
        (b"BM" + bytes(12) + b"\x28\0\0\0", "BMP"),
        (b"BMW is a make of cars", None),
        (b"\0\0\0\x1cftypavis\0\0\0\0", "AVIF"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0miafavifMA1B", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypheix\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41", None),
    ],
)
def test_containers_are_told_apart_by_their_brands(start, expected):
    """AVIF and HEIF share a container, and film too."""
    assert expected == sniff(start)


def test_what_is_not_written_has_a_format_of_its_own():
    """Lossless BMP becomes PNG, lossy HEIC becomes JPEG; the rest stays."""
    assert ("PNG", "JPEG", "TIFF") == tuple(written_as(kind) for kind in ("BMP", "HEIF", "TIFF"))


def test_auto_without_a_platform_is_what_all_take():
    """In a table an output is named before it is made."""
    kinds = ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "HEIF"]

    assert ["JPEG", "PNG", "GIF", "PNG", "PNG", "JPEG", "JPEG", "JPEG"] == [suited(kind) for kind in kinds]
