"""A card held against the facts: every difference is named, and no card can do harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_describe_facts import facts_of, sample
from toolkit.describe.card import render_card
from toolkit.describe.check import card_problems

FACTS = facts_of(sample())
CARD = render_card(FACTS)


def test_a_card_has_no_problems_with_its_own_facts() -> None:
    assert card_problems(CARD, FACTS) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("num_examples: 31", "num_examples: 32", "dataset_info.splits[0].num_examples is 32; the manifest makes it 31"),
        ("num_examples: 31", "num_examples: '31'", "dataset_info.splits[0].num_examples is '31'; the"),
        ("- name: test\n", "- name: dev\n", "dataset_info.splits[1].name is 'dev'; the manifest makes it 'test'"),
        ("    list: string\n", "    dtype: string\n", "dataset_info.features[9].list is missing"),
        ("    list: string\n", "    dtype: string\n", "dataset_info.features[9].dtype is 'string'; the"),
        ("description: ab12", "description: ab13", "configs[0].description is 'ab13"),
        ("license: other", "license: mit", "license is 'mit'; the manifest makes it 'other'"),
        ("- n<1K", "- n>1T", "size_categories[0] is 'n>1T'; the manifest makes it 'n<1K'"),
        ("path: data/test-*", "path: index*", "configs[0].data_files[1].path is 'index*.parquet'"),
        ("default: true", "default: 1", "configs[0].default is 1; the manifest makes it True"),
        ("tags:\n- tea\n", "", "tags is missing; the manifest makes it ['tea']"),
        ("tags:\n- tea\n", "tags: tea\n", "tags is 'tea'; the manifest makes it ['tea']"),
        ("- tea\n", "- tea\n- coffee\n", "tags[1] is 'coffee'; the manifest makes no such entry"),
        ("license: other", "viewer: false\nlicense: other", "viewer is False; the manifest makes no such entry"),
    ],
)  # fmt: skip
def test_a_difference_is_named_by_its_place(old: str, new: str, problem: str) -> None:
    assert old in CARD
    assert any(line.startswith(problem) for line in card_problems(CARD.replace(old, new, 1), FACTS))


def test_another_releases_card_is_found_out() -> None:
    other = facts_of(sample(content_digest="0f" * 32, version="2.0.0"))
    places = [line.split(" is ")[0] for line in card_problems(render_card(other), FACTS)]
    assert places == ["configs[0].version", "configs[0].description", "dataset_info.version"]


def test_at_most_twenty_problems_are_named() -> None:
    extra = "".join(f"x{number}: 1\n" for number in range(50))
    assert len(card_problems(CARD.replace("---\n", f"---\n{extra}", 1), FACTS)) == 20


BOMB = "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(9))


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (BOMB, "it has no front matter, or"),
        ("a: &a [x]\nb: *a\n", "its front matter has an alias or an anchor"),
        ("a: &a x\n", "its front matter has an alias or an anchor"),
        ("a: !!python/object/apply:os.system [id]\n", "its front matter has a tag"),
        ("a: !!timestamp x\n", "its front matter has a tag"),
        ("[" * 1000 + "]" * 1000 + "\n", "its front matter is nested too deeply"),
        ("- " * 1000 + "a\n", "its front matter is nested too deeply"),
        ("a: 1\na: 2\n", "its front matter cannot be read: a key stands there twice"),
        ("? [a]\n: 1\n", "its front matter cannot be read"),
        ("a: 2001-99-99\n", "its front matter cannot be read"),
        ("a: =\n", "its front matter cannot be read"),
        ("<<: 1\n", "its front matter cannot be read"),
        ("a: [\n", "its front matter cannot be read"),
        ("a: \x00\n", "its front matter cannot be read"),
        ("a: 1\n--- \nb: 1\n", "its front matter cannot be read"),
        ("just words\n", "its front matter is 'just words'; the manifest makes it"),
        ("\n", "its front matter is None; the manifest makes it"),
    ],
)
def test_a_hostile_block_is_refused_in_one_line(block: str, problem: str) -> None:
    problems = card_problems(f"---\n{block}---\n" if block != BOMB else f"---\n{BOMB * 60}---\n", FACTS)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 5_000, "1" + ":59" * 2_000, "1" + "_" * 5_000])
def test_a_huge_number_is_a_problem_like_any_other(number: str) -> None:
    (problem, *_) = card_problems(CARD.replace("num_examples: 31", f"num_examples: {number}"), FACTS)
    assert len(problem) < 200


@pytest.mark.parametrize(
    "card", ["", "---", "---\n", "# Title\n", "\ufeff" + CARD, CARD.replace("\n", "\r\n"), " " + CARD]
)
def test_a_card_without_front_matter_says_so(card: str) -> None:
    assert card_problems(card, FACTS)[0].startswith("it has no front matter")


@pytest.mark.parametrize("filler", ["a", "\n", "- ", "[", "a: 1\n", "&a ", "---", "---\n", "'", "|\n "])
def test_five_megabytes_of_anything_cost_no_time(filler: str) -> None:
    started = time.perf_counter()
    assert card_problems("---\n" + filler * (5_000_000 // len(filler)), FACTS)
    assert time.perf_counter() - started < 2


@settings(deadline=None)
@given(st.text("abc:-[]{}&*!|>'\"%@`#,?\n 019._~=<", max_size=80))
def test_no_block_raises_or_takes_two_lines(block: str) -> None:
    for problem in card_problems(f"---\n{block}\n---\n", FACTS):
        assert problem == problem.replace("\n", " ").strip()
