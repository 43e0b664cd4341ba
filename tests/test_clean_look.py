"""A look at many lines at once tells of each what a look at its characters one by one tells."""

import re

from hypothesis import given
from hypothesis import strategies as st

from toolkit.clean.line import judge_lines, looks
from toolkit.clean.look import COUNT_BITS, Tables, look_at, table

COMMAS, ROUND = 1, 2
TABLES = Tables(
    table([("，,", COMMAS)]),
    table([("(（", ROUND)]),
    table([("图a", ROUND)]),
    table([(range(ord("一"), ord("龥") + 1), 1), ("12", 1 << COUNT_BITS)]),
)


def plainly(line: str) -> tuple[int, int]:
    bits = COMMAS * bool(re.search("[，,]", line)) | ROUND * bool(re.search("[(（][图a]", line))
    return bits, len(re.findall("[一-龥]", line)) + (len(re.findall("[12]", line)) << COUNT_BITS)


@given(st.lists(st.text(alphabet="一龥图a，,(（12\n\ud800\U00020000 ", max_size=12), max_size=8))
def test_bits_and_counts_are_those_of_each_line(lines: list[str]) -> None:
    assert [tuple(look) for look in look_at(lines, TABLES)] == [plainly(line) for line in lines]


def test_lines_of_any_length_are_looked_at_in_order() -> None:
    lines = ["图，", "(图" * 100_000, "", "1" * 70_000, "（a"] * 3
    assert [tuple(look) for look in look_at(lines, TABLES)] == [plainly(line) for line in lines]


def test_a_line_is_the_same_among_others_and_alone() -> None:
    lines = ["责任编辑：林夏", "江畔的灯塔重新点亮，守塔人走上海堤。" * 3, "", "责任编辑：林夏", "字" * 200_000 + "。"]
    assert judge_lines(lines) == [judge_lines([line])[0] for line in lines]
    assert [look.counts % (1 << COUNT_BITS) for look in looks(lines)] == [6, 48, 0, 6, 200_000]
