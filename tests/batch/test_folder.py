"""The folder of a campaign: whose files are in it, what its journal knows, what is removed and what never."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing

import pytest

from qualitymark import Page
from qualitymark.batch.folder import Folder
from qualitymark.batch.job import Job
from qualitymark.batch.journal import Journal
from qualitymark.batch.leftovers import Leftovers, leftovers
from qualitymark.batch.run import run_batch
from qualitymark.batch.settings import Settings
from qualitymark.errors import ExecutorError, OutputError


def test_a_file_that_no_run_wrote_is_never_replaced(campaign):
    """Somebody's file of the same name stays, and its row says so; once it is gone, the row is done."""
    campaign.schools(2)
    campaign.out.mkdir()
    (campaign.out / "1.jpg").write_bytes(b"mine")

    outcomes = campaign.run()

    assert {"1.jpg": "failed", "2.jpg": "done"} == {key: outcome.status for key, outcome in outcomes.items()}
    assert ["The output exists and no run wrote it; move it away, or give another folder."] == [
        fault.message for fault in outcomes["1.jpg"].faults
    ]
    assert {"1.jpg": "failed", "2.jpg": "skipped"} == campaign.statuses(fresh=False)
    assert b"mine" == (campaign.out / "1.jpg").read_bytes()
    (campaign.out / "1.jpg").unlink()
    assert {"1.jpg": "done", "2.jpg": "skipped"} == campaign.statuses()


def test_a_file_of_a_run_that_was_killed_is_ours(campaign):
    """It was written, but not yet noted; meanwhile the row has changed, so its bytes are no longer what we would write."""
    campaign.schools(1)
    campaign.out.mkdir()
    with Folder(campaign.out).held() as folder, Journal(folder.journal) as journal:
        journal.begin("table.csv", "mini", "2026-11-22")
        journal.starting([("1.jpg", 2, "Школа № 1")])
    (campaign.out / "1.jpg").write_bytes(b"what the row was then")

    assert {"1.jpg": "done"} == campaign.statuses()


def test_a_file_of_somebody_does_not_become_ours_by_a_run_that_breaks_off(campaign):
    """Its row was sent to a worker, and nobody knows what became of it; the file is not ours for that."""
    campaign.schools(1)
    campaign.out.mkdir()
    (campaign.out / "1.jpg").write_bytes(b"mine")

    class Broken(Executor):
        def submit(self, function, chunk):
            raise BrokenExecutor

    with pytest.raises(ExecutorError):
        campaign.run(executor=Broken())

    assert {"1.jpg": "failed"} == campaign.statuses()
    assert b"mine" == (campaign.out / "1.jpg").read_bytes()


def test_a_lost_journal_costs_work_and_nothing_else(campaign):
    """Outputs that have the very bytes that would be written are taken for our own."""
    campaign.schools(2)
    campaign.run()
    before = campaign.outputs()
    shutil.rmtree(campaign.out / ".qualitymark")

    assert {"1.jpg": "done", "2.jpg": "done"} == campaign.statuses()
    assert before == campaign.outputs()


def test_a_damaged_journal_is_said(campaign):
    """What is no journal stops the run before anything is drawn."""
    campaign.schools(1)
    campaign.run()
    (campaign.out / ".qualitymark/journal.sqlite").write_bytes(b"x" * 5000)

    with pytest.raises(OutputError, match="The journal cannot be used"):
        campaign.run()


def test_a_journal_of_another_version_is_not_touched(campaign):
    """A newer program may have written it."""
    campaign.schools(1)
    campaign.run()
    with closing(sqlite3.connect(campaign.out / ".qualitymark/journal.sqlite")) as base, base:
        base.execute("PRAGMA user_version = 99")

    with pytest.raises(OutputError, match="another version of qualitymark"):
        campaign.run()


def test_rows_that_left_the_table_are_listed_and_removed_when_asked(campaign):
    """Only with ``prune``, and never what somebody has changed since."""
    campaign.schools(4)
    campaign.run()
    campaign.write([(1, "Школа № 1", 2023)])
    (campaign.out / "4.jpg").write_bytes(b"changed by hand")
    (campaign.out / "3.jpg").unlink()

    assert {"1.jpg": "skipped"} == campaign.statuses()
    assert Leftovers(("2.jpg",), (), ("4.jpg",)) == leftovers(campaign.out)
    assert Leftovers((), ("2.jpg",), ("4.jpg",)) == leftovers(campaign.out, prune=True)
    assert {"1.jpg", "4.jpg"} == campaign.outputs().keys()
    assert Leftovers((), (), ("4.jpg",)) == leftovers(campaign.out, prune=True)


