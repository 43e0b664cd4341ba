"""The trace of a page: every line kept or cut, the rule that says so and why, and each repair inside a line."""

import json
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.article import Cut, LineVerdict
from toolkit.catalogue import Lang
from toolkit.cli.output import emit, escape
from toolkit.describe.explanation import Cleaning
from toolkit.errors import Where

_SHOWN = 60  # characters of a cut that are repeated
_MORE: dict[Lang, str] = {"en": " and {} more", "zh": "，另有 {} 处"}
_HEADINGS: dict[Lang, tuple[str, str, str]] = {
    "en": ("line", "rule and reason", "text"),
    "zh": ("行", "规则与理由", "文字"),
}


def trace_json(where: Where, cleaning: Cleaning) -> None:
    """One JSON object a page: `lines` and `cuts`, each with its rule and reason, in English; `line`: of a record."""
    reasons = {rule: reason["en"] for rule, reason in cleaning.reasons.items()}
    lines = [{**verdict._asdict(), "reason": reasons[verdict.rule]} for verdict in cleaning.lines]
    cuts = [{**cut._asdict(), "reason": reasons[cut.rule]} for cut in cleaning.cuts]
    emit(json.dumps({"raw_path": where.path, "line": where.line, "lines": lines, "cuts": cuts}, ensure_ascii=False))


def trace_human(title: str, cleaning: Cleaning, lang: Lang = "en") -> None:
    """A table: `+` kept, `-` cut, `~` changed within the line; the reason of a repair stands where it is met first."""
    line, why, text = _HEADINGS[lang]
    table = Table(title=escape(title), title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column(line, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(why, ratio=2, overflow="fold")
    table.add_column(text, ratio=5, overflow="fold")
    cuts: dict[int, list[Cut]] = {}
    for cut in cleaning.cuts:
        cuts.setdefault(cut.line, []).append(cut)
    reasons = {rule: reason[lang] for rule, reason in cleaning.reasons.items()}
    said = set[str]()
    for verdict in cleaning.lines:
        _add_line(table, verdict, reasons)
        _add_repairs(table, cuts.get(verdict.line, []), reasons, said, lang)
    Console(highlight=False).print(table)


def _add_line(table: Table, verdict: LineVerdict, reasons: Mapping[str, str]) -> None:
    why = Text(f"{verdict.rule}: {reasons[verdict.rule]}")
    mark, style = ("+", "") if verdict.kept else ("-", "dim")
    table.add_row(str(verdict.line), mark, why, Text(escape(verdict.text)), style=style)


def _add_repairs(table: Table, cuts: list[Cut], reasons: Mapping[str, str], said: set[str], lang: Lang) -> None:
    for rule in dict.fromkeys(cut.rule for cut in cuts):
        why = rule if rule in said else f"{rule}: {reasons[rule]}"
        said.add(rule)
        changes = _changes([cut for cut in cuts if cut.rule == rule], lang)
        table.add_row("", "~", Text(why), Text(changes), style="dim")


def _changes(changes: list[Cut], lang: Lang) -> str:
    shown = ", ".join(f"{escape(cut.old[:_SHOWN])!r} -> {escape(cut.new[:_SHOWN])!r}" for cut in changes[:3])
    return shown + (_MORE[lang].format(len(changes) - 3) if len(changes) > 3 else "")
