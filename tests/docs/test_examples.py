"""The examples run as they stand, and their pictures may be passed on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from qualitymark import load_template, stamp

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NOVOSIBIRSK = EXAMPLES / "novosibirsk"
COVERS = sorted(path for path in (NOVOSIBIRSK / "covers").iterdir() if ".marked." not in path.name)


def test_the_library_example_tells_what_was_done(run_script, tmp_path):
    """Good covers are stamped, and the one whose page lacks its year is told instead."""
    said = run_script(EXAMPLES / "library.py", tmp_path)

    assert ["clinic.jpg", "music-school.jpg", "social-centre.jpg"] == sorted(path.name for path in tmp_path.iterdir())
    assert "sports-school.webp: not stamped. " in said
    assert "“year”" in said


def test_single_covers_are_stamped_as_a_whole(run_script, tmp_path):
    """run.py stamps every cover in its own format and size."""
    run_script(NOVOSIBIRSK / "run.py", tmp_path)

    assert [path.name for path in COVERS] == sorted(path.name for path in tmp_path.iterdir())
    for cover in COVERS:
        with Image.open(cover) as before, Image.open(tmp_path / cover.name) as after:
            assert (before.format, before.size) == (after.format, after.size)


@pytest.mark.parametrize("cover", COVERS, ids=lambda path: path.name)
def test_every_cover_has_its_page_and_its_credit(cover):
    """A cover comes with a page, the name of its photographer and the licence, and is small."""
    credit = [
        line
        for line in (NOVOSIBIRSK / "CREDITS.md").read_text("utf-8").splitlines()
        if line.startswith(f"| `{cover.name}`")
    ]

    assert (NOVOSIBIRSK / "pages" / f"{cover.stem}.yaml").is_file()
    assert [True] == ["CC-BY-4.0" in line or "CC0-1.0" in line for line in credit]
    assert cover.stat().st_size < 350_000


def test_the_covers_are_a_small_download():
    """All covers together have less than 1.5 MB."""
    assert sum(cover.stat().st_size for cover in COVERS) < 1_500_000


@pytest.mark.parametrize("extra", [{}, {"verify_url": "HTTPS://ZNAK.EXAMPLE/#K7Q2"}], ids=["plain", "with code"])
def test_the_region_has_its_line_instead_of_the_district(extra):
    """The region's plate says the region, never the district, and keeps everything else of the parent."""
    page = {"name": "ГБУЗ НСО «Заозёрная ЦРБ»", "year": 2026, "district": "Заозёрный округ", **extra}
    cover = Image.new("RGB", (1920, 768), "#557799")

    drawn = {text.text for text in stamp(cover, load_template(NOVOSIBIRSK / "region.yaml"), page).marks[0].texts}

    assert {"Новосибирская область"} == {text for text in drawn if "область" in text or "округ" in text}
    assert {text.text for text in stamp(cover, "plate", page).marks[0].texts} - {"Заозёрный округ"} <= drawn
