"""For a pull request's comment: the tally, and a table of the first findings."""

from collections.abc import Sequence

from toolkit.catalogue import CODES
from toolkit.cli.formats.form import Summary, View
from toolkit.cli.formats.words import headings, severity, totals
from toolkit.cli.output import emit
from toolkit.describe.markdown import code, one_line, text
from toolkit.finding import Finding

_CHARACTERS = 48_000  # of the table; a comment has room for 65,536
_CELL = 300  # characters of a message or mend


class Report:
    """Gathers rows while they fit into a comment."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._rows: list[str] = []
        self._room = _CHARACTERS

    def add(self, finding: Finding) -> None:
        """Keep a finding, if there is room."""
        if self._room > 0:
            row = self._row(finding)
            self._room -= len(row)
            self._rows.append(row)

    def text(self, summary: Summary) -> str:
        """The report as Markdown."""
        lines = [f"### imprint validate\n\n{text(totals(summary, self._view.lang))}\n"]
        if self._rows:
            lines += [_line(headings(self._view.lang)), "|---|---|---|---|", *self._rows, ""]
        left = summary.errors + summary.warnings - len(self._rows)
        if left > 0:
            lines.append(f"… {left:,}\n")
        lines += [f"- {CODES[name].number} {text(name)}: {count:,}" for name, count in summary.by_name.items()]
        return "\n".join(lines) + "\n"

    def _row(self, finding: Finding) -> str:
        lang, where = self._view.lang, finding.where
        place = ":".join(str(part) for part in (self._view.path(finding), where.line, where.field) if part is not None)
        kind = severity(finding.code, lang)
        words = (text(one_line(told)[:_CELL]) for told in (finding.message(lang), finding.mend(lang)))
        return _line((f"{kind} {finding.code.number}", code(place) if place else "", *words))


class Markdown:
    """The report on stdout."""

    def __init__(self, view: View) -> None:
        self._report = Report(view)

    def start(self) -> None:
        """The sums stand first, so nothing yet."""

    def show(self, finding: Finding) -> None:
        """Keep it for the table."""
        self._report.add(finding)

    def end(self, summary: Summary) -> None:
        """The whole report."""
        emit(self._report.text(summary).rstrip("\n"))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
