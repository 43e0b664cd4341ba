"""A sample of the rows, looked through again for personal data that the release says it hides."""

import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from toolkit.actions.verify.rows import split_of
from toolkit.curate.screen import count_personal, page_strings
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.manifest import Manifest
from toolkit.storage.parquet import open_parquet

_ROWS = 1000
_BATCH = 256  # rows


def check_residue(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """A finding for each kind left in a column of a sampled row; the same rows each time for the same content digest.

    A kind that the release's own settings do not name was not looked for when it was made, and is not held against it.
    """
    hidden = hidden_kinds(manifest)
    paths = [entry.path for entry in manifest.files if split_of(entry.path) is not None]
    try:
        sizes = [_rows(folder / path) for path in paths]
        drawn = _draw(sum(sizes), manifest.content_digest)
        start = 0
        for path, size in zip(paths, sizes, strict=True):
            chosen = {number - start for number in drawn if start <= number < start + size}
            start += size
            for number, row in _read(folder / path, chosen):
                for (name, kind), count in count_personal(page_strings(row.items()), hidden).items():
                    params = {"row": number + 1, "kind": kind, "count": count}
                    yield Finding("residual_personal_data", Where(path, field=name), params)
    except (InputError, pa.ArrowException, OSError, UnicodeDecodeError, OverflowError):
        return  # a file that does not decode has its finding already


def hidden_kinds(manifest: Manifest) -> frozenset[str]:
    """The kinds of personal data that a release says it hides."""
    policies = manifest.config.get("privacy")
    named = policies if isinstance(policies, dict) else {}
    return frozenset(kind for kind, policy in named.items() if policy != "keep")


def _rows(path: Path) -> int:
    with open_parquet(path) as file:
        rows: int = file.metadata.num_rows
        return rows


def _draw(total: int, seed: str) -> list[int]:
    """All rows, or a thousand of them drawn at random."""
    if total <= _ROWS:
        return list(range(total))
    return random.Random(seed).sample(range(total), _ROWS)


def _read(path: Path, chosen: set[int]) -> Iterator[tuple[int, dict[str, object]]]:
    """(number of the row in the file, from 0; the row) for the chosen ones."""
    start = 0
    with open_parquet(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH) if chosen else ():
            places = [place for place in range(batch.num_rows) if start + place in chosen]
            for place, row in zip(places, batch.take(pa.array(places, pa.int64())).to_pylist(), strict=True):
                yield start + place, row
            start += batch.num_rows
