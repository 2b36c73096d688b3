"""Any executor does the work: what is sent to it, and what happens when it does not."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from qualitymark.batch import dispatch, executors
from qualitymark.batch.executors import DaskCrew
from qualitymark.batch.work import Answer, work
from qualitymark.errors import ExecutorError, UsageError


class Recording(Executor):
    """Does the work in this thread, and keeps what was sent; ``spoil`` may put another answer in its place."""

    def __init__(self, spoil=lambda number, chunk: None):
        self.chunks = []
        self.spoil = spoil
        self.most = self.now = 0

    def submit(self, function, chunk):
        self.chunks.append(chunk)
        future = Future()
        future.set_running_or_notify_cancel()
        try:
            spoiled = self.spoil(len(self.chunks), chunk)
            future.set_result(function(pickle.loads(pickle.dumps(chunk))) if spoiled is None else spoiled)
        except Exception as error:  # noqa: BLE001 - as every executor does
            future.set_exception(error)
        return future


@pytest.fixture
def local(campaign) -> dict[str, bytes]:
    """What the pool of our own makes of 20 rows; the folder is empty again."""
    campaign.schools(20)
    campaign.run()
    made = campaign.outputs()
    campaign.out.rename(campaign.path / "local")
    return made


def test_threads_make_the_same_bytes(campaign, local):
    """An executor that somebody gives gets the covers as bytes."""
    with ThreadPoolExecutor(3) as executor:
        outcomes = campaign.run(executor=executor)

    assert local == campaign.outputs()
    assert {"done"} == {outcome.status for outcome in outcomes.values()}
    assert {"skipped"} == set(campaign.statuses().values())


def test_processes_make_the_same_bytes(campaign, local):
    """Somebody's own pool of processes, started afresh, which knows no template."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        campaign.run(executor=executor)

    assert local == campaign.outputs()


def test_the_template_is_sent_once_a_worker(campaign, local):
    """The first chunks carry it, and no other; a chunk names no file of the parent's where it need not."""
    executor = Recording()

    campaign.run(executor=executor)

    assert local == campaign.outputs()
    carrying = [chunk.template is not None for chunk in executor.chunks]
    assert [True, True] + [False] * (len(carrying) - 2) == carrying
    assert {None} == {task.output for chunk in executor.chunks for task in chunk.tasks}


def test_a_worker_that_lacks_the_template_gets_it(campaign, local):
    """A worker that came late answers so, and the same rows go to it again with the template."""
    executor = Recording(lambda number, chunk: Answer(needs_template=True) if number in (3, 4) else None)

    campaign.run(executor=executor)

    sent = [(chunk.tasks, chunk.template is not None) for chunk in executor.chunks]
    assert local == campaign.outputs()
    for tasks, _ in sent[2:4]:
        assert (tasks, True) in sent[4:]


def test_a_worker_with_another_engine_ends_the_run(campaign):
    """Other fonts, another Pillow: the covers would not be the same."""
    campaign.schools(3)

    with pytest.raises(ExecutorError) as caught:
        campaign.run(executor=Recording(lambda number, chunk: Answer(engine="other")))

    assert "A worker has another version of qualitymark, its fonts or its libraries; install the same there." == str(
        caught.value
    )
    assert {} == campaign.outputs()


def test_a_worker_without_the_package_ends_the_run(campaign):
    """The fault is told in the words of the worker."""
    campaign.schools(3)

    def spoil(number, chunk):
        raise ModuleNotFoundError("No module named 'qualitymark'")

    with pytest.raises(ExecutorError, match="A worker cannot do the work .ModuleNotFoundError: No module named"):
        campaign.run(executor=Recording(spoil))


def test_rows_of_a_lost_worker_are_sent_again(campaign, local):
    """A connection that broke: its rows go out one by one, and all of them arrive."""

    def spoil(number, chunk):
        if number == 4:
            raise ConnectionResetError("the worker is gone")

    executor = Recording(spoil)
    outcomes = campaign.run(executor=executor)

    assert local == campaign.outputs()
    assert {"done"} == {outcome.status for outcome in outcomes.values()}


def test_a_row_that_loses_every_worker_fails(campaign):
    """It is sent three times by itself; the others are done."""
    campaign.schools(6)

    def spoil(number, chunk):
        if any(task.job.key == "3.jpg" for task in chunk.tasks):
            raise ConnectionResetError("the worker is gone")

    executor = Recording(spoil)
    statuses = campaign.statuses(executor=executor)

    assert {f"{number}.jpg": "failed" if number == 3 else "done" for number in range(1, 7)} == statuses
    alone = [chunk for chunk in executor.chunks if [task.job.key for task in chunk.tasks] == ["3.jpg"]]
    assert 3 == len(alone)


class KilledWorker(Exception):  # noqa: N818 - its name in Dask
    """What Dask says of work whose workers ended too often."""


