"""Animations: the mark on every frame, and everything else as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from qualitymark.errors import CoverError, UsageError
from qualitymark.geometry import Box
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.gif import merges
from qualitymark.images.limits import Limits
from qualitymark.images.reading import read_cover
from qualitymark.images.saving import Saving

COVERS = Path(__file__).resolve().parents[2] / "examples/novosibirsk/covers"
BOX = (30, 20, 50, 32)
MARK = Image.new("RGBA", (20, 12), (200, 20, 40, 255))
TIMES = [100, 50, 200, 100]
MOVING = {
    "png": ("PNG", "RGB", {}),
    "png alpha": ("PNG", "RGBA", {}),
    "png cleared": ("PNG", "RGBA", {"disposal": 1}),
    "png poster": ("PNG", "RGB", {"default_image": True}),
    "webp": ("WEBP", "RGB", {"lossless": True}),
    "webp alpha": ("WEBP", "RGBA", {"lossless": True, "exact": True}),
    "gif": ("GIF", "P", {}),
    "gif cleared": ("GIF", "P", {"disposal": 2, "transparency": 3}),
    "gif alpha": ("GIF", "PA", {}),
}


def moving(photo, kind="PNG", mode="RGB", times=TIMES, loop=3, **options):
    """A square that goes over a photograph, and a hole where there is alpha; the last two frames differ under the mark alone."""
    frames = []
    for number in range(4):
        frame = photo.quantize(100).convert("RGB")
        frame.paste((0, 0, 255 - 80 * number), (10 + 5 * min(number, 2), 40, 20 + 5 * min(number, 2), 50))
        if mode in ("RGBA", "PA"):
            hole = Image.new("L", frame.size, 255)
            hole.paste(0, (60 + 4 * number, 0, 70 + 4 * number, 9))
            frame.putalpha(hole)
        frames.append(frame.quantize(120) if mode == "P" else frame)
    # All that changes at last is under the mark: with the mark on them, two frames are equal.
    frames[3] = frames[2].copy()
    frames[3].paste(frames[0].crop((5, 5, 9, 9)), (40, 24))
    stream = BytesIO()
    times = times[: 3 if options.get("default_image") else 4]
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=times, loop=loop, **options)
    return stream.getvalue()


def shown(data: bytes) -> tuple[int | None, list[tuple[Image.Image, float | None]]]:
    """How often a file plays, and its frames and their times, as Pillow has them."""
    image, frames = Image.open(BytesIO(data)), []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
        frames.append((image.convert("RGBA"), image.info.get("duration")))
    return image.info.get("loop"), frames


def blank(image: Image.Image) -> Image.Image:
    """The picture without the box, and without colour where nothing is seen."""
    image = image.copy()
    image.paste(0, BOX)
    black = Image.new("RGBA", image.size)
    black.paste(image, (0, 0), image.getchannel("A").point([0] + [255] * 255))
    return black


def marked(data: bytes, frame: int | None = None, **options):
    canvas = Canvas(read_cover(data, frame=frame))
    canvas.put(MARK, *BOX[:2])
    return encode_canvas(canvas, Saving(**options))


@pytest.mark.parametrize("name", MOVING)
def test_all_frames_have_the_mark_and_nothing_else_is_changed(photo, name):
    """Number, times, loop, and each pixel outside of the box, as Pillow alone reads both files."""
    kind, mode, options = MOVING[name]
    data = moving(photo, kind, mode, **options)
    encoded = marked(data)
    (loop, before), (kept, after) = shown(data), shown(encoded.data)

    assert (kind, loop, [time for _, time in before]) == (encoded.format, kept, [time for _, time in after])
    assert [blank(frame).tobytes() for frame, _ in before] == [blank(frame).tobytes() for frame, _ in after]
    assert {MARK.tobytes()} == {frame.crop(BOX).tobytes() for frame, _ in after}
    assert encoded.exact


def test_a_poster_stays_outside_of_the_animation(photo):
    """And has the mark too: it is what viewers without animation show."""
    image = Image.open(BytesIO(marked(moving(photo, default_image=True)).data))

    assert (True, 4) == (image.info["default_image"], image.n_frames)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_lossy_animations_keep_number_and_times(photo, kind):
    """Their pixels are coded anew, and the mark is on each frame."""
    data = moving(photo, kind, quality=90)
    encoded = marked(data)
    (_, before), (_, after) = shown(data), shown(encoded.data)

    assert [time for _, time in before] == [time for _, time in after]
    for frame, _ in after:
        red, green, blue, _ = frame.getpixel((40, 26))
        assert red > 160
        assert max(green, blue) < 90
    assert (False, f"{kind} is coded with loss") == (encoded.exact, str(encoded.reason))


@pytest.mark.parametrize("loop, repeats", [(None, None), (0, 0), (1, 1), (7, 7)])
def test_a_gif_plays_as_often_as_before(photo, loop, repeats):
    """Once without a loop block, without end for 0, else as often again as it says."""
    options = {} if loop is None else {"loop": loop}
    stream = BytesIO()
    frames = [photo.quantize(50), photo.rotate(180).quantize(50)]
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=100, **options)

    assert repeats == shown(marked(stream.getvalue()).data)[0]


def test_a_gif_full_of_colours_gives_some_to_the_mark(photo):
    """The mark's colours are its own, the cover's nearly so, and the result says it."""
    shades = Image.frombytes("P", photo.size, bytes(range(256)) * (photo.width * photo.height // 256))
    shades.putpalette(bytes(part for number in range(256) for part in (number, 255 - number, number // 2)))
    stream = BytesIO()
    shades.save(stream, "GIF")
    encoded = marked(stream.getvalue())
    after = Image.open(BytesIO(encoded.data)).convert("RGB")
    same = ImageChops.difference(shades.convert("RGB"), after).convert("L").point([255] + [0] * 255)
    same.paste(0, BOX)

    assert (200, 20, 40) == after.getpixel((40, 26))
    assert 192 / 256 * (96 * 64 - 20 * 12) * 0.95 < same.histogram()[255]
    assert (False, "a GIF frame holds 256 colours") == (encoded.exact, str(encoded.reason))
    assert ("A GIF frame holds 256 colours; the picture has more, and some were merged.",) == encoded.notes


@pytest.mark.parametrize("name", ["clinic", "music-school", "school", "social-centre"])
def test_a_shadow_on_a_gif_has_the_colours_of_the_cover(name):
    """Where a mark is half transparent, what is seen is near to what was composed, and no patch of a few colours."""
    stream = BytesIO()
    Image.open(COVERS / f"{name}.jpg").convert("RGB").resize((480, 192)).quantize(256).save(stream, "GIF")
    shadow = Image.new("RGBA", (240, 120), (10, 16, 32, 24))
    shadow.paste((16, 32, 58, 255), (30, 30, 210, 90))
    canvas = Canvas(read_cover(stream.getvalue()))
    canvas.put(shadow, 100, 40)
    _, [(stamped, _)] = shown(encode_canvas(canvas).data)
    pair = [image.convert("RGB").crop((100, 40, 340, 160)) for image in (canvas.image, stamped)]

    assert ImageChops.difference(*pair).convert("L").getextrema()[1] <= 16


def test_colours_that_are_seen_least_and_have_another_near_give_way():
    """To the nearest that stays; none of two goes for the other's sake."""
    uses = {b"\0\0\0": 9, b"\0\0\2": 1, b"\0\0\3": 2, b"\xff\0\0": 1, b"\0\xff\0": 500, b"\0\xfe\0": 400}

    assert {b"\0\0\2": b"\0\0\3"} == merges(uses, 5)
    assert {b"\0\0\2": b"\0\0\0", b"\0\0\3": b"\0\0\0"} == merges(uses, 4)


