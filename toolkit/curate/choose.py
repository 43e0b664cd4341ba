"""From candidates to decisions: who becomes a row, in which split, and why the others did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from toolkit.config import Config
from toolkit.curate.dedup import Claim, candidate_pairs, components, group_equal, survivors
from toolkit.curate.split import deal

Pairs = npt.NDArray[np.int64]

_BY_HAND = 1_000  # outweighs all metadata: of copies, the one that is kept by hand survives


@dataclass(frozen=True)
class Table:
    """The candidates as Python columns, in (raw_path, raw_index) order."""

    columns: Mapping[str, list[Any]]
    keys: npt.NDArray[np.uint64]  # band keys, shape (candidates, bands)

    @classmethod
    def of(cls, table: pa.Table) -> "Table":
        bands = b"".join(table["bands"].to_pylist())
        keys = np.frombuffer(bands, dtype="<u8").reshape(table.num_rows, -1) if bands else np.zeros((0, 1), np.uint64)
        columns = {name: table[name].to_pylist() for name in table.column_names if name != "bands"}
        return cls(columns, keys)

    def __len__(self) -> int:
        return len(self.columns["id"])

    def claim(self, item: int) -> Claim:
        """What the candidate brings when copies compete."""
        of = self.columns
        place = (of["raw_path"][item].encode("utf-8"), of["raw_index"][item])
        metadata = of["metadata"][item] + (_BY_HAND if of["kept"][item] else 0)
        return Claim(metadata, of["published_at"][item], of["char_count"][item], place)


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a candidate is no row; `winner` is the candidate it lost to, where there is one."""

    name: str
    winner: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contest:
    """Candidates still in the running, and the losses so far."""

    standing: tuple[int, ...]
    losses: Mapping[int, Loss]

    def without(self, losses: Mapping[int, Loss]) -> "Contest":
        """The contest after more losses."""
        left = tuple(item for item in self.standing if item not in losses)
        return Contest(left, {**self.losses, **losses})


def open_contest(table: Table, config: Config) -> Contest:
    """All candidates but superseded copies of one url and those whose rights stay in the house.

    Superseded first: the page fetched last speaks for its url, in its rights too.
    """
    contest = Contest(tuple(range(len(table))), {})
    contest = contest.without(_superseded(table))
    return contest.without(_withheld(table, contest.standing, config))


def _superseded(table: Table) -> dict[int, Loss]:
    """Of candidates with one id the latest fetched wins, then the longest, then the lowest digest."""
    losses = {}
    for group in group_equal(table.columns["id"]).values():
        latest = max(table.columns["fetched_at"][item] or "" for item in group)
        final = [item for item in group if (table.columns["fetched_at"][item] or "") == latest]
        winner = min(final, key=lambda item: _length_rank(table, item))
        name = "superseded" if table.columns["id_basis"][winner] == "url" else "duplicate"
        losses.update({item: Loss(name, winner) for item in group if item != winner})
    return losses


def _length_rank(table: Table, item: int) -> tuple[int, str, int]:
    return -table.columns["char_count"][item], table.columns["raw_sha256"][item], item


def _withheld(table: Table, standing: Sequence[int], config: Config) -> dict[int, Loss]:
    """Those whose rights [rights] publish does not let out, but for those kept by hand."""
    status, by_hand = table.columns["rights_status"], table.columns["kept"]
    held_back = (item for item in standing if status[item] not in config.rights.publish and not by_hand[item])
    return {item: Loss("rights_withheld", None, {"status": status[item]}) for item in held_back}


def exact_clusters(table: Table, contest: Contest) -> list[int]:
    """For every candidate the first standing one with its very text; itself where there is none."""
    labels = list(range(len(table)))
    digests = table.columns["text_digest"]
    for group in group_equal([digests[item] for item in contest.standing]).values():
        members = [contest.standing[place] for place in group]
        for item in members:
            labels[item] = members[0]
    return labels


def near_candidates(table: Table, contest: Contest, exact: Sequence[int]) -> Pairs:
    """Pairs of candidates, one for each exact cluster, that share a band key; to be compared."""
    heads = np.array([item for item in contest.standing if exact[item] == item], dtype=np.int64)
    return heads[candidate_pairs(table.keys[heads])] if len(heads) else np.zeros((0, 2), dtype=np.int64)


def elect(table: Table, contest: Contest, exact: Sequence[int], near: Pairs) -> Contest:
    """Join exact and near copies into clusters; each keeps the survivor with the best claim."""
    pairs = [*((exact[item], item) for item in contest.standing), *map(tuple, near.tolist())]
    labels = components(len(table), pairs)
    winners = survivors(labels, {item: table.claim(item) for item in contest.standing})
    digests = table.columns["text_digest"]
    losses = {}
    for item in contest.standing:
        winner = winners[labels[item]]
        if item != winner:
            losses[item] = Loss("duplicate" if digests[item] == digests[winner] else "near_duplicate", winner)
    return contest.without(losses)


def assign_splits(table: Table, contest: Contest, config: Config) -> dict[int, str]:
    """Split of every survivor; its id stands for its cluster."""
    ids = table.columns["id"]
    dealt = deal((ids[item] for item in contest.standing), config.split.salt, config.split.test_permyriad)
    return {item: dealt[ids[item]] for item in contest.standing}
