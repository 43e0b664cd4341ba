"""Foreign strings in Markdown, judged by a CommonMark parser."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from toolkit.describe import markdown
from toolkit.describe.markdown import Markdown

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
HOSTILE = [
    "# heading", "a | b", "<script>alert(1)</script>", "](https://evil.example)", "![x](y)", "`code`", "``", "- item",
    "+ item", "1. item", "1) item", "=", "---", "***", "~~~", "a\n\n# b", "&lt;b&gt;", "\\", "\\|", "~~gone~~",
    "> quote", "a  \nb", "<!-- ", "$$x$$", "\u202eabc", "a\x00b", "    indented", "[a]: http://b", "`|`", "|`",
    "标准<b>",
]  # fmt: skip
strings = st.one_of(st.text(max_size=40), st.text("`|\\*_[]()<>#-+=~!&;.1 a\n", max_size=40), st.sampled_from(HOSTILE))


Test = TypeVar("Test", bound=Callable[..., None])


def hostile(test: Test) -> Test:
    for value in HOSTILE:
        test = example(value)(test)
    return test


@hostile
@settings(deadline=None)
@given(strings)
def test_a_string_reads_as_its_own_words_and_nothing_else(value: str) -> None:
    tokens = PARSER.parse(markdown.text(value))
    words = markdown.one_line(value)
    assert [token.type for token in tokens] == (["paragraph_open", "inline", "paragraph_close"] if words else [])
    if words:
        children = tokens[1].children or []
        assert {child.type for child in children} <= {"text", "text_special"}
        assert "".join(child.content for child in children) == words


@hostile
@settings(deadline=None)
@given(strings)
def test_strings_and_names_stay_in_their_cells(value: str) -> None:
    row = f"| {markdown.text(value)} | {markdown.code(value)} | end |"
    tokens = PARSER.parse(f"| a | b | c |\n|---|---|---|\n{row}\n")
    cells = [token for token in tokens if token.type == "inline"][3:]
    assert len(cells) == 3
    name = markdown.one_line(value)
    assert [(child.type, child.content) for child in cells[1].children or [] if name] == (
        [("code_inline", name)] if name else []
    )
    assert cells[2].content == "end"


@hostile
@settings(deadline=None)
@given(strings)
def test_only_names_in_backticks_are_markup_in_a_description(value: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n|---|---|\n| {markdown.described(value)} | end |\n")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert [cell.content for cell in cells[1:]] == ["end"]
    assert {child.type for child in cells[0].children or []} <= {"text", "text_special", "code_inline"}


def test_a_description_keeps_its_names() -> None:
    shown = markdown.described("Script of `text`: <b>zh</b>")
    assert shown == "Script of `text`: &lt;b&gt;zh&lt;/b&gt;"


@settings(deadline=None)
@given(st.text("`~ab\n ", max_size=60))
def test_nothing_ends_a_code_block(content: str) -> None:
    tokens = PARSER.parse(markdown.block(content, "bibtex") + "\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@example("- an item\n  ```\n  x")
@settings(deadline=None)
@given(st.text("`~ ab\n", max_size=60))
def test_a_code_block_left_open_by_the_prose_is_closed(prose: str) -> None:
    last = PARSER.parse(f"{markdown.closed(prose)}\n\n## After\n")[-3:]
    assert last[0].type == "heading_open"


def test_prose_that_is_whole_stays_as_it_is() -> None:
    prose = "# One\n\n```python\nx = 1  \n```\n\n~~~\n```\n~~~\n<b>two</b>"
    assert markdown.closed(f"\n{prose}\r\n".replace("One\n", "One\r\n")) == prose


def test_a_long_name_is_cut() -> None:
    assert markdown.code("a" * 5_000_000) == f"`{'a' * 200}…`"


def test_an_empty_name_is_said_to_be_missing() -> None:
    assert markdown.code(" \n") == "*not known*"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 10, "0 %"), (10, 10, "100 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (1, 10**6, "0.1 %"),
        (10**6 - 1, 10**6, "99.9 %"), (0, 0, "0 %"), (1, 0, "–"), (1, 8, "12.5 %"), (1, 16, "6.3 %"),
    ],
)  # fmt: skip
def test_a_share_is_nothing_or_all_only_if_it_is_exactly_that(part: int, whole: int, shown: str) -> None:
    assert markdown.percent(part, whole) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1.0 kB"), (55_049, "55.0 kB"), (55_050, "55.1 kB"),
     (1_500_000, "1.5 MB"), (2 * 10**9, "2.0 GB"), (3 * 10**15, "3,000.0 TB")],
)  # fmt: skip
def test_sizes_are_in_decimal_units(number: int, shown: str) -> None:
    assert markdown.size(number) == shown


def test_one_is_singular() -> None:
    assert [markdown.count(number, "row") for number in (0, 1, 2, 1_200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]
    assert markdown.count(1, "line was", "lines were") == "1 line was"


@pytest.mark.parametrize("value", ["https://example.org/a?b=c", "takedown@example.org"])
def test_a_plain_address_is_a_link(value: str) -> None:
    assert markdown.address(value) == f"<{value}>"


@pytest.mark.parametrize("value", ["https://example.org/><script>", "javascript:alert(1)", "a@b", "write `me`"])
def test_any_other_address_is_words(value: str) -> None:
    assert markdown.address(value) == markdown.text(value)


def test_everything_but_markdown_is_escaped_when_printed() -> None:
    assert [markdown.finish(value) for value in (Markdown("*a*"), "*a*", 1_234)] == ["*a*", "\\*a\\*", "1,234"]
