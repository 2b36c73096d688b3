"""Colour profiles: the mark's colours are right on covers of any profile, the cover's numbers stay."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from qualitymark.geometry import Box
from qualitymark.images import profiles
from qualitymark.images.canvas import Canvas
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.icc import build, is_srgb, parse
from qualitymark.images.reading import read_cover

ACCENT = (200, 16, 46)
WHITE = (0.9642, 1, 0.8249)
# Primaries at the white of the connection space: Display P3, Adobe RGB (1998), ProPhoto (ROMM) RGB.
P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
PROPHOTO = ((0.79767, 0.28804, 0), (0.13519, 0.71188, 0), (0.03134, 0.00009, 0.82491))
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))


def fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}l", *(round(value * 65536) for value in values))


def xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + fixed(*values)


def gamma(power: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">LH", 1, round(power * 256))


def table(values: list[int]) -> bytes:
    return b"curv" + bytes(4) + struct.pack(f">L{len(values)}H", len(values), *values)


def srgb_curve() -> bytes:
    return b"para" + bytes(4) + struct.pack(">HH", 3, 0) + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def rgb(primaries: tuple[tuple[float, ...], ...], curve: bytes) -> bytes:
    names = ["wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"]
    return build(names, [xyz(WHITE), *map(xyz, primaries), curve, curve, curve])


def grey(curve: bytes) -> bytes:
    return build(["wtpt", "kTRC"], [xyz(WHITE), curve], space="GRAY")


def cmyk() -> bytes:
    """A printer without black whose inks take red, green and blue away: a table of two points a channel each way."""
    device_to_lab = lut(4, [lab(*(255 - ink for ink in corner[:3])) for corner in corners(4)])
    inks = [[255 - round(part) for part in from_lab(*corner)] + [0] for corner in corners(3)]
    made = build(
        ["A2B1", "B2A1", "A2B0", "B2A0", "wtpt"], [device_to_lab, lut(3, inks)] * 2 + [xyz(WHITE)], "prtr", "CMYK"
    )
    return made[:20] + b"Lab " + made[24:]


def corners(inputs: int) -> list[list[int]]:
    return [[255 * (number >> (inputs - 1 - at) & 1) for at in range(inputs)] for number in range(2**inputs)]


def lut(inputs: int, grid: list[list[int]]) -> bytes:
    """A lut8Type (ICC.1:2022, 10.11) with straight tables."""
    straight = bytes(range(256))
    head = b"mft1" + bytes(4) + bytes((inputs, len(grid[0]), 2, 0)) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return head + straight * inputs + bytes(value for point in grid for value in point) + straight * len(grid[0])


def lab(red: int, green: int, blue: int) -> list[int]:
    light = (red + green + blue) // 3
    return [light, 128 + (red - green) // 4, 128 + (green - blue) // 4]


def from_lab(light: int, a: int, b: int) -> list[int]:
    del a, b
    return [light] * 3


def to_lab(colour: tuple[int, ...]) -> tuple[float, float, float]:
    """CIE L*a*b* of an sRGB colour at D65 (IEC 61966-2-1, CIE 15)."""
    r, g, b = (v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour[:3])
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (v * 24389 / 27 + 16) / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The difference of two sRGB colours, CIE 1976."""
    return sum((a - b) ** 2 for a, b in zip(to_lab(one), to_lab(other), strict=True)) ** 0.5


def mark(colour: tuple[int, ...] = ACCENT, alpha: int = 255) -> Image.Image:
    return Image.new("RGBA", (30, 20), (*colour, alpha))


def stamped(data: bytes) -> tuple[Canvas, Image.Image, bytes | None, list[str]]:
    canvas = Canvas(read_cover(data, patching=True), own=True)
    canvas.put(mark(), 40, 30)
    encoded = encode_canvas(canvas)
    with Image.open(BytesIO(encoded.data)) as image:
        image.load()
        notes = [str(note) for note in (*canvas.cover.notes, *encoded.notes)]
        return canvas, image, image.info.get("icc_profile"), notes


