"""A page cleaned and judged once more, by the rules and files of the project as they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.actions.build.contamination import index_benchmarks
from toolkit.actions.build.questions import Answer, Questions
from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.project import Project
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.evidence import Evidence
from toolkit.clean.rules import book_of
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
    """Judges documents one by one as a build would; `scratch` is a folder of its own."""

    project: Project
    scratch: Path

    @cached_property
    def questions(self) -> Questions:
        """Those of a build."""
        project = self.project
        cleaner = make_cleaner(project.config, project.schema.resolve())
        benchmarks = index_benchmarks(project.root, project.config.decontaminate, self.scratch)
        return Questions(project.config, cleaner, project.overrides, project.denylist, benchmarks)

    def judge(self, document: RawDocument, evidence: Evidence, identity: str | None) -> Judged:
        """`identity`: the id that the article was published with, where that is another than the page's own."""
        (examined,) = self.questions.examine([(document, evidence)])
        article = examined.article
        if article is not None and identity and document.record is None:
            article = article.model_copy(update={"id": identity})
        answer = self.questions.answer(document, article, examined.findings, identity)
        if answer.mark is not None:
            finding = Finding("taken_down", Where(document.raw_path, document.line), {"mark": answer.mark})
            return Judged(None, (finding,), Trace(), answer.mark)
        return Judged(article, (*answer.findings, *self._withheld(document, answer)), examined.trace)

    def _withheld(self, document: RawDocument, answer: Answer) -> list[Finding]:
        """The rights of a fit article."""
        article = answer.article
        if article is None or has_errors(answer.findings) or self.project.overrides.keeps(article.id):
            return []
        if article.rights_status in self.project.config.rights.publish:
            return []
        where = Where(document.raw_path, document.line)
        return [Finding("rights_withheld", where, {"status": article.rights_status})]


def rerun_of(
    judge: Judge, judged: Judged, counted: Counted, row: Mapping[str, Any] | None, reason: str | None
) -> Rerun:
    """The value that is shown; `row` and `reason` are what the release says of the page."""
    article, book = judged.article, book_of(judge.project.config.clean)
    return Rerun(
        Cleaning.of(judged.trace, book.reason),
        counted,
        judge.questions.cleaner.fingerprint,
        tuple(map(Verdict.of, judged.findings)),
        article.title if article else None,
        len(article.text) if article else None,
        _agrees(judged, row, reason),
    )


def _agrees(judged: Judged, row: Mapping[str, Any] | None, reason: str | None) -> bool | None:
    if row is not None:
        return judged.article is not None and judged.article.text == row["text"]
    return None if reason is None else judged.reason == (None if reason in _COMPARED else reason)
