"""For programs: one JSON object, or a line a finding; both written as the findings come."""

import json
from typing import Any

from toolkit.cli.formats.form import Summary, View
from toolkit.cli.output import emit
from toolkit.finding import Finding


class Json:
    """`{"findings": [...], "counts": {...}, "by_name": {...}}`."""

    def __init__(self, view: View) -> None:
        self._lang = view.lang
        self._between = ""

    def start(self) -> None:
        """Open the list."""
        emit('{"findings": [')

    def show(self, finding: Finding) -> None:
        """One element."""
        emit(f"{self._between}{_dump(finding.as_dict(self._lang))}")
        self._between = ","

    def end(self, summary: Summary) -> None:
        """Close the list; the sums."""
        emit(f'],\n"counts": {_dump(summary.counts)},\n"by_name": {_dump(dict(summary.by_name))}}}')


class JsonLines:
    """A finding a line; the sums are for who counts the lines."""

    def __init__(self, view: View) -> None:
        self._lang = view.lang

    def start(self) -> None:
        """No header."""

    def show(self, finding: Finding) -> None:
        """One line."""
        emit(_dump(finding.as_dict(self._lang)))

    def end(self, summary: Summary) -> None:
        """No footer."""


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
