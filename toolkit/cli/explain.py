"""The trace of a page: every line kept or cut, the rule that says so and why, and each repair inside a line."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.actions.clean import CleanedPage
from toolkit.article import Cut, LineVerdict
from toolkit.clean.rules import Rulebook
from toolkit.cli.output import emit, escape

_SHOWN = 60  # characters of a cut that are repeated


def explain_json(page: CleanedPage) -> None:
    """One JSON object a page: `lines` and `cuts`, each with its rule and reason."""
    lines = [{**asdict(verdict), "reason": page.book.reason(verdict.rule)} for verdict in page.trace.verdicts]
    cuts = [{**asdict(cut), "reason": page.book.reason(cut.rule)} for cut in page.trace.cuts]
    emit(json.dumps({"raw_path": page.raw_path, "lines": lines, "cuts": cuts}, ensure_ascii=False))


def explain_human(page: CleanedPage) -> None:
    """A table: `+` kept, `-` cut, `~` changed within the line; the reason of a repair stands where it is met first."""
    table = Table(title=escape(page.raw_path), title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("rule and reason", ratio=2, overflow="fold")
    table.add_column("text", ratio=5, overflow="fold")
    cuts: dict[int, list[Cut]] = {}
    for cut in page.trace.cuts:
        cuts.setdefault(cut.line, []).append(cut)
    reasons = _Reasons(page.book)
    for verdict in page.trace.verdicts:
        _add_line(table, verdict, page.book)
        _add_repairs(table, cuts.get(verdict.line, []), reasons)
    Console(highlight=False).print(table)


def _add_line(table: Table, verdict: LineVerdict, book: Rulebook) -> None:
    why = Text(f"{verdict.rule}: {book.reason(verdict.rule)}")
    mark, style = ("+", "") if verdict.kept else ("-", "dim")
    table.add_row(str(verdict.line), mark, why, Text(escape(verdict.text)), style=style)


class _Reasons:
    """The reason of each repair, said where it is met first."""

    def __init__(self, book: Rulebook) -> None:
        self._book, self._said = book, set[str]()

    def of(self, rule: str) -> str:
        if rule in self._said:
            return rule
        self._said.add(rule)
        return f"{rule}: {self._book.reason(rule)}"


def _add_repairs(table: Table, cuts: list[Cut], reasons: _Reasons) -> None:
    for rule in dict.fromkeys(cut.rule for cut in cuts):
        changes = _changes([cut for cut in cuts if cut.rule == rule])
        table.add_row("", "~", Text(reasons.of(rule)), Text(changes), style="dim")


def _changes(changes: list[Cut]) -> str:
    shown = ", ".join(f"{escape(cut.old[:_SHOWN])!r} -> {escape(cut.new[:_SHOWN])!r}" for cut in changes[:3])
    return shown + (f" and {len(changes) - 3} more" if len(changes) > 3 else "")
