"""One shard on its way from raw documents to articles: everything refined, rejected and counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.actions.build.identify import Identify
from toolkit.actions.build.job import Job
from toolkit.actions.build.notes import Notes, Use
from toolkit.actions.build.observe import PageEvidence
from toolkit.actions.build.rejected import document_id, known_of, reject_of, unnamed
from toolkit.actions.build.spills import ShardWriter
from toolkit.actions.build.verdict import Judge, Verdict, sketch_of
from toolkit.article import Article, RawDocument
from toolkit.clean.evidence import NONE, Evidence
from toolkit.curate.candidates import sketched
from toolkit.curate.denylist import NEAR, denied
from toolkit.curate.overrides import drops, private_left, set_fields
from toolkit.curate.signature import band_keys, shingle_sets
from toolkit.curate.validate import check_record
from toolkit.errors import Where
from toolkit.finding import Finding, Reject, has_errors
from toolkit.read.documents import read_documents
from toolkit.read.opening import pin
from toolkit.read.source import Source
from toolkit.release.manifest import CleaningStats

_HELD = 1 << 19  # characters of articles held before they are spilled


@dataclass(frozen=True, slots=True)
class Met:
    """What a shard tells of the baseline's rows, by rank, and of the files that it could not read."""

    settled: tuple[int, ...] = ()  # whose page was met as it was, and not cleaned again
    again: tuple[tuple[int, str | None], ...] = ()  # whose page was cleaned again, and why it is no article now
    troubled: tuple[str, ...] = ()  # raw files that could not be read, or not to their end


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of raw/, or a span of one, as it was read; `size` and `sha256` are the file's."""

    path: str
    sha256: str
    size: int
    documents: int
    denials: int = 0  # documents that were taken down


