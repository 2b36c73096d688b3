"""Options of formats, sizes and frames, as they reach the file."""

from __future__ import annotations

import json
from io import BytesIO
from random import Random

import pytest
from PIL import Image


def noise(format: str, **options: object) -> bytes:
    stream = BytesIO()
    small = Image.frombytes("RGB", (160, 80), Random(1).randbytes(38_400))
    small.resize((640, 320), Image.Resampling.BICUBIC).save(stream, format, **options)
    return stream.getvalue()


def frames(count: int) -> bytes:
    stream = BytesIO()
    made = [Image.new("RGB", (640, 320), (0, 40 * number, 90)) for number in range(count)]
    made[0].save(stream, "GIF", save_all=True, append_images=made[1:], duration=80, loop=0)
    return stream.getvalue()


def stamped(folder, name: str, data: bytes, *arguments: str):
    """Stamp that cover, and return what --json printed and the picture."""
    (folder.path / name).write_bytes(data)
    done = folder.run("stamp", name, *folder.stamp[2:], "--json", *arguments)
    assert 0 == done.exit_code, done.stderr
    result = json.loads(done.stdout)
    return result, Image.open(BytesIO((folder.path / result["output"]).read_bytes()))


def test_auto_meets_a_size_and_tells_what_it_did(folder):
    """A PNG becomes a JPEG of lower quality, under the name of its format."""
    result, picture = stamped(folder, "big.png", noise("PNG"), "--format", "auto", "--max-bytes", "70KB")

    assert ("big.marked.jpg", "JPEG", "JPEG") == (result["output"], result["format"], picture.format)
    assert 60 <= result["quality"] < 92
    assert (folder.path / "big.marked.jpg").stat().st_size == result["bytes"] <= 70_000
    told = f"Written as JPEG of quality {result['quality']}, {result['bytes']} bytes."
    assert told in result["warnings"]


def test_a_size_that_cannot_be_met_leaves_no_file(folder):
    """One line, exit code 3."""
    (folder.path / "big.jpg").write_bytes(noise("JPEG"))
    done = folder.run("stamp", "big.jpg", *folder.stamp[2:], "--max-bytes", "2000")

    assert 3 == done.exit_code
    assert done.stderr.endswith(" bytes as JPEG of quality 60, and 2000 are allowed; scale the cover down.\n")
    assert not (folder.path / "big.marked.jpg").exists()


def test_full_colour_is_coded_on_request(folder):
    """And the measure of the marks goes up."""
    data = noise("JPEG", subsampling="4:2:0", quality=85)
    coarse, _ = stamped(folder, "a.jpg", data, "--quality", "85")
    fine, picture = stamped(folder, "b.jpg", data, "--quality", "85", "--subsampling", "444")

    assert (1, 1) == picture.layer[0][1:3]
    assert coarse["psnr"] < fine["psnr"] <= 99


def test_an_animation_stays_one_and_a_frame_can_be_taken(folder):
    """Three frames, or the second of them."""
    moving, picture = stamped(folder, "moving.gif", frames(3))
    still, one = stamped(folder, "still.gif", frames(3), "--frame", "2", "--format", "png")

    assert ("GIF", 3) == (moving["format"], picture.n_frames)
    assert ("PNG", (0, 40, 90)) == (still["format"], one.convert("RGB").getpixel((2, 2)))


def test_a_matte_is_laid_under(folder):
    """In its colour, and what a JPEG makes of the mark is measured on it."""
    stream = BytesIO()
    Image.new("RGBA", (640, 320)).save(stream, "PNG")
    result, picture = stamped(folder, "clear.png", stream.getvalue(), "--format", "jpg", "--matte", "#204060")

    assert all(abs(a - b) <= 2 for a, b in zip((0x20, 0x40, 0x60), picture.getpixel((3, 3)), strict=True))
    assert 30 < result["psnr"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--max-bytes", "much"), "“much” is no size of a file; write 200KB, 5MB or a number of bytes."),
        (("--subsampling", "440"), "Unknown subsampling “440”. Did you mean “444”?"),
        (("--matte", "white"), "The matte is “white”; give a colour such as #ffffff."),
        (("--frame", "0"), "The frame is 0; give a number from 1 on."),
        (("--quality", "0"), "The quality is 0; give a number from 1 to 100."),
    ],
)
def test_wrong_choices_are_wrong_usage(folder, arguments, message):
    """One line, exit code 2."""
    done = folder.run(*folder.stamp, *arguments)

    assert (2, f"Error: {message}\n") == (done.exit_code, done.stderr)
