"""What a run does, and what it leaves alone."""

from __future__ import annotations

import json
import os
import shutil
import threading

import pytest

from qualitymark import Page
from qualitymark.batch.job import Job
from qualitymark.batch.leftovers import Leftovers, leftovers
from qualitymark.batch.run import run_batch
from qualitymark.batch.settings import Settings
from qualitymark.errors import OutputError, UsageError
from qualitymark.stamping import stamp_file


def test_a_run_makes_what_stamp_file_makes(campaign):
    """The outputs are those of the single call, byte for byte, and the verdicts too."""
    campaign.schools(3)

    outcomes = campaign.run()

    for number in (1, 2, 3):
        single = campaign.path / f"single{number}.jpg"
        page = {"name": f"Школа № {number}", "year": "2023"}
        cover = campaign.path / f"covers/public{number}.jpg"
        done = stamp_file(cover, single, campaign.template, {**page, "id": str(number)})
        assert single.read_bytes() == campaign.outputs()[f"{number}.jpg"]
        outcome = outcomes[f"{number}.jpg"]
        assert list(done.marks_as_dicts()) == json.loads(json.dumps(outcome.marks))
        assert (done.untouched, page, "done") == (outcome.untouched, outcome.fields, outcome.status)
        assert (number + 1, f"Школа № {number}") == (outcome.row, outcome.title)


def test_outputs_do_not_depend_on_workers_chunks_or_order(campaign, monkeypatch):
    """One worker, three workers, chunks of one row or of all rows: the same bytes."""
    campaign.schools(12)
    campaign.run(workers=1)
    expected = campaign.outputs()

    for workers, seconds in ((3, 0.25), (2, 0.0), (2, 100.0)):
        shutil.rmtree(campaign.out)
        monkeypatch.setattr("qualitymark.batch.dispatch.CHUNK_SECONDS", seconds)
        campaign.run(workers=workers)

        assert expected == campaign.outputs()
    assert 12 == len(expected)


def test_a_second_run_skips_everything(campaign):
    """Nothing is written where nothing has changed, and the verdicts are told again."""
    campaign.schools(4)
    first = campaign.run()
    before = {path: path.stat().st_mtime_ns for path in campaign.out.glob("*.jpg")}

    second = campaign.run()

    assert {"skipped"} == {outcome.status for outcome in second.values()}
    assert before == {path: path.stat().st_mtime_ns for path in campaign.out.glob("*.jpg")}
    assert {key: list(outcome.marks) for key, outcome in first.items()} == {
        key: list(outcome.marks) for key, outcome in second.items()
    }


def change_cover(campaign):
    campaign.cover("public2.jpg", campaign.picture(99))


def change_value(campaign):
    campaign.table.write_text(campaign.table.read_text("utf-8").replace("Школа № 2", "Лицей № 2"), "utf-8")


def change_output(campaign):
    (campaign.out / "2.jpg").write_bytes(b"something else")


def change_output_in_place(campaign):
    """The same size and time, other bytes: what a failing disk does, but for the time of the status."""
    path = campaign.out / "2.jpg"
    times = path.stat()
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def remove_output(campaign):
    (campaign.out / "2.jpg").unlink()


@pytest.mark.parametrize("change", [change_cover, change_value, change_output, change_output_in_place, remove_output])
def test_a_change_of_one_row_redoes_that_row(campaign, change):
    """Cover bytes, a value, the output itself: what depends on it is redone, and nothing else."""
    campaign.schools(3)
    campaign.run()
    before = campaign.outputs()

    change(campaign)

    assert {"1.jpg": "skipped", "2.jpg": "done", "3.jpg": "skipped"} == campaign.statuses()
    if change in (change_output, change_output_in_place, remove_output):
        assert before == campaign.outputs()
    else:
        assert before["2.jpg"] != campaign.outputs()["2.jpg"]
    assert {"skipped"} == set(campaign.statuses().values())


def test_a_change_of_what_all_share_redoes_all(campaign, monkeypatch):
    """The template, an option, the version: each of them redoes every row."""
    campaign.schools(2)
    campaign.run()
    changed = campaign.mini.replace("#10203a", "#000000")

    (campaign.path / "mini.yaml").write_text(changed, "utf-8")
    assert {"done"} == set(campaign.statuses().values())
    assert {"done"} == set(campaign.statuses(anchor="top-left").values())
    assert {"done"} == set(campaign.statuses(anchor="top-left", quality=50).values())
    assert {"skipped"} == set(campaign.statuses(anchor="top-left", quality=50).values())
    assert {"done"} == set(campaign.statuses(anchor="top-left", quality=50, fresh=True).values())