def test_a_row_is_blamed_for_what_it_does_alone(campaign):
    """A scheduler blames what only waited at a worker that died, too; each such row is tried with nothing beside it."""
    campaign.schools(6)
    blamed = set()

    def spoil(number, chunk):
        keys = {task.job.key for task in chunk.tasks}
        if "3.jpg" in keys or (keys & {"1.jpg", "4.jpg"}) - blamed:
            blamed.update(keys)
            raise KilledWorker("qualitymark")

    executor = Recording(spoil)
    statuses = campaign.statuses(executor=executor)

    assert {f"{number}.jpg": "failed" if number == 3 else "done" for number in range(1, 7)} == statuses
    alone = [chunk.tasks[0].job.key for chunk in executor.chunks if len(chunk.tasks) == 1]
    assert [2, 2, 2] == [alone.count(f"{number}.jpg") for number in (1, 3, 4)]


def test_a_row_that_is_tried_alone_may_lose_its_worker(campaign):
    """A connection that breaks while a row is tried alone says nothing against the row."""
    campaign.schools(3)
    tried = []

    def spoil(number, chunk):
        if [task.job.key for task in chunk.tasks] == ["2.jpg"]:
            tried.append(number)
            if len(tried) < 3:
                raise (KilledWorker, ConnectionResetError)[len(tried) - 1]("qualitymark")

    assert {"done"} == set(campaign.statuses(executor=Recording(spoil)).values())
    assert 3 == len(tried)


def test_an_executor_that_is_closed_is_said(campaign):
    """What was finished stays; the same call goes on."""
    campaign.schools(3)
    executor = ThreadPoolExecutor(1)
    executor.shutdown()

    with pytest.raises(ExecutorError, match="The executor takes no more work"):
        campaign.run(executor=executor)
    assert {"done"} == set(campaign.statuses().values())


def test_covers_in_flight_are_bounded(campaign, monkeypatch):
    """However slow the workers are, no more than two chunks each are read ahead."""
    campaign.schools(40)
    monkeypatch.setattr(dispatch, "CHUNK_SECONDS", 0.0)
    flying, most, lock = 0, 0, threading.Lock()

    def counted(chunk):
        nonlocal flying, most
        with lock:
            flying += len(chunk.tasks)
            most = max(most, flying)

    class Counting(ThreadPoolExecutor):
        def submit(self, function, chunk):
            counted(chunk)
            future = super().submit(function, chunk)
            future.add_done_callback(landed)
            return future

    def landed(_future):
        nonlocal flying
        with lock:
            flying -= 1

    with Counting(2) as executor:
        campaign.run(executor=executor)

    assert most <= dispatch.AHEAD * 2
    assert 40 == len(campaign.outputs())


def test_a_chunk_of_large_covers_is_small(campaign, monkeypatch):
    """Bytes in a chunk are bounded too, for it travels as one message."""
    campaign.schools(12)
    monkeypatch.setattr(dispatch, "CHUNK_SECONDS", 100.0)
    monkeypatch.setattr(dispatch, "MOST_BYTES", 3000)
    executor = Recording()

    campaign.run(executor=executor)

    sizes = [sum(len(task.data) for task in chunk.tasks) for chunk in executor.chunks]
    assert all(size < 3000 + 2500 for size in sizes)
    assert len(executor.chunks) > 6


def test_a_template_survives_the_way_to_a_worker(campaign):
    """It is a value: pickled and read again it is the same, with assets and fonts, and so is its digest."""
    from qualitymark.batch.digest import template_digest
    from qualitymark.template import load_template, template_names

    for name in template_names():
        template = load_template(name)
        again = pickle.loads(pickle.dumps(template))

        assert template == again
        assert template_digest(template) == template_digest(again)
    assert len({template_digest(load_template(name)) for name in template_names()}) == len(template_names())


def test_work_never_raises(campaign):
    """A cover that is gone meanwhile is the row's fault, told with its place in the table."""
    campaign.schools(1)
    executor = Recording()
    campaign.run(executor=executor)
    chunk = executor.chunks[0]
    task = chunk.tasks[0]
    from dataclasses import replace

    job = replace(task.job, cover="/nowhere/x.jpg")
    answer = work(replace(chunk, tasks=(replace(task, job=job, data=None, output=str(campaign.out / "x.jpg")),)))

    assert [f"{campaign.table}:2: 2:2: /nowhere/x.jpg: There is no such file; check the path."] == [
        fault.in_language("en") for result in answer.results for fault in result.outcome.faults
    ]


def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    """With its address, and what to check."""
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)

    with pytest.raises(UsageError, match="The Dask scheduler tcp://127.0.0.1:9 cannot be reached"):
        DaskCrew("tcp://127.0.0.1:9")


def test_without_dask_its_extra_is_named(monkeypatch):
    """The message says what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(UsageError, match=r"Dask is not installed; install it with: pip install “qualitymark\[dask\]”."):
        DaskCrew("tcp://127.0.0.1:8786")
