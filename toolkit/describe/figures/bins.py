"""Counts of the manifest as the bars of a histogram: few enough to be told apart, the same ones for every split."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.release.stats import LENGTH_BOUNDS

_LENGTHS = 32  # bars
_DATES = 60
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"(\d{4})(-\d{2})?", re.ASCII)
# So that 10, 100, 1,000 … begin a bar: they divide the twenty bins of a decade.
_LENGTH_STEPS = (1, 2, 4, 10, 20)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_PLACES = {str(bound): place - 1 for place, bound in enumerate(LENGTH_BOUNDS)}

Counts = Sequence[Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Bins:
    """The bars: what each is called, its rows in each series, and the rows of each series that have no place.

    `edges` are the tick marks: where bars touch, one more than there are bars, or below each bar.
    """

    names: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    series: tuple[tuple[int, ...], ...] = ()
    outside: tuple[int, ...] = ()

    @property
    def tallest(self) -> int:
        """The rows of the tallest bar."""
        return max((count for one in self.series for count in one), default=0)


def length_bins(counts: Counts) -> Bins:
    """Characters of an article: the bins of the manifest, joined until they are few enough."""
    placed = [_placed(one, _PLACES.get) for one in counts]
    groups, step = _groups(placed, _LENGTH_STEPS, _LENGTHS)
    edges = [_bound(group * step) for group in (*groups, groups.stop)] if groups else []
    names = tuple(f"{low:,}–{high - 1:,}" for low, high in pairwise(edges))
    return _bins(counts, placed, (names, tuple(f"{edge:,}" for edge in edges)), (groups, step))


def date_bins(counts: Counts) -> Bins:
    """Months where they are few enough, else years, else as many years to a bar as it takes."""
    months, years = ([_placed(one, place) for one in counts] for place in (_month_place, _year_place))
    groups, step = _groups(months, (1,), _DATES)
    if groups and len(groups) <= _DATES:
        names = tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in groups)
        return _bins(counts, months, (names, names), (groups, step))
    groups, step = _groups(years, _YEAR_STEPS, _DATES)
    first = tuple(f"{group * step:04d}" for group in groups)
    names = first if step == 1 else tuple(f"{year}–{int(year) + step - 1:04d}" for year in first)
    return _bins(counts, years, (names, first), (groups, step))


def _bins(
    counts: Counts, placed: list[Counter[int]], names: tuple[tuple[str, ...], tuple[str, ...]], bars: tuple[range, int]
) -> Bins:
    groups, step = bars
    pairs = zip(counts, placed, strict=True)
    outside = tuple(sum(max(0, count) for count in one.values()) - there.total() for one, there in pairs)
    return Bins(*names, tuple(_bars(one, groups, step) for one in placed), outside)


def _bound(place: int) -> int:
    return LENGTH_BOUNDS[min(max(0, place + 1), len(LENGTH_BOUNDS) - 1)]


def _placed(counts: Mapping[str, int], place_of: Callable[[str], int | None]) -> Counter[int]:
    placed: Counter[int] = Counter()
    for name, count in counts.items():
        place = place_of(name)
        if place is not None and count > 0:
            placed[place] += count
    return placed


def _month_place(name: str) -> int | None:
    known = _MONTH.fullmatch(name)
    return int(known[1]) * 12 + int(known[2]) - 1 if known else None


def _year_place(name: str) -> int | None:
    known = _YEAR.fullmatch(name)
    return int(known[1]) if known else None


def _groups(placed: Iterable[Mapping[int, int]], steps: Sequence[int], most: int) -> tuple[range, int]:
    """The bars from the first filled one to the last, and how many places each holds: the first step that fits."""
    places = {place for one in placed for place in one}
    if not places:
        return range(0), steps[0]
    first, last = min(places), max(places)
    step = next((step for step in steps if last // step - first // step < most), steps[-1])
    return range(first // step, last // step + 1), step


def _bars(placed: Mapping[int, int], groups: Sequence[int], step: int) -> tuple[int, ...]:
    return tuple(sum(placed.get(group * step + more, 0) for more in range(step)) for group in groups)
