"""What an article shares with others: its cluster, the split it was dealt into, the versions that have it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.compute as pc
from pydantic import ValidationError

from toolkit.actions.explain.releases import Entry, Here
from toolkit.config import SplitConfig
from toolkit.curate.split import BUCKETS, group_hash, split_by_date
from toolkit.describe.explanation import Appearance, Change, Cluster, Copy, Deal, Dealt
from toolkit.release.index import COPY_REASONS
from toolkit.release.manifest import Manifest

_SHOWN = 20  # copies that are named


def cluster_of(release: Here, entry: Entry, reject: Mapping[str, Any] | None) -> Cluster | None:
    """Its copies, and what the rejects file says it lost to; None for a page that stands alone."""
    inside = release.entries(lambda table: pc.equal(table["cluster"], entry.cluster))
    members = [one for one in inside if one == entry or one.reason is None or one.reason in COPY_REASONS]
    if len(members) < 2 or entry.cluster is None:
        return None
    said = _said(reject)
    rows = [one for one in members if one.split and one != entry]
    winner = next((one for one in rows if one.id == said.get("id")), rows[0] if len(rows) == 1 else None)
    similarity = said.get("similarity")
    return Cluster(
        entry.cluster,
        tuple(map(_copy, members[:_SHOWN])),
        len(members),
        _copy(winner) if winner is not None and entry.split is None else None,
        similarity if isinstance(similarity, int) else None,
    )


def _said(reject: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The parameters of the finding that it was rejected for."""
    findings = reject.get("findings") if reject else None
    first = findings[0] if isinstance(findings, list) and findings else None
    params = first.get("params") if isinstance(first, dict) else None
    return params if isinstance(params, dict) else {}


def _copy(entry: Entry) -> Copy:
    return Copy(entry.id, entry.raw_path, entry.raw_index, entry.split, entry.reason)


def deal_of(manifest: Manifest, entry: Entry, row: Mapping[str, Any] | None) -> Deal | None:
    """Why the row is in its split; None for what is no row, or where the settings are not understood."""
    try:
        config = SplitConfig.model_validate(manifest.config.get("split", {}))
    except ValidationError:
        return None
    if row is None or entry.split is None:
        return None
    since = row.get("since")
    if config.cut is not None:
        return _by_date(config, entry.split, row, since)
    bucket = group_hash(entry.cluster or entry.id, row.get("site"), config) % BUCKETS
    share, first = config.test_permyriad, manifest.history[0].version if manifest.history else manifest.version
    if ("test" if bucket < share else "train") == entry.split:
        return Deal(entry.split, config.by, "hash", bucket, share, since=since)
    why: Dealt = "guarantee" if since == first else "settled"
    return Deal(entry.split, config.by, why, bucket, share, since=since)


def _by_date(config: SplitConfig, split: str, row: Mapping[str, Any], since: str | None) -> Deal:
    cut, date = str(config.cut), str(row.get("published_at") or "")
    if split_by_date(date, cut) != split:
        return Deal(split, config.by, "settled", cut=cut, since=since)
    told = date != "" and not date.startswith("--") and (len(date) >= len(cut) or date != cut[: len(date)])
    return Deal(split, config.by, "date" if told else "undated", cut=cut, since=since)


def appearances(releases: Sequence[Here], identity: str) -> tuple[Appearance, ...]:
    """What became of an id in each release, by ascending version; those that say nothing of it before it came are
    left out.
    """
    found, before = list[Appearance](), None
    for release in releases:
        entries = release.entries(lambda table: pc.equal(table["id"], identity))
        entry = next((one for one in entries if one.split), entries[0] if entries else None)
        change = _change(before, entry)
        if entry is not None or change is not None:
            split, reason = (entry.split, entry.reason) if entry else (None, None)
            found.append(Appearance(release.manifest.version, release.places, split, reason, change))
        before = entry if entry is not None and entry.split else None
    return tuple(found)


def _change(before: Entry | None, now: Entry | None) -> Change | None:
    if now is None or now.split is None:
        return "removed" if before else None
    if before is None:
        return "added"
    if now.split != before.split:
        return "moved"
    return "same" if now.row_digest == before.row_digest else "changed"
