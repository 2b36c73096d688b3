"""How often an AVIF plays: read from its boxes, written into them, and carried over to other formats and back."""

from __future__ import annotations

import base64
import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.movies import playing, plays
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))
TIMES = [100, 50, 200]
FOREVER = {0: 2**32 - 1, 1: 2**64 - 1}
MOST = 2**31 - 1
# Pillow's word for the number of plays; a GIF counts the runs after the first.
LOOPS = {"GIF": {0: 0, 1: None, 2: 1, 5: 4}, "PNG": {n: n for n in (0, 1, 2, 5)}, "WEBP": {n: n for n in (0, 1, 2, 5)}}


def moving(photo, kind, mode="RGB", **options):
    """Three frames, as Pillow writes them."""
    frames = [photo.rotate(90 * number).convert(mode) for number in range(3)]
    if mode == "RGBA":
        for number, frame in enumerate(frames):
            frame.putalpha(200 + number)
    stream = BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=TIMES, **options)
    return stream.getvalue()


def marked(data: bytes, **options):
    canvas = Canvas(read_cover(data))
    canvas.put(MARK, 30, 20)
    return encode_canvas(canvas, Saving(**options))


def box(kind: bytes, *content: bytes) -> bytes:
    inner = b"".join(content)
    return struct.pack(">L", len(inner) + 8) + kind + inner


def dated(kind: bytes, between: int, duration: int, version: int) -> bytes:
    """A box of two dates, some bytes and a duration, such as ``tkhd``."""
    dates, number = ((8, ">L"), (16, ">Q"))[version]
    return box(kind, bytes((version, 0, 0, 0)), bytes(dates + between), struct.pack(number, duration), bytes(8))


def edits(run: int, version: int = 1, flags: int = 1) -> bytes:
    head = bytes((version, 0, 0, flags)) + struct.pack(">L", 1)
    return box(b"edts", box(b"elst", head, struct.pack((">L", ">Q")[version], run), bytes(8)))


def track(whole: int, edited: bytes, version: int = 1, handler: bytes = b"pict") -> bytes:
    told = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12)))
    return box(b"trak", dated(b"tkhd", 8, whole, version), edited, told)


def movie(*tracks: bytes, version: int = 1) -> bytes:
    head = dated(b"mvhd", 4, FOREVER[version], version)
    return box(b"ftyp", b"avis", bytes(4)) + box(b"moov", head, *tracks) + box(b"mdat", b"pixels")


@pytest.mark.parametrize(
    ("data", "times"),
    [
        (movie(track(FOREVER[1], edits(350))), 0),
        (movie(track(FOREVER[0], edits(350, 0), 0), version=0), 0),
        (movie(track(1750, edits(350))), 5),
        (movie(track(1401, edits(350, 0), 0), version=0), 5),
        (movie(track(351, edits(350, flags=0))), 1),
        (movie(track(350, edits(350))), 1),
        (movie(track(350, edits(0, flags=0))), 1),
        (movie(track(350, b"")), 0),
        (movie(track(350, edits(0))), 0),
        (movie(track(MOST, edits(1))), MOST),
        (movie(track(MOST + 1, edits(1))), 0),
        (movie(track(700, edits(350), handler=b"auxv"), track(1050, edits(350))), 3),
        (movie(), 0),
    ],
)
def test_a_sequence_plays_as_often_as_its_runs_fill_the_track(data, times):
    """Rounded up; once where the edit list does not repeat; without end where nothing or no end is said."""
    assert times == plays(data)


@pytest.mark.parametrize("version", [0, 1])
def test_all_tracks_and_the_movie_last_as_long_as_they_play(version):
    """Where they stand, in both lengths of the fields."""
    tracks = [track(FOREVER[version], edits(run, version), version) for run in (350, 340)]
    expected = [track(5 * run, edits(run, version), version) for run in (350, 340)]
    told = movie(*expected, version=version).replace(
        dated(b"mvhd", 4, FOREVER[version], version), dated(b"mvhd", 4, 5 * 350, version)
    )

    assert told == playing(movie(*tracks, version=version), 5)


def test_what_plays_once_does_not_repeat():
    """Whatever else the flags of the edit list say."""
    once = playing(movie(track(FOREVER[1], edits(350, flags=3))), 1)

    assert (1, 1) == (plays(once), once.count(edits(350, flags=2)))


