"""What is wrong with a page as a whole, as findings."""

import re
from collections.abc import Sequence

from toolkit.clean.body import Body
from toolkit.clean.line import Line
from toolkit.clean.look import count_kinds, kinds
from toolkit.clean.page import Hints
from toolkit.clean.title import find_title
from toolkit.errors import Where
from toolkit.finding import Finding

_HAN = re.compile("[\u3400-\u9fff]+")  # runs: far fewer than characters
_KANA = re.compile("[\u3041-\u30fa]+")
_SCRIPTS = kinds(range(0x3400, 0xA000), range(0x3041, 0x30FB))
_LETTER = re.compile(r"[^\W\d_]+")
_CHINESE = 30  # per cent of the letters
_DIGIT = re.compile(r"\d")
_UNITS = "月%％万元"  # one of them is in every bare unit
_LINKS = 5
_TITLE = 6  # Chinese characters of a title
_SAMPLE = 20_000
# Units and marks that cannot stand without a number before them.
_BARE_UNIT = re.compile(
    r"(?:^|[，。、至于在从自截到年])(?:月日|年月|年月日)|[\u4e00-\u9fff]%"
    r"|(?:达到?|为|共|约|至|出|入|超|高达)(?:亿元|万元|万股|万吨|元|％)"
)


def no_body(lines: Sequence[Line], spam: bool, where: Where) -> Finding:
    """Why a page without a body has none."""
    if spam:
        named = (line.text for line in lines if line.rule is not None and line.rule.id.startswith("spam_"))
        sample = next(named, "")
        return Finding("spam_page", where, {"sample": sample[:40]})
    headlines = [line for line in lines if _is_headline(line)]
    if len(headlines) >= _LINKS:
        return Finding("link_list", where)
    if foreign := _language("\n".join(line.text for line in lines), where):
        return foreign[0]
    everything = Body(len(lines), len(lines))
    title = find_title(lines, everything, Hints()).value
    return Finding("title_only" if title and _count(_HAN, title) >= _TITLE else "no_article", where)


def _is_headline(line: Line) -> bool:
    return line.shape.han >= 6 and (line.rule is None or line.rule.id == "meta_line")


def _count(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))


def of_text(text: str, min_chars: int, where: Where) -> list[Finding]:
    """What makes a text unfit: its language, its length, its digits."""
    return [*_language(text, where), *_length(text, min_chars, where), *_digits(text, where)]


def _language(text: str, where: Where) -> list[Finding]:
    text = text[:_SAMPLE]
    _, han, kana = count_kinds(text, _SCRIPTS, 2)
    if 2 * han > len(text) and not kana:  # plainly Chinese, as nearly every page is
        return []
    letters = max(1, _count(_LETTER, text))
    share = 100 * _count(_HAN, text) // letters
    if share < _CHINESE or 10 * _count(_KANA, text) > letters:
        return [Finding("wrong_language", where, {"share": share})]
    return []


def _length(text: str, min_chars: int, where: Where) -> list[Finding]:
    return [Finding("too_short", where, {"chars": len(text), "limit": min_chars})] if len(text) < min_chars else []


def _digits(text: str, where: Where) -> list[Finding]:
    stripped = not _DIGIT.search(text) and sum(map(text.count, _UNITS)) >= 3 and len(_BARE_UNIT.findall(text)) >= 3
    return [Finding("digits_stripped", where)] if stripped else []
