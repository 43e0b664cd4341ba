"""The local engine: this process, or a pool of processes on this machine."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar

from toolkit.errors import InputError

T = TypeVar("T")
R = TypeVar("R")


class LocalEngine:
    """Runs tasks in `workers` processes; with one, in this process. A context manager: the pool ends with the block."""

    def __init__(self, workers: int, preload: Sequence[str] = ()) -> None:
        self._pool = _make_pool(workers, preload) if workers > 1 else None

    def map(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See `Engine.map`."""
        if self._pool is None:
            yield from map(task, items)
            return
        try:
            yield from self._pool.map(task, items)
        except BrokenProcessPool as error:
            mend = "if memory ran out, run with fewer --workers"
            raise InputError("a worker process was killed by the system", mend=mend) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _make_pool(workers: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Forkserver: imports are paid once, and no lock of this process is copied in a held state."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    try:
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
    except OSError as error:  # its semaphores are files of a memory disk, which may be full or missing
        problem = f"cannot start worker processes: {error.strerror or error}"
        raise InputError(problem, mend="free space in /dev/shm, or run with --workers 1") from error


def _follow_parent() -> None:
    """End with the parent: a pool's workers would outlive one that is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent.sentinel,), daemon=True).start()


def _exit_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