def seen(image: Image.Image, profile: bytes | None, place: tuple[int, int] = (55, 40)) -> tuple[int, ...]:
    """The colour of one pixel as a colour-managed viewer shows it, by the colour engine alone."""
    pixel = image.crop((*place, place[0] + 1, place[1] + 1))
    own = ImageCms.ImageCmsProfile(BytesIO(profile))
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    made = ImageCms.profileToProfile(pixel, own, ImageCms.createProfile("sRGB"), 1, "RGB", False, flags)
    return made.getpixel((0, 0))


WIDE = {
    "Display P3": rgb(P3, srgb_curve()),
    "Adobe RGB": rgb(ADOBE, gamma(563 / 256)),
    "ProPhoto": rgb(PROPHOTO, gamma(1.8)),
    "tables": rgb(P3, table([round(65535 * (step / 255) ** 2.2) for step in range(256)])),
}


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_the_accent_is_right_on_a_wide_cover_and_all_else_stays(photo, file_of, name, kind):
    """Seen through the cover's profile the mark has the colour that was asked for; outside no number changes."""
    options = {"lossless": True} if kind == "WEBP" else {}
    _, image, profile, notes = stamped(file_of(photo, kind, icc_profile=WIDE[name], **options))
    untouched = image.convert("RGB")
    untouched.paste(photo.crop((40, 30, 70, 50)), (40, 30))

    assert (WIDE[name], []) == (profile, notes)
    assert distance(ACCENT, seen(image, profile)) < 1.5
    assert distance(ACCENT, image.getpixel((55, 40))) > 4
    assert photo.tobytes() == untouched.tobytes()


@pytest.mark.parametrize("name", WIDE)
def test_the_accent_is_right_in_a_jpeg_that_is_patched(photo, file_of, name):
    """The exact path has the same colours, within what JPEG loses."""
    data = file_of(photo, "JPEG", quality=98, subsampling="4:4:4", icc_profile=WIDE[name])
    _, image, profile, _ = stamped(data)

    assert WIDE[name] == profile
    assert distance(ACCENT, seen(image, profile)) < 2.5


@pytest.mark.parametrize(
    ("name", "red"), [("Display P3", (234, 51, 35)), ("Adobe RGB", (219, 0, 0)), ("ProPhoto", (179, 70, 26))]
)
def test_the_red_of_srgb_has_the_numbers_that_tables_give(name, red):
    """Red in three spaces, by figures that others have published."""
    made = profiles.fitted(mark((255, 0, 0)), WIDE[name], "RGB").getpixel((0, 0))

    assert all(abs(a - b) <= 2 for a, b in zip(red, made[:3], strict=True))


def test_alpha_is_not_touched():
    """A half-transparent mark stays as transparent as it is."""
    shade = Image.linear_gradient("L").resize((30, 20))
    made = mark()
    made.putalpha(shade)

    assert shade.tobytes() == profiles.fitted(made, WIDE["Adobe RGB"], "RGB").getchannel("A").tobytes()


@pytest.mark.parametrize(
    "profile",
    [
        rgb(SRGB, srgb_curve()),
        rgb(
            SRGB,
            table(
                [
                    round(65535 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4))
                    for v in (step / 1023 for step in range(1024))
                ]
            ),
        ),
    ],
    ids=["parametric", "table"],
)
def test_srgb_by_any_name_costs_nothing(photo, file_of, profile):
    """The same primaries and the same curve are told without the colour engine, and the mark is the very same."""
    image = mark()

    assert is_srgb(parse(profile))
    assert image is profiles.fitted(image, profile, "RGB")
    assert profile == stamped(file_of(photo, "PNG", icc_profile=profile))[2]


def test_the_profile_that_littlecms_calls_srgb_is_srgb(srgb):
    """The usual profile of files that Pillow and others make."""
    assert is_srgb(parse(srgb))


