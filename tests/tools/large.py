"""A release of any number of rows, cheaply: the rows of a small one again and again, under ids of their own."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.release.index import INDEX_SCHEMA
from toolkit.release.layout import release_name
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest
from toolkit.release.version import Version
from toolkit.storage.files import file_sha256

_GROUP = 50_000


def large_release(small: Path, folder: Path, rows: int) -> Path:
    """A folder that a reader takes for a release of `rows` rows; its texts are short, and nothing verifies it."""
    manifest = parse_manifest((small / "manifest.json").read_bytes())
    release = folder / release_name(manifest.name, Version.parse(manifest.version))
    (release / "data").mkdir(parents=True)
    tables = {name: _short(pq.read_table(small / f"data/{name}-00000-of-00001.parquet")) for name in ("train", "test")}
    counts = {"train": rows - rows // 5, "test": rows // 5}
    ids = {name: _ids(count, place * rows) for place, (name, count) in enumerate(counts.items())}
    for name, table in tables.items():
        _write_rows(release / f"data/{name}-00000-of-00001.parquet", table, ids[name])
    _write_index(release / "index.parquet", ids)
    (release / "schema.json").write_bytes((small / "schema.json").read_bytes())
    _write_manifest(release, manifest, counts)
    return release


def _short(table: pa.Table) -> pa.Table:
    return table.set_column(table.column_names.index("text"), "text", pa.array(["短文。"] * table.num_rows))


def _ids(count: int, first: int) -> pa.Array:
    return pa.array([f"{first + number:032x}" for number in range(count)])


def _write_rows(path: Path, table: pa.Table, ids: pa.Array) -> None:
    place = table.column_names.index("id")
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for start in range(0, len(ids), _GROUP):
            group = ids.slice(start, _GROUP)
            rows = table.take(pa.array(np.arange(len(group)) % table.num_rows))
            writer.write_table(rows.set_column(place, table.schema.field("id"), group))


def _write_index(path: Path, ids: dict[str, pa.Array]) -> None:
    columns: dict[str, Any] = {
        "id": pa.concat_arrays(list(ids.values())),
        "split": pa.array([name for name, held in ids.items() for _ in range(len(held))]),
        "raw_path": pa.array(["raw/a.jsonl"] * sum(map(len, ids.values()))),
    }
    count = len(columns["id"])
    columns |= {
        "cluster": columns["id"],
        "raw_index": pa.array(np.arange(count)),
        "columns": pa.array(np.zeros(count, np.int64)),
    }
    filled = [columns.get(field.name, pa.nulls(count, field.type)) for field in INDEX_SCHEMA]
    pq.write_table(pa.table(filled, schema=INDEX_SCHEMA), path, compression="zstd")


def _write_manifest(release: Path, manifest: Manifest, counts: dict[str, int]) -> None:
    splits = {name: manifest.stats.splits[name].model_copy(update={"rows": count}) for name, count in counts.items()}
    stats = manifest.stats.model_copy(update={"splits": splits})
    total = Counter(counts).total()
    funnel = manifest.funnel.model_copy(update={"rows": total, "documents": total, "rejects": {}})
    paths = sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    files = tuple(
        FileEntry(path=path, bytes=size, sha256=digest)
        for path in paths
        for size, digest in [file_sha256(release / path)]
    )
    forged = manifest.model_copy(update={"stats": stats, "funnel": funnel, "files": files})
    (release / "manifest.json").write_bytes(forged.sealed().to_bytes())
