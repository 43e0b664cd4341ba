"""The index of a release: a line for every candidate, and those of the baseline's index that are still true."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.build.baseline import Baseline
from toolkit.actions.build.decide import Decision
from toolkit.curate.contest import RETURNED, Table
from toolkit.history.version import TAKEDOWN
from toolkit.release.index import COPY_REASONS, INDEX_SCHEMA

# What an entry keeps of an article that was taken down: that it is gone, and where it must not reappear.
_KEPT_OF_TAKEN_DOWN = frozenset({"id", "cluster", "reason", "home", "columns"})


Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Entries:
    """Makes the index from the candidates as decided on; `read` are the raw files that this build has read."""

    candidates: pa.Table
    table: Table
    decision: Decision
    baseline: Baseline | None
    read: Collection[str]

    def index(self) -> pa.Table:
        """Entries that stood in the baseline's index keep their order there; the others follow in row order."""
        lines = dict(self._lines())
        kept = list(self._kept(lines))
        old = self.baseline.index if self.baseline else INDEX_SCHEMA.empty_table()
        both = pa.concat_tables([self._entries(), old.select(INDEX_SCHEMA.names)])
        placed = set(lines.values())
        new = [item for item in self._listed() if item not in placed]
        order = sorted(
            [*((line, item) for line, item in lines.items()), *((line, len(self.table) + line) for line in kept)]
        )
        places = np.array([place for _, place in order] + new, dtype=np.int64)
        in_place = np.array_equal(places, np.arange(len(both)))
        index = (both if in_place else both.take(places)).combine_chunks()
        return _scrubbed(index, self._bared(index, places >= len(self.table)))

    def _bared(self, index: pa.Table, kept: Flags) -> pa.Array:
        """The lines that keep no digest: of what was taken down, and of its copies whose pages are not at hand.

        A copy whose page this build has read was judged by its text; of the others only the cluster is known.
        """
        gone = pc.fill_null(pc.equal(index["reason"], TAKEDOWN), False)
        if not pc.any(gone).as_py():
            return gone
        ids, clusters = (index[name].filter(gone).combine_chunks() for name in ("id", "cluster"))
        old = self.baseline.index if self.baseline else INDEX_SCHEMA.empty_table()
        before = old["cluster"].filter(pc.is_in(old["id"], ids)).combine_chunks()
        near = pc.is_in(index["cluster"], pa.concat_arrays([ids, clusters, before]).drop_null())
        return pc.or_(gone, pc.and_(near, pa.chunked_array([pa.array(kept)])))

    def _listed(self) -> Iterator[int]:
        """Candidates with an entry: not a page that returned as its row, nor a row that gave way to its own page."""
        of, losses = self.table.columns["id"], self.decision.losses
        fresh = {
            of[item]
            for item in range(len(self.table))
            if not self.table.is_carried(item) and not self._has_returned(item)
        }
        for item in range(len(self.table)):
            given_way = self.table.is_carried(item) and item in losses and of[item] in fresh
            if not given_way and not self._has_returned(item):
                yield item

    def _has_returned(self, item: int) -> bool:
        loss = self.decision.losses.get(item)
        return loss is not None and loss.name == RETURNED

    def _lines(self) -> Iterator[tuple[int, int]]:
        """(line of the baseline's index, the candidate that stands there now)."""
        if self.baseline is None:
            return
        losers = self._losers_of_baseline()
        taken: set[int] = set()
        rows = sorted(self._listed(), key=lambda item: item not in self.decision.splits)  # a row before its copies
        for item in rows:
            rank = self.table.columns["rank"][item]
            line = self.baseline.positions[rank] if rank >= 0 else None
            if line is None and item not in self.decision.splits:
                line = losers.get((self.table.columns["id"][item], self.table.columns["raw_sha256"][item]))
            if line is not None and line not in taken:
                taken.add(line)
                yield line, item

    def _losers_of_baseline(self) -> dict[tuple[str, str], int]:
        assert self.baseline is not None
        index = self.baseline.index.select(["id", "raw_sha256", "split"]).to_pylist()
        return {(one["id"], one["raw_sha256"]): line for line, one in enumerate(index) if one["split"] is None}

    def _kept(self, lines: Collection[int]) -> Iterator[int]:
        """Lines that no candidate took: where a row or its copy belongs is never forgotten, until it has come back."""
        if self.baseline is None:
            return
        back = {self.table.columns["id"][item] for item in self._listed()}
        index = self.baseline.index.select(["id", "split", "home", "raw_path"]).to_pylist()
        for line, one in enumerate(index):
            forgotten = one["home"] is None and one["raw_path"] in self.read
            if one["split"] is None and line not in lines and one["id"] not in back and not forgotten:
                yield line

    def _entries(self) -> pa.Table:
        """One for each candidate, in the order of the candidates."""
        homes = self.table.columns["home"]
        splits, losses = self.decision.splits, self.decision.losses
        survivors = [self.decision.survivor(item) for item in range(len(self.table))]
        made = {
            "split": [splits.get(item) for item in range(len(survivors))],
            "cluster": [self.decision.cluster(self.table, item) for item in range(len(survivors))],
            "reason": [loss.name if (loss := losses.get(item)) else None for item in range(len(survivors))],
            "home": [splits.get(item) or homes[item] or splits.get(one) for item, one in enumerate(survivors)],
        }
        columns = [
            pa.array(made[name], pa.string()) if name in made else self.candidates[name] for name in INDEX_SCHEMA.names
        ]
        return pa.table(columns, schema=INDEX_SCHEMA)


def cluster_sizes(index: pa.Table) -> Counter[str]:
    """How many pages each row stands for, itself included; a superseded page is no copy."""
    lines = zip(index["cluster"].to_pylist(), index["reason"].to_pylist(), strict=True)
    return Counter(cluster for cluster, reason in lines if reason is None or reason in COPY_REASONS)


def _scrubbed(index: pa.Table, bared: pa.Array) -> pa.Table:
    """An article that was taken down leaves its id, so that readers can follow; not its digests, nor its path."""
    columns = [
        column if field.name in _KEPT_OF_TAKEN_DOWN else pc.if_else(bared, pa.scalar(None, field.type), column)
        for field, column in zip(index.schema, index.columns, strict=True)
    ]
    return pa.table(columns, schema=index.schema) if pc.any(bared).as_py() else index
