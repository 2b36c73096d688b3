import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark import platforms
from qualitymark.errors import PlatformError
from qualitymark.geometry import Box, Size
from qualitymark.platforms import load_platform, platform_for, platform_names, zone_on

SIDES = st.integers(1, 6000)

MINE = """\
name: mine
title: {en: Mine, ru: Моя}
sizes: [[1000, 400]]
safe: [100, 40, 800, 320]
as_of: 2026-11
source: me
"""


def whole(size: Size) -> Box:
    return Box.at(0, 0, size.width, size.height)


def test_names_are_the_files_and_any():
    """Every bundled file is known by its name, and nothing else is but “any”."""
    found = [item.name.removesuffix(".yaml") for item in files(platforms).iterdir() if item.name.endswith(".yaml")]

    assert sorted([*found, "any"]) == sorted(platform_names())


@pytest.mark.parametrize("name", platform_names())
def test_preset_is_whole(name):
    """A preset bears its own name, titles in both languages, a date and a source, and knows the sizes told before."""
    preset = load_platform(name)

    assert name == preset.name
    assert platforms._SIZES[name] == tuple((size.width, size.height) for size in preset.sizes)
    assert all([preset.title.en, preset.title.ru, preset.as_of, preset.source])


@pytest.mark.parametrize("name", platform_names())
def test_safe_zone_is_seen_and_free(name):
    """A safe zone lies inside everything that screens show, and under nothing that lies over the cover."""
    preset = load_platform(name)
    safe = preset.safe

    assert [] == [crop for crop, box in preset.crops if not (safe and box.contains(safe))]
    assert [] == [cover for cover, box in preset.covered if safe and box.overlaps(safe)]


@pytest.mark.parametrize(
    ("name", "size", "zone"),
    [
        ("vk-cover", Size(1920, 768), (362, 124, 1558, 644)),
        ("youtube-banner", Size(2560, 1440), (507, 508, 2053, 931)),
        ("vk-cover-1590", Size(1590, 400), (0, 0, 1590, 400)),
        ("vk-live-cover", Size(1080, 1920), (0, 0, 1080, 1920)),
        ("ok-cover", Size(1944, 600), (0, 0, 1944, 600)),
        ("linkedin-page", Size(1128, 191), (350, 0, 1128, 191)),
        ("x-header", Size(1500, 500), (400, 60, 1500, 440)),
    ],
)
def test_zone_of_the_platforms_own_size(name, size, zone):
    """A cover of the platform's size has the platform's zone, without a warning."""
    assert (Box(*zone), None) == load_platform(name).zone(size)


def test_facebook_zone_is_what_both_screens_show():
    """The page's cover fills 820x312 on computers and 640x360 on phones; the safe zone is seen in both."""
    preset = load_platform("facebook-page")
    width, height = preset.sizes[0].width, preset.sizes[0].height
    seen = whole(preset.sizes[0])
    for screen in (Size(820, 312), Size(640, 360)):
        scale = max(screen.width / width, screen.height / height)
        across, down = screen.width / scale, screen.height / scale
        seen = seen.common(Box.at((width - across) / 2, (height - down) / 2, across, down))

    assert preset.safe is not None
    assert seen.contains(preset.safe)
    assert not seen.contains(preset.safe.grown(1))


def test_other_size_scales_the_zone_and_warns():
    """A cover of half the size has half the zone, and a warning that says so."""
    zone, warning = load_platform("vk-cover").zone(Size(960, 384))

    assert Box(181, 62, 779, 322) == zone
    expected = (
        "The cover is 960x384 px, but vk-cover has 1920x768 px: its safe zone was scaled. "
        "Give a cover of 1920x768 px to be sure."
    )
    assert expected == warning


def test_other_size_without_a_zone_warns_of_cutting():
    """Where no safe zone is known, a cover of another size is warned of with the size nearest in shape."""
    zone, warning = load_platform("vk-cover-1590").zone(Size(795, 200))

    assert Box(0, 0, 795, 200) == zone
    expected = (
        "The cover is 795x200 px, but vk-cover-1590 has 1590x400 px: parts of it may be cut off. "
        "Give a cover of 1590x400 px to be sure."
    )
    assert expected == warning


@given(st.sampled_from(platform_names()), SIDES, SIDES)
def test_zone_is_whole_pixels_of_the_cover(name, width, height):
    """On any cover the zone is not empty, made of whole pixels, and inside the cover."""
    size = Size(width, height)

    zone, warning = load_platform(name).zone(size)

    assert whole(size).contains(zone)
    assert zone.width >= 1
    assert zone.height >= 1
    assert Box(*zone.pixels) == zone
    assert (warning is None) == (name == "any" or size in load_platform(name).sizes)