def test_nothing_leaves_the_table_before_the_run_came_to_its_end(campaign):
    """A run that was stopped has not seen every row."""
    campaign.schools(30)
    campaign.run()
    stop = threading.Event()
    stop.set()

    campaign.run(fresh=True, stop=stop)

    assert Leftovers() == leftovers(campaign.out, prune=True)
    assert 30 == len(campaign.outputs())


def test_empty_folders_go_with_their_last_output(campaign):
    """Folders that a pattern made are removed with what was in them."""
    campaign.schools(2)
    campaign.run(name="{name|translit}/{id}")
    campaign.write([(1, "Школа № 1", 2023)])
    campaign.run(name="{name|translit}/{id}")

    assert ("Shkola-N-2/2.jpg",) == leftovers(campaign.out, prune=True).removed
    assert ["Shkola-N-1"] == [path.name for path in campaign.out.iterdir() if path.name != ".qualitymark"]


@pytest.mark.parametrize(
    "key", ["../x.jpg", "/tmp/x.jpg", "a/../../x.jpg", ".qualitymark/x.jpg", "a\\..\\x.jpg", "C:x.jpg"]
)
def test_no_row_writes_outside_of_the_folder(campaign, key):
    """A job of one's own with such a name fails; nothing appears anywhere."""
    cover = campaign.cover("c.jpg")
    before = {path for path in campaign.path.rglob("*") if campaign.out not in path.parents}
    job = Job(1, key, "x", Page(name="x", year="2023"), str(cover))

    outcomes = list(run_batch([job], template=campaign.template, out=campaign.out, settings=Settings(workers=1)))

    assert [f"“{key}” is no name for an output; give another --name."] == [
        fault.message for outcome in outcomes for fault in outcome.faults
    ]
    assert before | {campaign.out} == {path for path in campaign.path.rglob("*") if campaign.out not in path.parents}
    assert {} == campaign.outputs()


def test_a_link_in_the_folder_leads_nowhere_else(campaign):
    """A folder that is a link out of OUT is refused; an output that is a link is not followed."""
    campaign.schools(2)
    elsewhere = campaign.path / "elsewhere"
    elsewhere.mkdir()
    campaign.out.mkdir()
    (campaign.out / "Shkola-N-1").symlink_to(elsewhere)

    outcomes = campaign.run(name="{name|translit}/{id}")

    assert {"Shkola-N-1/1.jpg": "failed", "Shkola-N-2/2.jpg": "done"} == {
        key: outcome.status for key, outcome in outcomes.items()
    }
    assert [] == list(elsewhere.iterdir())


def test_half_written_files_of_a_killed_run_are_swept(campaign):
    """They have a name of their own, and are removed when the next run starts."""
    campaign.schools(1)
    campaign.out.mkdir()
    (campaign.out / ".qualitymark-0011.part").write_bytes(b"half")

    campaign.run()

    assert {"1.jpg"} == campaign.outputs().keys()


def test_the_journal_tells_the_run_again(campaign):
    """A report can be made of it: run, table, template, every row with its verdicts, in order."""
    campaign.schools(3)
    campaign.cover("public2.jpg", b"no picture")
    campaign.run()
    told = campaign.run()

    with Journal(Folder(campaign.out).journal, must_exist=True) as journal:
        run = journal.last_run()
        noted = list(journal.outcomes())
        failed = [outcome.key for outcome in journal.outcomes("failed")]
    assert ["2.jpg"] == failed
    assert ("table.csv", "mini", True) == (run.manifest, run.template, run.whole)
    assert run.started <= run.finished
    assert ["1.jpg", "2.jpg", "3.jpg"] == [outcome.key for outcome in noted]
    assert ["skipped", "failed", "skipped"] == [outcome.status for outcome in noted]
    assert [told[outcome.key].as_plain() | {"seconds": 0} for outcome in noted] == [
        outcome.as_plain() | {"seconds": 0} for outcome in noted
    ]


def test_a_folder_that_cannot_be_one_is_said(campaign):
    """A file in its place, for one."""
    campaign.schools(1)
    campaign.out.write_bytes(b"")

    with pytest.raises(OutputError, match="This cannot be the folder of the outputs"):
        campaign.run()
