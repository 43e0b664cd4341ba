"""How alike candidates are: the driver asks in numbers of candidates, workers answer from spilled shingles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import numpy as np

from toolkit.actions.build.job import Job
from toolkit.actions.build.spills import RowShingles, write_join_index
from toolkit.actions.build.tasks import Probe, compare, join
from toolkit.curate.choose import Pairs
from toolkit.curate.contest import Table
from toolkit.curate.join import Integers, build_index
from toolkit.engines.engine import Engine

_PAIRS_PER_TASK = 2_000
_NOTHING: Integers = np.zeros(0, dtype=np.int64)
_NO_PAIRS: Pairs = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Likeness:
    """Asks about the candidates of one build."""

    job: Job
    engine: Engine
    table: Table
    _joins: Iterator[int] = field(default_factory=count)
    _looked_at: list[Integers] = field(default_factory=lambda: [_NOTHING, _NOTHING])  # test rows, other rows

    def permille(self, pairs: Pairs) -> list[int]:
        """True Jaccard similarity of each pair in thousandths."""
        places = self._places(pairs.reshape(-1)).reshape(-1, 4)
        tasks = [places[start : start + _PAIRS_PER_TASK] for start in range(0, len(places), _PAIRS_PER_TASK)]
        return [value for chunk in self.engine.map(partial(compare, self.job), tasks) for value in chunk]

    def alike(self, pairs: Pairs) -> Pairs:
        """The pairs that reach the threshold."""
        return pairs[np.array(self.permille(pairs), dtype=np.int64) >= self.job.config.dedup.permille]

    def across(self, splits: Mapping[int, str]) -> Pairs:
        """Every pair of a test row and another split's row that reaches the threshold; none is passed over.

        But for pairs that the call before has looked at: those that were alike have been joined since.
        """
        sides = [_rows(splits, in_test=True), _rows(splits, in_test=False)]
        (test, others), (test_before, others_before) = sides, self._looked_at
        self._looked_at[:] = sides
        new = self._candidates(np.setdiff1d(test, test_before), others)
        old = self._candidates(np.intersect1d(test, test_before), np.setdiff1d(others, others_before))
        return self.alike(np.concatenate([new, old]))

    def _candidates(self, test: Integers, others: Integers) -> Pairs:
        """(other, test) of those that may be alike."""
        if len(test) > len(others):
            return self._probed(others, test)[:, ::-1]
        return self._probed(test, others)

    def _probed(self, few: Integers, many: Integers) -> Pairs:
        """(of the many, of the few) of those that may be alike."""
        found = [_NO_PAIRS]
        if not len(few):
            return found[0]
        number = next(self._joins)
        write_join_index(self.job, build_index(RowShingles(self.job, self._places(few)), self._permille), number)
        groups = self._by_shard(many)
        tasks = [Probe(number, self._places(items)) for items in groups]
        for items, hits in zip(groups, self.engine.map(partial(join, self.job), tasks), strict=True):
            found.append(np.stack([items[hits[:, 0]], few[hits[:, 1]]], axis=1))
        return np.concatenate(found)

    @property
    def _permille(self) -> int:
        return self.job.config.dedup.permille

    def _by_shard(self, items: Integers) -> list[Integers]:
        """The items of each shard, in their order."""
        shards = self._places(items)[:, 0]
        return [items[shards == shard] for shard in np.unique(shards).tolist()]

    def _places(self, items: Integers) -> Integers:
        """(shard, position) of each: shape (n, 2)."""
        of = self.table.columns
        return np.stack([np.array(of[name], dtype=np.int64)[items] for name in ("shard", "position")], axis=1)


def _rows(splits: Mapping[int, str], *, in_test: bool) -> Integers:
    return np.array(sorted(row for row, split in splits.items() if (split == "test") is in_test), dtype=np.int64)
