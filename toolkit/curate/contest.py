"""Who is in the running for a row: the rounds that need no text, from the baseline's rows and the new articles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from toolkit.config import Config
from toolkit.curate.columns import Columns
from toolkit.curate.dedup import Claim, group_equal
from toolkit.release.index import BANDS

_BY_HAND = 1_000  # outweighs all metadata: of copies, the one that is kept by hand survives
# A page that was read again and came out as its row stands in the baseline: no candidate of its own.
RETURNED = "returned"


@dataclass(frozen=True)
class Table:
    """The candidates as Python columns: the baseline's rows in their order, then the rest by (raw_path, raw_index).

    Beside those of `CANDIDATE_SCHEMA` there are `rank`, the place in the baseline of the row with the same id, -1 for
    none; `home`, the split that the id belongs in, where an earlier release settled it; and of a carried row `settled`,
    whether its page was met as it was, `seen`, whether it was met at all, and `refused`, why it became no article.
    """

    columns: Mapping[str, Sequence[Any]]
    keys: npt.NDArray[np.uint64]  # band keys, shape (candidates, bands)

    @classmethod
    def of(cls, table: pa.Table, growth: Mapping[str, list[Any]]) -> "Table":
        """`growth`: the columns that only the driver knows."""
        keys = np.zeros((table.num_rows, BANDS), dtype="<u8")
        start = 0
        for chunk in table["bands"].chunks:
            keys[start : start + len(chunk)] = _keys(chunk)
            start += len(chunk)
        return cls(Columns(table, growth), keys)

    def __len__(self) -> int:
        return len(self.columns["id"])

    def is_carried(self, item: int) -> bool:
        """Whether the candidate is a row of the baseline as it stands there."""
        return self._carried[item]

    @cached_property
    def _carried(self) -> list[bool]:
        return list(map(bool, self.columns["carried"]))

    def claim(self, item: int) -> Claim:
        """What the candidate brings when copies compete."""
        of = self.columns
        place = (of["raw_path"][item].encode("utf-8"), of["raw_index"][item])
        metadata = of["metadata"][item] + (_BY_HAND if of["kept"][item] else 0)
        return Claim(self._seniority(item), metadata, of["published_at"][item], of["char_count"][item], place)

    @cached_property
    def ranks(self) -> list[int]:
        """The place of each candidate among all, the best claim first; of equal claims the first candidate's."""
        ranks = [0] * len(self)
        best_first = sorted(range(len(self)), key=lambda item: self.claim(item).rank())
        for rank, item in enumerate(best_first):
            ranks[item] = rank
        return ranks

    def _seniority(self, item: int) -> int:
        """A published row that was cleaned anew comes before what is new; where two of them collide, train goes."""
        if self.columns["rank"][item] < 0:
            return 2
        return 0 if self.columns["home"][item] == "test" else 1

    def place_in_order(self, item: int) -> tuple[int, int]:
        """Rows that were published keep their place, whatever became of them; the others follow."""
        rank = self.columns["rank"][item]
        return (0, rank) if rank >= 0 else (1, item)


