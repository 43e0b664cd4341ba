"""A page beside its article, as lines of runs: what the template prints. Bounded, whatever the page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.article import Cut, LineVerdict
from toolkit.catalogue import Lang
from toolkit.describe.explanation import Cleaning
from toolkit.describe.report.marks import Run, runs
from toolkit.describe.report.text import visible
from toolkit.describe.report.value import PageView

COLOURS = 8  # that the style sheet has for rules
_RUN = 400  # characters of a change that are shown


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a page is shown: lines, and characters of all of them."""

    lines: int = 1_000
    chars: int = 60_000

    def halved(self) -> "Room":
        """Half as much of each."""
        return Room(max(20, self.lines // 2), max(500, self.chars // 2))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line as it is printed: `rule` is empty for what stands in the article as it stood on the page."""

    text: str
    rule: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A raw line: kept or cut, by which rule; `first` where the rule is met for the first time on this page."""

    number: int
    kept: bool
    rule: str
    first: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that cut something of a page: its colour, how often, and why."""

    name: str
    colour: int
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template prints of a page. `left_out` counts lines that there was no room for."""

    view: PageView
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    paragraphs: tuple[str, ...]
    left_out: int
    text_cut: bool

    @property
    def colours(self) -> Mapping[str, int]:
        """The colour of each rule."""
        return {rule.name: rule.colour for rule in self.rules}

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each rule does what it does."""
        return {rule.name: rule.reason for rule in self.rules}


def shown(view: PageView, room: Room) -> Shown:
    """Blank lines say nothing and are left out; a rule keeps its colour for the whole page."""
    cleaning = view.cleaning or Cleaning()
    filled = [line for line in cleaning.lines if line.text.strip()]
    lines = tuple(_lines(filled[: room.lines], cleaning, room.chars))
    paragraphs, text_cut = _paragraphs(view.text, room)
    return Shown(view, lines, _rules(cleaning, view.words), paragraphs, len(filled) - len(lines), text_cut)


def _lines(verdicts: Sequence[LineVerdict], cleaning: Cleaning, chars: int) -> Iterator[Line]:
    cuts: dict[int, list[Cut]] = {}
    for cut in cleaning.cuts:
        cuts.setdefault(cut.line, []).append(cut)
    met = set[str]()
    for verdict in verdicts:
        if chars <= 0:
            return
        pieces = tuple(_pieces(verdict.text, cuts.get(verdict.line, []), chars))
        chars -= sum(len(piece.text) + len(piece.new) for piece in pieces)
        yield Line(verdict.line, verdict.kept, verdict.rule, not verdict.kept and verdict.rule not in met, pieces)
        met.add(verdict.rule)


def _pieces(text: str, cuts: Sequence[Cut], chars: int) -> Iterator[Piece]:
    """At most `chars` characters of a line, and an ellipsis."""
    put_together = runs(text, cuts) if cuts else (Run(text),)
    for run in put_together or (Run(text),):
        if chars <= 0:
            yield Piece("…")
            return
        cut = run.cut
        most = min(chars, _RUN) if cut else chars
        piece = run.text if len(run.text) <= most else f"{run.text[:most]}…"
        chars -= len(piece)
        yield Piece(visible(piece), cut.rule if cut else "", visible(cut.new[:_RUN]) if cut else "")


def _rules(cleaning: Cleaning, lang: Lang) -> tuple[Rule, ...]:
    """In the order in which a reader meets them; of the lines that are kept the rule is no cut."""
    counts: dict[str, int] = {}
    for line in cleaning.lines:
        if not line.kept and line.text.strip():
            counts[line.rule] = counts.get(line.rule, 0) + 1
    for cut in cleaning.cuts:
        counts[cut.rule] = counts.get(cut.rule, 0) + 1
    reasons = {name: reason.get(lang, "") for name, reason in cleaning.reasons.items()}
    return tuple(Rule(n, place % COLOURS, c, reasons.get(n, "")) for place, (n, c) in enumerate(counts.items()))


def _paragraphs(text: str, room: Room) -> tuple[tuple[str, ...], bool]:
    kept = text[: room.chars].split("\n")[: room.lines]
    whole = len(text) <= room.chars and text.count("\n") < room.lines
    return tuple(visible(line) for line in kept if line.strip()), not whole
