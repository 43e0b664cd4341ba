"""From candidates to decisions: which copy stands for the others, and in which split."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.config import SplitConfig
from toolkit.curate.contest import Contest, Loss, Table
from toolkit.curate.dedup import candidate_pairs, components, group_equal
from toolkit.curate.split import deal, group_hash, split_by_date

Pairs = npt.NDArray[np.int64]


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
    if not len(heads):
        return np.zeros((0, 2), dtype=np.int64)
    carried = np.array([table.is_carried(item) for item in heads.tolist()])
    pairs = heads[candidate_pairs(table.keys[heads], int(carried.sum()))]
    return pairs[~np.isin(pairs, heads[carried]).all(axis=1)]


@dataclass(frozen=True, slots=True)
class Elected:
    """The contest after the election, and the leader of each new row: the best row of its cluster, often itself."""

    contest: Contest
    leaders: Mapping[int, int]


def elect(table: Table, contest: Contest, exact: Sequence[int], near: Pairs) -> Elected:
    """What is too like a row of the baseline yields to it; of the rest each cluster keeps its best claims.

    Copies of copies make a cluster. In order of their claims its articles become rows, but for those that are copies
    of a row themselves: a chain of edits loses no more than it must, and every loser is truly like the row it names.
    """
    contest = contest.without(_colliding(table, contest, near))
    contest = contest.without(_yielding(table, contest, exact, near))
    rest = [item for item in contest.standing if not table.is_carried(item)]
    free = set(rest)
    links = _links(((one, other) for one, other in near.tolist() if one in free and other in free), exact)
    pairs = [*((exact[item], item) for item in rest), *((one, two) for one, others in links.items() for two in others)]
    labels = components(len(table), pairs)
    ranks = {item: (labels[item], table.ranks[item]) for item in rest}
    losses = _outranked(table, sorted(rest, key=ranks.__getitem__), exact, links)
    leaders: dict[int, int] = {}
    for item in sorted(free - losses.keys(), key=ranks.__getitem__):
        leaders.setdefault(labels[item], item)
    return Elected(contest.without(losses), {item: leaders[labels[item]] for item in free - losses.keys()})


def _links(near: Iterable[tuple[int, int]], exact: Sequence[int]) -> dict[int, set[int]]:
    """The exact clusters, by their first, that each exact cluster is too like."""
    links: dict[int, set[int]] = {}
    for one, other in near:
        links.setdefault(exact[one], set()).add(exact[other])
        links.setdefault(exact[other], set()).add(exact[one])
    return links


def _outranked(
    table: Table, ranked: Sequence[int], exact: Sequence[int], links: Mapping[int, set[int]]
) -> dict[int, Loss]:
    """Articles, best first, that are copies of a better one that is a row."""
    digests = table.columns["text_digest"]
    rows: dict[int, int] = {}  # by exact cluster
    losses: dict[int, Loss] = {}
    for item in ranked:
        winners = [rows[head] for head in (exact[item], *sorted(links.get(exact[item], ()))) if head in rows]
        if not winners:
            rows[exact[item]] = item
        else:
            same = digests[item] == digests[winners[0]]
            losses[item] = Loss("duplicate" if same else "near_duplicate", winners[0])
    return losses


def doubtful(elected: Elected) -> Pairs:
    """Pairs of rows of one cluster that nothing has compared yet, perhaps: each with its leader and with the next."""
    clusters: dict[int, list[int]] = {}
    for item, leader in sorted(elected.leaders.items()):
        clusters.setdefault(leader, []).append(item)
    pairs = {
        (one, other) if one < other else (other, one)
        for leader, rows in clusters.items()
        for before, item in zip([leader, *rows], rows, strict=False)
        for one, other in ((leader, item), (before, item))
        if one != other
    }
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _colliding(table: Table, contest: Contest, near: Pairs) -> dict[int, Loss]:
    """Two rows of the baseline in different splits, too alike by a threshold that was lowered since: train goes."""
    home, standing = table.columns["home"], set(contest.standing)
    losses = {}
    for one, other in near.tolist():
        if {one, other} <= standing and table.is_carried(one) and table.is_carried(other) and home[one] != home[other]:
            test, train = (one, other) if home[one] == "test" else (other, one)
            losses[train] = Loss("near_test", test)
    return losses


def _yielding(table: Table, contest: Contest, exact: Sequence[int], near: Pairs) -> dict[int, Loss]:
    """Between a row of the baseline and a new article the new one goes, whichever the row's split."""
    neighbours = _neighbours(table, contest, exact, near)
    losses = {}
    for item in contest.standing:
        head = exact[item]
        if table.is_carried(item):
            continue
        if table.is_carried(head):
            losses[item] = Loss("duplicate", head)
        elif head in neighbours:
            losses[item] = _near_loss(table, sorted(neighbours[head]))
    return losses


def _neighbours(table: Table, contest: Contest, exact: Sequence[int], near: Pairs) -> dict[int, list[int]]:
    """The standing rows of the baseline that each exact cluster of new articles, named by its first, is too like."""
    standing, found = set(contest.standing), dict[int, list[int]]()
    for one, other in near.tolist():
        row, item = (one, other) if table.is_carried(one) else (other, one)
        if row in standing and table.is_carried(row) and not table.is_carried(item):
            found.setdefault(exact[item], []).append(row)
    return found


def _near_loss(table: Table, rows: Sequence[int]) -> Loss:
    """A test row is named before a train row: that is the one it would have leaked from."""
    home = table.columns["home"]
    test = [row for row in rows if home[row] == "test"]
    name = "bridges_splits" if test and len(test) < len(rows) else "near_test" if test else "near_train"
    return Loss(name, (test or rows)[0])


def assign_splits(table: Table, elected: Elected, config: SplitConfig) -> dict[int, str]:
    """Split of every row; by cluster, the new rows of one cluster go one way, otherwise each its own.

    What an earlier release settled stays, and a promoted copy takes the place of the row it was a copy of.
    """
    home, standing = table.columns["home"], elected.contest.standing
    leader = {item: elected.leaders.get(item, item) if config.by == "cluster" else item for item in standing}
    settled = {leader[item]: home[item] for item in reversed(standing) if home[item]}
    for item, loss in sorted(elected.contest.losses.items(), key=lambda pair: pair[0]):
        if loss.winner in leader and home[item] and leader[loss.winner] not in settled:
            settled[leader[loss.winner]] = home[item]
    dealt = _dealt(table, {leader[item] for item in standing} - settled.keys(), config)
    return {item: home[item] or settled.get(leader[item]) or dealt[leader[item]] for item in standing}


def _dealt(table: Table, leaders: Collection[int], config: SplitConfig) -> dict[int, str]:
    ids, sites, dates = (table.columns[name] for name in ("id", "site", "published_at"))
    if config.cut is not None:
        return {item: split_by_date(dates[item], config.cut) for item in leaders}
    hashes = {item: group_hash(ids[item], sites[item], config) for item in leaders}
    splits = deal(hashes.values(), config, first=not any(table.columns["carried"]))
    return {item: splits[hashes[item]] for item in leaders}
