"""What crosses to a worker: the job, and the shards it is cut into."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path

from toolkit.actions.build.contamination import Benchmarks
from toolkit.actions.build.questions import Questions
from toolkit.actions.fingerprint import environment
from toolkit.article import Article
from toolkit.clean.cleaner import Cleaner
from toolkit.config import Config
from toolkit.curate.denylist import NO_DENYLIST, Denylist
from toolkit.curate.overrides import NO_OVERRIDES, Overrides
from toolkit.errors import ConfigError
from toolkit.read.source import Source
from toolkit.read.spans import cut_spans
from toolkit.schema.reference import SchemaRef
from toolkit.storage.cache import Library
from toolkit.storage.files import write_bytes

# Enough to pay for a task, small enough that two workers end together.
SHARD_BYTES = 4 << 20
# More shards than this are made larger instead: each is some files and a line in the driver.
_SHARDS = 4096


@dataclass(frozen=True, slots=True)
class Growth:
    """What workers are told of the release that this one grows from.

    `columns`: the sets of columns that row digests are over, the one of this build last. `grows`: whether there is a
    baseline at all. `hides_more`: [privacy] hides kinds that were kept when its rows were made.
    """

    columns: tuple[tuple[str, ...], ...]
    grows: bool = False
    reclean: bool = False
    hides_more: bool = False


@dataclass(frozen=True, eq=False)
class Job:
    """One build's settings: values and paths only, so that any process can take it up. `cache`: None without one.

    A job equals itself alone: what is remembered for it is asked for by row, and its settings are many.
    """

    config: Config
    schema: SchemaRef
    fingerprint: str
    scratch: str
    growth: Growth
    overrides: Overrides = NO_OVERRIDES
    denylist: Denylist = NO_DENYLIST
    benchmarks: Benchmarks | None = None
    cache: Library | None = None
    recipe: str = ""  # see `notes.recipe_of`

    @cached_property
    def model(self) -> type[Article]:
        """The record class."""
        return self.schema.resolve()

    @cached_property
    def questions(self) -> Questions:
        """What is asked of each document."""
        cleaner = Cleaner(self.config.clean, self.config.privacy, self.model, self.fingerprint, self.config.rights)
        return Questions(self.config, cleaner, self.overrides, self.denylist, self.benchmarks)

    def spill(self, kind: str, shard: int) -> Path:
        """Where a shard's rows, shingles or rejects lie between two tasks."""
        return Path(self.scratch, f"{kind}-{shard:06d}")

    def hand_out(self) -> None:
        """Write the job down for the workers, who are told where it lies: it may be large, tasks are many."""
        values = [getattr(self, field.name) for field in fields(self)]
        write_bytes(_job_file(self.scratch), pickle.dumps((environment(), values)), lasting=False)

    def __reduce__(self) -> tuple[object, ...]:
        return take_up, (self.scratch,)


@lru_cache(maxsize=1)
def take_up(scratch: str) -> Job:
    """The job of a build, in a worker. Raises `ConfigError` where this machine would make other bytes."""
    theirs, values = pickle.loads(_job_file(scratch).read_bytes())
    ours = environment()
    if ours != theirs:
        differing = [f"{name} {ours[name]} here, {theirs[name]} there" for name in ours if ours[name] != theirs[name]]
        mend = "install the same versions on every node"
        raise ConfigError(f"a worker differs from the process that builds: {', '.join(differing)}", mend=mend)
    return Job(*values)


def _job_file(scratch: str) -> Path:
    return Path(scratch, "job")


@dataclass(frozen=True, slots=True)
class Shard:
    """Consecutive sources; `number` counts from 0."""

    number: int
    sources: tuple[Source, ...]

    @property
    def size(self) -> int:
        """Bytes to read."""
        return sum(source.size for source in self.sources)


def cut_shards(sources: Iterable[Source], limit: int = SHARD_BYTES) -> list[Shard]:
    """Shards of about `limit` bytes, in order, large files of lines in spans.

    Where they are cut changes no byte of a release.
    """
    files = tuple(sources)
    limit = max(limit, sum(file.size for file in files) // _SHARDS)
    shards: list[list[Source]] = []
    held = limit
    for source in (span for file in files for span in cut_spans(file, limit)):
        if held >= limit:
            shards.append([])
            held = 0
        shards[-1].append(source)
        held += source.size
    return [Shard(number, tuple(shard)) for number, shard in enumerate(shards)]
