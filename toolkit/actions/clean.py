"""`imprint clean`: pages -> articles with their traces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.pages import read_pages
from toolkit.actions.project import Project
from toolkit.article import Article
from toolkit.clean.rules import book_of
from toolkit.curate.validate import check_record
from toolkit.describe.explanation import Cleaning
from toolkit.errors import Where
from toolkit.finding import Finding


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page, the article it became or the findings why not, what was done to it, and by which rules."""

    where: Where
    article: Article | None
    findings: tuple[Finding, ...]
    cleaning: Cleaning


def clean_paths(project: Project, paths: Sequence[Path]) -> Iterator[CleanedPage | Finding]:
    """Clean every page below `paths`. A finished article comes as it is; unreadable places come as findings."""
    cleaner = make_cleaner(project.config, project.schema.resolve())
    book = book_of(project.config.clean)
    for item in read_pages(project, paths):
        if isinstance(item, Finding):
            yield item
            continue
        where = Where(item.raw_path, item.line)
        if item.record is not None:
            article, findings = check_record(item.record, cleaner.model, project.config, where)
            yield CleanedPage(where, article, tuple(findings), Cleaning())
        else:
            cleaned = cleaner.clean(item)
            cleaning = Cleaning.of(cleaned.trace, book.reason)
            yield CleanedPage(where, cleaned.article, cleaned.findings, cleaning)
