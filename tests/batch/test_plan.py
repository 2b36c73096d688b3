"""The plan: the whole table is checked before anything is drawn."""

from __future__ import annotations

import pytest

from qualitymark.errors import ManifestError, PlatformError, UsageError


def faults(plan) -> list[str]:
    return [fault.in_language("en") for fault in plan.faults()]


def test_a_plan_tells_what_a_run_will_do(campaign):
    """Rows in order, each with its output, cover, values and title."""
    campaign.schools(2)

    made = campaign.plan()

    assert (2, 2, 0) == (len(made), made.outputs, made.faulty)
    assert [
        (2, "1.jpg", "Школа № 1", {"name": "Школа № 1", "year": "2023"}),
        (3, "2.jpg", "Школа № 2", {"name": "Школа № 2", "year": "2023"}),
    ] == [(job.row, job.key, job.title, job.fields) for job in made]
    assert [str(campaign.path / f"covers/public{number}.jpg") for number in (1, 2)] == [job.cover for job in made]
    assert not campaign.out.exists()


def test_every_fault_of_every_row_is_told_with_its_place(campaign):
    """File, row as a spreadsheet counts it, column: a missing value, a wrong one, a cover that is not there."""
    campaign.write([(1, "", 2023), (2, "Школа", "год"), (3, "Школа", 2023), (4, "Школа {x}", 2023)])
    for number in (1, 2, 4):
        campaign.cover(f"{number}.jpg")

    made = campaign.plan()

    table = str(campaign.table)
    told = faults(made)
    assert (0, 4) == (made.outputs, made.faulty)
    assert 4 == len(told)
    assert told[0].startswith(f"{table}:2: B2: Column “Название”: The page has no “name”, which layer “name” of")
    assert f"{table}:3: C3: Column “Год”: “year” must be a whole number, not “год”; mend it." == told[1]
    assert told[2].startswith(f"{table}:4: 4:4: No cover was found in {campaign.path / 'covers'}; looked for files")
    assert told[3].startswith(f"{table}:5: B5: Column “Название”: “name” has “{{x}}”, which looks like a placeholder")


def test_a_cover_that_the_table_names_is_told_with_its_cell(campaign):
    """The column of the cover is where it is mended."""
    campaign.write([(1, "Школа", 2023, "x.jpg")], "ID;Название;Год;Обложка")

    assert [
        f"{campaign.table}:2: D2: There is no cover “x.jpg” in {campaign.path / 'covers'}; check the name."
    ] == faults(campaign.plan())


def test_two_rows_with_one_output_are_an_error(campaign):
    """Both are named, whatever the case and the format, before anything runs."""
    campaign.write([("a", "Школа", 2023), ("b", "Лицей", 2023), ("A", "Сад", 2023)])
    for name in ("a.jpg", "b.jpg"):
        campaign.cover(name)

    with pytest.raises(ManifestError) as caught:
        campaign.plan(name="{id}")

    assert (
        f"{campaign.table}:4: 4:4: Rows 2 and 4 both become “A”; give a --name that tells them apart,"
        " such as {row}-{id}." == str(caught.value)
    )


def test_names_come_from_the_id_else_from_row_and_name(campaign):
    """The usual names: an id is unique and stays; a name alone may be another page's."""
    campaign.write(
        [
            ("", "МБОУ «Лицей № 3»", 2023, "https://vk.com/licey3"),
            ("", "Детский сад «Ёлка»", 2023, ""),
            (7, "Сад", 2023, ""),
        ],
        "ID;Название;Год;Ссылка",
    )

    assert ["licey3", "3-Detskij-sad-Yolka", "7"] == [job.key.removesuffix(".jpg") for job in campaign.plan()]


def test_the_extension_is_the_covers_own_format(campaign):
    """By the content of the cover, unless the pattern or the format say another one."""
    campaign.write([(number, "Школа", 2023) for number in (1, 2, 3, 4)])
    campaign.cover("1.jpeg", campaign.picture())
    campaign.cover("2.png", campaign.picture(format="PNG"))
    campaign.cover("3.jpg", campaign.picture(format="WEBP"))
    campaign.cover("4.png", campaign.picture())

    assert ["1.jpeg", "2.png", "3.webp", "4.jpg"] == [job.key for job in campaign.plan()]
    assert ["1.png", "2.png", "3.png", "4.png"] == [job.key for job in campaign.plan(format="png")]
    assert ["1.webp", "2.webp", "3.webp", "4.webp"] == [job.key for job in campaign.plan(name="{id}.webp")]


def test_forgiven_covers_and_cut_names_are_counted(campaign):
    """Notes of the plan; the row itself has a warning."""
    campaign.write([(1, "Школа " * 60, 2023, "A.jpg"), (2, "Сад", 2023, "b.jpg")], "ID;Название;Год;Обложка")
    campaign.cover("a.jpg")
    campaign.cover("b.jpg")

    made = campaign.plan(name="{name}")

    assert [
        "Covers under a name that is not quite the row's: 1; the report names them.",
        "Names of outputs that were too long and are cut: 1.",
    ] == list(map(str, made.notes[-2:]))
    assert [("The cover “A.jpg” was taken to be “a.jpg”; check that it is.",), ()] == [job.warnings for job in made]


def test_a_plan_may_be_gone_through_twice(campaign):
    """It is read each time, and stays what it was even if the table changes."""
    campaign.schools(3)
    made = campaign.plan()
    campaign.write([])

    assert [job.key for job in made] == [job.key for job in made]
    assert 3 == len(list(made.jobs()))


def test_what_concerns_all_rows_is_told_at_once(campaign):
    """Before the table is gone through: platform, folder of covers, pattern, format."""
    campaign.schools(1)

    with pytest.raises(PlatformError, match="Unknown platform “vk-covr”"):
        campaign.plan(platform="vk-covr")
    with pytest.raises(UsageError, match="The folder of the covers, .*nowhere, does not exist; check --covers."):
        campaign.plan(covers=campaign.path / "nowhere")
    with pytest.raises(UsageError, match="Unknown field “nam”"):
        campaign.plan(name="{nam}")
    with pytest.raises(UsageError, match="Unknown format “psd”"):
        campaign.plan(format="psd")


def test_outputs_do_not_lie_among_the_covers(campaign):
    """A cover could not be told from an output there."""
    campaign.schools(1)
    campaign.out.symlink_to(campaign.path / "covers")

    with pytest.raises(UsageError, match="The outputs would lie among the covers"):
        campaign.plan()
