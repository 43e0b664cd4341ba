"""What is asked of a document by itself, one question after another: by a build, and by `imprint explain` once more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.actions.build.contamination import Benchmarks
from toolkit.actions.build.rejected import document_id, known_of
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.clean.evidence import Evidence
from toolkit.config import Config
from toolkit.curate.denylist import NEAR, Denylist, denied
from toolkit.curate.overrides import Overrides, drops, private_left, set_fields
from toolkit.curate.screen import screen
from toolkit.curate.validate import check_record
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors

_NO_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Examined:
    """The article that a document holds, fit or not, or none; and what was found in it."""

    article: Article | None
    findings: tuple[Finding, ...]
    trace: Trace = _NO_TRACE


@dataclass(frozen=True, slots=True)
class Answer:
    """The same when everything was asked.

    `mark`: by what it was taken down; `actions`: what the maintainer's overrides did to it; `refused`: those of their
    lines that could not be done.
    """

    article: Article | None
    findings: tuple[Finding, ...]
    mark: str | None = None
    actions: tuple[str, ...] = ()
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Questions:
    """Of one project; they depend on no other document. Rights are asked later: a copy may stand in."""

    config: Config
    cleaner: Cleaner
    overrides: Overrides
    denylist: Denylist
    benchmarks: Benchmarks | None

    def examine(self, documents: Sequence[tuple[RawDocument, Evidence]]) -> list[Examined]:
        """Clean pages and screen the articles, check finished articles; fields are as the overrides set them."""
        cleaned = iter(self.cleaner.clean_all([asked for asked in documents if asked[0].record is None]))
        return [
            self._checked(document, document.record)
            if document.record is not None
            else self._screened(document, next(cleaned))
            for document, _ in documents
        ]

    def _checked(self, document: RawDocument, record: Mapping[str, Any]) -> Examined:
        where = Where(document.raw_path, document.line)
        article, findings = check_record(record, self.cleaner.model, self.config, where)
        return Examined(article and set_fields(article, self.overrides), tuple(findings))

    def _screened(self, document: RawDocument, cleaned: Cleaned) -> Examined:
        if cleaned.article is None:
            return Examined(None, cleaned.findings, cleaned.trace)
        article = set_fields(cleaned.article, self.overrides)
        found = screen(article, self.config, Where(document.raw_path, document.line))
        return Examined(article, (*cleaned.findings, *found), cleaned.trace)

    def answer(
        self, document: RawDocument, article: Article | None, findings: Iterable[Finding], identity: str | None = None
    ) -> Answer:
        """What maintainer, denylist and benchmarks make of it, in this order.

        `identity`: the id that a document without an article was published with, where that is another than its own.
        """
        answer = self._by_hand(document, Answer(article, tuple(findings)), identity)
        mark = self._denied(document, article)
        if mark is not None:
            return replace(answer, mark=mark)
        return replace(answer, findings=(*answer.findings, *self._shared(document, answer)))

    def _by_hand(self, document: RawDocument, answer: Answer, identity: str | None) -> Answer:
        """Overrides cannot make an article of a page that holds none."""
        article, findings = answer.article, answer.findings
        known = article.id if article else identity or document_id(document)
        said = self.overrides.of(known)
        if not said:
            return answer
        refused = tuple(private_left(article, self.overrides, self.config)) if article else ()
        if article and self.overrides.keeps(known):
            findings = tuple(finding for finding in findings if finding.severity == "warning")
        dropped = drops(known, self.overrides, Where(document.raw_path, document.line))
        actions = tuple(override.action for _, override in said)
        return Answer(article, (*dropped, *refused, *findings), None, actions, refused)

    def _denied(self, document: RawDocument, article: Article | None) -> str | None:
        """By what it is known to have been taken down. The maintainer's word brings back a near copy, nothing else."""
        if not self.denylist:
            return None
        known = article.model_dump() if article else known_of(document)
        mark = denied(self.denylist, known)
        return None if mark == NEAR and self.overrides.keeps(known["id"]) else mark

    def _shared(self, document: RawDocument, answer: Answer) -> list[Finding]:
        """What a fit article shares with a benchmark; the maintainer's word brings it back."""
        article = answer.article
        if not (self.benchmarks and article) or has_errors(answer.findings) or self.overrides.keeps(article.id):
            return []
        return self.benchmarks.findings(article.text, Where(document.raw_path, document.line))
