"""RawDocument -> Article with its trace, or the findings that say why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from toolkit.article import Article, RawDocument, RightsStatus, Trace
from toolkit.clean import verdicts
from toolkit.clean.ends import is_paywalled, is_truncated
from toolkit.clean.evidence import NONE, Evidence, page_site, read_page
from toolkit.clean.judge import Judged, Sheet, judge
from toolkit.clean.masthead import Masthead, read_masthead
from toolkit.clean.mojibake import restore
from toolkit.clean.page import Page
from toolkit.clean.privacy import Redacted, dropped, redact
from toolkit.clean.repair import repair
from toolkit.clean.rights import Beside, rights_of
from toolkit.clean.rules import book_of
from toolkit.clean.script import convert, script_of
from toolkit.clean.surroundings import surroundings
from toolkit.config import CleanConfig, PrivacyConfig, RightsConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.identity import article_id, canonical_url, site_of
from toolkit.schema.refusal import refusals


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a document. An article beside findings of severity error is for looking at, never a row."""

    article: Article | None
    findings: tuple[Finding, ...]
    trace: Trace


@dataclass(frozen=True)
class Cleaner:
    """Cleans documents one by one, the same way each time: `fingerprint` names the way."""

    config: CleanConfig
    privacy: PrivacyConfig
    model: type[Article]
    fingerprint: str
    rights: RightsConfig = field(default_factory=RightsConfig)

    def clean(self, document: RawDocument, evidence: Evidence = NONE) -> Cleaned:
        """Never raises on a document, whatever is in it."""
        (cleaned,) = self.clean_all([(document, evidence)])
        return cleaned

    def clean_all(self, documents: Sequence[tuple[RawDocument, Evidence]]) -> list[Cleaned]:
        """Documents, each with the evidence on it, to what `clean` makes of them.

        A step is done for all of them before the next one: that is quicker, because what a step needs stays at hand.
        """
        book = book_of(self.config)
        opened = [_opened(document) for document, _ in documents]
        sheets = list(_sheets(opened, [evidence for _, evidence in documents], book.disabled))
        done = iter(self._cleaned([one for one in opened if isinstance(one, _Opened)], sheets, judge(sheets, book)))
        return [next(done) if isinstance(one, _Opened) else one for one in opened]

    def _cleaned(
        self, opened: Sequence["_Opened"], sheets: Sequence[Sheet], judged: Sequence[Judged]
    ) -> Iterator[Cleaned]:
        articles = map(
            self._article, self._told([pair for pair in zip(opened, judged, strict=True) if pair[1].has_text])
        )
        for page, sheet, one in zip(opened, sheets, judged, strict=True):
            trace = Trace(one.spelled, one.decisions, (*sheet.repaired.cuts, *one.cuts))
            if one.has_text:
                article, found = next(articles)
                yield Cleaned(article, (*page.found, *found), trace)
            else:
                yield Cleaned(None, page.found or (verdicts.no_body(one.lines, one.spam, page.where),), trace)

    def _told(self, pages: Sequence[tuple["_Opened", Judged]]) -> Iterator["_Told"]:
        heads = [read_masthead(surroundings(one.lines, one.body), one.title, page.page.hints) for page, one in pages]
        rights = [self._rights(page, one) for page, one in pages]
        found = list(zip(pages, heads, rights, strict=True))
        strings = [redact(self._strings(one, head, stated), self.privacy) for (_, one), head, (_, stated) in found]
        for ((page, one), head, (status, _)), redacted in zip(found, strings, strict=True):
            yield _Told(page, one, head, status, redacted)

    def _article(self, told: "_Told") -> tuple[Article | None, list[Finding]]:
        document, judged, strings = told.page.document, told.judged, told.redacted
        fields = {
            **strings.fields,
            **self._identity(document),
            "authors": tuple((strings.fields["authors"] or "").splitlines()),
            "published_at": _not_after(told.head.published_at, document.facts.fetched_at),
            "rights_status": told.status,
            "truncated": is_truncated(judged.lines, judged.body),
            "paywalled": is_paywalled(judged.lines),
            "spam": judged.spam,
            "pii": dict(strings.counts),
        }
        where = told.page.where
        article, refused = self._make(fields, where)
        found = verdicts.of_text(fields["text"] or "", self.config.min_chars, where)
        return article, [*found, *dropped(strings.counts, self.privacy, where), *refused]

    def _rights(self, opened: "_Opened", judged: Judged) -> tuple[RightsStatus, str | None]:
        document, page = opened.document, opened.page
        policy = self.rights.policy_of(page_site(document))
        texts = (line.text for line in judged.lines if line.text)
        return rights_of(texts, Beside(page.hints.robots, document.facts.license, policy))

    def _strings(self, judged: Judged, head: Masthead, statement: str | None) -> dict[str, str | None]:
        """The fields that come from the page as they are spelled there, or in the script that is asked for."""
        spell = _Speller(judged, self.config.script)
        return {
            "text": convert(judged.text(spelled=self.config.script != "zh-Hans"), self.config.script),
            "title": spell(head.title),
            "section": spell(head.section),
            "source": spell(head.source),
            "editor": spell(head.editor),
            "authors": "\n".join(filter(None, map(spell, head.authors))) or None,
            "source_url": head.source_url,
            "rights_statement": spell(statement),
        }

    def _identity(self, document: RawDocument) -> dict[str, Any]:
        facts = document.facts
        url = canonical_url(facts.url) if facts.url else None
        identity, basis = article_id(url, document.raw_sha256)
        return {
            "id": identity,
            "id_basis": basis,
            "url": url,
            "site": site_of(url),
            "fetched_at": facts.fetched_at,
            "license": facts.license,
            "contributor": facts.contributor,
            "raw_path": document.raw_path,
            "raw_index": document.raw_index,
            "raw_sha256": document.raw_sha256,
            "cleaner": self.fingerprint,
        }

    def _make(self, fields: Mapping[str, Any], where: Where) -> tuple[Article | None, list[Finding]]:
        """Held to the model; what it refuses is a finding."""
        text = fields["text"]
        language = self.config.script if self.config.script != "keep" else script_of(text)
        try:
            article = self.model(**fields, language=language, char_count=len(text), **self.model.derive(text))
        except ValidationError as error:
            return None, list(refusals(error, where))
        return article, []


