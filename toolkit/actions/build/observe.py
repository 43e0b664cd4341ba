"""Task 1: what only many pages show. Workers count lines by site and spill the counts; the driver adds them up."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from toolkit.actions.build.job import Job, Shard
from toolkit.actions.build.notes import Notes, Use
from toolkit.actions.build.spills import Sets, SetWriter, write_array
from toolkit.article import RawDocument
from toolkit.clean.evidence import DIGEST_LENGTH, Evidence, least_pages, page_lines, page_site
from toolkit.digest import canonical_json
from toolkit.finding import Finding
from toolkit.read.documents import read_documents
from toolkit.read.opening import pin
from toolkit.read.source import Pin, Source
from toolkit.read.spans import Streaks, Stretch, comes_out_as_one, measure, numbered
from toolkit.storage.files import write_bytes

_COUNT = np.dtype([("line", "<u8"), ("site", "<u4"), ("count", "<u4")])
_RUN = 1 << 20  # lines counted in memory before they are spilled
_AT_ONCE = 4 << 20  # counts that the driver adds up at a time

Counts = npt.NDArray[np.void]
Integers = npt.NDArray[np.int64]
Lines = npt.NDArray[np.uint64]
_NO_LINES: Lines = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the driver learns of a shard: its sites and their pages, the runs of its spilled counts, its spans."""

    sites: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()  # counts in each
    stretches: tuple[Stretch, ...] = ()
    pins: tuple[tuple[str, Pin | Finding], ...] = ()  # of files whose first span lies here
    use: Use = field(default_factory=Use)


def observe(job: Job, shard: Shard) -> Observed:
    """How often each line stands on the pages of each site; the lines of each page are spilled for `refine`."""
    with _Observation(job, shard.number) as observation:
        stretches = tuple(filter(None, [observation.read(source) for source in shard.sources]))
        firsts = [source for source in shard.sources if source.span is not None and source.span.start == 0]
        return observation.observed(stretches, tuple((source.location, pin(source)) for source in firsts))


class _Observation:
    """Reads the sources of one shard in order."""

    def __init__(self, job: Job, shard: int) -> None:
        self._job = job
        self._shard = shard
        self._notes = Notes(job)
        self._lines = SetWriter(job.spill("lines", shard))
        self._sites: dict[str, int] = {}
        self._pages: Counter[str] = Counter()
        self._counts: Counter[tuple[int, int]] = Counter()
        self._runs: list[Counts] = []

    def __enter__(self) -> "_Observation":
        self._lines.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._lines.__exit__(*error)

    def read(self, source: Source) -> Stretch | None:
        """Take one source; what is to be known of a span."""
        streaks = Streaks()
        for item in read_documents(source, self._job.config.columns):
            streaks.add(item)
            if isinstance(item, RawDocument) and item.record is None:
                self._take(item)
        return measure(source, streaks) if source.span is not None else None

    def _take(self, page: RawDocument) -> None:
        site = page_site(page)
        lines = self._lines_of(page) if site is not None else _NO_LINES
        self._lines.add(lines)
        if site is None:
            return
        number = self._sites.setdefault(site, len(self._sites))
        self._pages[site] += 1
        self._counts.update((line, number) for line in lines.tolist())
        if len(self._counts) >= _RUN:
            self._close_run()

    def _lines_of(self, page: RawDocument) -> Lines:
        """What must be parsed is remembered; the lines of a text are read as quickly as the cache is."""
        if page.media == "text":
            return _lines_in(page)
        key = self._notes.key("lines", page.raw_sha256, page.media, type(page.content).__name__)
        known = self._notes.get(key)
        if known is not None:
            return np.frombuffer(known, dtype="<u8")
        lines = _lines_in(page)
        self._notes.put(key, lines.tobytes())
        return lines

    def _close_run(self) -> None:
        run = np.array([(line, site, count) for (line, site), count in self._counts.items()], dtype=_COUNT)
        self._runs.append(run[np.argsort(run["line"], kind="stable")])
        self._counts.clear()

    def observed(self, stretches: tuple[Stretch, ...], pins: tuple[tuple[str, Pin | Finding], ...]) -> Observed:
        """Spill the counts; what comes back is the summary."""
        self._close_run()
        write_array(self._job.spill("counts", self._shard), np.concatenate(self._runs))
        sites = tuple(self._sites)
        runs = tuple(map(len, self._runs))
        return Observed(sites, tuple(self._pages[site] for site in sites), runs, stretches, pins, self._notes.finish())


def _lines_in(page: RawDocument) -> Lines:
    """The digests of a page's lines as numbers, in ascending order."""
    _, digests = page_lines(page)
    return np.frombuffer(bytes.fromhex("".join(sorted(digests))), dtype=">u8").astype("<u8")


def reunited(shards: Sequence[Shard], observed: Sequence[Observed]) -> list[Shard] | None:
    """The shards to observe instead, where a file must be read as one after all; None where all is well.

    A reader gives a file up after too many errors in a row, wherever its spans were cut; and says once, not once a
    span, that it cannot be opened or that there is nothing in it.
    """
    pins = dict(pair for one in observed for pair in one.pins)
    bad = {
        location
        for location, stretches in _by_file(observed)
        if isinstance(pins[location], Finding) or not comes_out_as_one(stretches)
    }
    if not bad:
        return None
    return [Shard(shard.number, tuple(_whole(shard.sources, bad))) for shard in shards]


