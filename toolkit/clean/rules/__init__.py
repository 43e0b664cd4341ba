"""The rules of cleaning as data: each says what it does, why, and what it must and must not touch."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

# noise      cut wherever it stands
# meta       cut; part of the masthead (date, source, author)
# tail       cut; ends the article once its body was entered
# edge       cut before and after the body, kept within it
# caption    cut; the words below a picture
# statement  cut, unless it is a whole paragraph within the body: an article may be about copyright
# structure  what only the whole page shows; no pattern
# repair     a change within a line; no pattern here
Verdict = Literal["noise", "meta", "tail", "edge", "caption", "statement", "structure", "repair"]

# In this order a line is tried; the first rule that matches speaks.
_FILES = ("spam", "tail", "masthead", "library", "rights", "promotion", "chrome", "structure", "repair")
_CACHED = 200  # longer lines rarely come twice

# Patterns meet one form of punctuation, so that each is written once. One character for one: positions stay.
_FORMS = str.maketrans(
    "：（）［］【】〔〕｜丨／＞»›〉﹥＜　\xa0\t－＿“”＠．～",
    ":()[][][]||/>>>>><   -_\"\"@.~",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `pattern` is searched in a line of up to `limit` characters, in its canonical form and lower case.

    `sentences`: it may also cut a line that reads as a sentence; others spare it.
    `gate`: words of which every match holds one; they are looked for first, because that is quick.
    """

    id: str
    reason: str
    verdict: Verdict
    pattern: re.Pattern[str] | None = None
    limit: int = 0
    gate: tuple[str, ...] = ()
    sentences: bool = False
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


def canonical(line: str) -> str:
    """The line with one form of colons, brackets, bars and spaces; of the same length."""
    return line.translate(_FORMS)


def _rule(table: Mapping[str, Any]) -> Rule:
    pattern = table.get("pattern")
    return Rule(
        table["id"],
        table["reason"],
        table["verdict"],
        re.compile(pattern, re.VERBOSE) if pattern else None,
        table.get("limit", 60),
        tuple(table.get("gate", "").split()),
        table.get("sentences", False),
        tuple(table.get("drop", ())),
        tuple(table.get("keep", ())),
    )


def _load(names: Iterable[str]) -> dict[str, Rule]:
    folder = files(__name__)
    tables = (tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))["rule"] for name in names)
    return {table["id"]: _rule(table) for group in tables for table in group}


RULES: Mapping[str, Rule] = MappingProxyType(_load(_FILES))
_PATTERNS = tuple((rule, rule.pattern) for rule in RULES.values() if rule.pattern is not None)
_LIMIT = max(rule.limit for rule, _ in _PATTERNS)


def reason_of(rule_id: str) -> str:
    """Why a rule does what it does: one line in English."""
    return RULES[rule_id].reason


def match_line(line: str, disabled: frozenset[str] = frozenset()) -> Rule | None:
    """The first rule whose pattern the script-folded, stripped line matches; None for most prose."""
    if len(line) > _LIMIT:
        return None
    return _cached(line, disabled) if len(line) <= _CACHED else _first(line, disabled)


def _first(line: str, disabled: frozenset[str]) -> Rule | None:
    form = canonical(line).lower()
    for rule, pattern in _PATTERNS:
        if len(form) <= rule.limit and _may_match(rule, form) and pattern.search(form) and rule.id not in disabled:
            return rule
    return None


def _may_match(rule: Rule, form: str) -> bool:
    for word in rule.gate:
        if word in form:
            return True
    return not rule.gate


_cached = lru_cache(maxsize=1 << 13)(_first)
