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
    """A table: `+` kept, `-` cut, `~` changed within the line; the reason of a repair stands where it is met first."""
    table = Table(title=escape(page.raw_path), title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("rule and reason", ratio=2, overflow="fold")
    table.add_column("text", ratio=5, overflow="fold")
    cuts: dict[int, list[Cut]] = {}
    for cut in page.trace.cuts:
        cuts.setdefault(cut.line, []).append(cut)
    explained: set[str] = set()
    for verdict in page.trace.verdicts:
        _add_line(table, verdict)
        _add_repairs(table, cuts.get(verdict.line, []), explained)
    Console(highlight=False).print(table)


def _add_line(table: Table, verdict: LineVerdict) -> None:
    why = Text(f"{verdict.rule}: {reason_of(verdict.rule)}")
    mark, style = ("+", "") if verdict.kept else ("-", "dim")
    table.add_row(str(verdict.line), mark, why, Text(escape(verdict.text)), style=style)


def _add_repairs(table: Table, cuts: list[Cut], explained: set[str]) -> None:
    for rule in dict.fromkeys(cut.rule for cut in cuts):
        why = rule if rule in explained else f"{rule}: {reason_of(rule)}"
        explained.add(rule)
        changes = _changes([cut for cut in cuts if cut.rule == rule])
        table.add_row("", "~", Text(why), Text(changes), style="dim")


def _changes(changes: list[Cut]) -> str:
    shown = ", ".join(f"{escape(cut.old[:_SHOWN])!r} -> {escape(cut.new[:_SHOWN])!r}" for cut in changes[:3])
    return shown + (f" and {len(changes) - 3} more" if len(changes) > 3 else "")
