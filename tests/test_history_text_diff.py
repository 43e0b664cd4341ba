"""Two texts as a diff: what it shows is there, and no text makes it long or slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.history.text_diff import text_diff

TEXTS = st.lists(st.sampled_from(["新规今日公布。", "有效期五年。", "", "另行通知。", "x"]), max_size=12).map("\n".join)


def apply(old: str, lines: tuple[str, ...]) -> str:
    """The new text, from the old one and a diff in which nothing was left out."""
    source, result, place = old.split("\n"), list[str](), 0
    for line in lines:
        if line.startswith("@@"):
            start = int(line.split(",")[0].removeprefix("@@ -")) - 1
            result += source[place:start]
            place = start
        elif line[0] in " -":
            assert source[place] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            place += 1
        else:
            result.append(line[1:])
    return "\n".join([*result, *source[place:]])


@given(TEXTS, TEXTS)
def test_the_diff_makes_the_new_text_from_the_old(old: str, new: str) -> None:
    assert apply(old, text_diff(old, new)) == new
    assert (old == new) == (text_diff(old, new) == ())


def test_a_change_deep_in_a_long_line_is_seen() -> None:
    line = "标准化技术委员会发布公告，" * 40
    found = text_diff(f"甲\n{line}旧版\n乙", f"甲\n{line}新版\n乙")
    assert found[0] == "@@ -1,3 +1,3 @@"
    assert found[1:] == (" 甲", f"-…{line[-30:]}旧版", f"+…{line[-30:]}新版", " 乙")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("文" * 5_000_000, "文" * 4_999_999 + "字"),
        ("字" + "文" * 5_000_000, "文" * 5_000_000),
        ("文\n" * 100_000, "字\n" * 100_000),
        ("文\n字\n" * 50_000, "字\n文\n" * 50_000),
        ("\n" * 100_000, ""),
        ("".join(f"{n % 7}\n" for n in range(100_000)), "".join(f"{n % 5}\n" for n in range(100_000))),
    ],
)
def test_no_text_makes_it_long_or_slow(old: str, new: str) -> None:
    started = time.perf_counter()
    found = text_diff(old, new)
    assert time.perf_counter() - started < 4
    assert 0 < len(found) <= 61
    assert max(map(len, found)) < 170
