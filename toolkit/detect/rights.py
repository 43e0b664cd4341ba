"""Statements about who may use a page, and what they come to. The rules are data: `rights.toml`."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from toolkit.article import RightsStatus
from toolkit.detect.fold import Fold, one_of
from toolkit.detect.holding import holding

Voice = Literal["any", "plain", "own"]

_RULES = "rights.toml"
_STRICTEST: tuple[RightsStatus, ...] = ("forbidden", "restricted", "allowed", "unknown")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_LONGEST_STATEMENT = 200
_RUN = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class RightsRule:
    """A row of rights.toml: what the pattern says of a page, and examples that it must and must not find."""

    id: str
    status: RightsStatus
    reason: str
    pattern: re.Pattern[str]
    gate: tuple[str, ...]
    voice: Voice
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """A licence row of rights.toml: what an id that the pattern matches allows; examples as in `RightsRule`."""

    id: str
    status: RightsStatus
    reason: str
    pattern: re.Pattern[str]
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsHit:
    """Characters `start` to `end` of a line that state rights, their status, and the id of the rule that found them."""

    start: int
    end: int
    status: RightsStatus
    rule: str


@dataclass(frozen=True, slots=True)
class _RuleBook:
    rules: tuple[RightsRule, ...]
    reading: Fold
    spelled: re.Pattern[str]  # characters that are read as one that `telling` names
    telling: re.Pattern[str]
    reporting: re.Pattern[str]
    own: re.Pattern[str]
    rights: re.Pattern[str]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("toolkit.detect") / _RULES).read_text(encoding="utf-8"))


@cache
def _book() -> _RuleBook:
    table = _table()
    scripts = dict(zip(table["traditional"], table["simplified"], strict=True))
    reading = Fold({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | scripts)
    rules = tuple(
        RightsRule(**{"voice": "any", **_read(row), "gate": tuple(row["gate"].split())}) for row in table["rule"]
    )
    gates = sorted({word for rule in rules for word in rule.gate})
    spelled = re.compile(one_of(reading.read_as("".join(gates))))
    voices = (re.compile(table[name]) for name in ("reporting", "own", "rights"))
    return _RuleBook(rules, reading, spelled, re.compile("|".join(map(_in_any_case, gates))), *voices)


def _in_any_case(word: str) -> str:
    """A pattern; what it begins with stands there in both cases, because `re` then finds it quickly."""
    if not word[0].isascii():
        return word
    return "|".join(f"{first}(?i:{re.escape(word[1:])})" for first in (word[0], word[0].upper()))


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its pattern compiled and its lists frozen."""
    return {
        **row,
        "pattern": re.compile(row["pattern"]),
        "match": tuple(row["match"]),
        "no_match": tuple(row["no_match"]),
    }


def rights_rules() -> tuple[RightsRule, ...]:
    """The table of rules, in the order of rights.toml; for documentation and for tests."""
    return _book().rules


@cache
def licence_rules() -> tuple[LicenceRule, ...]:
    """The table of licences, in the order of rights.toml. A record asks for these alone, so they stand apart."""
    return tuple(LicenceRule(**_read(row)) for row in _table()["licence"])


def telling(lines: Iterable[str]) -> Iterator[str]:
    """The lines that may state anything about rights, in order: most tell nothing, and show it as they are spelled."""
    texts, book = list(lines), _book()
    places = {*holding(book.telling, texts), *holding(book.spelled, texts)}
    return (texts[place] for place in sorted(places))


def find_rights(text: str) -> list[RightsHit]:
    """What one line states about rights, in order; statements of different rules may overlap.

    A bare 版权所有 is silence. Prose that reports on copyright is no statement.
    """
    book = _book()
    if not book.telling.search(text) and not book.spelled.search(text):
        return []
    line = book.reading(text)
    low = line.lower()
    hits = [
        RightsHit(match.start(), match.end(), rule.status, rule.id)
        for rule in book.rules
        if any(map(low.__contains__, rule.gate))
        for match in rule.pattern.finditer(line)
        if rule.voice == "any" or _speaks(rule.voice, line, match)
    ]
    return sorted(hits, key=lambda hit: (hit.start, hit.end))


def _speaks(voice: Voice, line: str, match: re.Match[str]) -> bool:
    """Whether the sentence makes a statement instead of telling of one; see `voice` in rights.toml."""
    book = _book()
    start, end = _sentence(line, match.start(), match.end())
    sentence = line[start:end]
    if book.own.search(sentence):
        return True
    return not book.reporting.search(sentence) and (voice == "plain" or book.rights.search(sentence) is not None)


def _sentence(line: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around `start:end`, its punctuation included; looks no further than a statement."""
    first = 0
    low = max(0, start - _LONGEST_STATEMENT)
    for mark in _SENTENCE_END.finditer(line, low, start):
        first = mark.end()
    close = _SENTENCE_END.search(line, max(start, end - 1), end + _LONGEST_STATEMENT)
    return max(first, low), close.end() if close else min(len(line), end + _LONGEST_STATEMENT)


def statement(line: str, hit: RightsHit) -> str:
    """The sentence of `line` that holds `hit`, at most 200 characters from its beginning, else from the hit."""
    start, end = _sentence(line, hit.start, hit.end)
    if hit.end - start > _LONGEST_STATEMENT:
        start = hit.start
    return line[start : min(end, start + _LONGEST_STATEMENT)].strip()


def judge(hits: Iterable[tuple[str, RightsHit]]) -> tuple[RightsStatus, str | None]:
    """(status, statement) of a document from its hits, each with the line it was found on.

    The strictest status wins, and the first hit of that status is the statement. No hits: unknown.
    """
    strictest = min(hits, key=lambda item: _STRICTEST.index(item[1].status), default=None)
    if strictest is None:
        return "unknown", None
    return strictest[1].status, statement(*strictest) or None


def licence_status(licence: str | None) -> RightsStatus:
    """What a licence id allows, however it is spelled; unknown without one and for one that the table does not know."""
    spelled = _RUN.sub("-", licence.strip().lower()) if licence else ""
    return next((rule.status for rule in licence_rules() if rule.pattern.match(spelled)), "unknown")


def settle(page: RightsStatus, licence: RightsStatus, site: RightsStatus) -> RightsStatus:
    """The status of a page from what it says itself, what its licence allows, and what its site's policy is.

    The strictest wins. But an open licence is said of this very page: the policy of the whole site gives way to it, and
    so does silence; what the page itself restricts or forbids does not.
    """
    said = (page, licence) if licence == "allowed" else (page, licence, site)
    return min(said, key=_STRICTEST.index)
