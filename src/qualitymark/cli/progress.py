"""How far a campaign is: a bar on a terminal, a line now and then elsewhere, nothing when that is not wanted."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import Any

import click

from ..batch.outcome import DONE, FAILED, SKIPPED, Outcome
from ..messages import Message, say
from .language import told
from .reporting import note

LINE_SECONDS = 10.0
"""How often a line is printed where there is no terminal."""


class Tally:
    """Counts outcomes as they pass, and shows them."""

    def __init__(self, total: int, quiet: bool) -> None:
        self.total = total
        self.counts = {DONE: 0, SKIPPED: 0, FAILED: 0}
        self.start = time.perf_counter()
        self.seconds = 0.0
        self._quiet = quiet
        self._said = self.start

    @property
    def seen(self) -> int:
        return sum(self.counts.values())

    @property
    def rate(self) -> float:
        """Covers a second, counting those that were drawn."""
        return self.counts[DONE] / (time.perf_counter() - self.start)

    def run(self, outcomes: Iterable[Outcome]) -> None:
        """Go through the outcomes."""
        with ExitStack() as stack:
            bar = stack.enter_context(self._bar()) if self._on_terminal() else None
            for outcome in outcomes:
                self.counts[outcome.status] += 1
                if bar is not None:
                    bar.update(1, self)
                else:
                    self._line()
        self.seconds = time.perf_counter() - self.start

    def _on_terminal(self) -> bool:
        return not self._quiet and sys.stderr is not None and sys.stderr.isatty()

    def _bar(self) -> Any:
        return click.progressbar(
            length=self.total,
            file=sys.stderr,
            show_pos=True,
            update_min_steps=max(1, self.total // 500),
            item_show_func=lambda tally: told(self._now()) if tally else None,
        )

    def _now(self) -> Message:
        return say("{rate:.1f}/s, {failed} failed", rate=self.rate, failed=self.counts[FAILED])

    def _line(self) -> None:
        now = time.perf_counter()
        if self._quiet or now - self._said < LINE_SECONDS:
            return
        self._said = now
        left = (self.total - self.seen) * (now - self.start) / self.seen
        note(
            say(
                "{seen} of {total} rows: {rate:.1f} covers a second, {minutes}:{seconds:02d} left, {failed} failed.",
                seen=self.seen,
                total=self.total,
                rate=self.rate,
                minutes=int(left) // 60,
                seconds=int(left) % 60,
                failed=self.counts[FAILED],
            )
        )


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into the event, and let the second one stop the program at once."""
    stop = threading.Event()

    def heed(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        with suppress(RuntimeError):  # it may come in the middle of another line
            note(say("Finishing the covers in hand. Press Ctrl-C again to stop at once."))

    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield stop
        return
    signal.signal(signal.SIGINT, heed)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
