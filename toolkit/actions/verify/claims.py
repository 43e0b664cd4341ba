"""What manifest and index claim of the rows, held against the rows that were read."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from toolkit.actions.verify.row_schema import RowSchema
from toolkit.actions.verify.rows import Rows
from toolkit.digest import json_digest
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.content import content_digest
from toolkit.release.index import COPY_REASONS, INDEX_SCHEMA
from toolkit.release.layout import INDEX, MANIFEST, SCHEMA, SPLITS
from toolkit.release.manifest import Manifest
from toolkit.release.stats import count_rows
from toolkit.storage.parquet import open_parquet


def check_manifest(manifest: Manifest, schema: RowSchema, rows: Rows) -> Iterator[Finding]:
    """Digests and statistics of the manifest against the rows."""
    digests = {name: split.digests for name, split in rows.splits.items()}
    if content_digest(digests) != manifest.content_digest:
        yield Finding("content_differs", Where(MANIFEST))
    if json_digest(schema.tree) != manifest.schema_fingerprint:
        yield Finding("digest_mismatch", Where(SCHEMA), {"problem": "not the manifest's schema_fingerprint"})
    counted = count_rows({name: pa.Table.from_pylist(split.stats) for name, split in rows.splits.items()})
    for name, actual in counted.model_dump(mode="json").items():
        claimed = manifest.stats.model_dump(mode="json")[name]
        if claimed != actual:
            yield Finding("count_differs", Where(MANIFEST, field=f"stats.{name}"), _differ(name, claimed, actual))
    total = sum(len(split.ids) for split in rows.splits.values())
    if total != manifest.funnel.rows:
        where = Where(MANIFEST, field="funnel.rows")
        yield Finding("count_differs", where, _differ("rows", manifest.funnel.rows, total))


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


def check_index(folder: Path, rows: Rows) -> Iterator[Finding]:
    """The index lists the rows of each split in their order, with their digests."""
    try:
        table = open_parquet(folder / INDEX).read()
        if not table.schema.equals(INDEX_SCHEMA):
            yield Finding("index_differs", Where(INDEX), {"problem": "its columns"})
            return
        listed = table.select(["split", "id", "row_digest", "cluster", "reason"]).to_pylist()
    except (InputError, pa.ArrowException, OSError) as error:
        yield Finding("bad_parquet", Where(INDEX), {"problem": str(error).splitlines()[0]})
        return
    sizes = Counter(entry["cluster"] for entry in listed if entry["reason"] in {None, *COPY_REASONS})
    for split, held in rows.splits.items():
        mine = [entry for entry in listed if entry["split"] == split]
        if [(entry["id"], entry["row_digest"]) for entry in mine] != list(zip(held.ids, held.compared, strict=True)):
            yield Finding("index_differs", Where(INDEX), {"problem": f"the rows of {split}"})
        elif [(entry["cluster"], sizes[entry["cluster"]]) for entry in mine] != held.clusters:
            yield Finding("index_differs", Where(INDEX), {"problem": f"the clusters of {split}"})
