"""Long scans, which the compiled reader goes through in two places by turns: it finds what one walk finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import ImageFilter

from qualitymark.images.jpeg import Editor, Unsupported, compiled, parse, reference

from .conftest import Kind, picture

COVERS = Path(__file__).parents[3] / "examples" / "novosibirsk" / "covers"
KINDS = [
    ("4:2:0", False, 88),
    ("4:2:0", True, 88),
    ("4:4:4", True, 95),
    ("4:2:2", False, 30),
    ("grey", True, 60),
    ("4:1:0", False, 99),
    ("odd", True, 75),
]


def outcome(kernel, data: bytes, units: int):
    """Return where each MCU starts, with the DC coefficients before it, and those of the first component; or why not."""
    try:
        segment = Editor(parse(data), kernel)._scan.segments[0]
        reader = segment.reader
        places = [reader.place(unit) for unit in range(units, -1, -1)]
        return places, bytes(reader.levels(units))
    except Unsupported as error:
        return error.reason


@pytest.fixture(scope="module")
def jpegs():
    """JPEGs of some hundred MCUs by kind."""
    made: dict[tuple, bytes] = {}

    def make(*kind) -> bytes:
        if kind not in made:
            sampling, optimise, quality = kind
            made[kind] = Kind(sampling, optimise=optimise, quality=quality).encode(picture(333, 251))
        return made[kind]

    return make


def units_of(data: bytes) -> int:
    across, down = parse(data).units
    return across * down


@pytest.mark.parametrize(("sampling", "optimise", "quality"), KINDS)
def test_two_walks_find_what_one_finds(sampling, optimise, quality, jpegs):
    data = jpegs(sampling, optimise, quality)
    units = units_of(data)

    for wanted in (units, units // 3, 70):
        assert outcome(reference, data, wanted) == outcome(compiled, data, wanted)


@pytest.mark.parametrize(("sampling", "optimise", "quality"), KINDS)
def test_reading_on_finds_the_same(sampling, optimise, quality, jpegs):
    """What is known of a guess is taken over, and the next reading goes on behind it."""
    data = jpegs(sampling, optimise, quality)
    units = units_of(data)
    whole, _ = outcome(compiled, data, units)

    reader = Editor(parse(data), compiled)._scan.segments[0].reader
    steps = sorted({*range(0, units, 61), units})

    assert [whole[units - unit] for unit in steps] == [reader.place(unit) for unit in steps]


@pytest.mark.parametrize(("sampling", "optimise", "quality"), KINDS[:4])
def test_damaged_scans_come_to_the_same(sampling, optimise, quality, jpegs):
    """Damage that the second walk meets first, or alone, is told of where one walk would have told of it."""
    data = jpegs(sampling, optimise, quality)
    units, start = units_of(data), parse(data).scan
    chance = random.Random(f"{sampling} {quality}")
    found = set()
    for _ in range(12):
        hurt = bytearray(data)
        for _ in range(chance.choice((1, 1, 4))):
            at = chance.randrange(start, len(data) - 2)
            # No marker is made and none unmade.
            if 0xFF not in hurt[at - 1 : at + 1]:
                hurt[at] = chance.randrange(255)
        expected = outcome(reference, bytes(hurt), units)
        found.add(type(expected))
        assert expected == outcome(compiled, bytes(hurt), units)

    assert {str, tuple} == found


def test_sums_beyond_what_a_coefficient_can_be_are_refused_only_where_they_are(jpegs):
    """A walk that goes on behind what was asked for says nothing of what it meets there."""
    data = jpegs("grey", False, 90)
    units = units_of(data)
    reader = Editor(parse(data), compiled)._scan.segments[0].reader
    half = reader.place(units // 2)
    cut = Editor(parse(data[: parse(data).scan + half[0] // 8 + 200] + b"\xff\xd9"), compiled)._scan.segments[0].reader

    assert half == cut.place(units // 2)
    with pytest.raises(Unsupported):
        cut.place(units)
    assert half == cut.place(units // 2)


@pytest.mark.parametrize(("sampling", "quality", "blur"), [("4:4:4", 50, 0.5), ("4:2:0", 95, 0.5), ("4:4:4", 95, 0)])
def test_longer_codes_that_walks_noted_are_exchanged_once(sampling, quality, blur):
    """Tables are widened, so that their codes are exchanged in all that is copied: before, between and behind walks."""
    moved = 0
    for plain in range(60, 252, 10):
        image = picture(333, 251).filter(ImageFilter.GaussianBlur(blur))
        # Walks come to their ends in another order.
        image.paste((90, 120, 200), (0, plain, 333, 251))
        jpeg = parse(Kind(sampling, optimise=True, quality=quality).encode(image))
        early, late = (jpeg.aligned(box) for box in ((16, 90, 17, 91), (200, 50, 230, 100)))
        pixels = random.Random(plain).randbytes(3 * (late[2] - late[0]) * (late[3] - late[1]))
        found = []
        for kernel in (reference, compiled):
            editor = Editor(jpeg, kernel)
            # Reading goes on later.
            editor.pixels(early)
            found.append(editor.patch(late, pixels))
        old, new = jpeg.tables, parse(found[0]).tables
        moved += any(was > now for key in old for was, now in zip(old[key].counts, new[key].counts, strict=True))

        assert found[0] == found[1]
    assert moved > 1


def test_a_second_walk_ends_where_there_is_no_more_room():
    """Behind a dense part there is a plain one, of which many units are read in the time of one."""
    image = picture(400, 400)
    image.paste((90, 120, 200), (0, 160, 400, 400))
    data = Kind("4:4:4", quality=97).encode(image)

    for wanted in (900, 1020, 1200, 2000):
        assert outcome(reference, data, wanted) == outcome(compiled, data, wanted)


@pytest.mark.parametrize("path", sorted(COVERS.glob("*.jpg")), ids=lambda path: path.stem)
def test_no_cover_of_the_example_is_doubted(path):
    """What a walk noted of an MCU that it did not end is not noted twice."""
    jpeg = parse(path.read_bytes())
    for x in range(40, jpeg.width - 320, 170):
        for y in range(40, jpeg.height - 110, 110):
            box = jpeg.aligned((x, y, x + 320, y + 110))
            pixels = random.Random(x).randbytes(3 * (box[2] - box[0]) * (box[3] - box[1]))
            editor = Editor(jpeg)
            editor.pixels(box)

            assert parse(editor.patch(box, pixels)).components == jpeg.components
