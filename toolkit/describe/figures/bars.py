"""The pictures that are bar charts: the funnel, the sources, growth over versions."""

from collections.abc import Iterator, Mapping

from toolkit.describe.changelog import history_of
from toolkit.describe.facts import Facts, Ranking, rank
from toolkit.describe.figures.figure import ROOM, Bar, Figure, Heading, Part, draw_bars, number, scaled
from toolkit.describe.words import reason
from toolkit.release.layout import SPLITS

_REASONS = 10
_SITES = 12
_STEPS = 12


def draw_funnel(facts: Facts) -> Figure:
    """A reason's bar ends where that of the one before began: they fall from what was read to what is left."""
    read, rejects = facts.considered, len(facts.rejects.shown)
    alt = (
        f"Bar chart: of {number(read)} pages {number(facts.rows)} became rows; "
        f"{number(read - facts.rows)} fell out for {rejects} {'reason' if rejects == 1 else 'reasons'}."
    )
    start = Bar.of(
        "pages read, and rows carried over" if facts.manifest.funnel.carried else "pages read",
        number(read),
        Part("read", 0, ROOM),
    )
    told = ", ".join(f"{number(count)} in {name}" for name, count in _rows_of(facts).items())
    end = Bar.of(f"rows: {told}", number(facts.rows), *_stacked(_rows_of(facts), read))
    bars = [start, *_losses(facts), end]
    return draw_bars(
        Heading("funnel", "From pages to rows", alt), "what was read, what fell out and why, what is left", bars
    )


def _losses(facts: Facts) -> Iterator[Bar]:
    left = read = facts.considered
    ranking = _ranked(facts.manifest.funnel.rejects, _REASONS)
    counts = [(reason(entry.name), entry.count) for entry in ranking.shown]
    if ranking.others:
        counts.append((f"{number(ranking.others)} other reasons", ranking.others_count))
    for name, count in counts:
        left -= count
        length = scaled(count, read, ROOM)
        yield Bar.of(name, number(count), Part("lost", min(scaled(left, read, ROOM), ROOM - length), length))


def draw_sources(facts: Facts) -> Figure | None:
    """The sites with the most rows; None where no page has a url."""
    sites = _ranked(facts.manifest.stats.sites, _SITES)
    if not sites.names:
        return None
    counts = [(entry.name or "no url known", entry.count) for entry in sites.shown]
    if sites.others:
        counts.append((f"{number(sites.others)} other sites", sites.others_count))
    most = max(count for _, count in counts)
    bars = [Bar.of(name, number(count), Part("site", 0, scaled(count, most, ROOM))) for name, count in counts]
    names = f"{number(sites.names)} {'site' if sites.names == 1 else 'sites'}"
    alt = f"Bar chart: the rows of {names}, the largest first."
    return draw_bars(Heading("sources", "Rows by site", alt), f"rows of {names}", bars)


def draw_growth(facts: Facts) -> Figure | None:
    """The latest versions, the newest last; None for a first release."""
    steps = history_of(facts.manifest)
    if len(steps) < 2:
        return None
    shown = steps[-_STEPS:]
    most = max(sum(_counts(step.rows).values()) for step in shown)
    bars = [
        Bar.of(step.version, number(sum(_counts(step.rows).values())), *_stacked(step.rows, most)) for step in shown
    ]
    first, last = (sum(_counts(step.rows).values()) for step in (steps[0], steps[-1]))
    alt = f"Bar chart: {len(steps)} versions, from {number(first)} rows to {number(last)}."
    said = f"the latest {len(shown)} of {len(steps)} versions" if len(steps) > len(shown) else f"{len(steps)} versions"
    return draw_bars(Heading("growth", "Rows by version", alt), said, bars)


def _ranked(counts: Mapping[str, int], limit: int) -> Ranking:
    """The last line that fits is never spent on saying that there is one more."""
    return rank(counts, limit if len(counts) > limit + 1 else None)


def _rows_of(facts: Facts) -> dict[str, int]:
    return {split.name: split.stats.rows for split in facts.splits}


def _counts(rows: Mapping[str, int]) -> dict[str, int]:
    return {name: max(0, count) for name, count in rows.items()}


def _stacked(rows: Mapping[str, int], most: int) -> tuple[Part, ...]:
    """Train, then test, then what a manifest calls otherwise."""
    parts, start = [], 0
    for name in sorted(rows, key=lambda name: (SPLITS.index(name) if name in SPLITS else len(SPLITS), name)):
        length = min(scaled(rows[name], most, ROOM), ROOM - start)
        parts.append(Part(name if name in SPLITS else "lost", start, length))
        start += length
    return tuple(parts)