@dataclass(frozen=True, slots=True)
class Refined:
    """What the driver learns of a shard: no text. Its candidates are spilled."""

    documents: int
    inputs: tuple[ReadFile, ...]
    rejects: Counter[str]
    unread: Counter[str]
    warnings: Counter[str]
    cleaning: CleaningStats
    overridden: Mapping[str, tuple[str, ...]]  # id -> the actions that were taken on it by hand
    refused: tuple[Finding, ...] = ()  # lines of overrides.jsonl that were not done
    met: Met = field(default_factory=Met)
    use: Use = field(default_factory=Use)


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that is fit: its row, and what its candidate says besides where nothing was changed since."""

    row: dict[str, Any]
    sketch: dict[str, Any]
    page_digest: str


@dataclass(frozen=True, slots=True)
class Helpers:
    """Whom a refinement asks and tells."""

    evidence: PageEvidence
    identify: Identify
    notes: Notes
    writer: ShardWriter


class Refinement:
    """Takes the sources of one shard in order, spills what it makes of them, and counts."""

    def __init__(self, job: Job, number: int, helpers: Helpers) -> None:
        self._job = job
        self._evidence = helpers.evidence
        self._identify = helpers.identify
        self._notes = helpers.notes
        self._writer = helpers.writer
        self._judge_page = Judge(job, helpers.notes)
        # Nothing else is asked about an article that is fit by itself.
        self._plain = not (job.growth.grows or job.denylist or job.benchmarks)
        self._number = number
        self._taken: list[Taken] = []
        self._held = 0  # characters in them
        self._spilled = 0  # rows
        self._rejects: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._documents = 0
        self._inputs: list[ReadFile] = []
        self._warnings: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._lines: Counter[bool] = Counter()  # kept or not
        self._overridden: dict[str, tuple[str, ...]] = {}
        self._settled: list[int] = []
        self._met: list[tuple[int, str | None]] = []
        self._troubled: list[str] = []
        self._refused: list[Finding] = []

    def take(self, source: Source) -> None:
        """Read one source to its end, its content pinned beforehand."""
        pinned = source.span.pin if source.span and source.span.pin else pin(source)
        documents = denials = 0
        if isinstance(pinned, Finding):
            self._note_unread(pinned)
            return
        for item in read_documents(source, self._job.config.columns):
            if isinstance(item, RawDocument):
                documents += 1
                denials += self._judge(item)
            else:
                self._note_unread(item)
        self._documents += documents
        self._inputs.append(ReadFile(source.raw_path, pinned.sha256, pinned.size, documents, denials))

    def _note_unread(self, finding: Finding) -> None:
        if finding.severity == "warning":
            self._warnings[finding.name] += 1
            return
        self._unread[finding.name] += 1
        self._troubled.append(finding.where.path or "")
        self._writer.reject(Reject(finding.where.path or "", -1, (finding,)))

    def _judge(self, document: RawDocument) -> bool:
        """Take one document; whether it is denied."""
        evidence = self._evidence.next(document) if document.record is None else NONE
        settled = self._identify.settled(document)
        if settled:
            self._settled += settled
            return False
        verdict = self._verdict(document, evidence)
        if self._plain and verdict.sketch and verdict.row and not self._job.overrides.of(verdict.row["id"]):
            self._warn(verdict.findings)
            self._add(Taken(verdict.row, verdict.sketch, document.page_digest))
            return False
        return self._weigh(document, verdict)

    def _weigh(self, document: RawDocument, verdict: Verdict) -> bool:
        """What baseline, maintainer, denylist and benchmarks make of it; whether it is denied."""
        article, findings = verdict.article, list(verdict.findings)
        if article is not None:
            article = self._identify.adopt(document, article)
        article, findings = self._by_hand(document, article, findings)
        mark = self._denied(document, article)
        if mark is not None:
            self._refuse(document, unnamed(document, article, mark))
            return True
        findings += self._contaminated(article) if article and not has_errors(findings) else []
        self._warn(findings)
        if article is not None and not has_errors(findings):
            self._take(document, article, verdict)
        else:
            self._refuse(document, reject_of(document, article, findings))
        return False

    def _warn(self, findings: Iterable[Finding]) -> None:
        for name in {finding.name for finding in findings if finding.severity == "warning"}:
            self._warnings[name] += 1

    def _take(self, document: RawDocument, article: Article, verdict: Verdict) -> None:
        unchanged = article is verdict.article and verdict.row is not None
        row = verdict.row if unchanged and verdict.row is not None else article.model_dump(mode="json")
        known = verdict.sketch if unchanged and verdict.sketch is not None else sketch_of(row, self._job)
        self._add(Taken(row, known, document.page_digest))
        self._met += [(rank, None) for rank in self._identify.met(document)]

    def _add(self, taken: Taken) -> None:
        self._taken.append(taken)
        self._held += len(taken.row["text"])
        if self._held >= _HELD:
            self._spill()

    def _refuse(self, document: RawDocument, reject: Reject) -> None:
        self._rejects[reject.reason] += 1
        self._writer.reject(reject)
        self._met += [(rank, reject.reason) for rank in self._identify.met(document)]

    def _contaminated(self, article: Article) -> list[Finding]:
        """What it shares with a benchmark; the maintainer's word brings it back."""
        benchmarks = self._job.benchmarks
        if benchmarks is None or self._job.overrides.keeps(article.id):
            return []
        return benchmarks.findings(article.text, Where(article.raw_path))

    def _denied(self, document: RawDocument, article: Article | None) -> str | None:
        """By what it is known to have been taken down. The maintainer's word brings back a near copy, nothing else."""
        if not self._job.denylist:
            return None
        known = article.model_dump() if article else known_of(document)
        mark = denied(self._job.denylist, known)
        return None if mark == NEAR and self._job.overrides.keeps(known["id"]) else mark

    def _by_hand(
        self, document: RawDocument, article: Article | None, findings: list[Finding]
    ) -> tuple[Article | None, list[Finding]]:
        """What the maintainer's overrides make of it; they cannot make an article of a page that holds none."""
        overrides = self._job.overrides
        identity = article.id if article else document_id(document)
        said = overrides.of(identity)
        if not said:
            return article, findings
        self._overridden[identity] = tuple(override.action for _, override in said)
        if article is not None:
            refused = private_left(article, overrides, self._job.config)
            self._refused += refused
            findings = [f for f in findings if f.severity == "warning"] if overrides.keeps(identity) else findings
            findings = [*refused, *findings]
        return article, [*drops(identity, overrides, Where(document.raw_path, document.line)), *findings]

    def _verdict(self, document: RawDocument, evidence: Evidence) -> Verdict:
        if document.record is not None:
            where = Where(document.raw_path, document.line)
            article, findings = check_record(document.record, self._job.model, self._job.config, where)
            return Verdict.of(self._job, article and set_fields(article, self._job.overrides), findings)
        verdict = self._judge_page.verdict(document, evidence)
        self._lines[True] += verdict.lines[0]
        self._lines[False] += verdict.lines[1]
        for rule, times in verdict.rules.items():
            self._rules[rule] += times
        return verdict

    def _spill(self) -> None:
        """Write what was taken, so that a shard of any size is refined in bounded memory."""
        sets = shingle_sets(one.row["text"] for one in self._taken)
        keys = band_keys(sets).astype("<u8")
        lines = [
            {
                **sketched(one.row, one.sketch, keys[place].tobytes(), self._number, self._spilled + place),
                **self._beside(one),
            }
            for place, one in enumerate(self._taken)
        ]
        self._writer.add([one.row for one in self._taken], sets, lines)
        self._spilled += len(self._taken)
        self._taken, self._held = [], 0

    def _beside(self, one: Taken) -> dict[str, Any]:
        return {
            "page_digest": one.page_digest,
            "columns": len(self._job.growth.columns) - 1,
            "equal": self._identify.is_equal(one.row),
            "kept": self._job.overrides.keeps(one.row["id"]),
        }

    def refined(self) -> Refined:
        """Spill the rest; what comes back is the summary."""
        self._spill()
        rules = dict(sorted(self._rules.items()))
        cleaning = CleaningStats(lines_kept=self._lines[True], lines_cut=self._lines[False], rules=rules)
        counts = self._rejects, self._unread, self._warnings
        by_hand = self._overridden, tuple(self._refused)
        met = Met(tuple(self._settled), tuple(self._met), tuple(self._troubled))
        return Refined(self._documents, tuple(self._inputs), *counts, cleaning, *by_hand, met, self._notes.finish())