def test_a_change_of_an_asset_redoes_what_uses_it(campaign):
    """An asset counts by its content, not by its name."""
    campaign.schools(1)
    layer = "      - {name: logo, kind: image, source: logo.png, box: [150, 60, 20, 20]}\n"
    (campaign.path / "mini.yaml").write_text(campaign.mini + layer, "utf-8")
    (campaign.path / "logo.png").write_bytes(campaign.picture(1, "PNG", (20, 20)))

    assert {"1.jpg": "done"} == campaign.statuses()
    assert {"1.jpg": "skipped"} == campaign.statuses()
    (campaign.path / "logo.png").write_bytes(campaign.picture(2, "PNG", (20, 20)))
    assert {"1.jpg": "done"} == campaign.statuses()


def test_a_platform_of_ones_own_counts_by_its_content(campaign):
    """The file may move; when what it says changes, all rows are redone."""
    campaign.schools(1)
    text = "name: mine\ntitle: {en: Mine, ru: Моя}\nsizes: [[320, 160]]\nas_of: 2026-11\nsource: us\n"
    one, other = campaign.path / "one.yaml", campaign.path / "other.yaml"
    one.write_text(text, "utf-8")
    other.write_text(text, "utf-8")

    assert {"1.jpg": "done"} == campaign.statuses(platform=str(one))
    assert {"1.jpg": "skipped"} == campaign.statuses(platform=str(other))
    other.write_text(text + "safe: [0, 0, 300, 150]\n", "utf-8")
    assert {"1.jpg": "done"} == campaign.statuses(platform=str(other))


def test_touched_files_are_compared_and_not_redone(campaign):
    """A copy of the folder on another disk has other times and the same content."""
    campaign.schools(2)
    campaign.run()
    for path in (campaign.path / "covers/public1.jpg", campaign.out / "2.jpg"):
        os.utime(path, (1, 1))

    assert {"1.jpg": "skipped", "2.jpg": "skipped"} == campaign.statuses()


def test_a_second_run_in_one_folder_says_so_and_stops(campaign):
    """The lock is held while outcomes are still being asked for, and given back when they are not."""
    campaign.schools(2)
    made = campaign.plan()
    running = run_batch(made, template=made.template, out=campaign.out, settings=campaign.settings())
    next(running)

    with pytest.raises(OutputError) as caught:
        campaign.run()
    running.close()

    assert f"{campaign.out}: Another run works in this folder; wait until it ends, or give another one." == str(
        caught.value
    )
    assert {"skipped"} == set(campaign.statuses().values())


def test_outcomes_that_nobody_asks_for_are_noted(campaign):
    """Who stops listening loses nothing that was in hand."""
    campaign.schools(8)
    made = campaign.plan()
    running = run_batch(made, template=made.template, out=campaign.out, settings=campaign.settings())
    next(running)
    running.close()

    done = campaign.outputs().keys()
    assert done
    assert done == {key for key, status in campaign.statuses().items() if status == "skipped"}


def test_a_stopped_run_finishes_what_is_in_hand(campaign):
    """After the event no row is begun; the next run does the others."""
    campaign.schools(30)
    stop = threading.Event()
    made = campaign.plan()
    outcomes = []
    for outcome in run_batch(
        made, template=made.template, out=campaign.out, settings=campaign.settings(workers=1), stop=stop
    ):
        outcomes.append(outcome)
        stop.set()

    assert 0 < len(outcomes) < 30
    assert {outcome.key for outcome in outcomes} == campaign.outputs().keys()
    assert Leftovers() == leftovers(campaign.out)
    statuses = campaign.statuses()
    assert 30 == len(statuses)
    assert {outcome.key for outcome in outcomes} == {key for key, status in statuses.items() if status == "skipped"}


def test_fail_fast_stops_at_the_first_failure(campaign):
    """The row that fails is told, and later ones are not begun."""
    campaign.schools(40)
    campaign.cover("public1.jpg", b"no picture")

    outcomes = campaign.run(fail_fast=True, workers=1)

    assert "failed" == outcomes["1.jpg"].status
    assert len(outcomes) < 40


def test_a_job_that_another_one_has_taken_fails(campaign):
    """Jobs of one's own need names of their own."""
    cover = str(campaign.cover("c.jpg"))
    jobs = [Job(row, "x.jpg", "x", Page(name="x", year="2023"), cover) for row in (1, 2)]

    outcomes = list(run_batch(jobs, template=campaign.template, out=campaign.out, settings=Settings(workers=1)))

    assert {1: "done", 2: "failed"} == {outcome.row: outcome.status for outcome in outcomes}


def test_settings_that_cannot_be_are_refused():
    """Before anything is begun."""
    with pytest.raises(UsageError, match="The number of workers must be 1 or more, not 0"):
        Settings(workers=0)
    with pytest.raises(UsageError, match="A row needs time and memory"):
        Settings(row_seconds=0)
    assert Settings(workers=3).crew == 3
    assert Settings().crew >= 1
