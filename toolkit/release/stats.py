"""Statistics of the rows, from columns: the build and `verify` count with the same function."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.release.changes import Part
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import QUANTILES, SplitStats, Stats

M = TypeVar("M", bound=Part)

# The columns that `count_rows` reads, `text_bytes` beside them.
STATS_COLUMNS = (
    "site", "rights_status", "language", "license", "published_at", "char_count",
    "truncated", "paywalled", "spam", "pii",
)  # fmt: skip

# Twenty bins to a decade, Renard's R20 rounded (ISO 3): 0, 10, 11, 12, 14 … 90, 100, 112 … 900, 1000, 1120 …
_R20 = (100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900)
# The lower bounds of the bins of `SplitStats.lengths`, in characters.
LENGTH_BOUNDS: tuple[int, ...] = (0, *(step * 10**power // 10 for power in range(9) for step in _R20))


def count_rows(splits: Mapping[str, pa.Table]) -> Stats:
    """Count the rows of each split's table, with columns `STATS_COLUMNS` and `text_bytes`; empty ones are left out."""
    filled = {name: splits[name] for name in SPLITS if name in splits and splits[name].num_rows}
    tables = list(filled.values())
    published = _strings(tables, "published_at")
    dated = published.filter(pc.match_substring_regex(published, "^[^-]")).sort()  # the others have no year
    return Stats(
        splits={name: _split_stats(table) for name, table in filled.items()},
        sites=_tally(_strings(tables, "site")),
        rights=_tally(_strings(tables, "rights_status")),
        languages=_tally(_strings(tables, "language")),
        licenses=_tally(_strings(tables, "license")),
        years=_tally(_prefix(published), _year),
        dates=(dated[0].as_py(), dated[-1].as_py()) if len(dated) else None,
        date_quantiles=_quantiles(dated),
        truncated=sum(_total(table["truncated"]) for table in tables),
        paywalled=sum(_total(table["paywalled"]) for table in tables),
        spam=sum(_total(table["spam"]) for table in tables),
    )


def _split_stats(table: pa.Table) -> SplitStats:
    lengths, pii = table["char_count"].combine_chunks().sort(), table["pii"].combine_chunks()
    return SplitStats(
        rows=len(lengths),
        chars=_total(lengths),
        bytes=_total(table["text_bytes"]),
        shortest=lengths[0].as_py(),
        median=lengths[(len(lengths) - 1) // 2].as_py(),
        longest=lengths[-1].as_py(),
        quantiles=_quantiles(lengths),
        lengths=_tally(lengths, length_bin),
        months=_tally(_prefix(_strings([table], "published_at")), _month),
        pii={kind: _total(pii.field(kind)) for kind in sorted(_kinds(pii.type))},
    )


def _kinds(counts: pa.DataType) -> list[str]:
    return [field.name for field in counts] if pa.types.is_struct(counts) else []


def _strings(tables: Sequence[pa.Table], name: str) -> pa.Array:
    """A column of all tables; one that holds nothing has a type of its own."""
    chunks = [chunk for table in tables for chunk in table[name].cast(pa.string()).chunks]
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def _prefix(dates: pa.Array) -> pa.Array:
    """Year and month: there are far fewer of them than dates."""
    return pc.utf8_slice_codeunits(dates, 0, len("2018-08"))


def length_bin(chars: int) -> str:
    """The lower bound of the bin of a length, as the manifest names it."""
    return str(LENGTH_BOUNDS[max(0, bisect_right(LENGTH_BOUNDS, chars) - 1)])


def _quantiles(ordered: pa.Array) -> tuple[Any, ...]:
    return tuple(ordered[(len(ordered) - 1) * percent // 100].as_py() for percent in QUANTILES if len(ordered))


def as_counted_by(claimed: Stats, actual: Stats) -> Stats:
    """`actual` without what the program that wrote `claimed` did not count yet."""
    splits = {name: _without_later(claimed.splits.get(name), split) for name, split in actual.splits.items()}
    return _without_later(claimed, actual).model_copy(update={"splits": splits})


def _without_later(claimed: M | None, actual: M) -> M:
    if claimed is None:
        return actual
    fields = type(actual).model_fields
    later = fields.keys() - claimed.model_fields_set
    return actual.model_copy(update={name: fields[name].default for name in later})


def _total(column: pa.Array | pa.ChunkedArray) -> int:
    return pc.sum(column).as_py() or 0


def _tally(column: pa.Array, named: Callable[[Any], str] = lambda value: value or "") -> dict[str, int]:
    """How often each value stands in the column, by its name."""
    counts: Counter[str] = Counter()
    for entry in column.value_counts():
        counts[named(entry["values"].as_py())] += entry["counts"].as_py()
    return dict(sorted(counts.items()))


def _year(date: str | None) -> str:
    return date[:4] if date and re.match(r"\d{4}", date) else ""


def _month(date: str | None) -> str:
    """As far as it is known: `2018-08`, `2018`, or nothing for a date without a year."""
    known = re.match(r"\d{4}(-\d{2})?", date) if date else None
    return known[0] if known else ""
