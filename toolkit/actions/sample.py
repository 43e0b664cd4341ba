"""`imprint sample`: random rows of a release, or random rejects, the same for the same seed."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.errors import ConfigError, InputError, Where
from toolkit.release.layout import SPLITS, data_glob
from toolkit.storage.parquet import open_parquet

_MOST = 1 << 40  # rows of one file; a footer can say anything
_REASONS = 20  # that an error lists
_DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError)


@dataclass(frozen=True, slots=True)
class SampledRow:
    """A row, its split, and its number in the split, from 1."""

    split: str
    number: int
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SampledReject:
    """A reject, its line in the file, from 1, and that line as it stands."""

    line: int
    text: str
    reject: dict[str, Any]


def rows_numbered(release: Path, places: Sequence[tuple[str, int]]) -> list[SampledRow]:
    """The rows at (split, number from 1), in this order. Raises `InputError`."""
    found: dict[tuple[str, int], SampledRow] = {}
    for split in {split for split, _ in places}:
        wanted, first = sorted({number for name, number in places if name == split}), 1
        for path in sorted(release.glob(data_glob(split))):
            count = rows_in(path)
            mine = [number for number in wanted if first <= number < first + count]
            rows = rows_at(path, [number - first for number in mine])
            found |= {(split, number): SampledRow(split, number, row) for number, row in zip(mine, rows, strict=True)}
            first += count
    return [found[place] for place in dict.fromkeys(places)]


def sample_rows(release: Path, size: int, seed: int) -> list[SampledRow]:
    """`size` rows of a release folder, each as likely as any other, in their order; all rows where there are fewer.

    Reads the row groups that hold one of them, and of the other files only where they end. Raises `InputError`.
    """
    files = [(split, path) for split in SPLITS for path in sorted(release.glob(data_glob(split))) if path.is_file()]
    if not files:
        mend = "name a release folder, such as dist/NAME-1.0.0, or a rejects file"
        raise InputError("it has no data/*.parquet", where=Where(str(release)), mend=mend)
    counts = [rows_in(path) for _, path in files]
    chosen = sorted(random.Random(seed).sample(range(sum(counts)), min(size, sum(counts))))
    sampled, first = [], 0
    before = dict.fromkeys(SPLITS, 0)
    for (split, path), count in zip(files, counts, strict=True):
        wanted = [place - first for place in chosen if first <= place < first + count]
        rows = rows_at(path, wanted)
        sampled += [SampledRow(split, before[split] + place + 1, row) for place, row in zip(wanted, rows, strict=True)]
        before[split] += count
        first += count
    return sampled


def rows_in(path: Path) -> int:
    """How many rows a data file says it has. Raises `InputError` where its footer is none."""
    with open_parquet(path) as file:
        groups: list[int] = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    if min(groups, default=0) < 0 or sum(groups) > _MOST:
        raise InputError("its footer is not that of a Parquet file", where=Where(str(path)), mend="build it again")
    return sum(groups)


def rows_at(path: Path, wanted: list[int]) -> list[dict[str, Any]]:
    """The rows at ascending places of one file, from 0, one row group in memory at a time. Raises `InputError`."""
    rows, first = [], 0
    try:
        with open_parquet(path) as file:
            for group in range(file.num_row_groups):
                count = file.metadata.row_group(group).num_rows
                inside = [place - first for place in wanted if first <= place < first + count]
                rows += _take(file, group, inside)
                first += count
    except _DAMAGE as error:
        problem = f"cannot be decoded: {next(iter(str(error).splitlines()), type(error).__name__)}"
        raise InputError(problem, where=Where(str(path)), mend=f"imprint verify {path.parent.parent}") from error
    return rows


def _take(file: pq.ParquetFile, group: int, places: list[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = file.read_row_group(group).take(places).to_pylist() if places else []
    return rows


def sample_rejects(path: Path, size: int, seed: int, reason: str | None = None) -> list[SampledReject]:
    """`size` lines of a rejects file, of one reason where it is given, each as likely as any other, in their order.

    Reads the file once and holds no more than the sample (Vitter's algorithm R). Raises `InputError` at a line that is
    no reject, `ConfigError` where no reject has the reason.
    """
    chance, kept, met = random.Random(seed), list[SampledReject](), 0
    reasons: Counter[str] = Counter()
    for item in _read_rejects(path):
        reasons[item.reject["reason"]] += 1
        if reason not in (None, item.reject["reason"]):
            continue
        met += 1
        if len(kept) < size:
            kept.append(item)
        elif (place := chance.randrange(met)) < size:
            kept[place] = item
    if reason is not None and not met:
        there = ", ".join(f"{name} ({count})" for name, count in reasons.most_common(_REASONS)) or "none at all"
        raise ConfigError(f"no reject has the reason {reason!r}", where=Where(str(path)), mend=f"there are: {there}")
    return sorted(kept, key=lambda item: item.line)


def _read_rejects(path: Path) -> Iterator[SampledReject]:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                yield SampledReject(number, line.rstrip("\r\n"), _parse(path, number, line))
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror or str(error) if isinstance(error, OSError) else "not UTF-8"
        raise InputError(problem, where=Where(str(path)), mend="check the path and its permissions") from error


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    mend = "name a file such as dist/NAME-1.0.0.rejects.jsonl"
    try:
        reject = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("not a reject: it is not JSON", where=Where(str(path), number), mend=mend) from error
    if not isinstance(reject, dict) or not isinstance(reject.get("reason"), str):
        raise InputError("not a reject: it has no 'reason'", where=Where(str(path), number), mend=mend)
    return reject
