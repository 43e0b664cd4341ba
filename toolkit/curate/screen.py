"""What an article must not hold when it becomes a row: personal data, leftover noise, spam, withheld rights."""

from collections import Counter

from toolkit.article import Article
from toolkit.config import Config
from toolkit.detect.markup import find_markup
from toolkit.detect.personal import PLACEHOLDERS, find_personal
from toolkit.detect.pinyin import page_annotations
from toolkit.errors import Where
from toolkit.finding import Finding

_SAMPLE = 40  # characters shown of what was found


def screen(article: Article, config: Config, where: Where) -> list[Finding]:
    """Every finding about the content of a well-formed article."""
    text = Where(where.path, where.line, "text")
    return [
        *_personal(article.text, config, text),
        *_pinyin(article.text, text),
        *_markup(article.text, text),
        *_rights(article, where),
    ]


def withheld(article: Article, config: Config, where: Where) -> list[Finding]:
    """Why a sound article still stays out of a release: rights that [rights] publish does not let out."""
    if article.rights_status not in config.rights.publish:
        return [Finding("rights_withheld", where, {"status": article.rights_status})]
    return []


def _personal(text: str, config: Config, where: Where) -> list[Finding]:
    policy = config.privacy.model_dump()
    counts = Counter(span.kind for span in find_personal(text) if policy[span.kind] != "keep")
    return [
        Finding("personal_data", where, {"kind": kind, "count": count, "placeholder": PLACEHOLDERS[kind]})
        for kind, count in sorted(counts.items())
    ]


def _pinyin(text: str, where: Where) -> list[Finding]:
    lines = text.split("\n")
    evidence = page_annotations(lines)
    found = [line[span.start - 1 : span.end] for line in lines for span in evidence.spans(line)]
    return [Finding("leftover_pinyin", where, {"sample": "".join(found)[:_SAMPLE]})] if found else []


def _markup(text: str, where: Where) -> list[Finding]:
    spans = find_markup(text)
    sample = " ".join(text[span.start : span.end] for span in spans[:3])[:_SAMPLE]
    return [Finding("leftover_markup", where, {"sample": sample})] if spans else []


def _rights(article: Article, where: Where) -> list[Finding]:
    if article.rights_status != "unknown":
        return []
    return [Finding("rights_unknown", Where(where.path, where.line, "rights_status"))]
