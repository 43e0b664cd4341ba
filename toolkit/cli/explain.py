"""The trace of a page: every line kept or cut, the rule that says so and why, and each repair inside a line."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.actions.clean import CleanedPage
from toolkit.article import Cut, LineVerdict
from toolkit.clean.rules import reason_of
from toolkit.cli.output import emit, escape

_SHOWN = 60  # characters of a cut that are repeated


def explain_json(page: CleanedPage) -> None:
    """One JSON object a page: `lines` and `cuts`, each with its rule and reason."""
    lines = [{**asdict(verdict), "reason": reason_of(verdict.rule)} for verdict in page.trace.verdicts]
    cuts = [{**asdict(cut), "reason": reason_of(cut.rule)} for cut in page.trace.cuts]
    emit(json.dumps({"raw_path": page.raw_path, "lines": lines, "cuts": cuts}, ensure_ascii=False))


def explain_human(page: CleanedPage) -> None:
    """A table: `+` kept, `-` cut, `~` changed within the line."""
    table = Table(title=escape(page.raw_path), title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("rule and reason", ratio=2)
    table.add_column("text", ratio=5)
    cuts: dict[int, list[Cut]] = {}
    for cut in page.trace.cuts:
        cuts.setdefault(cut.line, []).append(cut)
    for verdict in page.trace.verdicts:
        _add_line(table, verdict, cuts.get(verdict.line, []))
    Console(highlight=False).print(table)


def _add_line(table: Table, verdict: LineVerdict, cuts: list[Cut]) -> None:
    style = "" if verdict.kept else "dim"
    why = f"{verdict.rule}: {reason_of(verdict.rule)}"
    table.add_row(str(verdict.line), "+" if verdict.kept else "-", Text(why), Text(escape(verdict.text)), style=style)
    for rule in dict.fromkeys(cut.rule for cut in cuts):
        table.add_row("", "~", Text(f"{rule}: {reason_of(rule)}"), Text(_changes(rule, cuts)), style="dim")


def _changes(rule: str, cuts: list[Cut]) -> str:
    changes = [cut for cut in cuts if cut.rule == rule]
    shown = ", ".join(f"{escape(cut.old[:_SHOWN])!r} -> {escape(cut.new[:_SHOWN])!r}" for cut in changes[:3])
    return shown + (f" and {len(changes) - 3} more" if len(changes) > 3 else "")