@pytest.mark.parametrize("still", [True, False])
def test_half_transparent_pixels_are_told_in_a_gif(photo, file_of, still):
    """Where no mark is: those of a mark are nobody's loss."""
    clear, hazy = photo.quantize(50).convert("RGBA"), photo.quantize(50).convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 9, 9))
    hazy.paste((0, 0, 0, 90), (0, 0, 9, 9))
    under = clear.copy()
    under.paste((0, 0, 0, 90), BOX)
    rest = {} if still else {"save_all": True, "append_images": [clear.rotate(180)], "duration": 90}
    told = ("A pixel of a GIF is opaque or clear; half transparent ones became one or the other.",)

    for image, notes in ((clear, ()), (hazy, told), (under, ())):
        encoded = marked(file_of(image, "PNG", **rest), format="gif")
        assert (notes, not notes) == (encoded.notes, encoded.exact)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_may_become_another(photo, kind):
    """Times stay, and so does the number of frames."""
    encoded = marked(moving(photo), format=kind.lower())
    frames = shown(encoded.data)[1]

    assert (kind, TIMES) == (encoded.format, [time for _, time in frames])


def test_a_still_format_takes_the_first_frame(photo):
    """Which is told."""
    encoded = marked(moving(photo), format="jpg")

    assert "JPEG holds no animation; the first frame is written." in encoded.notes
    assert 1 == getattr(Image.open(BytesIO(encoded.data)), "n_frames", 1)


