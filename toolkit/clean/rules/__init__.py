"""The rules of cleaning as data: each says what it does, why, and what it must and must not touch."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from toolkit.config import CleanConfig, CleanRule
from toolkit.errors import ConfigError, Where

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
_OWN_LIMIT = 200  # characters of a line that a project's own rule is tried on
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
    `fixed`: it cannot be switched off. `weight`: instead of its verdict's, see weights.toml.
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
    weight: int | None = None
    fixed: bool = False


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
        table.get("weight"),
        table.get("fixed", table["verdict"] == "structure"),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))


def _load(names: Iterable[str]) -> dict[str, Rule]:
    return {table["id"]: _rule(table) for name in names for table in _read(name)["rule"]}


WEIGHTS: Mapping[str, Mapping[str, int]] = MappingProxyType(_read("weights"))
RULES: Mapping[str, Rule] = MappingProxyType(_load(_FILES))
_PATTERNED = tuple(rule for rule in RULES.values() if rule.pattern is not None)
_LIMIT = max(rule.limit for rule in _PATTERNED)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The rules that hold for a project: the built-in ones without those it switches off, its own before them."""

    disabled: frozenset[str] = frozenset()
    own: tuple[Rule, ...] = ()

    @cached_property
    def patterned(self) -> tuple[Rule, ...]:
        """The rules that are tried on a line, in this order."""
        return (*self.own, *(rule for rule in _PATTERNED if rule.id not in self.disabled))

    def match(self, line: str) -> Rule | None:
        """The first rule whose pattern the script-folded, stripped line matches; None for most prose."""
        if len(line) > _LIMIT:
            return None
        return _cached(self, line) if len(line) <= _CACHED else _first(self, line)

    def reason(self, rule_id: str) -> str:
        """Why a rule does what it does, in one line."""
        return next((rule.reason for rule in self.own if rule.id == rule_id), None) or RULES[rule_id].reason


BUILT_IN = Rulebook()


@lru_cache(maxsize=8)
def book_of(config: CleanConfig) -> Rulebook:
    """The rules as `[clean]` asks. Raises `ConfigError` for an unknown id, and for a rule that fails its examples."""
    for name in config.disable:
        if name not in RULES or RULES[name].fixed:
            raise _refused("clean.disable", name, "is no rule that can be switched off", "see docs/cleaning.md")
    own = tuple(_own(rule) for rule in config.rules)
    for rule in own:
        if rule.id in RULES or sum(other.id == rule.id for other in own) > 1:
            raise _refused("clean.rules.id", rule.id, "names another rule as well", "give it a name of its own")
        _hold_to_examples(rule)
    return Rulebook(frozenset(config.disable), own)


def _own(rule: CleanRule) -> Rule:
    return Rule(
        rule.id, rule.reason, rule.verdict, re.compile(rule.pattern), _OWN_LIMIT, (), True, rule.drop, rule.keep
    )


def _hold_to_examples(rule: Rule) -> None:
    for lines, wanted in ((rule.drop, True), (rule.keep, False)):
        wrong = next((line for line in lines if _matches(rule, canonical(line.strip()).lower()) is not wanted), None)
        if wrong is not None:
            said = "does not cut its example" if wanted else "cuts an example to keep"
            raise _refused(f"clean.rules.{rule.id}", wrong, said, "mend the pattern or the example")


def _refused(field: str, value: str, said: str, mend: str) -> ConfigError:
    return ConfigError(f"{value!r} {said}", where=Where("dataset.toml", field=field), mend=mend)


def _first(book: Rulebook, line: str) -> Rule | None:
    form = canonical(line).lower()
    size = len(form)
    for rule in book.patterned:
        if size <= rule.limit and _matches(rule, form):
            return rule
    return None


def _matches(rule: Rule, form: str) -> bool:
    """Whether the rule knows a line in canonical form and lower case. The words of the gate are looked for first."""
    if rule.pattern is None:
        return False
    for word in rule.gate:
        if word in form:
            break
    else:
        if rule.gate:
            return False
    return rule.pattern.search(form) is not None


_cached = lru_cache(maxsize=1 << 13)(_first)
