"""A repaired page -> its lines judged, its body and title found, and what was stamped into the body taken out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.article import Cut, LineVerdict
from toolkit.clean.body import Body, find_body, trusted
from toolkit.clean.evidence import line_digest
from toolkit.clean.line import Line, judge_lines, unwrapped
from toolkit.clean.lines import Decision, decide
from toolkit.clean.page import Page
from toolkit.clean.repair import Repaired
from toolkit.clean.rules import RULES, Rulebook
from toolkit.clean.script import fold_lines
from toolkit.clean.stamps import Stamp, find_stamps, stamped_lines
from toolkit.clean.title import find_title

_STAMP = "watermark_line"
_INDENTS = (" ", "\t", "\u3000")


@dataclass(frozen=True, slots=True)
class Judged:
    """A page after its lines were judged.

    `spelled`: the lines as the page spells them; `lines`: in simplified Chinese, as they were judged; a decision each.
    """

    spelled: tuple[str, ...]
    lines: tuple[Line, ...]
    body: Body
    decisions: tuple[Decision, ...]
    title: str | None
    cuts: tuple[Cut, ...] = ()

    def text(self, spelled: bool) -> str:
        """The lines of the body, as the page spells them or in simplified Chinese, broken paragraphs whole again."""
        pieces: list[str] = []
        for place, decision in enumerate(self.decisions):
            if decision.kept:
                text = self.spelled[place] if spelled else self.lines[place].text
                pieces += [self._gap(place, text), text] if pieces else [text]
        return "".join(pieces)

    def _gap(self, place: int, text: str) -> str:
        if not (self.lines[place].continues and self.decisions[place - 1].kept):
            return "\n"
        above = self.lines[place - 1].text
        return " " if (above[-1:] + text[:1]).isascii() else ""  # between two words of an alphabet

    @property
    def spam(self) -> bool:
        """Whether somebody else put something into the page."""
        listed = any(decision.rule.startswith("spam_") for decision in self.decisions)
        return listed or any(cut.rule == "title_fragment" for cut in self.cuts)

    def verdicts(self) -> tuple[LineVerdict, ...]:
        """The verdict on every line, numbered from 1."""
        pairs = zip(self.spelled, self.decisions, strict=True)
        return tuple(LineVerdict(number, line, made.kept, made.rule) for number, (line, made) in enumerate(pairs, 1))


def judge(page: Page, repaired: Repaired, recurring: frozenset[str], book: Rulebook) -> Judged:
    """Judge every line of a page. `recurring`: digests of the lines that stand on many pages of its site."""
    lines = _lines(page, repaired, recurring, book)
    body = find_body(lines)
    title = find_title(lines, body, page.hints)
    judged = Judged(repaired.lines, lines, body, tuple(decide(lines, body, title)), title.value)
    shown = {
        place: lines[place].text for place, made in enumerate(judged.decisions) if made.kept or made.rule == _STAMP
    }
    stamps = _enabled(find_stamps(shown, title.value), book.disabled)
    return _without(judged, stamps) if stamps else judged


def _lines(page: Page, repaired: Repaired, recurring: frozenset[str], book: Rulebook) -> tuple[Line, ...]:
    folded = [line.strip() for line in fold_lines(list(repaired.lines))]
    stamped = frozenset() if _STAMP in book.disabled else stamped_lines(folded)
    lines = tuple(_placed(judge_lines(folded, book), page, recurring, stamped))
    if page.main is not None:
        return trusted(lines)
    return unwrapped(lines, book, frozenset(at for at, line in enumerate(page.lines) if line[:1] in _INDENTS))


def _placed(lines: Sequence[Line], page: Page, recurring: frozenset[str], stamped: frozenset[int]) -> Iterator[Line]:
    """The lines, with what their place on this page shows of them."""
    for place, line in enumerate(lines):
        main = None if page.main is None else place in page.main
        recurs = bool(recurring) and line_digest(page.lines[place]) in recurring
        if place in stamped:
            yield line._replace(rule=RULES[_STAMP])
        else:
            yield line if main is None and not recurs else line._replace(main=main, recurs=recurs)


def _enabled(stamps: Mapping[int, list[Stamp]], disabled: frozenset[str]) -> dict[int, list[Stamp]]:
    found = {place: [stamp for stamp in spans if stamp[2] not in disabled] for place, spans in stamps.items()}
    return {place: spans for place, spans in found.items() if spans}


def _without(judged: Judged, stamps: Mapping[int, list[Stamp]]) -> Judged:
    """The page without the stamps; a line that was nothing else is cut."""
    spelled, lines, decisions = list(judged.spelled), list(judged.lines), list(judged.decisions)
    cuts: list[Cut] = []
    for place, spans in sorted(stamps.items()):
        if not decisions[place].kept or len(spelled[place].strip()) != len(lines[place].text):
            continue  # not of the body, or a conversion of the script changed the length
        spelled[place], cut = _cut(spelled[place].strip(), place + 1, spans)
        lines[place] = lines[place]._replace(text=_cut(lines[place].text, place + 1, spans)[0])
        cuts += cut
        if not lines[place].text:
            decisions[place] = Decision(False, spans[0][2])
    return replace(judged, spelled=tuple(spelled), lines=tuple(lines), decisions=tuple(decisions), cuts=tuple(cuts))


def _cut(text: str, number: int, spans: list[Stamp]) -> tuple[str, list[Cut]]:
    pieces, done, cuts = [], 0, []
    for start, end, rule in spans:
        pieces.append(text[done:start])
        cuts.append(Cut(number, start, end, rule, text[start:end]))
        done = end
    return "".join([*pieces, text[done:]]).strip(), cuts