@pytest.mark.parametrize("profile", [*WIDE.values(), rgb(SRGB, gamma(1.8)), rgb(SRGB, gamma(2.2))])
def test_other_primaries_or_curves_are_not_srgb(profile):
    """A gamma of 2.2 with the primaries of sRGB is seen to differ in the shadows."""
    assert not is_srgb(parse(profile))


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_grey_cover_keeps_its_greys_in_colour(photo, file_of, mode):
    """It becomes a colour picture whose profile has the same curve: numbers and what they mean stay, the mark is right."""
    plain = photo.convert(mode)
    _, image, profile, notes = stamped(file_of(plain, "PNG", icc_profile=grey(gamma(1.8))))
    before = Image.new("L", (1, 1), plain.getpixel((5, 5))[0] if mode == "LA" else plain.getpixel((5, 5)))
    engine = ImageCms.profileToProfile(
        before, ImageCms.ImageCmsProfile(BytesIO(grey(gamma(1.8)))), ImageCms.createProfile("sRGB"), 1, "RGB"
    )

    assert ([], b"RGB ") == (notes, profile[16:20])
    assert (plain.getpixel((5, 5))[:1] if mode == "LA" else (plain.getpixel((5, 5)),)) * 3 == image.getpixel((5, 5))[:3]
    assert distance(engine.getpixel((0, 0)), seen(image.convert("RGB"), profile, (5, 5))) < 1
    assert distance(ACCENT, seen(image.convert("RGB"), profile)) < 1.5


def test_deep_grey_is_drawn_through_its_profile():
    """On a 16-bit grey cover the mark's lightness is right: its grey goes through the curve."""
    made = profiles.fitted(mark(), grey(gamma(1.0)), "I;16").getpixel((0, 0))
    luminance = 0.2126 * 0.578 + 0.7152 * 0.0052 + 0.0722 * 0.0273

    assert len({*made[:3]}) == 1
    assert abs(made[0] / 255 - luminance) < 0.02


def test_a_cmyk_cover_gets_inks_by_its_profile(photo, file_of):
    """With a profile white is its white and grey its grey; without, the naive rule holds."""
    profile = cmyk()
    by_profile = profiles.inks(mark((128, 128, 128)), profile).getpixel((0, 0))
    data = file_of(photo.convert("CMYK"), "JPEG", icc_profile=profile)
    canvas = Canvas(read_cover(data), own=True)
    canvas.put(mark((128, 128, 128)), 40, 30)

    assert profile == canvas.cover.icc_profile
    assert by_profile == canvas.image.getpixel((55, 40)) != (127, 127, 127, 0)
    assert (0, 0, 0, 0) == profiles.inks(mark((255, 255, 255)), profile).getpixel((0, 0))
    assert (127, 127, 127, 0) == profiles.inks(mark((128, 128, 128)), None).getpixel((0, 0))


def damaged() -> list[bytes]:
    good = WIDE["Display P3"]
    cut, no_tags = good[:200], build(["wtpt"], [xyz(WHITE)])
    return [b"no profile", good.replace(b"acsp", b"ACSP"), cut, no_tags, build(["wtpt"], [xyz(WHITE)], kind="link")]


@pytest.mark.parametrize("profile", damaged())
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_broken_profile_is_dropped_with_a_warning(photo, file_of, profile, kind):
    """The mark is drawn as sRGB; the profile is in the file no more, on the exact path neither."""
    _, image, kept, notes = stamped(file_of(photo, kind, icc_profile=profile))

    assert None is kept
    assert [
        "The colour profile is damaged or not one for pictures and was dropped; the colours are taken for sRGB."
    ] == notes
    assert all(abs(a - b) < 40 for a, b in zip(ACCENT, image.getpixel((55, 40)), strict=True))


def test_a_profile_for_other_colours_is_dropped_with_a_warning(photo, file_of):
    """A grey profile says nothing of a colour picture."""
    _, _, kept, notes = stamped(file_of(photo, "JPEG", icc_profile=grey(gamma(2.2))))

    assert (None, ["The colour profile is for other colours than the picture's and was dropped."]) == (kept, notes)


def test_a_profile_above_the_limit_is_dropped_with_a_warning():
    """The colour engine never sees it."""
    told = profiles.fault_of(WIDE["ProPhoto"] + bytes(profiles.MOST_BYTES), "RGB")

    assert "The colour profile is too large and was dropped; the colours are taken for sRGB." == told


def test_a_profile_that_leads_one_way_only_is_kept_and_told(photo, file_of):
    """A scanner's table says what its numbers look like, and nothing can be said in them."""
    made = build(["A2B0", "wtpt"], [lut(3, [lab(*point) for point in corners(3)]), xyz(WHITE)], kind="scnr")
    profile = made[:20] + b"Lab " + made[24:]
    _, _, kept, notes = stamped(file_of(photo, "PNG", icc_profile=profile))

    assert profile == kept
    assert ["The colour profile leads in one direction only, so the mark's colours are not fitted to it."] == notes


