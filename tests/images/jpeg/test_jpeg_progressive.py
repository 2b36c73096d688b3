"""A progressive JPEG made baseline: the same coefficients, or a reason why not, by both implementations."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark import stamp_file
from qualitymark.images.jpeg import Unsupported, compiled, parse, reference, sequential
from qualitymark.images.jpeg.progressive import baseline_head
from qualitymark.images.jpeg.standard import TABLES

from .conftest import SAMPLINGS, Kind, coefficients, picture, segment, strictly_decoded

SEEDS = sorted((Path(__file__).parent / "seeds").glob("progressive-*.jpg"))
# As cjpeg reads them: components, band, the bits not told before and after. Only the first component's are for grey.
SCRIPTS = {
    "cjpeg's own": "",
    "no refinement": "0 1 2: 0-0, 0, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;",
    "four refinements": "".join(
        ["0 1 2: 0-0, 0, 4;"]
        + [f"{part}: {band}, 0, 4;" for part in (2, 0, 1) for band in ("1-7", "8-40", "41-63")]
        + [
            scan
            for high in (4, 3, 2, 1)
            for scan in (f"0 1 2: 0-0, {high}, {high - 1};", *(f"{n}: 1-63, {high}, {high - 1};" for n in (0, 1, 2)))
        ]
    ),
    "DC apart": "1: 0-0, 0, 1; 0: 0-0, 0, 2; 2: 0-0, 0, 1; 0: 1-63, 0, 1; 0: 0-0, 2, 1; 1: 1-1, 0, 0; 1: 2-63, 0, 2;"
    "2: 1-63, 0, 0; 1: 2-20, 2, 1; 1: 21-63, 2, 1; 1: 2-63, 1, 0; 0: 1-63, 1, 0; 0 1 2: 0-0, 1, 0;",
    "DC in pairs": "0 2: 0-0, 0, 1; 1: 0-0, 0, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0; 0: 0-0, 1, 0; 2: 0-0, 1, 0;",
}


def progressive(folder: Path, kind: Kind = Kind(), script: str = "cjpeg's own", size=(61, 43), seed=1) -> bytes:  # noqa: B008
    """A picture coded by cjpeg in the scans of a script."""
    lines = [line.strip() + ";" for line in SCRIPTS[script].split(";") if line.strip()]
    if kind.sampling == "grey":
        parts = [line.split(":") for line in lines]
        lines = [f"0:{rest}" for components, rest in parts if "0" in components]
    path = folder / "script"
    path.write_text("\n".join(lines))
    more = ("-scans", str(path)) if lines else ("-progressive",)
    return Kind(kind.sampling, kind.restart, quality=kind.quality, more=more).encode(picture(*size, seed=seed))


def outcome(kernel, data: bytes) -> bytes | str:
    try:
        return sequential(data, kernel)
    except Unsupported as error:
        return error.reason


def alike(data: bytes) -> bytes | str:
    """What a file comes to, which has to be the same with both implementations."""
    found = outcome(compiled, data)
    assert outcome(reference, data) == found
    return found


def same_picture(data: bytes, folder: Path) -> None:
    found = alike(data)
    assert isinstance(found, bytes), found
    for before, after in zip(coefficients(data, folder), coefficients(found, folder), strict=True):
        assert np.array_equal(before, after)
    assert strictly_decoded(data).tobytes() == strictly_decoded(found).tobytes()
    # Whatever is not about the coding stays, byte for byte.
    assert [each for each in parts_of(data) if each[:2] in KEPT] == [
        each for each in parts_of(found) if each[:2] in KEPT
    ]


KEPT = {b"\xff\xe0", b"\xff\xe1", b"\xff\xfe", b"\xff\xdb"}


def parts_of(data: bytes) -> list[bytes]:
    """The segments of a file, each scan with its coded data, found apart from the parser; SOI and EOI as well."""
    found, at = [data[:2]], 2
    while data[at : at + 2] != b"\xff\xd9":
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == 0xDA:
            while data[end] != 0xFF or data[end + 1] == 0 or 0xD0 <= data[end + 1] <= 0xD7:
                end += 1
        found.append(data[at:end])
        at = end
    return [*found, data[at:]]


@pytest.mark.parametrize("restart", ["", "1", "3B"])
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_coefficients_and_pixels_are_those_of_the_source(tmp_path, sampling, script, restart):
    """In every sampling, order of scans and restart interval, also where MCUs reach beyond the edge."""
    same_picture(progressive(tmp_path, Kind(sampling, restart), script), tmp_path)


@pytest.mark.parametrize("quality", [5, 60, 100])
@pytest.mark.parametrize("size", [(1, 1), (16, 16), (17, 8), (7, 130), (130, 7)])
@pytest.mark.parametrize("script", ["cjpeg's own", "DC apart", "four refinements"])
def test_coefficients_and_pixels_in_every_size_and_quality(tmp_path, script, size, quality):
    """From a single block on, from hardly any coefficient to nearly all of them."""
    same_picture(progressive(tmp_path, Kind(quality=quality), script, size), tmp_path)


def test_runs_of_ended_blocks_go_on_as_long_as_a_code_can_tell(tmp_path):
    """A flat picture ends in one EOB run of 32767 blocks and another one."""
    data = Kind("grey", more=("-progressive",)).encode(picture(1, 1).resize((1504, 1400)))
    found = sequential(data)

    assert 188 * 175 > 0x7FFF
    assert np.array_equal(coefficients(data, tmp_path)[0], coefficients(found, tmp_path)[0])


def test_the_result_is_a_baseline_file_with_the_tables_of_the_standard(tmp_path):
    """It is read as any baseline file is, its tables lack nothing, and there are no restart markers."""
    jpeg = parse(sequential(progressive(tmp_path, Kind(restart="2"))))

    assert TABLES == {key: (table.counts, table.values) for key, table in jpeg.tables.items()}
    assert (0, [(0, 0), (1, 1), (1, 1)]) == (jpeg.restart, [(part.dc, part.ac) for part in jpeg.components])


def test_the_order_of_segments_and_what_follows_the_picture_stay(tmp_path):
    """Comments between tables, fill bytes and a tail behind the end are where they were."""
    data = progressive(tmp_path)
    tables = data.index(b"\xff\xdb")
    dressed = data[:tables] + segment(0xFE, b"early") + b"\xff\xff" + data[tables:] + b"tail"
    found = alike(dressed)

    assert found[: tables + 30] == dressed[: tables + 30]
    assert b"tail" == found[-4:]
    assert strictly_decoded(data).tobytes() == strictly_decoded(found[:-4]).tobytes()


def test_blocks_beyond_the_edge_repeat_the_one_before(tmp_path):
    """Scans of one component tell nothing of them; they cost least so."""
    apart, together = (alike(progressive(tmp_path, script=name, size=(8, 8))) for name in ("DC apart", "cjpeg's own"))

    assert together == apart


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_damaged_files_come_to_the_same(path):
    """Flipped bits, exchanged and lost bytes, and ends cut off: the same bytes or the same reason, and nothing else."""
    data = path.read_bytes()
    start = data.index(b"\xff\xda")
    chance = random.Random(path.name)
    reasons = set()
    for number in range(60):
        mutant = bytearray(data)
        for _ in range(number % 3 + 1):
            at = chance.randrange(start if number % 2 else 2, len(mutant))
            if number % 5:
                mutant[at] ^= 1 << chance.randrange(8)
            else:
                del mutant[at : at + chance.choice((1, 2, len(data)))]
        if small(bytes(mutant)):
            found = alike(bytes(mutant))
            reasons.add(found if isinstance(found, str) else "read")

    assert {"stream", "structure"} <= reasons


def small(data: bytes) -> bool:
    """Whether its frame, which may be damaged, tells a size that the reference can do."""
    try:
        jpeg = parse(baseline_head(data)[0])
    except Unsupported:
        return True
    return jpeg.width * jpeg.height <= 1 << 14


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_bytes_exchanged_come_to_the_same(path, changes):
    """Wherever they are."""
    mutant = bytearray(path.read_bytes())
    for place, value in changes:
        mutant[int(place * len(mutant))] = value
    if small(bytes(mutant)):
        alike(bytes(mutant))


def test_a_stamped_cover_keeps_all_other_coefficients(tmp_path):
    """A progressive cover comes out as a baseline file, exact, and told to be so."""
    source, output = tmp_path / "cover.jpg", tmp_path / "out.jpg"
    data = progressive(tmp_path, Kind(quality=90), size=(620, 260))
    source.write_bytes(data)
    done = stamp_file(source, output, "badge", {"name": "School 3", "year": 2023})
    box = parse(output.read_bytes()).aligned(done.stamped.marks[0].box.outward().pixels)
    found = []
    for file in (data, output.read_bytes()):
        planes = [plane.copy() for plane in coefficients(file, tmp_path)]
        for plane, size in zip(planes, (8, 16, 16), strict=True):
            plane[box[1] // size : -(-box[3] // size), box[0] // size : -(-box[2] // size)] = 0
        found.append(planes)

    assert ("exact", None) == (done.untouched, done.reason)
    assert all(np.array_equal(before, after) for before, after in zip(*found, strict=True))
    assert strictly_decoded(output.read_bytes()).size == (620, 260)
