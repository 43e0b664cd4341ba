"""Repairs within a line, before anything is decided about it. Each change is a Cut."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.article import Cut
from toolkit.clean.slip import find_slips
from toolkit.detect.markup import find_markup
from toolkit.detect.pinyin import PinyinEvidence, page_annotations
from toolkit.detect.span import Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

Edit = tuple[int, int, str]  # start, end, what stands there then

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


@dataclass(frozen=True, slots=True)
class Repaired:
    """The lines of a page after repair, as many as before, and what was changed."""

    lines: tuple[str, ...]
    cuts: tuple[Cut, ...]


Step = tuple[str, Callable[[str], Iterable[Edit]]]


def repair(lines: Sequence[str], disabled: frozenset[str] = frozenset()) -> Repaired:
    """Repair every line, but for what is switched off.

    Pinyin annotations go only where the whole page shows that a machine put them there.
    """
    first = [_Line(number, line) for number, line in enumerate(lines, 1)]
    if _is_odd("\n".join(lines)):
        first = [line.run(_CHARACTERS) if _is_odd(line.text) else line for line in first]
    evidence = page_annotations([line.text for line in first]) if "pinyin" not in disabled else None
    if evidence is not None and evidence.confirmed:
        first = [_without_pinyin(line, evidence) for line in first]
    steps = tuple(step for step in _TYPOGRAPHY if step[0] not in disabled)
    done = [_typography(line, steps) for line in first]
    return Repaired(tuple(line.text for line in done), tuple(cut for line in done for cut in line.cuts))


class _Line(NamedTuple):
    number: int
    text: str
    cuts: tuple[Cut, ...] = ()

    def run(self, steps: Sequence[Step]) -> "_Line":
        line = self
        for rule, find in steps:
            if edits := list(find(line.text)):
                line = line._edited(rule, edits)
        return line

    def _edited(self, rule: str, edits: Sequence[Edit]) -> "_Line":
        pieces, done, cuts = [], 0, []
        for start, end, new in edits:
            pieces += [self.text[done:start], new]
            cuts.append(Cut(self.number, start, end, rule, self.text[start:end], new))
            done = end
        return _Line(self.number, "".join([*pieces, self.text[done:]]), (*self.cuts, *cuts))

    def stripped(self, size: int) -> "_Line":
        """Without the spaces around its `size` other characters: what `_SPACING` does where nothing else is to do."""
        end = len(self.text.rstrip(_BLANKS))
        edits = [(0, end - size, ""), (end, len(self.text), "")] if size else [(0, len(self.text), "")]
        return self._edited(_SPACING[0], [edit for edit in edits if edit[0] < edit[1]])


def _is_odd(text: str) -> bool:
    return _ODD_CHARACTERS.search(text) is not None or not unicodedata.is_normalized("NFC", text)


def _without_pinyin(line: _Line, evidence: PinyinEvidence) -> _Line:
    return line.run([("pinyin", lambda text: ((span.start, span.end, "") for span in evidence.spans(text)))])


def _typography(line: _Line, steps: Sequence[Step]) -> _Line:
    core = line.text.strip(_BLANKS)
    if _ODD_TYPOGRAPHY.search(core):
        return line.run(steps)
    return line if len(core) == len(line.text) or _SPACING not in steps else line.stripped(len(core))


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