@pytest.mark.parametrize("name", WIDE)
def test_a_picture_can_be_seen_in_srgb(name):
    """What was fitted comes back; transparency stays."""
    made = profiles.to_srgb(profiles.fitted(mark(alpha=99), WIDE[name], "RGBA"), WIDE[name])

    assert ("RGBA", 99) == (made.mode, made.getpixel((0, 0))[3])
    assert distance(ACCENT, made.getpixel((0, 0))) < 1.5


def test_seeing_in_srgb_takes_any_mode():
    """Grey goes through its curve, palettes through their colours; without a profile nothing is changed."""
    level = Image.new("L", (1, 1), 100)
    deep = Image.new("I;16", (1, 1), 100 * 257)
    through = profiles.to_srgb(level, grey(gamma(1.0))).getpixel((0, 0))
    palette = Image.new("RGB", (1, 1), (234, 51, 35)).quantize(2)

    assert through == profiles.to_srgb(deep, grey(gamma(1.0))).getpixel((0, 0))
    assert through[0] > 160
    assert distance((255, 0, 0), profiles.to_srgb(palette, WIDE["Display P3"]).getpixel((0, 0))) < 3
    assert (100, 100, 100) == profiles.to_srgb(level, None).getpixel((0, 0))
    assert (100, 100, 100) == profiles.to_srgb(level, b"broken").getpixel((0, 0))


def test_a_cmyk_cover_becomes_rgb_through_its_profile(photo, file_of):
    """Saved as PNG its colours are those that the profile tells."""
    data = file_of(Image.new("CMYK", (96, 64), (0, 0, 0, 0)), "JPEG", icc_profile=cmyk(), quality=98)
    canvas = Canvas(read_cover(data), own=True)

    assert (255, 255, 255) == profiles.to_srgb(canvas.image, cmyk()).getpixel((0, 0))


def test_threads_share_transforms():
    """Many threads with several profiles get what one gets."""
    wanted = {name: profiles.fitted(mark(), profile, "RGB").tobytes() for name, profile in WIDE.items()}
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda name: (name, profiles.fitted(mark(), WIDE[name], "RGB").tobytes()), [*WIDE] * 20)

    assert all(wanted[name] == pixels for name, pixels in made)


def test_regions_are_fitted_in_parts_as_in_the_whole(photo, file_of):
    """What is seen of a JPEG that is decoded in parts has the same mark as its picture."""
    data = file_of(photo, "JPEG", quality=95, icc_profile=WIDE["Adobe RGB"])
    canvas = Canvas(read_cover(data, patching=True), own=True)
    canvas.put(mark(), 40, 30)

    assert canvas.region(Box(45, 35, 60, 45)).tobytes() == canvas.image.crop((45, 35, 60, 45)).tobytes()


FUZZ = """
import random, sys
from PIL import Image
from qualitymark.images import profiles
seeds = [bytes.fromhex(text) for text in sys.stdin.read().split()]
dice = random.Random(5)
mark = Image.new("RGBA", (3, 3), (200, 16, 46, 128))
kept = 0
for _ in range(1500):
    profile = bytearray(dice.choice(seeds))
    for _ in range(dice.choice((1, 2, 5, 20))):
        profile[dice.randrange(len(profile))] = dice.choice((0, 1, 3, 127, 255))
    profile[36:40] = b"acsp"
    for mode in ("RGB", "L", "I;16", "CMYK"):
        if profiles.fault_of(bytes(profile), mode) is None:
            kept += 1
            profiles.fitted(mark, bytes(profile), mode)
            profiles.inks(mark, bytes(profile))
            profiles.to_srgb(Image.new(mode, (3, 3)), bytes(profile))
print(kept > 100)
"""


def test_hostile_profiles_neither_crash_nor_print():
    """Mutated profiles of every kind are dropped or used; a process of its own lives on and says nothing."""
    seeds = [*WIDE.values(), grey(gamma(1.8)), cmyk()]
    done = subprocess.run(
        [sys.executable, "-c", FUZZ],
        input=" ".join(seed.hex() for seed in seeds),
        env={**os.environ, "PYTHONPATH": str(Path(profiles.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "True\n", "") == (done.returncode, done.stdout, done.stderr)
