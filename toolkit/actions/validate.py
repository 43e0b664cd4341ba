"""`imprint validate`: what a build would say of records and pages, without building; in one pass."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from toolkit.actions.pages import STREAM, read_sources
from toolkit.actions.project import Project
from toolkit.actions.seen import Seen
from toolkit.article import Article, RawDocument
from toolkit.curate.screen import screen
from toolkit.curate.validate import check_article, check_rest, conform
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors
from toolkit.read.bounds import PAGE_BYTES
from toolkit.read.jsonl import Accepted

if TYPE_CHECKING:
    from toolkit.clean.cleaner import Cleaner
    from toolkit.curate.against import Standing

_TOGETHER = 64  # articles held against a release at once
_CHARACTERS = 1 << 20  # of all their texts, at which it is done with fewer


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a document, its id, and the article that it states or would become, where it is one."""

    findings: Sequence[Finding]
    identity: str | None = None
    article: Article | None = None
    where: Where = Where()
    page_digest: str | None = None


@dataclass(frozen=True)
class Checker:
    """Checks one document at a time. `today` (`2024-03-09`) bounds the dates of records without `fetched_at`."""

    project: Project
    today: str
    schema_only: bool = False

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

    def check_accepted(self, article: Article, where: Where) -> Judged:
        """A record that the class has taken."""
        said = [] if self.schema_only else check_article(article, self.project.config, where, self.today)[1]
        return Judged(said, article.id, article, where)

    def check(self, document: RawDocument) -> Judged:
        """A record that the class has not taken yet, or a page."""
        where = Where(document.raw_path, document.line)
        if document.record is not None:
            return self._check_record(document.record, where)
        cleaned = self.cleaner.clean(document)
        if cleaned.article is None:
            return Judged(cleaned.findings)
        screened = [] if self.schema_only else screen(cleaned.article, self.project.config, where)
        return Judged([*cleaned.findings, *screened], cleaned.article.id, cleaned.article, where, document.page_digest)

    def _check_record(self, record: Any, where: Where) -> Judged:
        article, refused = conform(record, self.model, where)
        if article is not None:
            return self.check_accepted(article, where)
        said = [] if self.schema_only else check_rest(record, refused, self.project.config, where, self.today)
        identity = record.get("id")
        return Judged([*refused, *said], identity if isinstance(identity, str) and identity else None)


class Validation:
    """One run over `paths`: iterate over the findings, which come as they are made; `documents` counts what was read.

    `standing` is the release that sound articles are held against. An id that stands twice is told at the end, so that
    a million records take no more memory than their ids do.
    """

    def __init__(self, checker: Checker, paths: Sequence[Path], standing: "Standing | None" = None) -> None:
        self._checker = checker
        self._paths = paths
        self._standing = standing
        self._seen = Seen()
        self.documents = 0

    def __iter__(self) -> Iterator[Finding]:
        for name, items in read_sources(self._checker.project, self._paths, self._checker.accept):
            self._seen.enter(name)
            judged = (Judged([item]) if isinstance(item, Finding) else self._judge(name, item) for item in items)
            if self._standing is None:
                yield from (finding for one in judged for finding in one.findings)
            else:
                yield from self._compared(self._standing, judged, 1 if name == STREAM else _TOGETHER)
        for again, first in self._seen.twice():
            yield Finding("duplicate_id", Where(again.path, again.line, "id"), {"first": str(first)})

    def _judge(self, name: str, item: RawDocument | Accepted) -> Judged:
        self.documents += 1
        if isinstance(item, Accepted):
            judged = self._checker.check_accepted(item.value, Where(name, item.line))
        else:
            judged = self._checker.check(item)
        if judged.identity is not None:
            self._seen.note(judged.identity, item.line)
        return judged

    def _compared(self, standing: "Standing", judged: Iterator[Judged], together: int) -> Iterator[Finding]:
        """The findings in the order of the documents; so many of them are compared `together` at the most."""
        waiting, room = list[Judged](), _CHARACTERS
        for one in judged:
            waiting.append(one)
            room -= len(one.article.text) if one.article is not None else 0
            if len(waiting) >= together or room <= 0:
                yield from _with_fates(standing, waiting)
                waiting, room = [], _CHARACTERS
        yield from _with_fates(standing, waiting)


def _with_fates(standing: "Standing", waiting: Sequence[Judged]) -> Iterator[Finding]:
    """An article with errors is no row anyway, and is not compared."""
    from toolkit.curate.against import Asked

    sound = [one for one in waiting if one.article is not None and not has_errors(one.findings)]
    asked = [Asked(one.article, one.where, one.page_digest) for one in sound if one.article is not None]
    fates = dict(zip(map(id, sound), standing.compare(asked), strict=True))
    for one in waiting:
        yield from one.findings
        yield from fates.get(id(one), ())
