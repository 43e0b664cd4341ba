"""What a build gathered from its tasks and decided on, and the funnel that counts it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from toolkit.actions.build.decide import Decision
from toolkit.actions.build.entries import Entries
from toolkit.actions.build.job import Job
from toolkit.actions.build.observe import Observed
from toolkit.actions.build.origin import Origin
from toolkit.actions.build.refine import ReadFile, Refined
from toolkit.clean.evidence import NONE, Evidence
from toolkit.curate.contest import RETURNED, Table
from toolkit.curate.overrides import FILE_NAME as OVERRIDES
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.read.source import Listing
from toolkit.release.changes import Changes
from toolkit.release.manifest import Funnel, InputFile
from toolkit.release.version import Version


@dataclass(frozen=True)
class Gathered:
    """What the tasks brought back, and what was decided on it."""

    job: Job
    origin: Origin
    listing: Listing
    refined: tuple[Refined, ...]
    candidates: pa.Table
    table: Table
    decision: Decision
    observed: tuple[Observed, ...] = ()
    evidence: Evidence = NONE

    @cached_property
    def inputs(self) -> tuple[InputFile, ...]:
        """The files that were read. The manifest is published: it names none that holds only what was taken down."""
        parts: dict[str, list[ReadFile]] = {}
        for part in (part for one in self.refined for part in one.inputs):
            parts.setdefault(part.path, []).append(part)
        return tuple(_input(found) for found in parts.values() if not _is_denied(found))

    @cached_property
    def index(self) -> pa.Table:
        """index.parquet as it will be."""
        read = {file.path for file in self.inputs}
        return Entries(self.candidates, self.table, self.decision, self.origin.baseline, read).index()

    @cached_property
    def overridden(self) -> dict[str, tuple[str, ...]]:
        """Ids that overrides.jsonl spoke of and that were met, with the actions taken."""
        overrides = self.job.overrides
        carried = {self.table.columns["id"][item] for item in range(len(self.table)) if self.table.is_carried(item)}
        by_hand = {
            one: tuple(said.action for _, said in overrides.of(one)) for one in overrides.by_id if one in carried
        }
        return {**by_hand, **{one: actions for part in self.refined for one, actions in part.overridden.items()}}

    @cached_property
    def carried(self) -> int:
        """Rows of the baseline that stand for no document that was read: their page lay elsewhere, or not here."""
        of, losses = self.table.columns, self.decision.losses
        met = {rank for one in self.refined for rank in one.met.settled}
        met |= {loss.winner for loss in losses.values() if loss.name == RETURNED and loss.winner is not None}
        uncounted = {item for item, loss in losses.items() if not loss.counted}
        return sum(of["carried"][item] and item not in met and item not in uncounted for item in range(len(self.table)))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the project's own files: facts without a page, overrides that could not be done."""
        overrides = self.job.overrides
        unused = sorted(set(overrides.by_id) - set(self.overridden))
        lines = {identity: overrides.of(identity)[0][0] for identity in unused}
        missed = (Finding("override_unused", Where(OVERRIDES, lines[one]), {"id": one}) for one in unused)
        refused = (finding for one in self.refined for finding in one.refused)
        return (*self.listing.findings, *missed, *refused)


def _input(parts: Sequence[ReadFile]) -> InputFile:
    first = parts[0]
    return InputFile(
        path=first.path, sha256=first.sha256, bytes=first.size, documents=sum(part.documents for part in parts)
    )


def _is_denied(parts: Sequence[ReadFile]) -> bool:
    denials = sum(part.denials for part in parts)
    return denials > 0 and denials >= sum(part.documents for part in parts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The version of the release, and its changes against the baseline; None where it grew from nothing."""

    version: Version
    changes: Changes | None = None


def funnel(gathered: Gathered) -> Funnel:
    """From raw files to rows, each loss counted by its reason."""
    refined, losses = gathered.refined, gathered.decision.losses.values()
    said = Counter(finding.name for finding in gathered.findings if finding.severity == "warning")
    return Funnel(
        files=len(gathered.listing.sources),
        documents=sum(one.documents for one in refined),
        carried=gathered.carried,
        rows=len(gathered.decision.splits),
        rejects=total_of([*(one.rejects for one in refined), Counter(loss.name for loss in losses if loss.counted)]),
        unread=total_of(one.unread for one in refined),
        warnings=total_of([said, *(one.warnings for one in refined)]),
        overrides=total_of(Counter(set(actions)) for actions in gathered.overridden.values()),
    )


def empty_build(gathered: Gathered) -> InputError:
    """No page became a row: say why not."""
    counts = funnel(gathered)
    reasons = ", ".join(f"{count} {name}" for name, count in {**counts.unread, **counts.rejects}.items())
    what = f"no page of {counts.documents} became a row" + (f" ({reasons})" if reasons else "")
    return InputError(what, where=Where("raw"), mend="look at one page with: imprint clean --explain PATH")


def total_of(counters: Iterable[Counter[str]]) -> dict[str, int]:
    """All counters added up, names in alphabetical order."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return dict(sorted(total.items()))
