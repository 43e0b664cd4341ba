"""One shard on its way from raw documents to articles: everything refined, rejected and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.actions.build.identify import Identify
from toolkit.actions.build.job import Job
from toolkit.actions.build.notes import Notes, Use
from toolkit.actions.build.observe import PageEvidence
from toolkit.actions.build.questions import Answer
from toolkit.actions.build.rejected import document_id, reject_of, unnamed
from toolkit.actions.build.spills import ShardWriter
from toolkit.actions.build.verdict import Judge, Verdict, sketch_of
from toolkit.article import Article, RawDocument
from toolkit.clean.evidence import NONE
from toolkit.curate.candidates import sketched
from toolkit.curate.signature import band_keys, shingle_sets
from toolkit.finding import Finding, Reject, has_errors
from toolkit.read.documents import read_documents
from toolkit.read.opening import pin
from toolkit.read.source import Source
from toolkit.release.manifest import CleaningStats

_HELD = 1 << 19  # characters of articles held before they are spilled
BATCH, _BATCH_CHARS = 64, 1 << 17  # documents that are judged together, and characters or bytes in them


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
        self._judge_pages = Judge(job, helpers.notes)
        # Nothing else is asked about an article that is fit by itself.
        self._plain = not (job.growth.grows or job.denylist or job.benchmarks)
        self._number = number
        self._waiting: list[tuple[int, RawDocument | Finding]] = []  # each with the number of its file
        self._wanted = 0  # characters in them
        self._denials: Counter[int] = Counter()  # by the number of the file
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
        if isinstance(pinned, Finding):
            self._await(pinned)
            return
        documents = 0
        for item in read_documents(source, self._job.config.columns):
            documents += isinstance(item, RawDocument)
            self._await(item)
        self._documents += documents
        self._inputs.append(ReadFile(source.raw_path, pinned.sha256, pinned.size, documents))

    def _await(self, item: RawDocument | Finding) -> None:
        """Documents are judged in batches, which is quicker; what is said of files waits among them, in order."""
        self._waiting.append((len(self._inputs), item))
        self._wanted += len(item.content) if isinstance(item, RawDocument) else 0
        if len(self._waiting) >= BATCH or self._wanted >= _BATCH_CHARS:
            self._close_batch()

    def _close_batch(self) -> None:
        waiting, self._waiting, self._wanted = self._waiting, [], 0
        verdicts = iter(self._verdicts([item for _, item in waiting if isinstance(item, RawDocument)]))
        for file, item in waiting:
            if isinstance(item, RawDocument):
                verdict = next(verdicts)
                self._denials[file] += verdict is not None and self._judge(item, verdict)
            else:
                self._note_unread(item)

    def _verdicts(self, documents: Sequence[RawDocument]) -> Iterator[Verdict | None]:
        """A verdict on each; None for a page that is settled."""
        asked = [(one, self._evidence.next(one) if one.record is None else NONE) for one in documents]
        settled = [self._identify.settled(one) for one in documents]
        fresh = [pair for pair, ranks in zip(asked, settled, strict=True) if not ranks]
        judged = iter(self._judge_pages.verdicts(fresh))
        for ranks in settled:
            self._settled += ranks
            yield None if ranks else next(judged)

    def _note_unread(self, finding: Finding) -> None:
        if finding.severity == "warning":
            self._warnings[finding.name] += 1
            return
        self._unread[finding.name] += 1
        self._troubled.append(finding.where.path or "")
        self._writer.reject(Reject(finding.where.path or "", -1, (finding,)))

    def _judge(self, document: RawDocument, verdict: Verdict) -> bool:
        """Take one document; whether it is denied."""
        self._count(verdict)
        if self._plain and verdict.sketch and verdict.row and not self._job.overrides.of(verdict.row["id"]):
            self._warn(verdict.findings)
            self._add(Taken(verdict.row, verdict.sketch, document.page_digest))
            return False
        return self._weigh(document, verdict)

    def _weigh(self, document: RawDocument, verdict: Verdict) -> bool:
        """What baseline, maintainer, denylist and benchmarks make of it; whether it is denied."""
        article = verdict.article and self._identify.adopt(document, verdict.article)
        answer = self._job.questions.answer(document, article, verdict.findings)
        self._note_overrides(document, answer)
        if answer.mark is not None:
            self._refuse(document, unnamed(document, article, answer.mark))
            return True
        self._warn(answer.findings)
        if article is not None and not has_errors(answer.findings):
            self._take(document, article, verdict)
        else:
            self._refuse(document, reject_of(document, article, answer.findings))
        return False

    def _note_overrides(self, document: RawDocument, answer: Answer) -> None:
        if answer.actions:
            self._overridden[answer.article.id if answer.article else document_id(document)] = answer.actions
            self._refused += answer.refused

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

    def _count(self, verdict: Verdict) -> None:
        self._lines[True] += verdict.lines[0]
        self._lines[False] += verdict.lines[1]
        for rule, times in verdict.rules.items():
            self._rules[rule] += times

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
        """Judge and spill the rest; what comes back is the summary."""
        self._close_batch()
        self._spill()
        rules = dict(sorted(self._rules.items()))
        cleaning = CleaningStats(lines_kept=self._lines[True], lines_cut=self._lines[False], rules=rules)
        counts = self._rejects, self._unread, self._warnings
        by_hand = self._overridden, tuple(self._refused)
        met = Met(tuple(self._settled), tuple(self._met), tuple(self._troubled))
        inputs = tuple(replace(file, denials=self._denials[number]) for number, file in enumerate(self._inputs))
        return Refined(self._documents, inputs, *counts, cleaning, *by_hand, met, self._notes.finish())
