"""Feed damaged JPEGs to the patcher; see README.md beside this file."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from qualitymark.images.jpeg import Editor, Unsupported, compiled, parse, reference, sequential
from qualitymark.images.jpeg.progressive import baseline_head

SEEDS = Path(__file__).resolve().parent.parent / "images/jpeg/seeds"
# The reference is slow: larger pictures go to the compiled part alone, and huge ones nowhere.
SLOW, HUGE = 1 << 14, 1 << 22
# Bytes with a meaning of their own.
TELLING = (0x00, 0x01, 0x11, 0x22, 0x3F, 0x7F, 0x80, 0xC0, 0xC4, 0xD0, 0xD9, 0xDA, 0xDB, 0xDD, 0xFE, 0xFF)


def outcome(kernel, jpeg, box, pixels, before):
    try:
        editor = Editor(jpeg, kernel)
        if not jpeg.grey:
            mark = pixels[: (box[2] - box[0]) // 2 * (box[3] - box[1]) * 4]
            at = box[2] - (box[2] - box[0]) // 2, box[1], box[2], box[3]
            pixels = editor.over(box, pixels, mark, at) if mark else pixels
        return editor.pixels(box), editor.patch(box, pixels, before), editor.luminance()
    except Unsupported as error:
        return error.reason


def baseline(data: bytes) -> bytes:
    """Return a file as it can be patched: a progressive one made baseline, by both where it is small."""
    try:
        parse(data)
    except Unsupported as error:
        if error.reason != "progressive":
            raise
    else:
        return data
    jpeg = parse(baseline_head(data)[0])
    if jpeg.width * jpeg.height > HUGE:
        raise Unsupported("progressive")
    found = transcoded(compiled, data)
    if jpeg.width * jpeg.height <= SLOW:
        assert found == transcoded(reference, data)
    if isinstance(found, str):
        raise Unsupported(found)
    return found


def transcoded(kernel, data: bytes) -> bytes | str:
    try:
        return sequential(data, kernel)
    except Unsupported as error:
        return error.reason


def target(data: bytes) -> bool:
    """Try one file; tell whether its headers were understood. Raises AssertionError where the two disagree."""
    try:
        data = baseline(data)
        jpeg = parse(data)
    except Unsupported:
        return False
    # The box and the pixels follow from the last bytes, which may stand behind the picture: a finding can be repeated
    # from the file alone, and a small change of the picture leaves the box where it was.
    chance = random.Random(data[-4:])
    x, y = chance.randrange(jpeg.width), chance.randrange(jpeg.height)
    box = jpeg.aligned((x, y, x + 1 + chance.randrange(48), y + 1 + chance.randrange(48)))
    step = 1 if jpeg.grey else chance.choice((3, 4))
    pixels = chance.randbytes((box[2] - box[0]) * (box[3] - box[1]) * step)
    before = chance.choice((None, pixels[: len(pixels) // 2] + bytes(len(pixels) - len(pixels) // 2)))
    if jpeg.width * jpeg.height > HUGE:
        return True
    found = outcome(compiled, jpeg, box, pixels, before)
    if jpeg.width * jpeg.height <= SLOW:
        assert found == outcome(reference, jpeg, box, pixels, before)
    return True


def mutant(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Change, insert, remove, double or exchange some bytes."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(result))
        size = chance.choice((1, 1, 2, 4, 16))
        match chance.randrange(6):
            case 0:
                result[at] = chance.randrange(256)
            case 1:
                result[at] = chance.choice(TELLING)
            case 2:
                result[at] ^= 1 << chance.randrange(8)
            case 3:
                result[at:at] = chance.randbytes(size)
            case 4:
                del result[at : at + size]
            case _:
                other = chance.choice(others)
                start = chance.randrange(len(other))
                result[at : at + size] = other[start : start + size]
        if not result:
            return b"\xff"
    return bytes(result)


def loop(minutes: float, seed: int) -> None:
    corpus = [path.read_bytes() for path in sorted(SEEDS.glob("*.jpg"))]
    chance = random.Random(seed)
    end = time.monotonic() + 60 * minutes
    tried = understood = 0
    while time.monotonic() < end:
        data = mutant(chance.choice(corpus), corpus, chance)
        try:
            understood += target(data)
        except BaseException:
            Path("finding.jpg").write_bytes(data)
            sys.stderr.write("written to finding.jpg\n")
            raise
        tried += 1
    sys.stdout.write(f"{tried} files, {understood} with headers that were understood; no finding\n")


def guided(arguments: list[str]) -> None:
    """Let coverage guide: that of the compiled part where it was built for that, and that of the Python part."""
    import atheris

    atheris.instrument_func(parse)
    atheris.instrument_func(sequential)

    def one(data: bytes) -> None:
        target(data)

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def main() -> None:
    if "--atheris" in sys.argv:
        guided([argument for argument in sys.argv[1:] if argument != "--atheris"])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    loop(asked.minutes, asked.seed)


if __name__ == "__main__":
    main()
