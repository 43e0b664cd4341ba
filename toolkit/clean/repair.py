"""Repairs within a line, before anything is decided about it. Each change is a Cut."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

from toolkit.article import Cut
from toolkit.clean.slip import find_slips
from toolkit.detect.holding import holding
from toolkit.detect.markup import find_markup
from toolkit.detect.pinyin import page_annotations
from toolkit.detect.span import Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

Edit = tuple[int, int, str]  # start, end, what stands there then
Step = tuple[str, Callable[[str], Iterable[Edit]]]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]+"
)
_LOSS = re.compile("[\ufffd\ue000-\uf8ff]+")  # private characters are what GBK tables give for bytes they do not know
# Letters and digits alone are a matter of width; full-width punctuation is Chinese, but for a point between digits.
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?:[\uff0e\uff05][\uff10-\uff19]*)*")
_BLANKS = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SPACE = f"[{_BLANKS}]"
_SPACES = re.compile(f"^{_SPACE}+|{_SPACE}+$|{_SPACE}{{2,}}|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Eight gaps in a row between single characters are no list of two-character names.
_SPACED_OUT = re.compile(f"(?:[{HAN}，。、；：！？“”《》（）0-9] ){{8,}}[{HAN}，。、；：！？“”《》（）0-9]")
_DOUBLED = re.compile("(?<![，,、])(?:，[，,]|,[，,]|、、)(?![，,、])|(?<!。)。。(?!。)")
_PIPES = re.compile(r"^\s*\|[\s|]*|[\s|]*\|\s*$|(?:\|\s*){2,}")
# Most pages need no repair of characters, and most lines none but of the spaces around them: one look shows it. The
# class in front is what `re` finds quickly.
_ODD_CHARACTERS = re.compile("[&<=" + _LOSS.pattern[1:-2] + _CONTROL.pattern[1:-1])
_ODD = f"|?\n\uff10-\uff19\uff21-\uff3a\uff41-\uff5a{_BLANKS[1:]}"
_ODD_TYPOGRAPHY = re.compile(f"[{_ODD} ，,、。](?:(?<=[{_ODD}])|(?<= )(?: |[^ ] )|(?<=[，,])[，,]|(?<=、)、|(?<=。)。)")

_BETWEEN = "\x1e"  # a line break within a line is odd


@dataclass(frozen=True, slots=True)
class Repaired:
    """The lines of a page after repair, as many as before, and what was changed."""

    lines: tuple[str, ...]
    cuts: tuple[Cut, ...]


def repair(pages: Sequence[Sequence[str]], disabled: frozenset[str] = frozenset()) -> list[Repaired]:
    """Repair every line of these pages, which are looked at together, but for what is switched off.

    Pinyin annotations go only where the whole page shows that a machine put them there.
    """
    lines = _Lines(pages)
    for place in _odd_lines(lines.texts):
        lines.run(place, _CHARACTERS)
    if "pinyin" not in disabled:
        _drop_pinyin(lines)
    steps = tuple(step for step in _TYPOGRAPHY if step[0] not in disabled)
    cores = [text.strip(_BLANKS) for text in lines.texts]
    odd = set(holding(_ODD_TYPOGRAPHY, cores, _BETWEEN))
    for place, core in enumerate(cores):
        if place in odd:
            lines.run(place, steps)
        elif len(core) != len(lines.texts[place]) and _SPACING in steps:
            lines.strip(place, core)
    return list(lines.pages())


class _Lines:
    """The lines of some pages on their way, and the cuts in each."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        self.texts = list(chain.from_iterable(pages))
        self.bounds = list(pairwise(accumulate(map(len, pages), initial=0)))
        self._numbers = [number for page in pages for number in range(1, len(page) + 1)]
        self._cuts: dict[int, list[Cut]] = {}

    def run(self, place: int, steps: Iterable[Step]) -> None:
        for rule, find in steps:
            self.edit(place, rule, list(find(self.texts[place])))

    def strip(self, place: int, core: str) -> None:
        """Without the spaces around its core: what `_SPACING` does where nothing else is to do."""
        text = self.texts[place]
        start = len(text) - len(text.lstrip(_BLANKS)) if core else len(text)
        edits = [(0, start, ""), (start + len(core), len(text), "")]
        self.edit(place, _SPACING[0], [edit for edit in edits if edit[0] < edit[1]])

    def edit(self, place: int, rule: str, edits: Sequence[Edit]) -> None:
        if not edits:
            return
        text, pieces, done = self.texts[place], [], 0
        cuts = self._cuts.setdefault(place, [])
        for start, end, new in edits:
            pieces += [text[done:start], new]
            cuts.append(Cut(self._numbers[place], start, end, rule, text[start:end], new))
            done = end
        self.texts[place] = "".join([*pieces, text[done:]])

    def pages(self) -> Iterator[Repaired]:
        for start, end in self.bounds:
            cuts = (cut for place in range(start, end) if place in self._cuts for cut in self._cuts[place])
            yield Repaired(tuple(self.texts[start:end]), tuple(cuts))