def _keys(bands: pa.FixedSizeBinaryArray) -> npt.NDArray[np.uint64]:
    """Of one chunk, shape (rows, bands)."""
    data = np.frombuffer(bands.buffers()[1], dtype="<u8")
    return data[bands.offset * BANDS : (bands.offset + len(bands)) * BANDS].reshape(-1, BANDS)


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a candidate is no row; `winner` is the candidate it lost to, where there is one.

    Not `counted` is what stands for no document of its own: a row of the baseline that gave way to its own page as it
    was read now, and a page that returned as that row.
    """

    name: str
    winner: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Contest:
    """Candidates still in the running, and the losses so far."""

    standing: tuple[int, ...]
    losses: Mapping[int, Loss]

    def without(self, losses: Mapping[int, Loss]) -> "Contest":
        """The contest after more losses."""
        left = tuple(item for item in self.standing if item not in losses)
        return Contest(left, {**self.losses, **losses})


@dataclass(frozen=True, slots=True)
class Terms:
    """How the baseline is treated: its pages cleaned anew, its rows whose raw page is gone removed."""

    reclean: bool = False
    gone: frozenset[int] = frozenset()  # carried rows to remove for want of their page


def open_contest(table: Table, config: Config, terms: Terms) -> Contest:
    """All candidates but superseded copies of one url, rows that can stay no longer, and what rights keep in the house.

    Superseded first: the page fetched last speaks for its url, in its rights too.
    """
    contest = Contest(tuple(range(len(table))), {})
    contest = contest.without(_returned(table, terms))
    contest = contest.without(_superseded(table, contest, terms))
    contest = contest.without(_outdated(table, contest, terms))
    return contest.without(_withheld(table, contest.standing, config))


def _returned(table: Table, terms: Terms) -> dict[int, Loss]:
    """One page for each carried row that has the row's own bytes and facts, or came out equal to it.

    A new cleaner does not reopen a row whose page is as it was, unless asked to.
    """
    of, losses = table.columns, {}
    rows = {of["id"][item]: item for item in range(len(table)) if table.is_carried(item)}
    for item in range(len(rows), len(table)):
        row = rows.get(of["id"][item])
        if row is None or of["settled"][row] or of["fault"][row]:
            continue  # its page has been met already, and this one is a copy; or it is no row any more
        same_facts = of["page_digest"][row] in (None, of["page_digest"][item])
        unchanged = same_facts and of["raw_sha256"][row] == of["raw_sha256"][item] and not terms.reclean
        if unchanged or of["equal"][item]:
            losses[item] = Loss(RETURNED, row, counted=False)
            del rows[of["id"][item]]
    return losses


def _superseded(table: Table, contest: Contest, terms: Terms) -> dict[int, Loss]:
    """Of candidates with one id the latest fetched wins, then the longest, then the lowest digest."""
    losses: dict[int, Loss] = {}
    ids = [table.columns["id"][item] for item in contest.standing]
    returned = {loss.winner for loss in contest.losses.values() if loss.name == RETURNED}
    for places in group_equal(ids).values():
        if len(places) == 1:
            continue  # as nearly all are
        group = [contest.standing[place] for place in places]
        name = "superseded" if table.columns["id_basis"][group[-1]] == "url" else "duplicate"
        contenders = group[1:] if _gives_way(table, group, terms, returned) else group
        latest = max(table.columns["fetched_at"][item] or "" for item in contenders)
        final = [item for item in contenders if (table.columns["fetched_at"][item] or "") == latest]
        winner = min(final, key=lambda item: _length_rank(table, item))
        stands_for_page = {item: not table.is_carried(item) or _has_page(table, item, returned) for item in group}
        losses |= {item: Loss(name, winner, counted=stands_for_page[item]) for item in group if item != winner}
    return losses


def _has_page(table: Table, row: int, returned: set[int | None]) -> bool:
    """Whether a document that was read stands for nothing but this carried row."""
    return bool(table.columns["settled"][row] or row in returned)


def _gives_way(table: Table, group: Sequence[int], terms: Terms, returned: set[int | None]) -> bool:
    """Whether the first of a group is a carried row that its own page, as it is now, replaces outright."""
    row, *others = group
    of = table.columns
    if not table.is_carried(row) or row in returned:
        return False
    place = of["raw_path"][row], of["raw_index"][row]
    edited = not of["seen"][row] and any((of["raw_path"][one], of["raw_index"][one]) == place for one in others)
    return bool(of["fault"][row]) or (terms.reclean and of["seen"][row]) or edited


def _length_rank(table: Table, item: int) -> tuple[int, str, int]:
    return -table.columns["char_count"][item], table.columns["raw_sha256"][item], item


def _outdated(table: Table, contest: Contest, terms: Terms) -> dict[int, Loss]:
    """Carried rows that the schema or the maintainer turns out, whose page is gone, or no longer gives the article."""
    returned = {loss.winner for loss in contest.losses.values() if loss.name == RETURNED}
    return dict(_reasons(table, contest, terms, returned))


def _reasons(table: Table, contest: Contest, terms: Terms, returned: set[int | None]) -> Iterator[tuple[int, Loss]]:
    of = table.columns
    for item in filter(table.is_carried, contest.standing):
        if of["fault"][item]:
            # A page that was read again speaks for itself, and is counted for what it became.
            yield item, Loss(of["fault"][item], None, json.loads(of["fault_params"][item]), not of["seen"][item])
        elif terms.reclean and of["seen"][item] and item not in returned:
            yield item, Loss(of["refused"][item] or "superseded", counted=False)
        elif item in terms.gone:
            yield item, Loss("pruned")


def _withheld(table: Table, standing: Sequence[int], config: Config) -> dict[int, Loss]:
    """Those whose rights [rights] publish does not let out, but for those kept by hand."""
    status, by_hand = table.columns["rights_status"], table.columns["kept"]
    held_back = (item for item in standing if status[item] not in config.rights.publish and not by_hand[item])
    return {item: Loss("rights_withheld", None, {"status": status[item]}) for item in held_back}
