"""Time and memory of `imprint diff` on large indexes, run by hand:

    python -m tests.bench.bench_diff [ROWS]

Two releases of a million rows (or ROWS) are invented as far as a diff reads them; a tenth of the rows is new, a tenth is
gone, a hundredth has changed. Every measurement is a process of its own, for the peak of memory is one of the process.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from toolkit import Article
from toolkit.actions.diff import diff
from toolkit.actions.diff.side import read_side
from toolkit.config import parse_config
from toolkit.history.diff import changes_of, compare_indexes
from toolkit.release.index import INDEX_SCHEMA
from toolkit.release.layout import INDEX, MANIFEST, SCHEMA
from toolkit.release.manifest import CleaningStats, FileEntry, Funnel, Manifest, Stats
from toolkit.schema.jsonschema import schema_bytes, schema_fingerprint
from toolkit.storage.files import file_sha256
from toolkit.storage.parquet import write_parquet

_GROUP = 100_000  # rows


def invent(folder: Path, first: int, rows: int, edition: int) -> None:
    """A release of the rows `first` to `first + rows`; every hundredth differs from edition to edition."""
    folder.mkdir()
    write_parquet(folder / INDEX, INDEX_SCHEMA, _groups(first, rows, edition))
    (folder / SCHEMA).write_bytes(schema_bytes(Article))
    entries = (_entry(folder, INDEX), _entry(folder, SCHEMA))
    manifest = Manifest(
        name="bench", version=f"{edition}.0.0", generator="bench", content_digest="0" * 64, prose="", cleaner="bench",
        schema_fingerprint=schema_fingerprint(Article), config=parse_config('name = "bench"\ntitle = "x"').dump(),
        environment={}, inputs=(), funnel=Funnel(files=1, documents=rows, rows=rows, rejects={}, unread={}, warnings={}, overrides={}),
        stats=Stats(splits={}, sites={}, rights={}, languages={}, licenses={}, years={}, dates=None, truncated=0, paywalled=0, spam=0),
        cleaning=CleaningStats(lines_kept=0, lines_cut=0, rules={}), files=entries,
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(manifest.sealed().to_bytes())


def _groups(first: int, rows: int, edition: int) -> list[pa.Table]:
    starts = range(first, first + rows, _GROUP)
    return [_group(np.arange(start, min(start + _GROUP, first + rows)), edition) for start in starts]


def _group(numbers: np.ndarray, edition: int) -> pa.Table:
    ids = _digits(numbers, 0, 16)
    made = {
        "id": ids,
        "cluster": ids,
        "split": pa.array(np.where(numbers % 10 == 0, "test", "train")),
        "row_digest": _digits(numbers, np.where(numbers % 100 == 7, edition, 0), 32),
        "raw_path": pa.array([f"raw/{number // 1000}.jsonl" for number in numbers.tolist()]),
        "raw_index": pa.array(numbers),
        "bands": pa.array([number.to_bytes(128) for number in numbers.tolist()], pa.binary(128)),
    }
    columns = [made.get(field.name, pa.nulls(len(numbers), field.type)) for field in INDEX_SCHEMA]
    return pa.table(columns, schema=INDEX_SCHEMA)


def _digits(numbers: np.ndarray, salt: np.ndarray | int, width: int) -> pa.Array:
    """`width` bytes as hexadecimal digits, spread as a hash spreads them (an odd factor, modulo 2^64)."""
    seeds = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.asarray(salt, np.uint64)
    words = [seeds * np.uint64(0xBF58476D1CE4E5B9 + 2 * place) for place in range(width // 8)]
    return pa.array([row.tobytes().hex() for row in np.stack(words, axis=1)])


def _entry(folder: Path, name: str) -> FileEntry:
    size, sha256 = file_sha256(folder / name)
    return FileEntry(path=name, sha256=sha256, bytes=size)


def measure(name: str, old: Path, new: Path) -> None:
    """Run one of the measurements in this process and print it."""
    before = _peak()
    started = time.perf_counter()
    told = _MEASURED[name](old, new)
    took = time.perf_counter() - started
    print(f"{name:<8} {took:6.1f} s, peak {_peak():,} MB ({before:,} MB before): {told}")


def _compare(old: Path, new: Path) -> str:
    """Without reading: what a build does that holds both indexes."""
    sides = read_side(old), read_side(new)
    started = time.perf_counter()
    changes = changes_of(compare_indexes(sides[0].index, sides[1].index))
    return f"compare_indexes alone {time.perf_counter() - started:.1f} s: {changes}"


def _whole(old: Path, new: Path) -> str:
    return str(diff(old, new, sample=0).changes)


_MEASURED: dict[str, Callable[[Path, Path], str]] = {"compare": _compare, "diff": _whole}


def _peak() -> int:
    """Megabytes this process ever held. Linux: what getrusage says would begin with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(rows: int) -> None:
    """Invent the releases, and run each measurement in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        old, new = Path(scratch, "old"), Path(scratch, "new")
        invent(old, 0, rows, 1)
        invent(new, rows // 10, rows, 2)
        for name in _MEASURED:
            subprocess.run([sys.executable, "-m", "tests.bench.bench_diff", name, old, new], check=True)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in _MEASURED:
        measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