@dataclass(frozen=True, slots=True)
class _Speller:
    """Spells a field as the article does: fields were read in simplified Chinese."""

    judged: Judged
    script: str

    def __call__(self, value: str | None) -> str | None:
        value = value.strip() if value else None
        if not value or self.script == "zh-Hans":
            return value or None
        for line, spelled in zip(self.judged.lines, self.judged.spelled, strict=True):
            start = line.text.find(value)
            if start >= 0 and len(spelled.strip()) == len(line.text):
                return convert(spelled.strip()[start : start + len(value)], self.script)
        return convert(value, self.script)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page with a body says: its masthead, its rights, and its strings without personal data."""

    page: "_Opened"
    judged: Judged
    head: Masthead
    status: RightsStatus
    redacted: Redacted


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page that holds text: its lines, mended where they were decoded wrongly, and what was found on the way."""

    document: RawDocument
    where: Where
    page: Page
    lines: Sequence[str]
    found: tuple[Finding, ...]


def _opened(document: RawDocument) -> _Opened | Cleaned:
    where = Where(document.raw_path, document.line)
    page, problem = read_page(document)
    if problem is not None:
        return _failed(Finding("binary_page", where, {"problem": problem}))
    if not any(line.strip() for line in page.lines):
        return _failed(Finding("empty_page", where))
    lines, broken = _restored(page.lines)
    found = (Finding("mojibake", where, {"sample": broken}),) if broken is not None else ()
    return _Opened(document, where, page, lines, found)


def _sheets(
    opened: Sequence[_Opened | Cleaned], evidence: Sequence[Evidence], disabled: frozenset[str]
) -> Iterator[Sheet]:
    pages = [(one, known) for one, known in zip(opened, evidence, strict=True) if isinstance(one, _Opened)]
    repaired = repair([one.lines for one, _ in pages], disabled)
    for (one, known), whole in zip(pages, repaired, strict=True):
        yield Sheet(one.page, whole, known.of(page_site(one.document)))


def _restored(lines: Sequence[str]) -> tuple[Sequence[str], str | None]:
    text = "\n".join(lines)
    restored, broken = restore(text)
    if restored is text:
        return lines, broken
    again = restored.split("\n")
    return (again if len(again) == len(lines) else lines), broken


def _not_after(day: str | None, fetched_at: str | None) -> str | None:
    """The date, unless the page was fetched before it; local time may be a day ahead of UTC."""
    if day is None or fetched_at is None or day.startswith("--"):
        return day
    last = min(date.fromisoformat(fetched_at[:10]).toordinal() + 1, date.max.toordinal())
    return day if day[:10] <= date.fromordinal(last).isoformat() else None


def _failed(finding: Finding) -> Cleaned:
    return Cleaned(None, (finding,), Trace())
