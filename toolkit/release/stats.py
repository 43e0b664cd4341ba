"""Statistics of the rows, from columns: the build and `verify` count with the same function."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa

from toolkit.release.changes import Part
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import QUANTILES, SplitStats, Stats

T = TypeVar("T")
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
    columns = {name: [v for table in filled.values() for v in table[name].to_pylist()] for name in STATS_COLUMNS}
    dated = sorted(date for date in columns["published_at"] if date and not date.startswith("--"))
    return Stats(
        splits={name: _split_stats(table) for name, table in filled.items()},
        sites=_tally(columns["site"]),
        rights=_tally(columns["rights_status"]),
        languages=_tally(columns["language"]),
        licenses=_tally(columns["license"]),
        years=_tally(_year(date) for date in columns["published_at"]),
        dates=(dated[0], dated[-1]) if dated else None,
        date_quantiles=_quantiles(dated),
        truncated=sum(columns["truncated"]),
        paywalled=sum(columns["paywalled"]),
        spam=sum(columns["spam"]),
    )


def _split_stats(table: pa.Table) -> SplitStats:
    lengths = sorted(table["char_count"].to_pylist())
    return SplitStats(
        rows=len(lengths),
        chars=sum(lengths),
        bytes=sum(table["text_bytes"].to_pylist()),
        shortest=lengths[0],
        median=lengths[(len(lengths) - 1) // 2],
        longest=lengths[-1],
        quantiles=_quantiles(lengths),
        lengths=_tally(map(length_bin, lengths)),
        months=_tally(_month(date) for date in table["published_at"].to_pylist()),
        pii=_sum_counts(table["pii"].to_pylist()),
    )


def length_bin(chars: int) -> str:
    """The lower bound of the bin of a length, as the manifest names it."""
    return str(LENGTH_BOUNDS[max(0, bisect_right(LENGTH_BOUNDS, chars) - 1)])


def _quantiles(ordered: Sequence[T]) -> tuple[T, ...]:
    return tuple(ordered[(len(ordered) - 1) * percent // 100] for percent in QUANTILES if ordered)


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


def _sum_counts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def _tally(values: Iterable[Any]) -> dict[str, int]:
    return dict(sorted(Counter(value or "" for value in values).items()))


def _year(date: str | None) -> str:
    return date[:4] if date and re.match(r"\d{4}", date) else ""


def _month(date: str | None) -> str:
    """As far as it is known: `2018-08`, `2018`, or nothing for a date without a year."""
    known = re.match(r"\d{4}(-\d{2})?", date) if date else None
    return known[0] if known else ""
