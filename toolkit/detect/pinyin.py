"""Pinyin annotations that mirrors print into a text, 動(dòng)態(tài), told from the glosses of an author.

What an annotation is, a table of readings decides: the parentheses hold a reading of exactly the character before them.
Whether it is noise, the document decides. A machine annotates common characters, most of them traditional forms, each
with one reading, in running text, and again wherever they recur. An author explains a rare character or an unexpected
reading, once. So the evidence is the toned annotations of common characters that have a single reading here, and the
document is noisy when at least two thirds of the occurrences of these characters are annotated, at least half of the
annotations are followed by a Chinese character, and one of these holds:

- repeated: two or more characters, and five or more annotations beyond the first of each character;
- converted: three or more traditional forms, on 3 % or more of the document's Chinese characters;
- dense: eight or more characters, on 10 % or more of the document's Chinese characters.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from toolkit.detect.span import Span

KIND = "pinyin"
_TABLE = "pinyin_readings.txt"
_LETTER = "[a-zɑɡà-üā-ǜǹḿếề\u0300-\u030c]"
_ANNOTATION = re.compile(rf"[(（]({_LETTER}{{1,8}})[)）]")
_HALF = re.compile(rf"[(（]({_LETTER}{{0,8}})(?=(?:\.{{2,}}|…+)?\s*$)")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Typesetters write IPA letters for a and g, and a breve for the caron.
_LOOKALIKES = str.maketrans({"ɑ": "a", "ɡ": "g", "\u0306": "\u030c"})


@cache
def _readings() -> dict[str, str]:
    text = (files("toolkit.detect") / _TABLE).read_text(encoding="utf-8")
    parts = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {syllable: characters for syllable, _, characters in parts}


def _decomposed(syllable: str) -> str:
    return unicodedata.normalize("NFD", syllable).translate(_LOOKALIKES)


def is_reading(char: str, syllable: str) -> bool:
    """Whether `syllable` (lower case, NFC or NFD) is a reading of the one character `char`.

    Tone-marked, or unmarked where the reading is neutral: 的 is read de and dì, never di.
    """
    return len(char) == 1 and char in _readings().get(unicodedata.normalize("NFC", _decomposed(syllable)), "")


@dataclass(frozen=True, slots=True)
class _Annotation:
    char: str
    syllable: str
    span: Span


def _scan(text: str) -> Iterator[_Annotation]:
    """Every annotation; a second one directly after the first belongs to the same character."""
    char, end = "", -1
    for match in _ANNOTATION.finditer(text):
        if match.start() != end:
            char = text[match.start() - 1 : match.start()]
        if is_reading(char, match[1]):
            end = match.end()
            yield _Annotation(char, match[1], Span(match.start(), end, KIND))


def annotations(text: str) -> list[Span]:
    """Every `(x)` or `（x）` behind a character that may be read x; a span holds the parentheses alone."""
    return [found.span for found in _scan(text)]


@dataclass(frozen=True, slots=True)
class PinyinEvidence:
    """What a document's annotations say: their number, the characters that carry one, and whether they are noise."""

    count: int
    characters: frozenset[str]
    confirmed: bool

    def spans(self, line: str) -> list[Span]:
        """What to take from a line of the document: nothing unless confirmed, else annotations, a cut one too."""
        if not self.confirmed or not ("(" in line or "（" in line):
            return []
        found = list(_scan(line))
        return [annotation.span for annotation in found] + self._half(line, found)

    def _half(self, line: str, found: list[_Annotation]) -> list[Span]:
        """The annotation that the end of a truncated line cut in two: 發(f"""
        match = _HALF.search(line)
        if match is None:
            return []
        char = line[match.start() - 1 : match.start()]
        if found and found[-1].span.end == match.start():
            char = found[-1].char
        fits = _starts_reading(char, match[1]) if match[1] else char in self.characters
        return [Span(match.start(), match.end(), KIND)] if fits else []


def _starts_reading(char: str, prefix: str) -> bool:
    """Whether a reading of `char` begins with `prefix`; a tone mark may be cut off its letter."""
    start = _decomposed(prefix)
    return len(char) == 1 and any(
        char in characters and unicodedata.normalize("NFD", syllable).startswith(start)
        for syllable, characters in _readings().items()
    )


_NOTHING = PinyinEvidence(0, frozenset(), False)


def page_annotations(lines: Sequence[str]) -> PinyinEvidence:
    """Look at all lines of a document and decide whether its annotations are noise; see the module for the rule."""
    bracketed = (line for line in lines if "(" in line or "（" in line)
    found = [(annotation, _in_running_text(line, annotation)) for line in bracketed for annotation in _scan(line)]
    if not found:
        return _NOTHING
    characters = frozenset(annotation.char for annotation, _ in found)
    telling = _telling([annotation for annotation, _ in found])
    marks = [running for annotation, running in found if annotation.char in telling]
    confirmed = len(telling) > 1 and 2 * sum(marks) >= len(marks) and _by_machine(telling, len(marks), lines)
    return PinyinEvidence(len(found), characters, confirmed)


def _in_running_text(line: str, annotation: _Annotation) -> bool:
    return _HAN.match(line, annotation.span.end) is not None


def _telling(found: list[_Annotation]) -> set[str]:
    """The characters whose annotations count: common ones that are always given the same, toned reading."""
    readings: dict[str, set[str]] = {}
    for annotation in found:
        readings.setdefault(annotation.char, set()).add(_decomposed(annotation.syllable))
    return {
        char
        for char, syllables in readings.items()
        if len(syllables) == 1 and not min(syllables).isascii() and is_common(char)
    }


def _by_machine(telling: set[str], marks: int, lines: Sequence[str]) -> bool:
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line)
    if 3 * marks < 2 * sum(counts[char] for char in telling):
        return False
    han = sum(count for char, count in counts.items() if _HAN.match(char))
    converted = sum(_gb2312_row(char) is None for char in telling)
    repeated = marks - len(telling) >= 5
    return repeated or (converted >= 3 and 100 * marks >= 3 * han) or (len(telling) >= 8 and 10 * marks >= han)


def _gb2312_row(char: str) -> int | None:
    """The lead byte of a character of the simplified set; None for a traditional form."""
    try:
        return char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return None


def is_common(char: str) -> bool:
    """GB 2312 keeps the 3,755 most common characters in its first level (rows 16-55), Big5 5,401 (A440-C67E)."""
    row = _gb2312_row(char)
    if row is not None:
        return 0xB0 <= row <= 0xD7
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False
