"""A repaired page -> its lines judged, its body and title found, and what was stamped into the body taken out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from toolkit.article import Cut, Decision
from toolkit.clean.body import Body, find_body, trusted
from toolkit.clean.evidence import line_digest
from toolkit.clean.line import Line, judge_lines, unwrapped
from toolkit.clean.lines import decide
from toolkit.clean.page import Page
from toolkit.clean.repair import Repaired
from toolkit.clean.rules import RULES, Rulebook
from toolkit.clean.script import fold_pages
from toolkit.clean.stamps import Stamp, find_stamps, stamped_lines
from toolkit.clean.title import find_title
from toolkit.clean.verse import versed

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
    def has_text(self) -> bool:
        """Whether anything is kept but spaces."""
        kept = (line.text for line, made in zip(self.lines, self.decisions, strict=True) if made.kept)
        return any(text.strip() for text in kept)

    @property
    def spam(self) -> bool:
        """Whether somebody else put something into the page."""
        listed = any(decision.rule.startswith("spam_") for decision in self.decisions)
        return listed or any(cut.rule == "title_fragment" for cut in self.cuts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its repaired lines. `recurring`: digests of the lines that stand on many pages of its site."""

    page: Page
    repaired: Repaired
    recurring: frozenset[str] = frozenset()


def judge(sheets: Sequence[Sheet], book: Rulebook) -> list[Judged]:
    """Judge every line of these pages; one step for all pages before the next, because that is quicker."""
    folded = [[line.strip() for line in lines] for lines in fold_pages([sheet.repaired.lines for sheet in sheets])]
    known = iter(judge_lines([text for texts in folded for text in texts], book))
    alone = [list(islice(known, len(texts))) for texts in folded]
    pages = [_lines(*each, book) for each in zip(sheets, folded, alone, strict=True)]
    bodies = list(map(find_body, pages))
    titles = [
        find_title(lines, body, sheet.page.hints) for sheet, lines, body in zip(sheets, pages, bodies, strict=True)
    ]
    judged = [
        Judged(sheet.repaired.lines, lines, body, tuple(decide(lines, body, title)), title.value)
        for sheet, lines, body, title in zip(sheets, pages, bodies, titles, strict=True)
    ]
    return [_unstamped(one, book.disabled) for one in judged]


def _unstamped(judged: Judged, disabled: frozenset[str]) -> Judged:
    shown = {
        place: line.text
        for place, (line, made) in enumerate(zip(judged.lines, judged.decisions, strict=True))
        if made.kept or made.rule == _STAMP
    }
    stamps = _enabled(find_stamps(shown, judged.title), disabled)
    return _without(judged, stamps) if stamps else judged


def _lines(sheet: Sheet, folded: Sequence[str], alone: Sequence[Line], book: Rulebook) -> tuple[Line, ...]:
    """The lines as the whole page shows them; `alone`: each as it is by itself."""
    page = sheet.page
    stamped = frozenset() if _STAMP in book.disabled else stamped_lines(folded)
    lines = versed(_marked(list(_placed(alone, page, sheet.recurring, stamped)), page))
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


def _marked(lines: list[Line], page: Page) -> list[Line]:
    """The lines, with what the markup says of headings and links. The title is the heading that the head tells too."""
    told = "\n".join(filter(None, (page.hints.title, page.hints.page_title)))
    for place in page.linked:
        lines[place] = lines[place]._replace(linked=True)
    for place, level in page.levels.items():
        lines[place] = lines[place]._replace(level=1 if page.lines[place] in told else max(2, level))
    return lines


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
        text, form = (_cut(said, place + 1, spans)[0] for said in (lines[place].text, lines[place].form))
        lines[place] = lines[place]._replace(text=text, form=form)
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
