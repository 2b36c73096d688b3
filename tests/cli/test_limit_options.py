"""``--limit``: what is refused before it is opened, raised by a person."""

from __future__ import annotations

import json
from dataclasses import fields
from io import BytesIO

import pytest
from PIL import Image

from qualitymark import Limits
from qualitymark.cli.options import LIMITS

RAISE = "If you trust the file, raise the limit frames (--limit frames=N)."


def moving(count: int) -> bytes:
    stream = BytesIO()
    frames = [Image.new("RGB", (640, 320), (number, 40, 90)) for number in range(count)]
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return stream.getvalue()


def test_the_limits_are_those_of_the_library():
    """In the same words, but for the one that is not a person's to choose."""
    assert tuple(field.name for field in fields(Limits) if field.name != "raisable") == LIMITS


def test_a_limit_can_be_raised_and_lowered(folder):
    """The refusal says how."""
    folder.write(cover__gif=moving(4))
    call = ("stamp", "cover.gif", *folder.stamp[2:])
    refused = folder.run(*call, "--limit", "frames=3")
    done = folder.run(*call, "--limit", "frames=4", "--limit", "frames_megapixels=0,9", "--limit", "file_mib=.5")

    assert (3, True) == (refused.exit_code, refused.stderr.endswith(f"{RAISE}\n"))
    assert 0 == done.exit_code
    assert 4 == Image.open(BytesIO((folder.path / "cover.marked.gif").read_bytes())).n_frames


@pytest.mark.parametrize("command", ["stamp", "preview"])
@pytest.mark.parametrize("limit", ["megapixels=0.2", "file_mib=0.001", "jpeg_scans=9", "frames=1"])
def test_every_limit_reaches_the_cover(folder, command, limit):
    """A picture of 0.2048 megapixels, 4 KiB and ten scans."""
    stream = BytesIO()
    Image.open(BytesIO(folder.cover())).save(stream, "JPEG", progressive=True)
    folder.write(cover__jpg=stream.getvalue() if limit != "frames=1" else moving(2))
    done = folder.run(command, *folder.stamp[1:], "--limit", limit)

    name = limit.partition("=")[0]
    assert (3, True) == (done.exit_code, f"(--limit {name}=N)" in done.stderr)


def test_a_campaign_takes_larger_covers_without_doing_all_again(folder):
    """A limit changes what is refused, not what is made."""
    folder.write(table__csv="ID;Название;Год\n1;Школа № 1;2023\n2;Школа № 2;2023\n", **{"1__gif": moving(3)})
    folder.write(**{"2__gif": moving(5)})
    call = ("batch", "table.csv", "-o", "out", "-t", "mini.yaml", "-j", "1", "--json")
    first = folder.run(*call, "--limit", "frames=4")
    second = folder.run(*call, "--limit", "frames=5")

    assert (1, 0) == (first.exit_code, second.exit_code)
    assert RAISE in first.stderr
    counts = [[json.loads(done.stdout)[key] for key in ("done", "skipped", "failed")] for done in (first, second)]
    assert [[1, 0, 1], [1, 1, 0]] == counts


@pytest.mark.parametrize(
    "given, message",
    [
        (["frames"], "“frames” is not NAME=N; write --limit frames=400."),
        (["frame=3"], "Unknown limit “frame”. Did you mean “frames”?"),
        (
            ["raisable=1"],
            "Unknown limit “raisable”. Known: file_mib, frames, frames_megapixels, jpeg_scans, megapixels.",
        ),
        (["frames=2.5"], "The limit frames is a whole number above 0, not “2.5”."),
        (["jpeg_scans="], "The limit jpeg_scans is a whole number above 0, not “”."),
        (["megapixels=nan"], "The limit megapixels is a number above 0, not “nan”."),
        (["megapixels=inf"], "The limit megapixels is a number above 0, not “inf”."),
        (["file_mib=-1"], "The limit file_mib is a number above 0, not “-1”."),
        (["frames=3", "frames=4"], "“frames” is given twice on the command line; keep one."),
    ],
)
def test_wrong_limits_are_wrong_usage(folder, given, message):
    """One line, exit code 2."""
    done = folder.run(*folder.stamp, *(part for limit in given for part in ("--limit", limit)))

    assert (2, f"Error: {message}\n") == (done.exit_code, done.stderr)
