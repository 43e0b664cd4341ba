"""For GitHub Actions: an annotation at the line of each finding, and the report as the step's summary.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

import os
from pathlib import Path

from toolkit.cli.formats.form import Summary, View
from toolkit.cli.formats.markdown import Report
from toolkit.cli.formats.words import totals
from toolkit.cli.output import emit, escape, note
from toolkit.finding import Finding

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class GitHub:
    """`::error file=raw/a.jsonl,line=3,title=IM101 title::...`; the runner obeys such lines, so values are escaped."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._report = Report(view)

    def start(self) -> None:
        """No header."""

    def show(self, finding: Finding) -> None:
        """One annotation."""
        lang, field = self._view.lang, finding.where.field
        title = f"{finding.code.number} {field}" if field else finding.code.number
        places = {"file": self._view.path(finding), "line": finding.where.line, "title": title}
        named = ",".join(f"{key}={escape(str(value)).translate(_PROPERTY)}" for key, value in places.items() if value)
        message = f"{escape(finding.message(lang))}\n{escape(finding.mend(lang))}"
        emit(f"::{finding.severity} {named}::{message.translate(_DATA)}")
        self._report.add(finding)

    def end(self, summary: Summary) -> None:
        """The sums, and the step's summary where there is one."""
        emit(totals(summary, self._view.lang))
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if path:
            _append(Path(path), self._report.text(summary))


def _append(path: Path, text: str) -> None:
    """The runner's file takes what several steps say; a summary that cannot be written fails no check."""
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        note(escape(f"warning: the step's summary could not be written: {error}"))
