"""A raw line is put together again from the cleaned one and its cuts, whatever the cuts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.article import Cut
from toolkit.describe.report.marks import runs

_LETTERS = st.text(alphabet="港口门票 abc，。<>", max_size=12)


def cut_line(line: str, passes: list[list[tuple[int, int, str]]]) -> tuple[str, list[Cut]]:
    """The line after each pass, and the cuts, as the cleaner writes them down."""
    cuts = []
    for number, spans in enumerate(passes):
        end, made = 0, []
        for start, length, new in sorted(spans):
            if start >= end and start + length <= len(line) and length:
                made.append(Cut(1, start, start + length, f"rule_{number}", line[start : start + length], new))
                end = start + length
        for cut in reversed(made):
            line = line[: cut.start] + cut.new + line[cut.end :]
        cuts += made
    return line, cuts


_SPANS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5), _LETTERS), max_size=3)


@given(_LETTERS, st.lists(_SPANS, max_size=3))
@settings(max_examples=300)
def test_the_runs_are_the_raw_line(raw: str, passes: list[list[tuple[int, int, str]]]) -> None:
    line, cuts = cut_line(raw, passes)
    found = runs(line, cuts)
    assert found is not None
    assert "".join(run.text for run in found) == raw
    assert {run.cut for run in found} - {None} <= set(cuts)


def test_a_later_cut_owns_what_it_took_of_an_earlier_one() -> None:
    cuts = [Cut(1, 0, 1, "width", "ａ", "a"), Cut(1, 0, 3, "watermark", "abc", "")]
    assert [(run.text, run.cut) for run in runs("港", cuts) or ()] == [("ａbc", cuts[1]), ("港", None)]


def test_cuts_that_do_not_fit_their_line_are_not_guessed_at() -> None:
    assert runs("港口", [Cut(1, 0, 1, "width", "ａ", "b")]) is None
    assert runs("港口", [Cut(1, 7, 9, "width", "ａ", "b")]) is None


def test_a_line_of_five_million_characters_is_left_alone() -> None:
    assert runs("港" * 5_000_000, [Cut(1, 0, 1, "width", "ａ", "港")]) is None
