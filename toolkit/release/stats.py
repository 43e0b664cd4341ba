"""Statistics of the rows, from columns: the build and `verify` count with the same function."""

import re
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
        pii=_sum_counts(table["pii"].to_pylist()),
    )


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
