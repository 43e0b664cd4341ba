"""A difference as tables: what people read, in a terminal or in Markdown. Foreign names stand in them as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.actions.diff.run import Difference
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import QUANTILES, Stats

_NAMES = 20  # of one kind that a table shows

Cell = str | int | None
Line = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names something, the others are numbers or short words; None is not known."""

    heads: tuple[str, ...]
    rows: tuple[Line, ...]


def tables(found: Difference) -> Iterator[Table]:
    """Rows and their fate, length, dates, the counts by site, language and rights, and the files to send."""
    heads = (*_labels(found), "")
    old, new = found.old.manifest.stats, found.new.manifest.stats
    yield Table(("rows", *heads), _split_rows(old, new))
    yield _fates(found)
    yield Table(("length in characters", *_percents()), tuple(_lengths(found)))
    yield Table(("published", *_percents()), tuple(_dates(found)))
    for name, before, after in (
        ("site", old.sites, new.sites),
        ("language", old.languages, new.languages),
        ("rights", old.rights, new.rights),
    ):
        yield Table((name, *heads), tuple(_counts(before, after)))
    yield Table(("file to upload", "bytes"), tuple(_files(found)))


def _labels(found: Difference) -> tuple[str, str]:
    """What the two sides are called: their versions, where these tell them apart."""
    if found.old.version == found.new.version:
        return "old", "new"
    return str(found.old.version), str(found.new.version)


def _splits_of(old: Stats, new: Stats) -> list[str]:
    """Of either release, train first."""
    named = old.splits.keys() | new.splits.keys()
    return [*(name for name in SPLITS if name in named), *sorted(named - set(SPLITS))]


def _split_rows(old: Stats, new: Stats) -> tuple[Line, ...]:
    sides = [{name: split.rows for name, split in stats.splits.items()} for stats in (old, new)]
    lines = [_compared(name, sides[0].get(name, 0), sides[1].get(name, 0)) for name in _splits_of(old, new)]
    return (*lines, _compared("all", sum(sides[0].values()), sum(sides[1].values())))


def _fates(found: Difference) -> Table:
    """How many rows of each kind; what is nothing is left out."""
    changes = found.changes
    lines = [(f"added to {name}", number) for name, number in changes.added.items()]
    lines += [(f"removed: {name}", number) for name, number in changes.removed.items()]
    lines += [("changed", changes.changed), ("moved to another split", changes.moved)]
    return Table(("what became of them", "rows"), tuple(line for line in lines if line[1]))


def _percents() -> tuple[str, ...]:
    return tuple(f"{percent} %" for percent in QUANTILES)


def _lengths(found: Difference) -> Iterator[Line]:
    """A manifest of an earlier program has the median alone."""
    old, new = found.old.manifest.stats, found.new.manifest.stats
    for name in _splits_of(old, new):
        for label, stats in zip(_labels(found), (old, new), strict=True):
            if name in stats.splits:
                split = stats.splits[name]
                yield f"{name} {label}", *_padded(split.quantiles, split.median)


def _dates(found: Difference) -> Iterator[Line]:
    """To the day: a table has no room for the hour."""
    sides = [side.manifest.stats.date_quantiles for side in (found.old, found.new)]
    if any(sides):
        for label, dates in zip(_labels(found), sides, strict=True):
            yield label, *_padded([date[:10] for date in dates], None)


def _padded(values: Sequence[Cell], middle: Cell) -> Line:
    """As many as there are quantiles."""
    unknown = [middle if percent == 50 else None for percent in QUANTILES]
    return tuple(values if len(values) == len(QUANTILES) else unknown)


def _counts(old: Mapping[str, int], new: Mapping[str, int]) -> Iterator[Line]:
    """The names whose counts differ most first; those that do not fit are summed."""
    names = sorted(old.keys() | new.keys(), key=lambda name: _weight(name, old, new))
    for name in names[:_NAMES]:
        yield _compared(name or "not known", old.get(name, 0), new.get(name, 0))
    rest = names[_NAMES:]
    if rest:
        sums = [sum(side.get(name, 0) for name in rest) for side in (old, new)]
        yield _compared(f"({len(rest):,} others)", *sums)


def _files(found: Difference) -> Iterator[Line]:
    """The largest first; those that do not fit are summed."""
    files = sorted(found.upload, key=lambda entry: (-entry.bytes, entry.path))
    for entry in files[:_NAMES]:
        yield entry.path, entry.bytes
    rest = files[_NAMES:]
    if rest:
        yield f"({len(rest):,} others)", sum(entry.bytes for entry in rest)


def _weight(name: str, old: Mapping[str, int], new: Mapping[str, int]) -> tuple[int, int, str]:
    before, after = old.get(name, 0), new.get(name, 0)
    return -abs(after - before), -after, name


def _compared(name: str, old: int, new: int) -> Line:
    return name, old, new, f"{new - old:+,}" if new != old else ""
