"""Names and extensions of formats, and which one is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitymark.errors import UsageError
from qualitymark.images.formats import choose_format, default_output, format_of, sniff, unlisted


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
        ("gif", None),
        ("cover.tiff", None),
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
        ("keep", "a.gif", "The output's extension .gif is not one that can be written; use one of .jpg, .png, .webp."),
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
