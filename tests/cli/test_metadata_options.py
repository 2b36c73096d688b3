"""What ``stamp`` and ``batch`` tell of metadata and of covers that bear a mark."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from qualitymark.images.records import read_record

STAMPED = ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml", "-o", "marked.jpg")


def cover() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (1000, 500), "#3a6ea5").save(stream, "JPEG", comment=b"by hand")
    return stream.getvalue()


def test_metadata_are_kept_or_stripped(folder):
    """By default comment and record are there, stripped neither."""
    folder.write(cover__jpg=cover())
    done = [folder.run(*STAMPED, "--overwrite", "--metadata", choice) for choice in ("keep", "minimal", "strip")]
    stripped = (folder.path / "marked.jpg").read_bytes()
    kept = folder.run(*STAMPED, "--overwrite")
    data = (folder.path / "marked.jpg").read_bytes()

    assert [0, 0, 0, 0] == [each.exit_code for each in (*done, kept)]
    assert (True, False) == (b"by hand" in data, b"by hand" in stripped)
    assert ("mini", None) == (read_record(data).template, read_record(stripped))


def test_an_unknown_choice_is_wrong_usage(folder):
    """The exit code is 2."""
    done = folder.run(*STAMPED, "--metadata", "strp")

    assert (2, "Error: Unknown choice of metadata “strp”. Did you mean “strip”?\n") == (done.exit_code, done.stderr)


def test_a_second_mark_is_refused_and_can_be_made_anew(folder):
    """The exit code is 3; with the original the old mark is replaced, without touching the original."""
    folder.write(cover__jpg=cover())
    first = folder.run(*STAMPED)
    again = ("stamp", "marked.jpg", "-t", "mini.yaml", "--page", "page.yaml", "-s", "year=2024")
    refused = folder.run(*again)
    anew = folder.run(*again, "--restamp", "cover.jpg", "-o", "marked.jpg", "--overwrite")
    direct = folder.run(*STAMPED, "-o", "direct.jpg", "-s", "year=2024")
    files = folder.contents()

    assert [0, 3, 0, 0] == [each.exit_code for each in (first, refused, anew, direct)]
    assert "Error: marked.jpg: This cover bears a quality mark already (template mini, " in refused.stderr
    assert cover() == files["cover.jpg"]
    assert files["direct.jpg"] == files["marked.jpg"]
