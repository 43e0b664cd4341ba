"""How alike candidates are: the driver asks in numbers of candidates, workers answer from spilled shingles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from toolkit.actions.build.job import Job
from toolkit.actions.build.spills import read_shingles, write_join_index
from toolkit.actions.build.tasks import Place, Probe, compare, join
from toolkit.curate.choose import Pairs
from toolkit.curate.contest import Table
from toolkit.curate.join import build_index
from toolkit.curate.signature import Shingles
from toolkit.engines.engine import Engine

_PAIRS_PER_TASK = 2_000


@dataclass(frozen=True)
class Likeness:
    """Asks about the candidates of one build."""

    job: Job
    engine: Engine
    table: Table

    def permille(self, pairs: Pairs) -> list[int]:
        """True Jaccard similarity of each pair in thousandths."""
        places = [(self._place(one), self._place(other)) for one, other in pairs.tolist()]
        tasks = [places[start : start + _PAIRS_PER_TASK] for start in range(0, len(places), _PAIRS_PER_TASK)]
        return [value for chunk in self.engine.map(partial(compare, self.job), tasks) for value in chunk]

    def alike(self, pairs: Pairs) -> Pairs:
        """The pairs that reach the threshold."""
        return pairs[np.array(self.permille(pairs), dtype=np.int64) >= self.job.config.dedup.permille]

    def across(self, splits: Mapping[int, str]) -> Pairs:
        """Every pair of a test row and another split's row that reaches the threshold; none is passed over."""
        test = sorted(item for item, split in splits.items() if split == "test")
        others = sorted(item for item, split in splits.items() if split != "test")
        if not test or not others:
            return np.zeros((0, 2), dtype=np.int64)
        write_join_index(self.job, build_index(self._shingles(test), self.job.config.dedup.permille))
        probes = self._by_shard(others)
        found = [
            (items[number], test[member])
            for items, hits in zip(probes.values(), self._join(probes), strict=True)
            for number, member in hits
        ]
        return self.alike(np.array(found, dtype=np.int64).reshape(-1, 2))

    def _join(self, probes: Mapping[int, Sequence[int]]) -> list[list[tuple[int, int]]]:
        positions = self.table.columns["position"]
        tasks = [Probe(shard, tuple(positions[item] for item in items)) for shard, items in probes.items()]
        return list(self.engine.map(partial(join, self.job), tasks))

    def _shingles(self, items: Sequence[int]) -> list[Shingles]:
        positions = self.table.columns["position"]
        found: dict[int, Shingles] = {}
        for shard, members in self._by_shard(items).items():
            sets = read_shingles(self.job, shard)
            found |= {item: sets[positions[item]] for item in members}
        return [found[item] for item in items]

    def _by_shard(self, items: Sequence[int]) -> dict[int, list[int]]:
        """Items by shard, in their order."""
        shards: dict[int, list[int]] = {}
        for item in items:
            shards.setdefault(self.table.columns["shard"][item], []).append(item)
        return shards

    def _place(self, item: int) -> Place:
        return Place(self.table.columns["shard"][item], self.table.columns["position"][item])
