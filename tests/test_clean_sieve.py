"""The quick looks before the rules decide nothing: what they pass over, no rule knows."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gate.labelled import read_all
from tests.tools.rule_of import rule_of
from toolkit.clean.rules import RULES, Rule, canonical
from toolkit.detect.fold import Fold

PATTERNED = [rule for rule in RULES.values() if rule.pattern is not None]
LINES = sorted({line.strip() for page in read_all() for line in page.raw.split("\n") if len(line) < 600})
EXAMPLES = [line for rule in PATTERNED for line in (*rule.drop, *rule.keep)]


def knows(rule: Rule, form: str) -> bool:
    return rule.pattern is not None and len(form) <= rule.limit and rule.pattern.search(form) is not None


def lets_through(rule: Rule, form: str) -> bool:
    return not rule.gate or any(word in form for word in rule.gate)


def plainly(line: str, sentence: bool) -> Rule | None:
    """The first rule that knows the line, each one tried."""
    form = canonical(line).lower()
    first = next((rule for rule in PATTERNED if lets_through(rule, form) and knows(rule, form)), None)
    return None if first is None or (sentence and not first.sentences) else first


@pytest.mark.parametrize("rule", PATTERNED, ids=lambda rule: rule.id)
def test_a_gate_lets_through_what_its_rule_knows(rule: Rule) -> None:
    forms = (canonical(line).lower() for line in (*LINES, *EXAMPLES))
    assert [form for form in forms if knows(rule, form) and not lets_through(rule, form)] == []


@pytest.mark.parametrize("sentence", [False, True])
def test_the_sieve_passes_no_rule_over_on_labelled_pages_and_examples(sentence: bool) -> None:
    for line in (*LINES, *EXAMPLES):
        assert rule_of(line, sentence) is plainly(line, sentence), line


@given(st.lists(st.sampled_from([*LINES, *EXAMPLES]), min_size=2, max_size=3), st.integers(0, 20), st.booleans())
def test_the_sieve_passes_no_rule_over_on_pieces_of_lines(pieces: list[str], cut: int, sentence: bool) -> None:
    line = "".join(piece[cut:] if place else piece[: cut or None] for place, piece in enumerate(pieces)).strip()[:600]
    assert rule_of(line, sentence) is plainly(line, sentence)


def test_capitals_and_wide_forms_pass_the_sieve_as_what_they_are_read_as() -> None:
    for line in (
        "ICP备00000000号，本站持证经营，内容均经过审核，请读者放心阅读与收藏。",
        "© 江畔网",
        "\u212aEYWORDS：计量",
    ):
        assert rule_of(line, sentence=False) is plainly(line, sentence=False) is not None, line


def test_lower_case_makes_letters_of_the_latin_alphabet_of_two_other_characters_alone() -> None:
    others = [char for char in map(chr, range(128, sys.maxunicode + 1)) if re.search("[a-z]", char.lower())]
    assert others == ["\u0130", "\u212a"]


@given(st.text(alphabet="：，（江畔ａＡ　", max_size=40))
def test_a_fold_is_a_translation(text: str) -> None:
    fold = Fold(dict(zip("：（ａＡ　", ":(aA ", strict=True)))
    table = str.maketrans("：（ａＡ　", ":(aA ")
    assert fold(text) == text.translate(table)
    assert fold(text * 2000) == (text * 2000).translate(table)


def test_a_character_that_others_are_read_as_is_itself_read_as_nothing_else() -> None:
    with pytest.raises(AssertionError):
        Fold({"帳": "账", "账": "帐"})
