"""A page cleaned and judged once more, by the rules and files of the project as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.actions.build.contamination import Benchmarks, index_benchmarks
from toolkit.actions.build.rejected import known_of
from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.project import Project
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.evidence import Evidence
from toolkit.clean.rules import book_of
from toolkit.curate.denylist import NEAR, denied
from toolkit.curate.overrides import drops, private_left, set_fields
from toolkit.curate.screen import screen
from toolkit.curate.validate import check_record
from toolkit.describe.explanation import Cleaning, Counted, Rerun, Verdict
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors
from toolkit.release.index import COPY_REASONS

# Reasons that lie in other pages, not in this one.
_COMPARED = COPY_REASONS | {"superseded", "pruned"}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a build would make of a document, and by what mark it was taken down, if it was."""

    article: Article | None
    findings: tuple[Finding, ...]
    trace: Trace
    mark: str | None = None

    @property
    def reason(self) -> str | None:
        """The name of the first error; None where a row could come of it."""
        return next((finding.name for finding in self.findings if finding.severity == "error"), None)


@dataclass(frozen=True)
class Judge:
    """Judges documents one by one; `scratch` is a folder of its own. The order of its questions is that of a build."""

    project: Project
    scratch: Path

    @cached_property
    def cleaner(self) -> Cleaner:
        """The project's."""
        return make_cleaner(self.project.config, self.project.schema.resolve())

    @cached_property
    def benchmarks(self) -> Benchmarks | None:
        """Those of [decontaminate], indexed."""
        return index_benchmarks(self.project.root, self.project.config.decontaminate, self.scratch)

    def judge(self, document: RawDocument, evidence: Evidence, identity: str | None) -> Judged:
        """`identity`: the id that the article was published with, where that is another than the page's own."""
        judged = self._by_hand(self._cleaned(document, evidence, identity), document, identity)
        known = judged.article.model_dump() if judged.article else known_of(document)
        mark = denied(self.project.denylist, known) if self.project.denylist else None
        if mark is not None and not (mark == NEAR and self.project.overrides.keeps(known["id"])):
            finding = Finding("taken_down", Where(document.raw_path, document.line), {"mark": mark})
            return Judged(None, (finding,), Trace(), mark)
        return replace(judged, findings=(*judged.findings, *self._last(judged, document)))

    def _cleaned(self, document: RawDocument, evidence: Evidence, identity: str | None) -> Judged:
        where, config = Where(document.raw_path, document.line), self.project.config
        if document.record is not None:
            article, findings = check_record(document.record, self.cleaner.model, config, where)
            return Judged(article and set_fields(article, self.project.overrides), tuple(findings), Trace())
        cleaned = self.cleaner.clean(document, evidence)
        if cleaned.article is None:
            return Judged(None, cleaned.findings, cleaned.trace)
        article = set_fields(cleaned.article, self.project.overrides)
        said = (*cleaned.findings, *screen(article, config, where))
        return Judged(article.model_copy(update={"id": identity or article.id}), said, cleaned.trace)

    def _by_hand(self, judged: Judged, document: RawDocument, identity: str | None) -> Judged:
        overrides = self.project.overrides
        identity = judged.article.id if judged.article else identity or known_of(document)["id"]
        findings, refused = list(judged.findings), list[Finding]()
        if judged.article is not None and overrides.of(identity):
            refused = private_left(judged.article, overrides, self.project.config)
            findings = [f for f in findings if f.severity == "warning"] if overrides.keeps(identity) else findings
        dropped = drops(identity, overrides, Where(document.raw_path, document.line))
        return replace(judged, findings=(*dropped, *refused, *findings))

    def _last(self, judged: Judged, document: RawDocument) -> list[Finding]:
        """What is asked of a sound article alone: contamination, then rights."""
        article = judged.article
        if article is None or has_errors(judged.findings) or self.project.overrides.keeps(article.id):
            return []
        where = Where(document.raw_path, document.line)
        shared = self.benchmarks.findings(article.text, where) if self.benchmarks else []
        if shared or article.rights_status in self.project.config.rights.publish:
            return shared
        return [Finding("rights_withheld", where, {"status": article.rights_status})]


def rerun_of(
    judge: Judge, judged: Judged, counted: Counted, row: Mapping[str, Any] | None, reason: str | None
) -> Rerun:
    """The value that is shown; `row` and `reason` are what the release says of the page."""
    article, book = judged.article, book_of(judge.project.config.clean)
    return Rerun(
        Cleaning.of(judged.trace, book.reason),
        counted,
        judge.cleaner.fingerprint,
        tuple(map(Verdict.of, judged.findings)),
        article.title if article else None,
        len(article.text) if article else None,
        _agrees(judged, row, reason),
    )


def _agrees(judged: Judged, row: Mapping[str, Any] | None, reason: str | None) -> bool | None:
    if row is not None:
        return judged.article is not None and judged.article.text == row["text"]
    return None if reason is None else judged.reason == (None if reason in _COMPARED else reason)
