"""Pages beside their articles: the raw page cleaned again, to show what was cut and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.actions.clean import CleanedPage
from toolkit.actions.fingerprint import make_cleaner
from toolkit.actions.project import Project
from toolkit.actions.report.rejects import as_list, text
from toolkit.article import Article, RawDocument
from toolkit.catalogue import Lang
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.clean.evidence import Evidence, page_site
from toolkit.clean.rules import book_of
from toolkit.curate.denylist import denied
from toolkit.describe.explained import headline, parts
from toolkit.describe.explanation import Cleaning, Explanation
from toolkit.describe.report.value import PageView
from toolkit.finding import Finding, has_errors

_FACTS = ("url", "source", "authors", "published_at", "section", "rights_status", "license", "char_count", "since")
_LANGUAGES = frozenset({"zh-Hans", "zh-Hant"})
ABSENT = "The raw page is not at hand: it is not in raw/, or lies in a file too large to be read for a sample."
_EDITED = "The raw page is not the one that was built from: its bytes have changed since."
_OTHER = "Cleaned again, the page gives another text than the row holds: cleaner, settings or raw/ have changed since."
_UNCOUNTED = "raw/ is too large to count what recurs on a site; lines that were cut for that show as kept."
_FINISHED = "It came as a finished article; nothing was cleaned."
_SPELLED = "The article stands as the page spells it: in the row, script and personal data are as the settings ask."
_TAKEN_DOWN = "It was taken down: nothing of it is shown."


@dataclass(frozen=True)
class Viewer:
    """Cleans pages as a build of `project` would now; `evidence` is None where it could not be counted."""

    project: Project
    evidence: Evidence | None

    @cached_property
    def _cleaner(self) -> Cleaner:
        return make_cleaner(self.project.config, self.project.schema.resolve())

    def row(self, row: Mapping[str, Any], split: str, document: RawDocument | None) -> PageView:
        """A row beside its raw page; what takes it down later hides it."""
        known = {"id": row["id"], "url": row.get("url"), "raw_sha256": row.get("raw_sha256"), "text": row["text"]}
        verdicts = (f"in {split}",)
        if self.project.denylist and denied(self.project.denylist, known):
            return PageView(row["id"], "", "row", verdicts, _place(row), (), None, "", notes=(_TAKEN_DOWN,))
        cleaned, notes = self._cleaned(row, document)
        if cleaned and cleaned.article and cleaned.article.text != row["text"]:
            notes.append(_OTHER)
        cleaning, facts, title = self._cleaning(cleaned), tuple(facts_of(row)), str(row.get("title") or "")
        return PageView(
            row["id"], title, "row", verdicts, _place(row), facts, cleaning, row["text"], _lang(row), tuple(notes)
        )

    def reject(self, reject: Mapping[str, Any], document: RawDocument | None) -> PageView:
        """A page that became no row, with what the cleaner makes of it."""
        findings = [one for one in as_list(reject.get("findings")) if isinstance(one, dict)]
        verdicts = tuple(text(one.get("message")) for one in findings)
        if reject.get("reason") == "taken_down":
            return PageView(
                text(reject.get("id")), "", "no row", verdicts, _place(reject), (), None, "", notes=(_TAKEN_DOWN,)
            )
        cleaned, notes = self._cleaned(reject, document)
        article = cleaned.article if cleaned else None
        made = article.model_dump(mode="json") if article else dict(reject)
        title = text(reject.get("title")) or text(made.get("title"))
        shown = article.text if article else ""
        told = (text(reject.get("id")), title, "no row", verdicts, _place(reject))
        return PageView(*told, tuple(facts_of(made)), self._cleaning(cleaned), shown, _lang(made), tuple(notes))

    def _cleaned(self, known: Mapping[str, Any], document: RawDocument | None) -> tuple[Cleaned | None, list[str]]:
        if document is None:
            return None, [ABSENT]
        notes = [_EDITED] if document.raw_sha256 != known.get("raw_sha256") else []
        if document.record is not None:
            return None, [*notes, _FINISHED]
        if self.evidence is None and page_site(document) is not None:
            notes.append(_UNCOUNTED)
        return self._cleaner.clean(document, self.evidence or Evidence({})), notes

    def _cleaning(self, cleaned: Cleaned | None) -> Cleaning | None:
        return Cleaning.of(cleaned.trace, book_of(self.project.config.clean).reason) if cleaned else None


def view_of(page: CleanedPage, lang: Lang) -> PageView:
    """A page that was just cleaned; `imprint clean --format html`."""
    article, findings = page.article, page.findings
    made = article.model_dump(mode="json") if article else {}
    fate = "no article" if article is None or has_errors(findings) else "article"
    told = (text(made.get("id")), text(made.get("title")), fate, tuple(_messages(findings, lang)), str(page.where))
    shown = article.text if article else ""
    return PageView(*told, tuple(facts_of(made)), page.cleaning, shown, _lang(made), words=lang)


def explained_view(told: Explanation, lang: Lang) -> PageView:
    """A page that was explained; the article is what its rerun keeps, as the page spells it."""
    cleaning = told.rerun.cleaning if told.rerun else None
    is_article = told.rerun is not None and told.rerun.chars is not None
    kept = [line.text for line in cleaning.lines if line.kept] if cleaning and is_article else []
    place = f"{told.place.path}#{told.place.index}" if told.place and told.place.index else ""
    return PageView(
        id=told.id or "",
        title=told.title or "",
        fate="row" if told.fate == "row" else "no row",
        verdicts=(headline(told, lang),),
        place=place or (told.place.path if told.place else told.asked),
        facts=(("url", told.url),) if told.url else (),
        cleaning=cleaning,
        text="\n".join(kept),
        notes=(_SPELLED,) if kept else (),
        parts=tuple((part.title, tuple(part.lines)) for part in parts(told, lang)),
        words=lang,
    )


def _messages(findings: Iterable[Finding], lang: Lang) -> Iterator[str]:
    return (finding.message(lang) for finding in findings)


def facts_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is known of an article, as far as a reader wants it beside the text."""
    for name in _FACTS:
        value = row.get(name)
        if isinstance(value, list | tuple):
            value = "、".join(map(str, value))
        if value not in (None, ""):
            yield Article.model_fields[name].title or name.replace("_", " "), str(value)


def _place(known: Mapping[str, Any]) -> str:
    path, index = str(known.get("raw_path") or ""), known.get("raw_index")
    return f"{path}#{index}" if isinstance(index, int) and index > 0 else path


def _lang(known: Mapping[str, Any]) -> str:
    said = known.get("language")
    return said if said in _LANGUAGES else "zh"