@pytest.mark.parametrize(
    ("data", "times"),
    [
        (movie(track(FOREVER[0], edits(2**31, 0), 0), version=0), 2),
        (movie(track(FOREVER[1], edits(350))), MOST + 1),
        (movie(track(FOREVER[1], edits(350)), version=0).replace(b"mvhd", b"free"), 2),
        (movie(track(FOREVER[1], b"")), 2),
        (movie(track(FOREVER[1], edits(0))), 2),
        (movie(box(b"trak", box(b"tkhd", b"\1", bytes(27)), edits(350))), 2),
        (movie(), 2),
        (b"", 2),
    ],
)
def test_what_boxes_cannot_say_is_not_written(data, times):
    """A time that is too long, a number that nobody reads, boxes that are not there."""
    assert playing(data, times) is None


@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 400), st.integers(1, 2**33))
def test_broken_boxes_never_raise(noise, at, lost, times):
    """Read or written: there is a number, and the file stays as long as it was."""
    data = movie(track(FOREVER[1], edits(350)), track(700, edits(350, 0), 0))
    broken = data[:at] + noise + data[at + lost :]
    made = playing(broken, times)

    assert 0 <= plays(broken) <= MOST
    assert made is None or len(made) == len(broken)


def test_boxes_of_long_and_of_open_size_are_walked():
    """As files above 4 GiB have them, and streams (ISO/IEC 14496-12, 4.2)."""
    inner = movie(track(1050, edits(350)))[16:-14]
    long = struct.pack(">L4sQ", 1, b"moov", len(inner) + 8) + inner[8:]
    opened = struct.pack(">L4s", 0, b"moov") + inner[8:]

    assert [3, 3] == [plays(box(b"free", b"") + data) for data in (long, opened)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("times", [0, 1, 2, 5])
def test_an_avif_plays_as_often_as_before(photo, mode, times):
    """With alpha, which has a track of its own, and without; number and times of the frames stay."""
    data = moving(photo, "AVIF", mode, speed=10)
    data = playing(data, times) if times else data
    encoded = marked(data)
    image, shown = Image.open(BytesIO(encoded.data)), []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        shown.append(image.info["duration"])

    assert (times, TIMES, ()) == (plays(encoded.data), shown, encoded.notes)


@pytest.mark.parametrize("kind", LOOPS)
@pytest.mark.parametrize("times", [0, 1, 2, 5])
def test_the_number_of_plays_is_carried_over_to_avif_and_back(photo, kind, times):
    """Into each format that moves, from each."""
    loop = LOOPS[kind][times]
    avif = marked(moving(photo, kind, **({} if loop is None else {"loop": loop})), format="avif")
    back = marked(avif.data, format=kind.lower())

    assert (times, times) == (plays(avif.data), read_cover(avif.data).animation.plays)
    assert loop == Image.open(BytesIO(back.data)).info.get("loop")
    assert not [note for note in avif.notes if "play" in note]


def test_a_number_that_an_avif_cannot_say_is_told(photo):
    """The largest that a damaged PNG may hold; it plays without end."""
    encoded = marked(moving(photo, "PNG", loop=2**32 - 1), format="avif")

    assert 0 == plays(encoded.data)
    assert "An AVIF cannot say that it plays 4294967295 times; it plays without end." in encoded.notes


@pytest.mark.parametrize(("form", "most"), [("gif", 65_536), ("webp", 65_535)])
def test_a_number_that_is_too_large_is_made_smaller_and_told(photo, form, most):
    """What both can say stays as it is."""
    kept, cut = (marked(moving(photo, "PNG", loop=times), format=form) for times in (most, most + 1))
    told = f"The picture plays {most + 1} times, and {form.upper()} can say {most}; it plays so often."

    assert most == read_cover(kept.data).animation.plays == read_cover(cut.data).animation.plays
    assert told not in kept.notes
    assert told in cut.notes


def test_a_picture_that_moves_no_more_plays_no_times(photo):
    """A poster and one frame become one picture."""
    stream = BytesIO()
    photo.save(stream, "PNG", save_all=True, append_images=[photo.rotate(90)], default_image=True, loop=3)
    encoded = marked(stream.getvalue(), format="avif")

    assert not [note for note in encoded.notes if "play" in note]


def test_a_browser_plays_it_as_often(photo, chromium, tmp_path):
    """As its own reader of AVIF has it: how often it repeats after the first run, and how many frames there are."""
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>")
    chromium.get(page.as_uri())
    data = moving(photo, "AVIF", "RGBA", speed=10)
    found = [
        chromium.execute_async_script(
            "const done = arguments[1], data = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));"
            "const { tracks } = new ImageDecoder({ data, type: 'image/avif' });"
            "const told = ({ repetitionCount, frameCount }) => done([String(repetitionCount), frameCount]);"
            "tracks.ready.then(() => told(tracks.selectedTrack));",
            base64.b64encode(marked(made).data).decode(),
        )
        for made in (data, playing(data, 1), playing(data, 2), playing(data, 5))
    ]

    assert [["Infinity", 3], ["0", 3], ["1", 3], ["4", 3]] == found
