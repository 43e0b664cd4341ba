"""What differs from an older release: the one that is named, else the baseline where it lies beside this one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from toolkit.actions.diff import diff
from toolkit.actions.diff.run import Difference
from toolkit.actions.diff.sample import ChangedRow
from toolkit.actions.verify.files import read_manifest
from toolkit.describe.report.value import Changed, Moved, Versus
from toolkit.describe.words import READERS, removal
from toolkit.finding import Finding
from toolkit.history.diff import first_ids
from toolkit.release.layout import release_name
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version

_SAMPLE = 8
_IDS = 10


def baseline_beside(release: Path, manifest: Manifest) -> Path | None:
    """The folder of the very release that this one grew from, where it lies in the same place."""
    if manifest.baseline is None:
        return None
    try:
        folder = release.parent / release_name(manifest.name, Version.parse(manifest.baseline.version))
    except ValueError:
        return None
    held = read_manifest(folder) if folder.is_dir() else None
    same = held is not None and not isinstance(held, Finding) and held.digest == manifest.baseline.digest
    return folder if same else None


def hold_against(release: Path, old: Path) -> Versus:
    """Raises `InputError` where one of them is damaged."""
    found = diff(old, release, _SAMPLE)
    columns = tuple((one.column, f"{one.kind}: {READERS[one.kind]}") for one in found.changes.columns)
    needed, version = str(found.needed), found.old.manifest.version
    sample = tuple(map(_changed, found.sample))
    return Versus(version, needed, found.level, found.grown, tuple(_rows(found)), columns, sample)


def _rows(found: Difference) -> Iterator[Moved]:
    rows = found.rows
    for split in sorted(set(rows.added["split"].to_pylist()), reverse=True):
        yield _moved(f"added to {split}", rows.added, "split", split)
    reasons = Counter(rows.removed["reason"].to_pylist())
    for reason in sorted(reasons, key=lambda name: (-reasons[name], name)):
        yield _moved(f"removed: {removal(reason)}", rows.removed, "reason", reason)
    if rows.changed.num_rows:
        yield Moved("with another text or other facts", rows.changed.num_rows, first_ids(rows.changed, _IDS))
    if rows.moved.num_rows:
        yield Moved("moved to another split", rows.moved.num_rows, first_ids(rows.moved, _IDS))


def _moved(what: str, rows: pa.Table, column: str, value: str) -> Moved:
    mine = rows.filter(pa.compute.equal(rows[column], value))
    return Moved(what, mine.num_rows, first_ids(mine, _IDS))


def _changed(row: ChangedRow) -> Changed:
    fields = tuple((one.column, one.old, one.new) for one in row.fields)
    return Changed(row.id, row.split, row.title, fields, row.text)
