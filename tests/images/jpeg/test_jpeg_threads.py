"""Several editors at work at once."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from qualitymark.images.jpeg import Editor, compiled, parse, sequential
from qualitymark.images.jpeg.kernel import Pass
from qualitymark.images.jpeg.progressive import baseline_head
from qualitymark.images.jpeg.scan import Scan

from .conftest import Kind, picture

BOX = (16, 16, 336, 240)
NEW = picture(336, 256, seed=2)
BIG = picture(960, 640)


def work(data: bytes) -> tuple[bytes, bytes]:
    jpeg = parse(data)
    editor = Editor(jpeg)
    pixels = NEW.convert("L" if jpeg.grey else "RGB").crop(BOX).tobytes()
    return editor.pixels(BOX).data, editor.patch(BOX, pixels)


def expect_the_same_in_threads(do, files) -> None:
    """Eight files at a time come out as they do one after the other, whoever makes the tables that they share."""
    alone = [do(data) for data in files]
    compiled.table.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(do, files))

    assert alone == together


def test_editors_in_threads_do_what_they_do_alone():
    """Eight files at a time, each several times: all come out as they do one after the other."""
    image = picture(336, 256)
    files = [
        Kind(sampling, restart, optimise).encode(image)
        for sampling in ("4:2:0", "4:4:4", "grey")
        for restart in ("", "5B")
        for optimise in (False, True)
    ] * 3
    expect_the_same_in_threads(work, files)


def test_progressive_files_in_threads_come_out_as_they_do_alone():
    """They share tables, too."""
    files = [
        Kind(sampling, restart, more=("-progressive",)).encode(picture(336, 256))
        for sampling in ("4:2:0", "4:4:4", "grey")
        for restart in ("", "5B")
    ] * 6
    expect_the_same_in_threads(sequential, files)


def first_scan():
    """Reading the DC coefficients of a large progressive picture, ready to be called."""
    data = Kind(more=("-progressive",)).encode(BIG)
    head, tables, _, at = baseline_head(data)
    jpeg = parse(head)
    spectrum = compiled.spectrum(jpeg)
    bounds = compiled.segments(data, at + 2 + data[at + 3])
    dc = [compiled.table(tables[0, number].counts, tables[0, number].values) for number in (0, 1, 1)]
    what = Pass((0, 1, 2), tuple(dc), (0, 0), 0, 1, jpeg.units[0] * jpeg.units[1])
    return lambda: spectrum.scan(data, bounds, what)


def steps():
    """What takes long with a large picture, each ready to be called."""
    data = Kind(optimise=True).encode(BIG)
    jpeg = parse(data)
    scan = Scan(compiled, jpeg)
    (segment,) = scan.segments
    end = segment.finished()
    everything = (0, 0, *BIG.size)
    pixels = BIG.tobytes()
    touched = b"\1" * (jpeg.units[0] * jpeg.units[1])
    coefficients = compiled.coefficients(jpeg, everything, pixels, touched)
    writer = compiled.writer(scan.plan)
    full = compiled.writer(Scan(compiled, parse(Kind().encode(BIG))).plan)
    new = [(0, len(touched), 0)]
    opaque = b"\xff" * (4 * BIG.width * BIG.height)
    levels = segment.reader.levels(segment.units)
    wide, high = jpeg.units
    rows = [(segment.reader, wide * row, wide) for row in range(high)]
    return {
        "place": lambda: Scan(compiled, jpeg).segments[0].reader.place(segment.units),
        "copy": lambda: writer.copy(segment.reader, 1, end),
        "transcode": lambda: full.transcode(segment.reader, 0, end),
        "part": lambda: full.part(segment.reader, new, coefficients, (0, 0, 0), True),
        "lacking": lambda: compiled.lacking(scan.plan, segment.reader, new, coefficients, (0, 0, 0)),
        "stuffed": lambda: compiled.stuffed(segment.reader, end // 8),
        "pixels": lambda: compiled.pixels(jpeg, everything, rows, everything),
        "coefficients": lambda: compiled.coefficients(jpeg, everything, pixels, touched),
        "levels": lambda: Scan(compiled, jpeg).segments[0].reader.levels(segment.units),
        "luminance": lambda: compiled.luminance(jpeg, levels),
        "over": lambda: compiled.over(everything, pixels, opaque, everything),
        "scan": first_scan(),
        "units": compiled.spectrum(jpeg).units,
        "whole": lambda: full.whole(coefficients),
        "changed": lambda: compiled.changed(jpeg, everything, pixels, pixels),
    }


@pytest.fixture
def ticks():
    """How often another thread had its turn; no thread is asked to give way, so that it has to be let in."""
    counted, done = [0], threading.Event()

    def count() -> None:
        while not done.is_set():
            counted[0] += 1
            time.sleep(0)

    interval = sys.getswitchinterval()
    other = threading.Thread(target=count)
    sys.setswitchinterval(1000)
    try:
        other.start()
        yield counted
    finally:
        done.set()
        sys.setswitchinterval(interval)
        other.join()


@pytest.mark.parametrize("name", steps())
def test_others_work_while_the_long_steps_do(name, ticks):
    """Each long step gives the interpreter away: sooner or later another thread is met at work in the middle of it."""
    names = steps()
    met, end = False, time.monotonic() + 60
    while time.monotonic() < end:
        before = ticks[0]
        names[name]()
        met = ticks[0] > before
        if met:
            break

    assert met
