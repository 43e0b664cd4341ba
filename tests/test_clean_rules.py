"""The rules of cleaning, each held to its own examples."""

import re

import pytest
from pydantic import ValidationError

from tests.tools.rule_of import rule_of
from toolkit.clean.rules import BUILT_IN, RULES, Rule, Rulebook, book_of, canonical
from toolkit.config import CleanConfig
from toolkit.errors import ConfigError

PATTERNED = [rule for rule in RULES.values() if rule.pattern is not None]


@pytest.mark.parametrize("rule", PATTERNED, ids=lambda rule: rule.id)
def test_a_rule_cuts_its_examples_and_spares_the_others(rule: Rule) -> None:
    assert rule.drop and rule.keep
    for line in rule.drop:
        found = rule_of(line)
        assert found is not None and found.id == rule.id, line
    for line in rule.keep:
        assert rule_of(line) is None, line


def test_every_rule_says_why_in_both_languages() -> None:
    for name in RULES:
        reason = BUILT_IN.reason(name)
        assert re.fullmatch(r"[ -~]{10,}", reason["en"]), name
        assert re.search(r"[\u4e00-\u9fff]{2}", reason["zh"]) and "\n" not in reason["zh"], name


def test_a_rule_can_be_switched_off() -> None:
    assert rule_of("官方微信公众号", book=Rulebook(frozenset({"follow_us"}))) is None


def test_the_canonical_form_keeps_every_position() -> None:
    line = "【来源：江畔日报】　（责任编辑：林夏）＞＞正文｜2019－06－05"
    assert len(canonical(line)) == len(line)
    assert canonical(line).startswith("[来源:江畔日报] (责任编辑:林夏)>>正文|2019-06-05")


OWN = {"id": "ferry_banner", "reason": "the ferry's own banner", "verdict": "noise", "pattern": "^渡轮时刻.{0,8}$"}


def test_a_project_adds_a_rule_of_its_own() -> None:
    book = book_of(CleanConfig.model_validate({"rules": [{**OWN, "drop": ["渡轮时刻查询"], "keep": ["渡轮来了。"]}]}))
    found = rule_of("渡轮时刻一览", book=book)
    assert found is not None and found.id == "ferry_banner"
    assert set(book.reason("ferry_banner").values()) == {"the ferry's own banner"}
    assert rule_of("渡轮时刻一览") is None


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"disable": ["no_such_rule"]}, "is no rule that can be switched off"),
        ({"disable": ["control"]}, "is no rule that can be switched off"),
        ({"rules": [{**OWN, "drop": ["灯塔"]}]}, "does not cut its example"),
        ({"rules": [{**OWN, "drop": ["渡轮时刻"], "keep": ["渡轮时刻表"]}]}, "cuts an example to keep"),
        ({"rules": [{**OWN, "id": "tools", "drop": ["渡轮时刻"]}]}, "names another rule as well"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(settings: dict[str, object], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        book_of(CleanConfig.model_validate(settings))


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a regular expression"):
        CleanConfig.model_validate({"rules": [{**OWN, "pattern": "(", "drop": ["x"]}]})
