from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.detect.span import Span, remove, replace, resolve

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda pair: Span(pair[0], pair[0] + pair[1], "mobile"))
)


def test_the_earliest_span_wins_then_the_longest_then_the_first_given() -> None:
    late, short, long = Span(2, 9, "late"), Span(0, 2, "short"), Span(0, 4, "long")
    assert resolve([late, short, long]) == [long]
    assert resolve([Span(0, 2, "first"), Span(0, 2, "second")]) == [Span(0, 2, "first")]


def test_neighbours_do_not_overlap() -> None:
    assert resolve([Span(2, 4, "b"), Span(0, 2, "a")]) == [Span(0, 2, "a"), Span(2, 4, "b")]


@given(SPANS)
def test_resolved_spans_are_in_order_and_never_overlap(spans: list[Span]) -> None:
    chosen = resolve(spans)
    assert all(a.end <= b.start for a, b in pairwise(chosen))
    assert all(any(span.start < kept.end and kept.start < span.end for kept in chosen) for span in spans)


def test_spans_are_replaced_and_removed() -> None:
    spans = [Span(1, 2, "a"), Span(3, 5, "b")]
    assert replace("甲乙丙丁戊己", [(spans[0], "[x]"), (spans[1], "")]) == "甲[x]丙己"
    assert remove("甲乙丙丁戊己", spans) == "甲丙己"
    assert remove("甲乙", []) == "甲乙"
