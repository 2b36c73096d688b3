"""Files that are refused, each for its reason, and headers as they may come."""

from __future__ import annotations

import pickle
from io import BytesIO

import pytest

from qualitymark.images.jpeg import REASONS, Unsupported, parse

from .conftest import Kind, patched, picture, segment, strictly_decoded

SMALL = (40, 24)
NEW = picture(*SMALL, seed=2)
BASE = Kind().encode(picture(*SMALL))


def start(marker: int, data: bytes = BASE) -> int:
    """The offset of a marker's first segment, found apart from the parser."""
    at = 2
    while data[at + 1] != marker:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at


def with_byte(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes([value]) + data[at + 1 :]


def pillow(mode: str, **options) -> bytes:
    buffer = BytesIO()
    picture(*SMALL).convert(mode).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def several_scans(tmp_path) -> bytes:
    script = tmp_path / "scans"
    script.write_text("0;\n1 2;\n")
    return Kind(more=("-scans", str(script))).encode(picture(*SMALL))


def frame(value: int, place: int = 1) -> bytes:
    return with_byte(BASE, start(0xC0) + place, value)


SCAN = parse(BASE).scan
ADOBE = b"Adobe\0\x64\0\0\0\0"
WITHOUT_JFIF = BASE[:2] + BASE[2 + 18 :]
REFUSED = {
    "progressive": [pillow("RGB", progressive=True), frame(0xC2)],
    "components": [pillow("CMYK")],
    "colour": [
        pillow("RGB", keep_rgb=True),
        BASE[:2] + segment(0xEE, ADOBE + b"\0") + BASE[2:],
        BASE[:2] + segment(0xEE, ADOBE + b"\2") + BASE[2:],
    ],
    "arithmetic": [Kind(more=("-arithmetic",)).encode(picture(*SMALL)), BASE[:2] + segment(0xCC, b"\0\0") + BASE[2:]],
    "lossless": [frame(0xC3)],
    "hierarchical": [frame(0xC5), frame(0xCD), BASE[:2] + segment(0xDE, b"") + BASE[2:]],
    "precision": [frame(12, 4)],
    "lines": [
        frame(0, 6),
        BASE[:2] + segment(0xDC, b"\0\x18") + BASE[2:],
        BASE[:-2] + segment(0xDC, b"\0\x18") + BASE[-2:],
    ],
    "sampling": [with_byte(frame(0x31, 11), start(0xC0) + 14, 0x21), frame(0x44, 11)],
    "tables": [
        BASE[: start(0xDB)] + BASE[start(0xC0) :],
        BASE[: start(0xC4)] + BASE[start(0xDA) :],
        with_byte(BASE, start(0xDB) + 9, 0),
        with_byte(BASE, start(0xC4) + 5, 3),
        frame(3, 12),
        BASE[: start(0xC4)] + segment(0xC4, bytes(17)) + BASE[start(0xC4) :],
        BASE[: start(0xC4)] + segment(0xC4, b"\0\1\1" + bytes(14) + b"\5\5") + BASE[start(0xC4) :],
    ],
    "structure": [
        b"",
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        BASE[:40],
        BASE[: SCAN - 1],
        BASE[:2] + b"\xff\xd0" + BASE[2:],
        BASE[:2] + segment(0xF5, b"reserved") + BASE[2:],
        BASE[:2] + b"\0" + BASE[2:],
        BASE[:2] + b"\xff\xe1\0\1" + BASE[2:],
        BASE[: start(0xC0)] + BASE[start(0xC4) :],
        BASE[: start(0xC4)] + BASE[start(0xC0) : start(0xC4)] + BASE[start(0xC4) :],
        BASE[:2] + segment(0xDD, b"\0") + BASE[2:],
        frame(0, 8),
        frame(9, 13),
        with_byte(BASE, SCAN - 2, 62),
        BASE[:-2] + segment(0xFE, b"late") + BASE[-2:],
    ],
    "stream": [
        BASE[:-2],
        BASE[:-1],
        BASE[:-3] + b"\xff\xff\xd9",
        BASE[:SCAN] + b"\xff\xd9",
        BASE[:-12] + BASE[-2:],
        BASE[:-2] + b"\x12\x34\x56" + BASE[-2:],
        BASE[: SCAN + 20] + b"\xff\xd0" + BASE[SCAN + 20 :],
        Kind(restart="1").encode(picture(*SMALL)).replace(b"\xff\xd0", b"\xff\xd1"),
        Kind(restart="1").encode(picture(*SMALL)).replace(b"\xff\xd0", b""),
        BASE[: start(0xDA)] + segment(0xDD, b"\0\2") + BASE[start(0xDA) :],
    ],
}


@pytest.mark.parametrize(
    "reason,data",
    [pytest.param(reason, data, id=f"{reason}-{n}") for reason, all_ in REFUSED.items() for n, data in enumerate(all_)],
)
def test_what_is_not_surely_understood_is_refused(reason, data):
    """Each kind of file that cannot be patched is refused with its reason, by both implementations."""
    with pytest.raises(Unsupported) as caught:
        patched(data, NEW, (0, 0, *SMALL))

    assert reason == caught.value.reason


def test_several_scans_are_refused(tmp_path):
    """A picture whose components come one after the other is no single scan."""
    with pytest.raises(Unsupported) as caught:
        parse(several_scans(tmp_path))

    assert "scans" == caught.value.reason


def test_a_further_scan_is_refused():
    """A scan behind the first one is found when the coded data are read."""
    data = BASE[:-2] + BASE[start(0xDA) :]

    with pytest.raises(Unsupported) as caught:
        patched(data, NEW, (0, 0, 8, 8))

    assert "scans" == caught.value.reason


def test_a_reason_is_a_sentence_and_survives_a_process():
    """The error tells its reason in words, and can be sent from one process to another."""
    for reason, words in REASONS.items():
        error = pickle.loads(pickle.dumps(Unsupported(reason)))
        assert (reason, f"The JPEG cannot be patched: {words}.") == (error.reason, str(error))


@pytest.mark.parametrize(
    "data",
    [
        BASE[:2] + b"\xff\xff\xff" + BASE[2:],
        BASE[:2] + segment(0xEE, ADOBE + b"\1") + BASE[2:],
        BASE[:2] + segment(0xEE, ADOBE[:-1]) + BASE[2:],
        frame(0xC1),
        WITHOUT_JFIF,
        BASE[: start(0xC4)] + segment(0xC4, b"\3\1" + bytes(15) + b"\5") + BASE[start(0xC4) :],
        BASE[: start(0xDA)] + segment(0xDD, b"\0\0") + BASE[start(0xDA) :],
    ],
)
def test_what_is_unusual_but_sure_is_taken(data):
    """Fill bytes, extended sequential mode and spare tables do no harm."""
    out, _ = patched(data, NEW, (0, 0, 8, 8))

    assert NEW.size == strictly_decoded(out).size


def test_tables_in_one_segment_are_widened_in_place():
    """Several tables may share a segment; its length grows with them."""
    data = Kind(optimise=True).encode(picture(*SMALL).resize((8, 8)).resize(SMALL))
    first, last = start(0xC4, data), start(0xDA, data)
    content = b""
    at = first
    while at < last:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        content += data[at + 4 : at + 2 + length]
        at += 2 + length
    joined = data[:first] + segment(0xC4, content) + data[last:]
    out, _ = patched(joined, NEW, (0, 0, *SMALL))

    assert 1 == out.count(b"\xff\xc4")
    assert start(0xDA, out) > start(0xDA, joined)
    assert NEW.size == strictly_decoded(out).size


@pytest.mark.parametrize(
    "box,expected",
    [
        ((0, 0, 1, 1), (0, 0, 16, 16)),
        ((15, 15, 17, 17), (0, 0, 32, 24)),
        ((16, 16, 17, 17), (16, 16, 32, 24)),
        ((-5, -5, 99, 99), (0, 0, 40, 24)),
        ((33, 17, 40, 24), (32, 16, 40, 24)),
    ],
)
def test_a_box_grows_to_whole_units(box, expected):
    """The box is widened to whole units and cut at the edges of the picture."""
    assert expected == parse(BASE).aligned(box)


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (9, 5, 5, 9), (40, 0, 50, 5), (0, -9, 5, 0)])
def test_a_box_outside_of_the_picture_is_refused(box):
    """A box has some area inside of the picture."""
    with pytest.raises(ValueError, match=r"\d"):
        parse(BASE).aligned(box)