def _odd_lines(lines: Sequence[str]) -> list[int]:
    """The places of lines with characters that are to be repaired."""
    places = set(holding(_ODD_CHARACTERS, lines))
    if not unicodedata.is_normalized("NFC", "\n".join(lines)):
        places.update(place for place, text in enumerate(lines) if not unicodedata.is_normalized("NFC", text))
    return sorted(places)


def _drop_pinyin(lines: _Lines) -> None:
    for start, end in lines.bounds:
        evidence = page_annotations(lines.texts[start:end])
        for place in range(start, end) if evidence.confirmed else ():
            lines.edit(place, "pinyin", [(span.start, span.end, "") for span in evidence.spans(lines.texts[place])])


def _entities(text: str) -> Iterator[Edit]:
    """Character references, the twice escaped ones (&amp;nbsp;) too."""
    if "&" not in text:
        return
    for match in re.finditer(rf"&amp;(?={_ENTITY.pattern[1:]})|{_ENTITY.pattern}", text):
        new = "" if match[0] == "&amp;" else html.unescape(match[0])
        if match[0] == "&amp;":
            yield match.start() + 1, match.end(), ""
        elif new != match[0] and "&" not in new:
            yield match.start(), match.end(), new


def _each(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Callable[[str], Iterator[Edit]]:
    def find(text: str) -> Iterator[Edit]:
        for match in pattern.finditer(text):
            instead = new(match)
            if instead != match[0]:
                yield match.start(), match.end(), instead

    return find


def _nfc(text: str) -> Iterator[Edit]:
    """NFC, never NFKC: that rewrites Chinese punctuation."""
    if not unicodedata.is_normalized("NFC", text):
        yield 0, len(text), unicodedata.normalize("NFC", text)


def _markup(text: str) -> Iterator[Edit]:
    if "<" in text or ">" in text or "=" in text:
        yield from ((span.start, span.end, _in_place_of(text, span)) for span in find_markup(text))


def _in_place_of(text: str, span: Span) -> str:
    """A tag that breaks lines leaves a line break, any other nothing."""
    return "\n" if re.match(r"</?(?:br|p|div|li|tr|h[1-6])\b", text[span.start : span.end], re.IGNORECASE) else ""


def _pipes(text: str) -> Iterator[Edit]:
    if "|" in text and text.lstrip().startswith("|"):
        yield from _each(_PIPES, lambda match: "" if match.start() == 0 or match.end() == len(text) else "| ")(text)


def _half_width(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])


def _space(match: re.Match[str]) -> str:
    text = match.string
    return "" if match.start() == 0 or match.end() == len(text) else " "


_CHARACTERS: tuple[Step, ...] = (
    ("entity", _entities),
    ("entity", _entities),  # what was escaped twice
    ("control", _each(_CONTROL, lambda match: " " if "\x0b" in match[0] or "\x0c" in match[0] else "")),
    ("encoding_loss", _each(_LOSS, lambda match: "")),
    ("nfc", _nfc),
    ("markup", _markup),
)
_SPACING: Step = ("spaces", _each(_SPACES, _space))
_TYPOGRAPHY: tuple[Step, ...] = (
    ("gbk_slip", find_slips),
    ("table_pipes", _pipes),
    ("full_width", _each(_WIDE, _half_width)),
    _SPACING,
    ("spaced_out", _each(_SPACED_OUT, lambda match: match[0].replace(" ", ""))),
    ("doubled", _each(_DOUBLED, lambda match: match[0][0])),
)
