"""`imprint validate`: what a build would say of records and pages, without building."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.pages import read_pages
from toolkit.actions.project import Project
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.curate.screen import screen
from toolkit.curate.validate import check_record
from toolkit.errors import Where
from toolkit.finding import Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """How many documents were looked at, and every finding about them in order."""

    documents: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Checker:
    """Checks one document at a time."""

    project: Project
    cleaner: Cleaner
    today: str

    def check(self, document: RawDocument) -> tuple[Article | None, list[Finding]]:
        """The article it would become, and every finding."""
        where = Where(document.raw_path, document.line)
        if document.record is not None:
            return check_record(document.record, self.cleaner.model, self.project.config, where, self.today)
        cleaned = self.cleaner.clean(document)
        screened = screen(cleaned.article, self.project.config, where) if cleaned.article else []
        return cleaned.article, [*cleaned.findings, *screened]


def validate_paths(project: Project, paths: Sequence[Path], today: str) -> Checked:
    """Check every document below `paths`; `today` bounds the dates of records without `fetched_at`."""
    checker = Checker(project, make_cleaner(project.config, project.schema.resolve()), today)
    first: dict[str, Where] = {}
    documents, findings = 0, []
    for item in read_pages(project, paths):
        if isinstance(item, Finding):
            findings.append(item)
            continue
        documents += 1
        article, said = checker.check(item)
        findings += [*said, *_repeated(article, Where(item.raw_path, item.line), first)]
    return Checked(documents, tuple(findings))


def _repeated(article: Article | None, where: Where, first: dict[str, Where]) -> Iterator[Finding]:
    """A finding where an id was met before."""
    if article is None:
        return
    met = first.setdefault(article.id, where)
    if met != where:
        yield Finding("duplicate_id", replace(where, field="id"), {"first": str(met)})
