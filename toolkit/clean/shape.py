"""What a line looks like, whatever it says: how long, and whether it is a sentence."""

import re
from dataclasses import dataclass

from toolkit.clean.repair import HAN

_HAN = re.compile(f"[{HAN}]+")  # runs: far fewer than characters
_CLOSERS = "”’\"')）】》」』〕 　"
_OVER = ("(完)", "（完）")  # how agencies end a report
_CLAUSE = re.compile("[，,；;：:]")
_STOP = re.compile("[。！？；!?]")
_STRONG = re.compile("[。；]")
# 一、 (二) 第三条 3. ①: how headings and items of lists begin
_NUMBERED = re.compile(
    r"^\W{0,2}(?:[一二三四五六七八九十百]{1,3}\W|第[一二三四五六七八九十百\d]{1,4}[章节条款部]|\d{1,2}[、.．)）](?!\d)|[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """`han`: Chinese characters; `prose`: reads as a sentence; `closed`: ends as sentences and lead-ins end.

    `sentence`: prose beyond doubt, long and with a full stop; `stopped`: short, but said as a sentence or in quotes.
    """

    han: int
    prose: bool
    closed: bool
    numbered: bool
    sentence: bool
    stopped: bool


def shape_of(line: str) -> Shape:
    """The shape of a stripped line."""
    han = sum(map(len, _HAN.findall(line)))
    last = (line[:-3] if line.endswith(_OVER) else line).rstrip(_CLOSERS)[-1:]
    prose = _is_prose(line, han, last)
    closed = last != "" and last in "。！？!?…：:；;"
    stopped = closed and han > 1 and (last == "。" or (last in "！？!?…" and line.endswith(("”", "」"))))
    return Shape(
        han, prose, closed, bool(_NUMBERED.match(line)), prose and han >= 20 and last in "。！？!?；;", stopped
    )


def _is_prose(line: str, han: int, last: str) -> bool:
    if han < 8:
        return False
    clauses = len(_CLAUSE.findall(line))
    if last in "。；;":
        return han >= 10 or clauses > 0
    if last in "！？!?…，,":
        # A headline too may ask or exclaim; a sentence is longer, or has clauses.
        return han >= 30 or (han >= 12 and clauses > 0)
    if last in ":：":
        return han >= 12
    if han < 40:
        return han >= 20 and _STRONG.search(line) is not None
    return len(_STOP.findall(line)) > 0 or (clauses >= 2 and han >= 12 * clauses / 2)
