"""The rules of cleaning as data: each says what it does, why, and what it must and must not touch."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from toolkit.catalogue import Lang
from toolkit.clean.rules.rule import Rule, canonical, canonical_lines
from toolkit.clean.rules.sieve import Sieve
from toolkit.config import CleanConfig, CleanRule
from toolkit.errors import ConfigError, Where

__all__ = ["BUILT_IN", "RULES", "SIEVE", "WEIGHTS", "Rule", "Rulebook", "book_of", "canonical", "canonical_lines"]

# In this order a line is tried; the first rule that matches speaks.
_FILES = ("spam", "tail", "masthead", "library", "rights", "promotion", "chrome", "structure", "repair")
_OWN_LIMIT = 200  # characters of a line that a project's own rule is tried on


def _rule(table: Mapping[str, Any]) -> Rule:
    pattern = table.get("pattern")
    return Rule(
        table["id"],
        {"en": table["reason"], "zh": table["reason_zh"]},
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
SIEVE = Sieve(_PATTERNED)
_LIMIT = max(rule.limit for rule in _PATTERNED)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The rules that hold for a project: the built-in ones without those it switches off, its own before them."""

    disabled: frozenset[str] = frozenset()
    own: tuple[Rule, ...] = ()

    @cached_property
    def _enabled(self) -> int:
        return SIEVE.bits(rule for rule in _PATTERNED if rule.id not in self.disabled)

    def match(self, form: str, telling: int, sentence: bool = False) -> Rule | None:
        """The first rule whose pattern a script-folded, stripped line matches; None for most prose.

        `form`: the line in canonical form. `telling`: the bits of the rules whose gates it may hold, see `SIEVE`.
        `sentence`: the line reads as one, and a rule that spares sentences knows nothing.
        """
        candidates = (telling | SIEVE.free) & self._enabled
        tried = candidates & SIEVE.sentences if sentence else candidates
        if len(form) > _LIMIT or not (tried or self.own):
            return None
        form = form.lower()
        own = (rule for rule in self.own if len(form) <= rule.limit and rule.knows(form))
        return next(own, None) or SIEVE.first(form, candidates, sentence)

    def reason(self, rule_id: str) -> Mapping[Lang, str]:
        """Why a rule does what it does, in one line; a project's own rule has its own words for every language."""
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
        rule.id,
        {"en": rule.reason, "zh": rule.reason},
        rule.verdict,
        re.compile(rule.pattern),
        _OWN_LIMIT,
        sentences=True,
        drop=rule.drop,
        keep=rule.keep,
    )


def _hold_to_examples(rule: Rule) -> None:
    for lines, wanted in ((rule.drop, True), (rule.keep, False)):
        wrong = next((line for line in lines if rule.knows(canonical(line.strip()).lower()) is not wanted), None)
        if wrong is not None:
            said = "does not cut its example" if wanted else "cuts an example to keep"
            raise _refused(f"clean.rules.{rule.id}", wrong, said, "mend the pattern or the example")


def _refused(field: str, value: str, said: str, mend: str) -> ConfigError:
    return ConfigError(f"{value!r} {said}", where=Where("dataset.toml", field=field), mend=mend)
