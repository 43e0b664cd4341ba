"""What an article must not hold when it becomes a row: personal data, secrets, leftover noise, rights it has not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from toolkit.article import Article, RightsStatus
from toolkit.config import Config
from toolkit.detect.markup import find_markup
from toolkit.detect.personal import PLACEHOLDERS, find_personal
from toolkit.detect.pinyin import page_annotations
from toolkit.detect.rights import licence_status, settle
from toolkit.detect.secrets import find_secrets, mask
from toolkit.errors import Where
from toolkit.finding import Finding

_SAMPLE = 40  # characters shown of what was found
# What no page wrote: provenance, closed vocabularies, dates, counts.
_OWN = frozenset(
    "id id_basis language site published_at fetched_at rights_status license contributor raw_path raw_sha256 cleaner"
    " cluster since pii".split()
)

_STATUSES = frozenset(get_args(RightsStatus))
_WORDLESS = frozenset({type(None), bool, int, float})


def screen(article: Article, config: Config, where: Where) -> list[Finding]:
    """Every finding about the content of a well-formed article."""
    return screen_fields(vars(article), config, where)


def screen_fields(fields: Mapping[str, Any], config: Config, where: Where) -> list[Finding]:
    """The same of a record that may be no article: of whatever it holds that can be screened."""
    text, place = fields.get("text"), Where(where.path, where.line, "text")
    strings = list(page_strings(fields.items()))
    return [
        *_personal(strings, config, where),
        *_secrets(strings, where),
        *(_pinyin(text, place) if isinstance(text, str) else []),
        *(_markup(text, place) if isinstance(text, str) else []),
        *_rights(fields, config, Where(where.path, where.line, "rights_status")),
    ]


def hidden_kinds(config: Config) -> frozenset[str]:
    """The kinds of personal data that no row may hold."""
    return frozenset(kind for kind, policy in config.privacy if policy != "keep")


def page_strings(columns: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """(column, string) for all that a page wrote into a row, its lists and a subclass's own columns included."""
    for name, value in columns:
        if name in _OWN or not value or type(value) in _WORDLESS:
            continue
        if type(value) is str:
            yield name, value
        else:
            yield from ((name, string) for string in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    """In order, however deep they stand in one another."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += reversed(list(one.values()))
        elif isinstance(one, list | tuple):
            waiting += reversed(one)


def count_personal(strings: Iterable[tuple[str, str]], kinds: frozenset[str]) -> dict[tuple[str, str], int]:
    """How often each of these kinds of personal data stands in each column: (column, kind) -> count, in order."""
    return {place: count for place, count in _all_personal(strings).items() if place[1] in kinds}


def _all_personal(strings: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    return dict(sorted(Counter((name, span.kind) for name, text in strings for span in find_personal(text)).items()))


def _personal(strings: list[tuple[str, str]], config: Config, where: Where) -> list[Finding]:
    found = _all_personal(strings)
    hidden = hidden_kinds(config) if found else frozenset[str]()  # most pages hold nothing
    return [
        Finding(
            "personal_data",
            Where(where.path, where.line, name),
            {"kind": kind, "count": count, "placeholder": PLACEHOLDERS[kind]},
        )
        for (name, kind), count in found.items()
        if kind in hidden
    ]


def _secrets(strings: list[tuple[str, str]], where: Where) -> list[Finding]:
    return [
        Finding(
            "secret",
            Where(where.path, where.line, name),
            {"kind": span.kind, "sample": mask(string[span.start : span.end])},
        )
        for name, string in strings
        for span in find_secrets(string)
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


def _rights(fields: Mapping[str, Any], config: Config, where: Where) -> list[Finding]:
    """Silence; and a status that takes no account of the site's policy or of the licence, as a record may have."""
    stated: RightsStatus = fields.get("rights_status", "")
    licence, site = fields.get("license"), fields.get("site")
    if not (isinstance(stated, str) and isinstance(licence, str | None) and isinstance(site, str | None)):
        return []
    if stated not in _STATUSES:
        return []
    _, policy = (config.rights.sites and config.rights.policy_of(site)) or ("", "unknown")
    settled = settle(stated, licence_status(licence), policy)
    if settled not in (stated, "allowed"):
        return [Finding("rights_differ", where, {"value": stated, "expected": settled})]
    return [Finding("rights_unknown", where)] if stated == "unknown" else []
