"""The rows of a release by what they have in common, one batch in memory at a time: counts, and the first of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.diff.side import DAMAGE
from toolkit.article import PiiCounts
from toolkit.describe.report.value import Row, Tallies, Tally
from toolkit.errors import InputError, Where
from toolkit.release.layout import SPLITS, data_glob
from toolkit.release.stats import LENGTH_BOUNDS
from toolkit.storage.parquet import open_parquet

_FIRST = 3  # rows of each split that show a number
_BATCH = 65_536
_NAMES = 40  # values of a column that are shown
_PLAIN = ("site", "language", "rights_status", "license")
_FLAGS = ("truncated", "paywalled", "spam")
_READ = ("id", "title", "published_at", "char_count", "pii", *_PLAIN, *_FLAGS)
_ORDERED = frozenset({"year", "length"})  # by value, not by how many

Key = tuple[str, str]  # a column, or `split`, and a value


@dataclass
class Counted:
    """Rows by column and value: how many in each split, and the first of each. Of every wanted id title and place."""

    wanted: pa.Array
    counts: dict[Key, dict[str, int]] = field(default_factory=dict)
    rows: dict[Key, dict[str, list[Row]]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)  # of the wanted ids: split, number from 1

    def tallies(self, column: str) -> Tallies:
        """The values of a column, as a report shows them."""
        counts = {value: held for (name, value), held in self.counts.items() if name == column}
        if column in _ORDERED:
            order = sorted(counts, key=lambda value: (not value, len(value), value))
            order = order[-2 * _NAMES :]
        else:
            order = sorted(counts, key=lambda value: (-sum(counts[value].values()), value))[:_NAMES]
        rest = counts.keys() - set(order)
        shown = tuple(Tally(value, counts[value], self.first(column, value)) for value in order)
        return Tallies(column, shown, len(rest), sum(sum(counts[value].values()) for value in rest))

    def first(self, column: str, value: str) -> tuple[Row, ...]:
        """The first rows of each split that have the value."""
        return tuple(row for held in self.rows.get((column, value), {}).values() for row in held)


def count_columns(release: Path, wanted: Iterable[str]) -> Counted:
    """Read every row but its text. Raises `InputError` where a data file is damaged."""
    counted = Counted(pa.array(sorted(set(wanted)), pa.string()))
    for split in SPLITS:
        before = 0
        for path in sorted(release.glob(data_glob(split))):
            for batch in _batches(path):
                _count(counted, split, before, batch)
                before += batch.num_rows
    return counted


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        with open_parquet(path) as file:
            missing = set(_READ) - set(file.schema_arrow.names)
            if missing:
                raise InputError(f"it has no column {min(missing)}", where=Where(str(path)), mend=_mend(path))
            yield from file.iter_batches(batch_size=_BATCH, columns=list(_READ))
    except DAMAGE as error:
        problem = f"cannot be decoded: {next(iter(str(error).splitlines()), type(error).__name__)}"
        raise InputError(problem, where=Where(str(path)), mend=_mend(path)) from error


def _mend(path: Path) -> str:
    return f"imprint verify {path.parent.parent}"


def _count(counted: Counted, split: str, before: int, batch: pa.RecordBatch) -> None:
    for column, values in _columns(split, batch):
        for value, count, places in _groups(values):
            held = counted.counts.setdefault((column, value), {})
            held[split] = held.get(split, 0) + count
            rows = counted.rows.setdefault((column, value), {}).setdefault(split, [])
            rows += [_row(split, before, batch, place) for place in places[: _FIRST - len(rows)]]
    found = np.flatnonzero(pc.is_in(batch["id"], value_set=counted.wanted).to_numpy(zero_copy_only=False))
    for place in found.tolist():
        row = _row(split, before, batch, place)
        counted.titles[row.id] = row.title
        counted.places[row.id] = (split, row.number)


def _columns(split: str, batch: pa.RecordBatch) -> Iterator[tuple[str, pa.Array]]:
    """(name, a string or null for each row); null counts as nothing for what is a sign, as unknown for the rest."""
    yield "split", pa.array([split] * batch.num_rows)
    for name in _PLAIN:
        yield name, pc.fill_null(batch[name].cast(pa.string()), "")
    yield "year", _years(batch["published_at"])
    bounds = np.array(LENGTH_BOUNDS)
    places = np.searchsorted(bounds, batch["char_count"].to_numpy(zero_copy_only=False), side="right") - 1
    yield "length", pa.array(bounds[places]).cast(pa.string())
    for name in _FLAGS:
        yield "flag", pc.if_else(batch[name], name, pa.scalar(None, pa.string()))
    there = {batch["pii"].type.field(number).name for number in range(batch["pii"].type.num_fields)}
    for name in (name for name in PiiCounts.model_fields if name in there):
        found = pc.greater(pc.struct_field(batch["pii"], name), 0)
        yield "pii", pc.if_else(found, name, pa.scalar(None, pa.string()))


def _years(dates: pa.Array) -> pa.Array:
    year = pc.utf8_slice_codeunits(pc.fill_null(dates, ""), 0, 4)
    return pc.if_else(pc.match_substring_regex(year, r"^[0-9]{4}$"), year, "")


def _groups(values: pa.Array) -> Iterator[tuple[str, int, Sequence[int]]]:
    """(value, how often, its first places) of every value but null."""
    encoded = values.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(encoded.dictionary) + 1))
    for code, value in enumerate(encoded.dictionary.to_pylist()):
        first, end = int(starts[code]), int(starts[code + 1])
        yield value, end - first, order[first : min(end, first + _FIRST)].tolist()


def _row(split: str, before: int, batch: pa.RecordBatch, place: int) -> Row:
    at: Mapping[str, object] = {name: batch[name][place].as_py() for name in ("id", "title", "published_at")}
    chars = batch["char_count"][place].as_py()
    return Row(split, before + place + 1, str(at["id"]), str(at["title"] or ""), str(at["published_at"] or ""), chars)
