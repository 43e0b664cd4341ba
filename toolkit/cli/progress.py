"""How far the work is, on stderr: bars on a terminal, elsewhere a line now and then."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from toolkit.actions.progress import BYTES
from toolkit.actions.progress import Progress as Report
from toolkit.cli.output import note

_EVERY = 30  # seconds between two lines


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Where stderr is a terminal, one bar a stage; elsewhere a line for each half minute that a stage takes."""
    if not sys.stderr.isatty():
        yield Lines().report
        return
    columns = (TextColumn("{task.description:>8}"), BarColumn(), _Amount(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        stages: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        yield report


class _Amount(ProgressColumn):
    """`12.3 MB/240.6 MB 8.1 MB/s`, or `3/12` of what is no bytes."""

    def render(self, task: Task) -> Text:
        """Of one stage."""
        done, total = int(task.completed), int(task.total or 0)
        rate = f" {decimal(int(task.speed))}/s" if task.description in BYTES and task.speed else ""
        return Text(f"{_amount(task.description, done)}/{_amount(task.description, total)}{rate}")


def _amount(stage: str, value: int) -> str:
    return decimal(value) if stage in BYTES else f"{value:,}"


@dataclass
class Lines:
    """For logs: silent about what is quick."""

    every: float = _EVERY
    _stage: str = ""
    _since: float = 0.0
    _said: float = field(default=0.0)

    def report(self, stage: str, done: int, total: int) -> None:
        """A line where the last one, or the stage's beginning, is long enough ago."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._since, self._said = stage, now, now
        if now - self._said < self.every or not 0 < done < total:
            return
        self._said = now
        passed = now - self._since
        rate = f", {decimal(int(done / passed))}/s" if stage in BYTES else ""
        left = passed * (total - done) / done
        share = f"{_amount(stage, done)} of {_amount(stage, total)} ({100 * done // total} %)"
        note(f"{stage}: {share}{rate}, {left:,.0f} s left")