def _by_file(observed: Sequence[Observed]) -> Iterator[tuple[str, list[Stretch]]]:
    stretches = (stretch for one in observed for stretch in one.stretches)
    for location, group in groupby(stretches, lambda stretch: stretch.source.location):
        yield location, list(group)


def _whole(sources: Iterable[Source], bad: set[str]) -> Iterator[Source]:
    """The first span of a bad file becomes the file, the others go."""
    for source in sources:
        if source.span is None or source.location not in bad:
            yield source
        elif source.span.start == 0:
            yield source.whole()


def placed(shards: Sequence[Shard], observed: Sequence[Observed]) -> list[Shard]:
    """The shards with every span told what stands before it, and what names its file's content."""
    pins = dict(pair for one in observed for pair in one.pins)
    spans = iter([span for _, stretches in _by_file(observed) for span in numbered(stretches)])
    return [
        Shard(shard.number, tuple(_pinned(next(spans), pins) if one.span else one for one in shard.sources))
        for shard in shards
    ]


def _pinned(source: Source, pins: dict[str, Pin | Finding]) -> Source:
    found = pins[source.location]
    assert isinstance(found, Pin)
    assert source.span is not None
    return replace(source, span=replace(source.span, pin=found))


def add_up(job: Job, observed: Sequence[Observed]) -> Evidence:
    """The evidence of all shards, a part of the lines at a time; spilled for the workers."""
    numbers = {site: number for number, site in enumerate(sorted({site for one in observed for site in one.sites}))}
    pages = np.zeros(len(numbers), dtype=np.int64)
    for one in observed:
        np.add.at(pages, [numbers[site] for site in one.sites], np.array(one.pages, dtype=np.int64))
    least = np.array([least_pages(count) for count in pages.tolist()], dtype=np.int64)
    found: list[list[str]] = [[] for _ in numbers]
    for counts in _in_parts(job, observed, numbers):
        for site, line in _recurring(counts, least):
            found[site].append(f"{line:0{DIGEST_LENGTH}x}")
    evidence = Evidence({site: frozenset(found[number]) for site, number in numbers.items() if found[number]})
    recurring = {site: sorted(digests) for site, digests in evidence.recurring.items()}
    write_bytes(job.spill("evidence", 0), canonical_json(recurring), lasting=False)
    return evidence


def _in_parts(job: Job, observed: Sequence[Observed], numbers: dict[str, int]) -> Iterator[Counts]:
    """All counts, lines in ascending parts, sites by their common number."""
    parts = 1 + sum(sum(one.runs) for one in observed) // _AT_ONCE
    bounds = [round(part * 2**64 / parts) for part in range(1, parts)]
    runs = [list(_runs(job, shard, one, numbers)) for shard, one in enumerate(observed)]
    flat = [(sites, run, _cuts(run, bounds)) for one in runs for sites, run in one]
    for part in range(parts):
        pieces = [_renumbered(run[cuts[part] : cuts[part + 1]], sites) for sites, run, cuts in flat]
        yield np.concatenate([np.zeros(0, dtype=_COUNT), *pieces])


def _runs(job: Job, shard: int, one: Observed, numbers: dict[str, int]) -> Iterator[tuple[Integers, Counts]]:
    sites = np.array([numbers[site] for site in one.sites], dtype=np.int64)
    counts = np.load(job.spill("counts", shard), mmap_mode="r")
    ends = np.cumsum(one.runs)
    yield from ((sites, counts[end - size : end]) for end, size in zip(ends.tolist(), one.runs, strict=True))


def _cuts(run: Counts, bounds: Sequence[int]) -> list[int]:
    return [0, *np.searchsorted(run["line"], np.array(bounds, dtype=np.uint64)).tolist(), len(run)]


def _renumbered(run: Counts, sites: npt.NDArray[np.int64]) -> Counts:
    copy = np.array(run)
    copy["site"] = sites[copy["site"]] if len(copy) else 0
    return copy


def _recurring(counts: Counts, least: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """(site, line) of those on as many pages as it takes."""
    if not len(counts):
        return
    counts = counts[np.lexsort((counts["line"], counts["site"]))]
    same = (counts["line"][1:] == counts["line"][:-1]) & (counts["site"][1:] == counts["site"][:-1])
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    totals = np.add.reduceat(counts["count"].astype(np.int64), starts)
    kept = starts[totals >= least[counts["site"][starts]]]
    yield from zip(counts["site"][kept].tolist(), counts["line"][kept].tolist(), strict=True)


class PageEvidence:
    """The evidence as a worker asks for it: of the pages of one shard, in their order."""

    def __init__(self, job: Job, shard: int) -> None:
        self._recurring = _read_evidence(job.spill("evidence", 0))
        self._lines = iter(Sets(job.spill("lines", shard)))

    def next(self, page: RawDocument) -> Evidence:
        """What concerns the next page: which of its lines recur on its site."""
        lines, site = next(self._lines, _NO_LINES), page_site(page)
        recurring = self._recurring.get(site, frozenset()) if site else frozenset()
        found = recurring.intersection(lines.tolist()) if recurring else frozenset()
        return Evidence({site: frozenset(f"{line:0{DIGEST_LENGTH}x}" for line in found)} if site and found else {})


@lru_cache(maxsize=1)
def _read_evidence(path: Path) -> dict[str, frozenset[int]]:
    tree = json.loads(path.read_bytes())
    return {site: frozenset(int(digest, 16) for digest in digests) for site, digests in tree.items()}
