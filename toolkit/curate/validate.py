"""Records held to the schema, and screened for what must not be published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from toolkit.article import Article
from toolkit.config import Config
from toolkit.curate.screen import screen, screen_fields
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors
from toolkit.identity import article_id, canonical_url
from toolkit.schema.refusal import refusals

_SHOWN = 80  # characters of a value that a message repeats


def check_record(
    record: Mapping[str, Any], model: type[Article], config: Config, where: Where, today: str | None = None
) -> tuple[Article | None, list[Finding]]:
    """An article of `model` if the record is one, and every finding about it.

    `today` (`2024-03-09`) bounds dates of records without `fetched_at`; a build passes none, it must not know the day.
    """
    article, findings = conform(record, model, where)
    return check_article(article, config, where, today) if article is not None else (None, findings)


def conform(record: Mapping[str, Any], model: type[Article], where: Where) -> tuple[Article | None, list[Finding]]:
    """An article of `model` if the record is one, and whatever of its schema the record breaks."""
    try:
        return model.model_validate(dict(record)), []
    except ValidationError as error:
        return None, list(refusals(error, where))


def check_article(
    article: Article, config: Config, where: Where, today: str | None = None
) -> tuple[Article | None, list[Finding]]:
    """As `check_record`, for a record that the class has taken."""
    try:
        article, findings = _derived(article, where)
    except ValidationError as error:
        return None, list(refusals(error, where))
    findings += _consistency(vars(article), where, today)
    findings += screen(article, config, where)
    return (None if has_errors(findings) else article), findings


def check_rest(
    record: Mapping[str, Any], refused: Sequence[Finding], config: Config, where: Where, today: str | None = None
) -> list[Finding]:
    """What else is wrong with a record that its class refuses, so that all of it can be mended at once."""
    broken = {(finding.where.field or "").partition(".")[0] for finding in refused}
    sound = {name: value for name, value in record.items() if name not in broken and isinstance(value, str | int)}
    return [*_consistency(sound, where, today), *screen_fields(record, config, where)]


def _derived(article: Article, where: Where) -> tuple[Article, list[Finding]]:
    """Fill derived fields; one that the record states otherwise is a finding."""
    right = type(article).derive(article.text)
    if all(getattr(article, name) == value for name, value in right.items()):
        return article, []
    filled = type(article).model_validate({**article.model_dump(), **right})
    stated = article.model_fields_set
    wrong = [name for name in right if name in stated and getattr(article, name) != getattr(filled, name)]
    return filled, [
        Finding(
            "derived_mismatch",
            Where(where.path, where.line, name),
            {"value": _shown(getattr(article, name)), "expected": _shown(right[name])},
        )
        for name in wrong
    ]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _consistency(fields: Mapping[str, Any], where: Where, today: str | None) -> list[Finding]:
    """What the fields say of each other, as far as they are there."""
    findings = []
    text, url, basis = fields.get("text"), fields.get("url"), fields.get("id_basis")
    if basis == "url" and (url is None or isinstance(url, str)) and isinstance(fields.get("raw_sha256"), str):
        findings += _identity(fields, url, where)
    if isinstance(text, str) and "\r" in text:
        findings.append(Finding("carriage_return", Where(where.path, where.line, "text")))
    if isinstance(text, str) and fields.get("char_count", len(text)) != len(text):
        place = Where(where.path, where.line, "char_count")
        findings.append(Finding("count_mismatch", place, {"value": fields["char_count"], "expected": len(text)}))
    return findings + _future(fields, where, today)


def _identity(fields: Mapping[str, Any], url: str | None, where: Where) -> list[Finding]:
    expected, _ = article_id(canonical_url(url) if url else None, fields["raw_sha256"])
    if fields.get("id", expected) == expected:
        return []
    return [Finding("id_mismatch", Where(where.path, where.line, "id"), {"value": fields["id"], "expected": expected})]


def _future(fields: Mapping[str, Any], where: Where, today: str | None) -> list[Finding]:
    """A page is not published after it was fetched; local time may be a day ahead of UTC."""
    limit, day = (fields.get("fetched_at") or today or "")[:10], (fields.get("published_at") or "")[:10]
    if not limit or day.startswith("--") or day[: len(limit)] <= _day_after(limit)[: len(day)]:
        return []
    return [Finding("future_date", Where(where.path, where.line, "published_at"), {"value": day, "limit": limit})]


def _day_after(day: str) -> str:
    return date.fromordinal(min(date.fromisoformat(day).toordinal() + 1, date.max.toordinal())).isoformat()
