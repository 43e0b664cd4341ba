"""What crosses to a worker: the job, and the shards it is cut into."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit.actions.build.contamination import Benchmarks
from toolkit.article import Article
from toolkit.clean.cleaner import Cleaner
from toolkit.config import Config
from toolkit.curate.denylist import NO_DENYLIST, Denylist
from toolkit.curate.overrides import NO_OVERRIDES, Overrides
from toolkit.read.source import Source
from toolkit.schema.reference import SchemaRef

# Enough to pay for a task, small enough that two workers end together.
SHARD_BYTES = 4 << 20


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


@dataclass(frozen=True)
class Job:
    """One build's settings: values and paths only, so that any process can take it up."""

    config: Config
    schema: SchemaRef
    fingerprint: str
    scratch: str
    growth: Growth
    overrides: Overrides = NO_OVERRIDES
    denylist: Denylist = NO_DENYLIST
    benchmarks: Benchmarks | None = None

    @cached_property
    def model(self) -> type[Article]:
        """The record class."""
        return self.schema.resolve()

    @cached_property
    def cleaner(self) -> Cleaner:
        """The cleaner of this project."""
        return Cleaner(self.config.clean, self.config.privacy, self.model, self.fingerprint, self.config.rights)

    def spill(self, kind: str, shard: int) -> Path:
        """Where a shard's rows, shingles or rejects lie between two tasks."""
        return Path(self.scratch, f"{kind}-{shard:06d}")

    def __getstate__(self) -> dict[str, object]:
        # A class loaded from the schema file does not unpickle in another process.
        return {name: value for name, value in self.__dict__.items() if name not in ("model", "cleaner")}


@dataclass(frozen=True, slots=True)
class Shard:
    """Consecutive sources; `number` counts from 0."""

    number: int
    sources: tuple[Source, ...]


def cut_shards(sources: Iterable[Source], limit: int = SHARD_BYTES) -> list[Shard]:
    """Shards of about `limit` bytes, in order. Where they are cut changes no byte of a release."""
    shards: list[list[Source]] = []
    held = limit
    for source in sources:
        if held >= limit:
            shards.append([])
            held = 0
        shards[-1].append(source)
        held += source.size
    return [Shard(number, tuple(shard)) for number, shard in enumerate(shards)]
