"""`imprint validate`: what a build would say of records and pages, without building; in one pass."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from toolkit.actions.pages import read_sources
from toolkit.actions.project import Project
from toolkit.actions.seen import Seen
from toolkit.article import Article, RawDocument
from toolkit.curate.screen import screen
from toolkit.curate.validate import check_article, conform
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors
from toolkit.read.bounds import PAGE_BYTES
from toolkit.read.jsonl import Accepted

if TYPE_CHECKING:
    from toolkit.clean.cleaner import Cleaner
    from toolkit.curate.against import Standing


@dataclass(frozen=True)
class Checker:
    """Checks one document at a time. `today` (`2024-03-09`) bounds the dates of records without `fetched_at`.

    `standing` is the release that sound articles are held against.
    """

    project: Project
    today: str
    schema_only: bool = False
    standing: "Standing | None" = None

    @cached_property
    def model(self) -> type[Article]:
        """The record class."""
        return self.project.schema.resolve()

    @cached_property
    def cleaner(self) -> "Cleaner":
        """Made when the first page is met: its libraries take longer to import than thousands of records to check."""
        from toolkit.actions.fingerprint import make_cleaner

        return make_cleaner(self.project.config, self.model)

    def accept(self, line: bytes) -> Article | None:
        """The article of a line that the record class takes as it stands."""
        if len(line) > PAGE_BYTES:
            return None
        try:
            return self.model.model_validate_json(line)
        except ValidationError:
            return None

    def check_accepted(self, article: Article, where: Where) -> list[Finding]:
        """Every finding about a record that the class has taken."""
        screened = [] if self.schema_only else check_article(article, self.project.config, where, self.today)[1]
        return [*screened, *self._compared(article, screened, where)]

    def check(self, document: RawDocument) -> tuple[str | None, list[Finding]]:
        """The id of the article it states or would become, and every finding."""
        where = Where(document.raw_path, document.line)
        if document.record is not None:
            return self._check_record(document.record, where)
        cleaned = self.cleaner.clean(document)
        if cleaned.article is None:
            return None, list(cleaned.findings)
        screened = [] if self.schema_only else screen(cleaned.article, self.project.config, where)
        said = [*cleaned.findings, *screened]
        return cleaned.article.id, [*said, *self._compared(cleaned.article, said, where, document.page_digest)]

    def _compared(
        self, article: Article, said: Sequence[Finding], where: Where, page_digest: str | None = None
    ) -> list[Finding]:
        """What the release has of it; an article with errors is no row anyway."""
        if self.standing is None or has_errors(said):
            return []
        return self.standing.compare(article, where, page_digest)

    def _check_record(self, record: Any, where: Where) -> tuple[str | None, list[Finding]]:
        article, findings = conform(record, self.model, where)
        return (article.id, self.check_accepted(article, where)) if article is not None else (None, findings)


class Validation:
    """One run over `paths`: iterate over the findings, which come as they are made; `documents` counts what was read.

    An id that stands twice is told at the end, so that a million records take no more memory than their ids do.
    """

    def __init__(self, checker: Checker, paths: Sequence[Path]) -> None:
        self._checker = checker
        self._paths = paths
        self._seen = Seen()
        self.documents = 0

    def __iter__(self) -> Iterator[Finding]:
        for name, items in read_sources(self._checker.project, self._paths, self._checker.accept):
            self._seen.enter(name)
            for item in items:
                yield from [item] if isinstance(item, Finding) else self._judge(name, item)
        for again, first in self._seen.twice():
            yield Finding("duplicate_id", Where(again.path, again.line, "id"), {"first": str(first)})

    def _judge(self, name: str, item: RawDocument | Accepted) -> Iterator[Finding]:
        self.documents += 1
        if isinstance(item, Accepted):
            identity, findings = item.value.id, self._checker.check_accepted(item.value, Where(name, item.line))
        else:
            identity, findings = self._checker.check(item)
        if identity is not None:
            self._seen.note(identity, item.line)
        yield from findings
