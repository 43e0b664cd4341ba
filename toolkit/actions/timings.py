"""Where the time of a run goes: wall and CPU seconds of each stage, those of its workers included."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from toolkit.engines.engine import Engine

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class Spent:
    """Seconds; `cpu` is of every process that worked for the stage."""

    wall: float = 0.0
    cpu: float = 0.0


@dataclass
class Timings:
    """Adds up as stages are entered and left. A stage within another is taken out of it: each second counts once."""

    stages: dict[str, Spent] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _since: tuple[float, float] = (0.0, 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time spent in the block is the stage's, but for that of stages within."""
        self._lap()
        self._open.append(name)
        self.stages.setdefault(name, Spent())
        try:
            yield
        finally:
            self._lap()
            self._open.pop()

    def watch(self, engine: Engine) -> Engine:
        """The same engine, each task a stage of its name."""
        return _Watched(engine, self)

    def add_cpu(self, process: int, seconds: float) -> None:
        """What a worker spent on the stage that is open; what this process spends is counted anyway."""
        if process != os.getpid() and self._open:
            self.stages[self._open[-1]].cpu += seconds

    def _lap(self) -> None:
        now = time.perf_counter(), time.process_time()
        if self._open:
            spent = self.stages[self._open[-1]]
            spent.wall += now[0] - self._since[0]
            spent.cpu += now[1] - self._since[1]
        self._since = now


@dataclass(frozen=True)
class _Watched:
    engine: Engine
    timings: Timings

    def map(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See `Engine.map`."""
        name = _name(task)
        results = self.engine.map(_Timed(task), items)
        while True:
            with self.timings.stage(name):
                done = next(results, None)
                if done is None:
                    return
                self.timings.add_cpu(done.process, done.cpu)
            yield done.result


@dataclass(frozen=True, slots=True)
class _Done(Generic[R]):
    result: R
    process: int
    cpu: float


@dataclass(frozen=True, slots=True)
class _Timed(Generic[T, R]):
    """A task that says what it cost the process that did it."""

    task: Callable[[T], R]

    def __call__(self, item: T) -> _Done[R]:
        before = time.process_time()
        result = self.task(item)
        return _Done(result, os.getpid(), time.process_time() - before)


def _name(task: Callable[..., Any]) -> str:
    return _name(task.func) if isinstance(task, partial) else str(getattr(task, "__name__", "work"))
