"""Which engine runs a build."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from toolkit.engines.engine import Engine
from toolkit.engines.local import LocalEngine

Kind = Literal["local", "ray"]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work: an engine, how many workers (None: as many as it has), and where its cluster is."""

    engine: Kind = "local"
    workers: int | None = 1
    address: str | None = None


def open_engine(crew: Crew, preload: Sequence[str]) -> AbstractContextManager[Engine]:
    """The engine; `preload`: modules that every worker imports before its first task. Ray is imported when asked for.

    Raises `ConfigError` where it is not installed, `RemoteError` where no cluster answers.
    """
    if crew.engine == "ray":
        from toolkit.engines.ray import RayEngine

        return RayEngine(crew.workers, preload, crew.address)
    return LocalEngine(crew.workers or cores(), preload)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
