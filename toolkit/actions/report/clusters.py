"""The largest clusters of a release, from its index."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.describe.report.value import Cluster, Clusters, Member
from toolkit.release.index import COPY_REASONS
from toolkit.release.layout import INDEX
from toolkit.storage.index import read_index

_SHOWN = 20
_MEMBERS = 8


def find_clusters(release: Path) -> Clusters:
    """Those of two pages or more; rows and copies count, what was superseded or withheld does not."""
    index = read_index(release / INDEX, ["id", "split", "cluster", "reason", "raw_path", "raw_index"])
    copies = pc.or_(index["split"].is_valid(), pc.is_in(index["reason"], value_set=pa.array(sorted(COPY_REASONS))))
    pages = index.filter(pc.and_(pc.fill_null(copies, False), index["cluster"].is_valid()))
    sizes = pages.group_by("cluster").aggregate([([], "count_all")])
    large = sizes.filter(pc.greater(sizes["count_all"], 1)).sort_by(
        [("count_all", "descending"), ("cluster", "ascending")]
    )
    shown = large.slice(0, _SHOWN).to_pylist()
    members = pages.filter(
        pc.is_in(pages["cluster"], value_set=pa.array([one["cluster"] for one in shown], pa.string()))
    )
    held: dict[str, list[Member]] = {one["cluster"]: [] for one in shown}
    for page in members.to_pylist():
        held[page["cluster"]].append(_member(page))
    clusters = tuple(Cluster(one["cluster"], one["count_all"], _first(held[one["cluster"]])) for one in shown)
    return Clusters(clusters, large.num_rows, pc.sum(large["count_all"]).as_py() or 0)


def _member(page: dict[str, object]) -> Member:
    index = page["raw_index"]
    place = str(page["raw_path"] or ""), index if isinstance(index, int) else 0
    return Member(str(page["id"]), *place, str(page["split"] or ""), str(page["reason"] or ""))


def _first(members: list[Member]) -> tuple[Member, ...]:
    """Rows before what lost to them."""
    return tuple(sorted(members, key=lambda member: not member.split)[:_MEMBERS])
