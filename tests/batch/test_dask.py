"""A campaign over a real Dask cluster on loopback: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qualitymark.batch.executors import DaskCrew

ROWS = 60


@dataclass
class Cluster:
    """The processes of a cluster and the address of its scheduler."""

    address: str
    programs: list[subprocess.Popen[str]]


def program(campaign, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a program of Dask in a folder in which there is nothing of the campaign."""
    environment = {**campaign.environment(), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def cluster(campaign, tmp_path) -> Iterator[Cluster]:
    """A scheduler and two workers, which end with the test."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    scheduler = program(
        campaign, folder, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"
    )
    programs = [scheduler]
    try:
        told = ""
        while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", told)):
            line = scheduler.stderr.readline()
            assert line, told
            told += line
        address = found[1]
        for number in (1, 2):
            options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(folder / str(number)))
            programs.append(program(campaign, folder, "dask_worker", address, *options))
        yield Cluster(address, programs)
    finally:
        for each in programs:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()
            each.stderr.close()


@pytest.fixture
def local(campaign) -> dict[str, bytes]:
    """What the local run makes of the same campaign; the folder is empty again."""
    campaign.schools(ROWS)
    campaign.run()
    made = campaign.outputs()
    shutil.rmtree(campaign.out)
    return made


def wait_for_workers(crew: DaskCrew, count: int) -> None:
    deadline = time.monotonic() + 60
    while crew.size < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_cluster_makes_the_same_bytes(campaign, local, cluster):
    """No file is shared: the workers have another folder, and the covers are gone when they are read."""
    crew = DaskCrew(cluster.address)
    wait_for_workers(crew, 2)

    statuses = campaign.statuses(executor=crew)

    assert ({"done"}, ROWS) == (set(statuses.values()), len(statuses))
    assert local == campaign.outputs()
    assert {"skipped"} == set(campaign.statuses().values())


def test_a_worker_that_is_killed_loses_nothing(campaign, local, cluster, monkeypatch):
    """In the middle of the run one of two machines goes away, for good."""
    crew = DaskCrew(cluster.address)
    wait_for_workers(crew, 2)
    monkeypatch.setattr("qualitymark.batch.dispatch.CHUNK_SECONDS", 0.02)
    made = campaign.plan()
    statuses = {}
    from qualitymark.batch.run import run_batch

    for outcome in run_batch(
        made, template=made.template, out=campaign.out, executor=crew, settings=campaign.settings()
    ):
        statuses[outcome.key] = outcome.status
        if len(statuses) == 10:
            os.killpg(cluster.programs[1].pid, signal.SIGKILL)

    assert ({"done"}, ROWS) == (set(statuses.values()), len(statuses))
    assert local == campaign.outputs()


def test_a_row_that_hangs_its_workers_fails(campaign, poisoned, cluster):
    """Its worker is ended after the row's time, and started again by its nanny; the other rows are done."""
    campaign.schools(6)
    text = campaign.table.read_text("utf-8")
    campaign.table.write_text(text.replace("Школа № 3;", "hold;"), "utf-8")
    crew = DaskCrew(cluster.address)
    wait_for_workers(crew, 2)

    outcomes = campaign.run(poisoned, executor=crew, row_seconds=3)

    assert {f"{number}.jpg": "failed" if number == 3 else "done" for number in range(1, 7)} == {
        key: outcome.status for key, outcome in outcomes.items()
    }


def test_the_command_line_runs_over_a_cluster(campaign, local, cluster):
    """``--executor dask --scheduler`` is all there is to say."""
    command = campaign.command("--executor", "dask", "--scheduler", cluster.address)
    done = subprocess.run(
        command, cwd=campaign.path, env=campaign.environment(), capture_output=True, text=True, timeout=120, check=False
    )

    assert 0 == done.returncode, done.stderr
    assert local == campaign.outputs()
    assert f"{ROWS} stamped, 0 up to date, 0 failed" in done.stderr
    assert "Traceback" not in done.stderr
