"""What articles share with the texts that models are tested on: found as by searching, at once, and named."""

import random
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.config import parse_config
from toolkit.curate.contamination import NgramIndex, Overlap, Passage, build_ngrams, find_overlap, plain
from toolkit.errors import ConfigError

QUESTION = "下列关于标准化工作的说法，哪一项符合《云河市标准管理办法》第七条的规定？"
BEFORE, AFTER = "梧溪区的老街上，早点铺子天不亮就开了门。", "雨停之后，孩子们又回到了操场上。"


def index_of(*texts: str, n: int = 13) -> NgramIndex:
    return build_ngrams((Passage(0, number, text) for number, text in enumerate(texts, 1)), n)


def compared(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LMN")


def searched(texts: Sequence[str], article: str, n: int) -> int:
    """The same by plain search."""
    there = {text[at : at + n] for text in map(compared, texts) for at in range(len(text) - n + 1)}
    mine = compared(article)
    return len({mine[at : at + n] for at in range(len(mine) - n + 1)} & there)


def test_a_question_is_found_whatever_its_punctuation_and_spaces() -> None:
    index = index_of("另一道题目与此没有任何关系，只是放在前面。", QUESTION)
    for asked in (QUESTION, QUESTION.replace("，", " ").replace("《", "“"), "\n".join(QUESTION)):
        found = find_overlap(index, BEFORE + asked + AFTER, 13, 1)
        assert found is not None
        assert (found.file, found.number) == (0, 2)
        assert found.shared == len(compared(QUESTION)) - 12
        assert (BEFORE + asked + AFTER)[found.start : found.end] == asked.rstrip("？\n")


def test_thirteen_characters_are_a_hit_and_twelve_are_none() -> None:
    index = index_of(QUESTION)
    run = compared(QUESTION)[4:17]
    assert find_overlap(index, BEFORE + run + AFTER, 13, 1) == Overlap(1, 0, 1, len(BEFORE), len(BEFORE) + 13)
    assert find_overlap(index, BEFORE + run[:12] + "，" + AFTER, 13, 1) is None


def test_hits_count_distinct_ngrams() -> None:
    index = index_of(QUESTION)
    run = compared(QUESTION)[:20]
    assert find_overlap(index, BEFORE + run + AFTER, 13, 8) is not None
    assert find_overlap(index, BEFORE + run + AFTER, 13, 9) is None
    assert find_overlap(index, (BEFORE + run[:13]) * 9, 13, 2) is None


def test_the_passage_with_most_in_common_is_named() -> None:
    index = index_of(compared(QUESTION)[:14], "云河市各区县的标准化研究机构名录及联系方式", QUESTION)
    found = find_overlap(index, "云河市各区县的标准化研究机构名录及联系方式" + BEFORE + compared(QUESTION)[:14], 13, 1)
    assert found is not None
    assert (found.number, found.start, found.end) == (2, 0, 21)
    assert found.shared == 9 + 2


def test_ngrams_run_across_passages_that_follow_and_no_others() -> None:
    one, two = compared(QUESTION)[:10], compared(QUESTION)[10:20]
    apart = build_ngrams([Passage(0, 1, one), Passage(0, 2, two)], 13)
    joined = build_ngrams([Passage(0, 1, one), Passage(0, 2, two, follows=True), Passage(1, 1, AFTER)], 13)
    assert find_overlap(apart, one + two, 13, 1) is None
    assert find_overlap(joined, one + two, 13, 1) == Overlap(8, 0, 1, 0, 20)
    assert find_overlap(joined, compared(two + AFTER), 13, 1) == Overlap(2, 1, 1, 10, 24)


def test_a_collision_of_hashes_drops_nothing() -> None:
    index = index_of(QUESTION)
    other = "石棠县的灯会今年改在河边举办游人不少"
    forged = replace(index_of(other), starts=index.starts[:6], points=index.points)
    assert find_overlap(forged, other, 13, 1) is None


@pytest.mark.parametrize("text", ["", "短", "\ud800" * 40, "，。！？" * 30, "\n" * 100])
def test_nothing_is_shared_with_nothing(text: str) -> None:
    assert find_overlap(index_of(QUESTION), text, 13, 1) is None
    assert find_overlap(index_of(text, "短"), QUESTION, 13, 1) is None
    assert find_overlap(build_ngrams([], 13), text, 13, 1) is None


LETTERS = st.text(st.sampled_from("云河标准，。 a\u0301é１\n𠮷"), max_size=60)


@given(st.lists(LETTERS, max_size=6), LETTERS, st.integers(2, 7), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_it_finds_what_a_plain_search_finds(texts: list[str], article: str, n: int, hits: int) -> None:
    found = find_overlap(index_of(*texts, n=n), article, n, hits)
    shared = searched(texts, article, n)
    assert (found.shared if found else 0) == (shared if shared >= hits else 0)
    if found:
        span = compared(unicodedata.normalize("NFC", article)[found.start : found.end])
        assert len(span) >= n
        there = compared(texts[found.number - 1])
        assert span[:n] in there
        assert span[-n:] in there


def test_places_are_those_of_the_text_in_nfc() -> None:
    points, places = plain("a\u0301，𠮷 b")
    assert [chr(point) for point in points] == ["á", "𠮷", "b"]
    assert places.tolist() == [0, 2, 4]


def test_a_page_of_five_megabytes_takes_seconds() -> None:
    chance = random.Random(3)
    text = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(1_700_000))
    index = index_of(text[:400_000])
    start = time.monotonic()
    found = find_overlap(index, text, 13, 1)
    assert time.monotonic() - start < 20
    assert found == Overlap(400_000 - 12, 0, 1, 0, 400_000)


SETTINGS = 'name = "a"\ntitle = "A"\n[decontaminate]\n'


@pytest.mark.parametrize(
    "source", ["/etc/exam.txt", "../exam.txt", "a/../b.txt", "", "a//b.txt", "a\\\\b.txt", "a\\nb"]
)
def test_sources_lie_inside_the_project(source: str) -> None:
    with pytest.raises(ConfigError, match="not a path inside the project"):
        parse_config(f'{SETTINGS}sources = ["{source}"]')


@pytest.mark.parametrize(
    "line", ["sources = []", 'sources = ["a.txt"]\nn = 2', 'sources = ["a.txt"]\nhits = 0', "n = 13"]
)
def test_settings_that_mean_nothing_are_refused(line: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(SETTINGS + line)


def test_a_folder_is_named_with_or_without_a_slash() -> None:
    config = parse_config(f'{SETTINGS}sources = ["exams/", "more/exams.txt"]').decontaminate
    assert config is not None
    assert config.sources == ("exams", "more/exams.txt")
    assert (config.field, config.n, config.hits) == ("text", 13, 1)
