"""Documents that become no row: what each is known by, and how it is written down."""

from collections.abc import Sequence
from typing import Any

from toolkit.article import Article, RawDocument
from toolkit.errors import Where
from toolkit.finding import Finding, Reject, has_errors
from toolkit.identity import article_id


def document_id(document: RawDocument) -> str:
    """The id the document's article would have, so that a reject can be named in overrides.jsonl too."""
    record = document.record or {}
    if isinstance(record.get("id"), str):
        return str(record["id"])
    return article_id(document.facts.url, document.raw_sha256)[0]


def known_of(document: RawDocument) -> dict[str, Any]:
    """What a document that is no article is known by; a record states it itself."""
    page = {"url": document.facts.url, "raw_sha256": document.raw_sha256}
    return {**(page if document.record is None else document.record), "id": document_id(document)}


def unnamed(document: RawDocument, article: Article | None, mark: str) -> Reject:
    """The reject of what was taken down: where it lies and what it is known by; not its title, url or other faults."""
    finding = Finding("taken_down", Where(document.raw_path, document.line), {"mark": mark})
    known = article.model_dump() if article else known_of(document)
    return Reject(document.raw_path, document.raw_index, (finding,), document.raw_sha256, known["id"])


def reject_of(document: RawDocument, article: Article | None, findings: Sequence[Finding]) -> Reject:
    """The reject of a document, with every finding about it."""
    where = Where(document.raw_path, document.line)
    if not has_errors(findings):
        findings = [*findings, Finding("no_article", where)]
    return Reject(
        document.raw_path,
        document.raw_index,
        tuple(findings),
        document.raw_sha256,
        article.id if article else document_id(document),
        article.title if article else None,
        article.url if article else None,
    )
