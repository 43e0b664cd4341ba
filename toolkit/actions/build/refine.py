"""One shard on its way from raw documents to articles: everything refined, rejected and counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from toolkit.actions.build.job import Job
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.evidence import Evidence
from toolkit.curate.candidates import CANDIDATE_SCHEMA, candidate
from toolkit.curate.overrides import drops, set_fields
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
class Refined:
    """What the driver learns of a shard: no text."""

    candidates: pa.Table
    inputs: tuple[InputFile, ...]
    rejects: Counter[str]
    unread: Counter[str]
    warnings: Counter[str]
    cleaning: CleaningStats
    overridden: Mapping[str, tuple[str, ...]]  # id -> the actions that were taken on it by hand


class Refinement:
    """Takes the sources of one shard in order, and gathers."""

    def __init__(self, job: Job, evidence: Evidence, number: int) -> None:
        self._job = job
        self._evidence = evidence
        self.number = number
        self.articles: list[Article] = []
        self.rejects: list[Reject] = []
        self.unread: Counter[str] = Counter()
        self._inputs: list[InputFile] = []
        self._warnings: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._lines: Counter[bool] = Counter()  # kept or not
        self._overridden: dict[str, tuple[str, ...]] = {}

    def take(self, source: Source) -> None:
        """Read one source to its end, its content pinned beforehand."""
        pinned, documents = pin(source), 0
        if isinstance(pinned, Finding):
            self._note_unread(pinned)
            return
        for item in read_documents(source, self._job.config.columns):
            if isinstance(item, RawDocument):
                documents += 1
                self._judge(item)
            else:
                self._note_unread(item)
        file = InputFile(path=source.raw_path, sha256=pinned.sha256, bytes=pinned.size, documents=documents)
        self._inputs.append(file)

    def _note_unread(self, finding: Finding) -> None:
        if finding.severity == "warning":
            self._warnings[finding.name] += 1
            return
        self.unread[finding.name] += 1
        self.rejects.append(Reject(finding.where.path or "", -1, (finding,)))

    def _judge(self, document: RawDocument) -> None:
        article, findings = self._by_hand(document, *self._article(document))
        self._warnings.update({finding.name for finding in findings if finding.severity == "warning"})
        if article is not None and not has_errors(findings):
            self.articles.append(article)
        else:
            self.rejects.append(_reject(document, article, findings))

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
            article = set_fields(article, overrides)
            findings = [f for f in findings if f.severity == "warning"] if overrides.keeps(identity) else findings
        return article, [*drops(identity, overrides, Where(document.raw_path, document.line)), *findings]

    def _article(self, document: RawDocument) -> tuple[Article | None, list[Finding]]:
        where = Where(document.raw_path, document.line)
        if document.record is not None:
            return check_record(document.record, self._job.model, self._job.config, where)
        cleaned = self._job.cleaner.clean(document, self._evidence)
        if cleaned.article is None:
            return None, list(cleaned.findings)
        self._count(cleaned.trace)
        return cleaned.article, [*cleaned.findings, *screen(cleaned.article, self._job.config, where)]

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
        kept = self._job.overrides.keeps
        lines = [
            {**candidate(row, keys[place].tobytes(), self.number, place), "kept": kept(row["id"])}
            for place, row in enumerate(rows)
        ]
        return rows, sets, self._summary(pa.Table.from_pylist(lines, schema=CANDIDATE_SCHEMA))

    def _summary(self, candidates: pa.Table) -> Refined:
        reasons = Counter(reject.reason for reject in self.rejects if reject.raw_index >= 0)
        rules = dict(sorted(self._rules.items()))
        cleaning = CleaningStats(lines_kept=self._lines[True], lines_cut=self._lines[False], rules=rules)
        inputs, overridden = tuple(self._inputs), self._overridden
        return Refined(candidates, inputs, reasons, self.unread, self._warnings, cleaning, overridden)


def _document_id(document: RawDocument) -> str:
    """The id the document's article would have, so that a reject can be named in overrides.jsonl too."""
    record = document.record or {}
    if isinstance(record.get("id"), str):
        return str(record["id"])
    return article_id(document.facts.url, document.raw_sha256)[0]


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
