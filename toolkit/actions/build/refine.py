"""One shard on its way from raw documents to articles: everything refined, rejected and counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from toolkit.actions.build.identify import Identify
from toolkit.actions.build.job import Job
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.evidence import Evidence
from toolkit.curate.candidates import CANDIDATE_SCHEMA, candidate, compared_digest
from toolkit.curate.denylist import NEAR, denied
from toolkit.curate.overrides import drops, private_left, set_fields
from toolkit.curate.screen import screen
from toolkit.curate.signature import Shingles, band_keys, shingles
from toolkit.curate.validate import check_record
from toolkit.errors import Where
from toolkit.finding import Finding, Reject, has_errors
from toolkit.identity import article_id
from toolkit.read.documents import read_documents
from toolkit.read.opening import pin
from toolkit.read.source import Source
from toolkit.release.manifest import CleaningStats, InputFile


@dataclass(frozen=True, slots=True)
class Met:
    """What a shard tells of the baseline's rows, by rank, and of the files that it could not read."""

    settled: tuple[int, ...] = ()  # whose page was met as it was, and not cleaned again
    again: tuple[tuple[int, str | None], ...] = ()  # whose page was cleaned again, and why it is no article now
    troubled: tuple[str, ...] = ()  # raw files that could not be read, or not to their end


@dataclass(frozen=True, slots=True)
class Refined:
    """What the driver learns of a shard: no text."""

    candidates: pa.Table
    documents: int
    inputs: tuple[InputFile, ...]
    rejects: Counter[str]
    unread: Counter[str]
    warnings: Counter[str]
    cleaning: CleaningStats
    overridden: Mapping[str, tuple[str, ...]]  # id -> the actions that were taken on it by hand
    refused: tuple[Finding, ...] = ()  # lines of overrides.jsonl that were not done
    met: Met = field(default_factory=Met)


