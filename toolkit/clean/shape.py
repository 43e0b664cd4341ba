"""What a line looks like, whatever it says: how long, and whether it is a sentence."""

import re
from typing import NamedTuple

from toolkit.clean.look import COUNT_BITS, Entries, Look
from toolkit.clean.repair import HAN

_HAN = [range(ord(first), ord(last) + 1) for first, last in zip(HAN[::3], HAN[2::3], strict=True)]
_CLAUSE, _STOP, _STRONG = "，,；;：:", "。！？；!?", "。；"
_HAS_STOP, _HAS_STRONG = 1 << 62, 1 << 63  # above the bits of the rules
BITS: Entries = ((_STOP, _HAS_STOP), (_STRONG, _HAS_STRONG))
COUNTS: Entries = (*((chars, 1) for chars in _HAN), (_CLAUSE, 1 << COUNT_BITS))
_CLOSERS = "”’\"')）】》」』〕 　"
_OVER = ("(完)", "（完）")  # how agencies end a report
# 一、 (二) 第三条 3. ①: how headings and items of lists begin
_NUMBERED = re.compile(
    r"^\W{0,2}(?:[一二三四五六七八九十百]{1,3}\W|第[一二三四五六七八九十百\d]{1,4}[章节条款部]|\d{1,2}[、.．)）](?!\d)|[①-⑳])"
)


class Shape(NamedTuple):
    """`han`: Chinese characters; `prose`: reads as a sentence; `closed`: ends as sentences and lead-ins end.

    `sentence`: prose beyond doubt, long and with a full stop; `stopped`: short, but said as a sentence or in quotes.
    """

    han: int
    prose: bool
    closed: bool
    numbered: bool
    sentence: bool
    stopped: bool


def shape_of(line: str, look: Look) -> Shape:
    """The shape of a stripped line, looked at with tables that hold `BITS` and `COUNTS`."""
    clauses, han = divmod(look.counts, 1 << COUNT_BITS)
    last = (line[:-3] if line.endswith(_OVER) else line).rstrip(_CLOSERS)[-1:]
    prose = han >= 8 and _is_prose(han, clauses, last, look.bits)
    closed = last != "" and last in "。！？!?…：:；;"
    stopped = closed and han > 1 and (last == "。" or (last in "！？!?…" and line.endswith(("”", "」"))))
    sentence = prose and han >= 20 and last in "。！？!?；;"
    return Shape(han, prose, closed, _NUMBERED.match(line) is not None, sentence, stopped)


def _is_prose(han: int, clauses: int, last: str, bits: int) -> bool:
    if last in "。；;":
        return han >= 10 or clauses > 0
    if last in "！？!?…，,":
        # A headline too may ask or exclaim; a sentence is longer, or has clauses.
        return han >= 30 or (han >= 12 and clauses > 0)
    if last in ":：":
        return han >= 12
    if han < 40:
        return han >= 20 and bits & _HAS_STRONG != 0
    return bits & _HAS_STOP != 0 or (clauses >= 2 and han >= 12 * clauses / 2)