def test_one_frame_may_be_taken(photo):
    """Counted from 1, as it is seen in the animation."""
    data = moving(photo)
    expected = shown(data)[1][2][0]
    cover = read_cover(data, frame=3)

    assert expected.tobytes() == cover.image.convert("RGBA").tobytes()
    assert 1 == getattr(Image.open(BytesIO(marked(data, frame=3).data)), "n_frames", 1)


def test_frames_that_are_not_there_are_told(photo, file_of):
    """Of an animation and of a still picture."""
    for data, message in (
        (moving(photo), "There is no frame 5; the picture has 4. Give a smaller number."),
        (file_of(photo, "JPEG"), "There is no frame 5; the picture has 1. Give a smaller number."),
    ):
        with pytest.raises(CoverError) as caught:
            read_cover(data, frame=5)
        assert message == str(caught.value)
    with pytest.raises(UsageError, match="The frame is 0; give a number from 1 on."):
        read_cover(moving(photo), frame=0)


def test_place_and_tone_are_decided_on_several_frames(photo, file_of):
    """A first frame of black, as in a fade, does not decide."""
    frames = [Image.new("RGB", (40, 20), (shade, shade, shade)) for shade in (0, 255, 254, 253, 252)]
    cover = read_cover(file_of(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=50))
    canvas = Canvas(cover)

    assert 200 <= canvas.region(Box(0, 0, 40, 20)).getpixel((9, 9))[0]
    assert 200 <= cover.picture.grey(40).getpixel((9, 9))
    assert (0, 0, 0) == canvas.image.getpixel((9, 9))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_too_many_frames_are_refused_before_they_are_decoded(photo, kind):
    """By number, and by pixels in all; one alone may be taken."""
    data = moving(photo, kind)
    with pytest.raises(CoverError, match="The animation has 4 frames; the limit is 3. Take one of them as a still"):
        read_cover(data, Limits(frames=3))
    with pytest.raises(CoverError, match="The 4 frames of 96 x 64 pixels are 0.0 megapixels; the limit is 0.02."):
        read_cover(data, Limits(frames_megapixels=0.02))

    assert (96, 64) == read_cover(data, Limits(frames=3), frame=2).image.size


def test_half_an_animation_is_an_error(photo):
    """No file with fewer frames than it had comes out."""
    data = moving(photo, "GIF", "P")
    with pytest.raises(CoverError):
        marked(data[: len(data) * 2 // 3] + b";")
