"""No two rows of different splits are alike: the exact join, repeated on the texts as published."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from toolkit.actions.verify.rows import split_of
from toolkit.curate.join import build_index, probe
from toolkit.curate.signature import Shingles, shingle_sets, similarity_permille
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.manifest import Manifest
from toolkit.storage.parquet import open_parquet

_BATCH = 1024  # rows


def check_leaks(folder: Path, manifest: Manifest, permille: int) -> Iterator[Finding]:
    """A finding for every pair of a test row and another split's row whose similarity is `permille` or more."""
    test = [entry.path for entry in manifest.files if split_of(entry.path) == "test"]
    others = [entry.path for entry in manifest.files if split_of(entry.path) not in ("test", None)]
    try:
        held = [one for path in test for _, sets in _batches(folder / path) for one in sets]
        index = build_index(held, permille)
        for path in others:
            for start, sets in _batches(folder / path):
                for number, member in probe(index, sets):
                    similarity = similarity_permille(sets[number], held[member])
                    if similarity >= permille:
                        yield _leak(path, start + number + 1, similarity)
    except (InputError, pa.ArrowException, OSError):
        return  # a file that does not decode has its finding already


def _batches(path: Path) -> Iterator[tuple[int, list[Shingles]]]:
    """(rows before the batch, shingles of each of its rows)."""
    start = 0
    with open_parquet(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=["text"]):
            texts = batch.column(0).to_pylist()
            yield start, shingle_sets(text or "\0" for text in texts)
            start += len(texts)


def _leak(path: str, row: int, similarity: int) -> Finding:
    return Finding("near_leak", Where(path), {"row": row, "similarity": similarity // 10})
