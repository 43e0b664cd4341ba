"""For a person at a terminal: two lines a finding, a tally, and how to learn more."""

import click

from toolkit.catalogue import CODES
from toolkit.cli.formats.form import Summary, View
from toolkit.cli.formats.words import colon, severity, totals
from toolkit.cli.output import emit, escape, has_colour
from toolkit.finding import Finding

_COLOURS = {"error": "red", "warning": "yellow"}
_LEARN = {
    "en": "a bad and a good example: imprint validate --explain {code}",
    "zh": "查看示例：imprint validate --explain {code}",
}


class Human:
    """Colour on a terminal alone, or as NO_COLOR and FORCE_COLOR say."""

    def __init__(self, view: View) -> None:
        self._lang = view.lang
        self._colour = has_colour()

    def start(self) -> None:
        """Nothing is said before there is something to say."""

    def show(self, finding: Finding) -> None:
        """Where and what, then the mend."""
        place = f"{escape(str(finding.where))}: " if str(finding.where) else ""
        kind = self._paint(severity(finding.code, self._lang), fg=_COLOURS[finding.severity], bold=True)
        number = self._paint(f"[{finding.code.number}]", dim=True)
        emit(
            f"{self._paint(place, bold=True)}{kind}{colon(self._lang)}{escape(finding.message(self._lang))} {number}",
            colour=self._colour,
        )
        emit(f"    {escape(finding.mend(self._lang))}")

    def end(self, summary: Summary) -> None:
        """The tally, most frequent first."""
        if len(summary.by_name) > 1:
            for name, count in sorted(summary.by_name.items(), key=lambda item: (-item[1], item[0])):
                emit(f"{count:>7,}  {CODES[name].number}  {name}")
        emit(totals(summary, self._lang))
        if summary.by_code:
            emit(_LEARN[self._lang].format(code=min(summary.by_code)))

    def _paint(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None) if self._colour and text else text