class Refinement:
    """Takes the sources of one shard in order, and gathers."""

    def __init__(self, job: Job, evidence: Evidence, number: int, identify: Identify) -> None:
        self._job = job
        self._evidence = evidence
        self._identify = identify
        self.number = number
        self.articles: list[Article] = []
        self.rejects: list[Reject] = []
        self.unread: Counter[str] = Counter()
        self._documents = 0
        self._inputs: list[InputFile] = []
        self._warnings: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._lines: Counter[bool] = Counter()  # kept or not
        self._overridden: dict[str, tuple[str, ...]] = {}
        self._pages: list[str] = []  # page digests of the articles
        self._settled: list[int] = []
        self._met: list[tuple[int, str | None]] = []
        self._troubled: list[str] = []
        self._refused: list[Finding] = []

    def take(self, source: Source) -> None:
        """Read one source to its end, its content pinned beforehand."""
        pinned, documents, denials = pin(source), 0, 0
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
        file = InputFile(path=source.raw_path, sha256=pinned.sha256, bytes=pinned.size, documents=documents)
        # The manifest is published: it names no file that holds nothing but what was taken down.
        self._inputs += [file] if not denials or denials < documents else []

    def _note_unread(self, finding: Finding) -> None:
        if finding.severity == "warning":
            self._warnings[finding.name] += 1
            return
        self.unread[finding.name] += 1
        self._troubled.append(finding.where.path or "")
        self.rejects.append(Reject(finding.where.path or "", -1, (finding,)))

    def _judge(self, document: RawDocument) -> bool:
        """Take one document; whether it is denied."""
        settled = self._identify.settled(document)
        if settled:
            self._settled += settled
            return False
        article, findings = self._article(document)
        if article is not None:
            article = self._identify.adopt(document, article)
        article, findings = self._by_hand(document, article, findings)
        mark = self._denied(document, article)
        if mark is not None:
            self._refuse(document, _unnamed(document, article, mark))
            return True
        findings += self._contaminated(article) if article and not has_errors(findings) else []
        self._warnings.update({finding.name for finding in findings if finding.severity == "warning"})
        if article is not None and not has_errors(findings):
            self._take(document, article)
        else:
            self._refuse(document, _reject(document, article, findings))
        return False

    def _take(self, document: RawDocument, article: Article) -> None:
        self.articles.append(article)
        self._pages.append(document.page_digest)
        self._met += [(rank, None) for rank in self._identify.met(document)]

    def _refuse(self, document: RawDocument, reject: Reject) -> None:
        self.rejects.append(reject)
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
        identity = article.id if article else _document_id(document)
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

    def _article(self, document: RawDocument) -> tuple[Article | None, list[Finding]]:
        where = Where(document.raw_path, document.line)
        if document.record is not None:
            article, findings = check_record(document.record, self._job.model, self._job.config, where)
            return (article and set_fields(article, self._job.overrides)), findings
        cleaned = self._job.cleaner.clean(document, self._evidence)
        if cleaned.article is None:
            return None, list(cleaned.findings)
        self._count(cleaned.trace)
        article = set_fields(cleaned.article, self._job.overrides)
        return article, [*cleaned.findings, *screen(article, self._job.config, where)]

    def _count(self, trace: Trace) -> None:
        for verdict in trace.verdicts:
            self._lines[verdict.kept] += 1
        self._rules.update(verdict.rule for verdict in trace.verdicts if not verdict.kept)
        self._rules.update(cut.rule for cut in trace.cuts)

    def signed(self) -> tuple[list[dict[str, Any]], list[Shingles], Refined]:
        """The rows, the shingles of each, and the summary."""
        rows = [article.model_dump(mode="json") for article in self.articles]
        sets = [shingles(row["text"]) for row in rows]
        keys = band_keys(sets).astype("<u8")
        lines = [
            {**candidate(row, keys[place].tobytes(), self.number, place), **self._beside(row, self._pages[place])}
            for place, row in enumerate(rows)
        ]
        return rows, sets, self._summary(pa.Table.from_pylist(lines, schema=CANDIDATE_SCHEMA))

    def _beside(self, row: dict[str, Any], page_digest: str) -> dict[str, Any]:
        columns = self._job.growth.columns
        return {
            "page_digest": page_digest,
            "columns": len(columns) - 1,
            "row_digest": compared_digest(row, columns[-1]),
            "equal": self._identify.is_equal(row),
            "kept": self._job.overrides.keeps(row["id"]),
        }

    def _summary(self, candidates: pa.Table) -> Refined:
        reasons = Counter(reject.reason for reject in self.rejects if reject.raw_index >= 0)
        rules = dict(sorted(self._rules.items()))
        cleaning = CleaningStats(lines_kept=self._lines[True], lines_cut=self._lines[False], rules=rules)
        counts = reasons, self.unread, self._warnings
        by_hand = self._overridden, tuple(self._refused)
        met = Met(tuple(self._settled), tuple(self._met), tuple(self._troubled))
        return Refined(candidates, self._documents, tuple(self._inputs), *counts, cleaning, *by_hand, met)


def _document_id(document: RawDocument) -> str:
    """The id the document's article would have, so that a reject can be named in overrides.jsonl too."""
    record = document.record or {}
    if isinstance(record.get("id"), str):
        return str(record["id"])
    return article_id(document.facts.url, document.raw_sha256)[0]


def known_of(document: RawDocument) -> dict[str, Any]:
    """What a document that is no article is known by; a record states it itself."""
    page = {"url": document.facts.url, "raw_sha256": document.raw_sha256}
    return {**(page if document.record is None else document.record), "id": _document_id(document)}


def _unnamed(document: RawDocument, article: Article | None, mark: str) -> Reject:
    """The reject of what was taken down: where it lies and what it is known by; not its title, url or other faults."""
    finding = Finding("taken_down", Where(document.raw_path, document.line), {"mark": mark})
    known = article.model_dump() if article else known_of(document)
    return Reject(document.raw_path, document.raw_index, (finding,), document.raw_sha256, known["id"])


def _reject(document: RawDocument, article: Article | None, findings: list[Finding]) -> Reject:
    where = Where(document.raw_path, document.line)
    if not has_errors(findings):
        findings = [*findings, Finding("no_article", where)]
    return Reject(
        document.raw_path,
        document.raw_index,
        tuple(findings),
        document.raw_sha256,
        article.id if article else _document_id(document),
        article.title if article else None,
        article.url if article else None,
    )
