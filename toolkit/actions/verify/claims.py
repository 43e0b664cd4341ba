"""What manifest and index claim of the rows, held against the rows that were read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from toolkit.actions.verify.row_schema import RowSchema
from toolkit.actions.verify.rows import Rows, SplitRows
from toolkit.digest import json_digest
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.content import content_digest
from toolkit.release.index import COPY_REASONS, INDEX_SCHEMA, LATER_COLUMNS
from toolkit.release.layout import INDEX, MANIFEST, SCHEMA, SPLITS
from toolkit.release.manifest import Manifest
from toolkit.release.stats import as_counted_by, count_rows
from toolkit.storage.index import read_index
from toolkit.storage.parquet import open_parquet


def check_manifest(manifest: Manifest, schema: RowSchema, rows: Rows) -> Iterator[Finding]:
    """Digests and statistics of the manifest against the rows."""
    digests = {name: split.digests for name, split in rows.splits.items()}
    if content_digest(digests) != manifest.content_digest:
        yield Finding("content_differs", Where(MANIFEST))
    if json_digest(schema.tree) != manifest.schema_fingerprint:
        yield Finding("digest_mismatch", Where(SCHEMA), {"problem": "not the manifest's schema_fingerprint"})
    counted = count_rows({name: pa.Table.from_pylist(split.stats) for name, split in rows.splits.items()})
    for name, actual in as_counted_by(manifest.stats, counted).model_dump(mode="json").items():
        claimed = manifest.stats.model_dump(mode="json")[name]
        if claimed != actual:
            yield Finding("count_differs", Where(MANIFEST, field=f"stats.{name}"), _differ(name, claimed, actual))
    yield from _check_history(manifest, rows)
    total = sum(len(split.ids) for split in rows.splits.values())
    if total != manifest.funnel.rows:
        where = Where(MANIFEST, field="funnel.rows")
        yield Finding("count_differs", where, _differ("rows", manifest.funnel.rows, total))
    if manifest.history:  # what a program wrote before there was one has none
        claimed, actual = manifest.history[-1].rows, {name: split.rows for name, split in counted.splits.items()}
        if (manifest.history[-1].version, claimed) != (manifest.version, actual):
            where = Where(MANIFEST, field="history")
            yield Finding("count_differs", where, _differ("the last step", claimed, actual))


def _check_history(manifest: Manifest, rows: Rows) -> Iterator[Finding]:
    """Its last step is this release; one of the first programs tells none."""
    counted = {"version": manifest.version, "rows": {name: len(held.ids) for name, held in rows.splits.items()}}
    for step in manifest.history[-1:]:
        claimed = {"version": step.version, "rows": step.rows}
        if claimed != counted:
            where = Where(MANIFEST, field="history")
            yield Finding("count_differs", where, _differ("history", claimed, counted))


def _differ(name: str, claimed: object, actual: object) -> dict[str, object]:
    return {"name": name, "claimed": claimed, "actual": actual}


def check_uniqueness(rows: Rows) -> Iterator[Finding]:
    """No id twice; no text in two splits."""
    ids: set[str] = set()
    home: dict[str, str] = {}
    for split in SPLITS:
        held = rows.splits.get(split)
        for number, (one, text) in enumerate(zip(held.ids, held.texts, strict=True), 1) if held else ():
            place = {"row": number, "split": split}
            if one in ids:
                yield Finding("duplicate_row", Where(f"data/{split}"), {**place, "id": one})
            if home.setdefault(text, split) != split:
                yield Finding("leak", Where(f"data/{split}"), {**place, "other": home[text]})
            ids.add(one)


def check_index(folder: Path, rows: Rows, version: str) -> Iterator[Finding]:
    """The index lists the rows of each split in their order, with their digests."""
    try:
        with open_parquet(folder / INDEX) as file:
            present = set(file.schema_arrow.names)
        if present | LATER_COLUMNS != set(INDEX_SCHEMA.names):
            yield Finding("index_differs", Where(INDEX), {"problem": "its columns"})
            return
        listed = read_index(folder / INDEX, ["split", "id", "row_digest", "columns", "cluster", "reason"]).to_pylist()
    except InputError as error:
        yield Finding("bad_parquet", Where(INDEX), {"problem": str(error).splitlines()[0]})
        return
    sizes = Counter(entry["cluster"] for entry in listed if entry["reason"] in {None, *COPY_REASONS})
    for split, held in rows.splits.items():
        mine = [entry for entry in listed if entry["split"] == split]
        if not _lists_rows(mine, held):
            yield Finding("index_differs", Where(INDEX), {"problem": f"the rows of {split}"})
        elif not all(_fits(entry, sizes, said, version) for entry, said in zip(mine, held.clusters, strict=True)):
            yield Finding("index_differs", Where(INDEX), {"problem": f"the clusters of {split}"})


def _lists_rows(entries: Sequence[Mapping[str, Any]], held: SplitRows) -> bool:
    """The same ids in the same order, with the digest over the columns that each entry names."""
    if [entry["id"] for entry in entries] != held.ids:
        return False
    pairs = zip(entries, held.compared, strict=True)
    return all(entry["columns"] < len(sets) and entry["row_digest"] == sets[entry["columns"]] for entry, sets in pairs)


def _fits(entry: Mapping[str, Any], sizes: Counter[str], said: tuple[str, int, str], version: str) -> bool:
    """A row is in the cluster it names, whose size it told when it came in; copies may have come and gone since."""
    cluster, size, since = said
    return bool(entry["cluster"] == cluster and (since != version or sizes[cluster] == size))
