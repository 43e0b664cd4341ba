"""Simplified and traditional Chinese: which one a text is in, and conversion of whole texts."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

import opencc

from toolkit.article import Language
from toolkit.detect.fold import one_of

_BETWEEN = "\x1e"  # a line may hold line breaks of its own
_FIRST, _LAST = 0x3400, 0x9FFF  # the Han characters of the basic plane


@cache
def _converter(name: str) -> opencc.OpenCC:
    # By its full path: a bare name is looked up in the working directory first. The phrase tables in these
    # configurations know 著作 from 著 and 皇后 from 後.
    return opencc.OpenCC(str(files("opencc") / "clib" / "share" / "opencc" / f"{name}.json"))


def _convert(name: str, text: str) -> str:
    return str(_converter(name).convert(text))


@cache
def _only(name: str) -> frozenset[str]:
    """Characters that this converter changes and that the other script does not use as well.

    GB 2312, the national simplified set, also holds some traditional forms (乾, 於) for names; they tell nothing.
    """
    han = [chr(code) for code in range(_FIRST, _LAST + 1)]
    converted = _convert(name, _BETWEEN.join(han)).split(_BETWEEN)
    changed = (char for char, other in zip(han, converted, strict=True) if other != char)
    return frozenset(char for char in changed if _in_gb2312(char) == (name == "s2t"))


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _signs(name: str) -> re.Pattern[str]:
    """What shows the script that this converter reads."""
    return re.compile(one_of("".join(sorted(_only(name)))))


def has_traditional(text: str) -> bool:
    """Whether a character stands in the text that simplified Chinese does not use."""
    return _signs("t2s").search(text) is not None


def script_of(text: str) -> Language:
    """The script of most of the characters that differ between the two; simplified when none does."""
    traditional, simplified = (len(_signs(name).findall(text)) for name in ("t2s", "s2t"))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def to_simplified(text: str) -> str:
    """The text in simplified Chinese. Simplified text comes back untouched, 乾隆 and 著 in it included."""
    return _convert("t2s", text) if has_traditional(text) else text


def to_traditional(text: str) -> str:
    """The text in traditional Chinese."""
    return _convert("s2t", text)


def fold_lines(lines: Sequence[str]) -> Sequence[str]:
    """Each line in simplified Chinese; on a simplified page only the lines that hold traditional characters."""
    text = _BETWEEN.join(lines)
    if not has_traditional(text):
        return lines
    if script_of(text) == "zh-Hant":
        return _convert("t2s", text).split(_BETWEEN)
    return [to_simplified(line) for line in lines]


def fold_pages(pages: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lines of each page as `fold_lines` gives them; one look shows that none of them needs it."""
    if not has_traditional(_BETWEEN.join(chain.from_iterable(pages))):
        return list(pages)
    return [fold_lines(lines) for lines in pages]


def convert(text: str, script: str) -> str:
    """The text as [clean] script asks: zh-Hans, zh-Hant, or keep."""
    if script == "keep":
        return text
    return to_simplified(text) if script == "zh-Hans" else to_traditional(text)