@given(st.integers(1, 12))
def test_zone_of_a_multiple_is_a_multiple(times):
    """A zone scaled by a whole number loses nothing to rounding."""
    zone, of = Box(362, 124, 1558, 644), Size(1920, 768)

    assert zone.scaled(times) == zone_on(zone, of, Size(1920 * times, 768 * times))


def test_scaled_zone_is_rounded_inwards():
    """A scaled zone never reaches a pixel that is only partly safe, but does not vanish either."""
    zone, of = Box(362, 124, 1558, 644), Size(1920, 768)

    assert Box(132, 46, 568, 234) == zone_on(zone, of, Size(700, 280))
    assert Box(0, 0, 1, 1) == zone_on(zone, of, Size(1, 1))


@pytest.mark.parametrize(
    ("size", "name"),
    [
        (Size(1920, 768), "vk-cover"),
        (Size(1590, 530), "vk-cover-1590"),
        (Size(1590, 400), "vk-cover-1590"),
        (Size(1080, 1920), "vk-live-cover"),
        (Size(1500, 500), "x-header"),
        (Size(1921, 768), "any"),
        (Size(768, 1920), "any"),
    ],
)
def test_platform_is_known_by_the_exact_size(size, name):
    """A cover belongs to the platform of exactly its size, else to none."""
    assert name == platform_for(size).name


def test_own_file_is_read(tmp_path):
    """A file of the same form is a platform too."""
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, "utf-8")

    assert (Box(100, 40, 900, 360), None) == load_platform(path).zone(Size(1000, 400))
    assert load_platform(path) == load_platform(str(path))


def test_unknown_name_suggests_one():
    """A misspelt name gets a suggestion and the way to name a file."""
    with pytest.raises(PlatformError) as caught:
        load_platform("vk-cove")

    expected = (
        "Unknown platform “vk-cove”. Did you mean “vk-cover”? "
        "For a file of your own, write its path with .yaml at the end."
    )
    assert expected == str(caught.value)
    assert 2 == caught.value.exit_code


def test_every_fault_of_a_file_is_told_with_its_place(tmp_path):
    """Unknown keys, wrong types and missing keys are all told at once, each with line and column."""
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nsizes: wide\nsave: [0, 0, 1, 1]\nas_of: 2026-11\nsource: me\n", "utf-8")

    with pytest.raises(PlatformError) as caught:
        load_platform(path)

    places = sorted((fault.trail.line, fault.trail.key or "") for fault in caught.value.faults)
    assert [(1, ""), (2, "sizes"), (3, "save")] == places
    assert f"{path}:3:1: save: Unknown key “save”. Did you mean “safe”?" in str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[100, 40, 800, 320]", "[300, 40, 800, 320]", "“safe” leaves the first size, 1000x400; give a box inside it."),
        ("2026-11", "autumn", "“as_of” is autumn; write a year and a month, such as 2026-11."),
        ("[[1000, 400]]", "[[1000.5, 400]]", "The size 1000.5x400 is not in whole pixels; round it."),
    ],
)
def test_values_that_contradict_are_refused(tmp_path, old, new, message):
    """A zone outside of the cover, a date that is none and half pixels are refused."""
    path = tmp_path / "mine.yaml"
    path.write_text(MINE.replace(old, new), "utf-8")

    with pytest.raises(PlatformError) as caught:
        load_platform(path)

    assert f"{path}:1:1: {message}" == str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no such file; check the path of the platform."),
        (b"", "The file is empty; describe a platform in it."),
        ("имя".encode("cp1251"), "The file is not UTF-8 text; save it as UTF-8."),
        (b" " * 1_000_001, "The file has more than 1000000 bytes; shorten it."),
    ],
)
def test_file_that_is_no_preset_is_refused(tmp_path, content, message):
    """A missing, empty, wrongly coded or immense file is one line with what to do."""
    path = tmp_path / "mine.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PlatformError) as caught:
        load_platform(path)

    assert f"{path}: {message}" == str(caught.value)


def test_folder_is_refused(tmp_path):
    """A folder in place of a file is refused."""
    with pytest.raises(PlatformError, match="This is a folder or a device; name a platform's YAML file."):
        load_platform(tmp_path)


def test_names_need_no_yaml():
    """Asking for the names, or importing the room, does not import YAML."""
    code = (
        "import sys; from qualitymark.platforms import platform_names; platform_names(); print('yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False\n" == done.stdout
