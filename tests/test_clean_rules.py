"""The rules of cleaning, each held to its own examples."""

import pytest

from toolkit.clean.rules import RULES, Rule, canonical, match_line, reason_of

PATTERNED = [rule for rule in RULES.values() if rule.pattern is not None]


@pytest.mark.parametrize("rule", PATTERNED, ids=lambda rule: rule.id)
def test_a_rule_cuts_its_examples_and_spares_the_others(rule: Rule) -> None:
    assert rule.drop and rule.keep
    for line in rule.drop:
        found = match_line(line)
        assert found is not None and found.id == rule.id, line
    for line in rule.keep:
        assert match_line(line) is None, line


def test_every_rule_says_why() -> None:
    assert all(reason_of(name).strip() and "\n" not in reason_of(name) for name in RULES)


def test_a_rule_can_be_switched_off() -> None:
    assert match_line("官方微信公众号", frozenset({"follow_us"})) is None


def test_the_canonical_form_keeps_every_position() -> None:
    line = "【来源：江畔日报】　（责任编辑：林夏）＞＞正文｜2019－06－05"
    assert len(canonical(line)) == len(line)
    assert canonical(line).startswith("[来源:江畔日报] (责任编辑:林夏)>>正文|2019-06-05")
