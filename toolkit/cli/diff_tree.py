"""A difference as one JSON object, for programs."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from toolkit.actions.diff import Difference
from toolkit.actions.diff.side import Side
from toolkit.describe.words import READERS
from toolkit.history.diff import first_ids
from toolkit.history.version import column_level
from toolkit.release.changes import ColumnChange
from toolkit.release.manifest import QUANTILES

_IDS = 20  # of each kind that are named


def tree(found: Difference) -> dict[str, Any]:
    """Everything that the other forms tell, and the ids of the first rows of each kind."""
    return {
        "differs": found.differs,
        "old": _side(found.old),
        "new": _side(found.new),
        "rows": _rows(found),
        "columns": [_column(change) for change in found.changes.columns],
        "sample": [asdict(row) for row in found.sample],
        "counts": _counts(found),
        "quantiles": list(QUANTILES),
        "upload": _upload(found),
        "version": _version(found),
    }


def _side(side: Side) -> dict[str, Any]:
    manifest = side.manifest
    return {
        "path": str(side.path),
        "name": manifest.name,
        "version": str(side.version),
        "digest": manifest.digest,
        "content_digest": manifest.content_digest,
        "lengths": {name: list(split.quantiles) for name, split in manifest.stats.splits.items()},
        "dates": list(manifest.stats.date_quantiles),
    }


def _rows(found: Difference) -> dict[str, Any]:
    kinds = {name: getattr(found.rows, name) for name in ("added", "removed", "changed", "moved")}
    counts = found.changes.model_dump(include=set(kinds))
    return {
        "old": found.old.rows,
        "new": found.new.rows,
        **{name: counts[name] for name in kinds},
        "first": {name: list(first_ids(table, _IDS)) for name, table in kinds.items()},
    }


def _column(change: ColumnChange) -> dict[str, Any]:
    breaks = column_level(change) == "major"
    return {**change.model_dump(), "breaks": breaks, "readers": READERS[change.kind]}


def _counts(found: Difference) -> dict[str, Any]:
    old, new = found.old.manifest.stats, found.new.manifest.stats
    rows = ({name: split.rows for name, split in stats.splits.items()} for stats in (old, new))
    return {
        "splits": _both(*rows),
        "sites": _both(old.sites, new.sites),
        "languages": _both(old.languages, new.languages),
        "rights": _both(old.rights, new.rights),
    }


def _both(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, dict[str, int]]:
    return {name: {"old": old.get(name, 0), "new": new.get(name, 0)} for name in sorted(old.keys() | new.keys())}


def _upload(found: Difference) -> dict[str, Any]:
    files = [entry.model_dump(include={"path", "bytes"}) for entry in found.upload]
    return {"files": files, "bytes": sum(entry.bytes for entry in found.upload)}


def _version(found: Difference) -> dict[str, Any]:
    return {
        "calls_for": found.level,
        "needed": str(found.needed),
        "has": str(found.new.version),
        "truthful": found.truthful,
        "grown_from_old": found.grown,
        "history_agrees": found.told,
    }
