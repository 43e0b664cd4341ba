"""What a build came to, on stderr: the funnel from pages to rows, and where its time went."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.actions.timings import Spent
from toolkit.cli.output import escape
from toolkit.describe.words import REASONS
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import Manifest


def show_funnel(manifest: Manifest) -> None:
    """Pages in, each loss with its reason, rows out."""
    funnel, table = manifest.funnel, _table("", "pages", "")
    _add(table, f"read from {funnel.files:,} {'file' if funnel.files == 1 else 'files'}", funnel.documents)
    if funnel.carried:
        _add(table, "carried over from the release before", funnel.carried)
    for reason, count in funnel.rejects.items():
        _add(table, f"  {reason}", -count, REASONS.get(reason, ""))
    _add(table, "rows", funnel.rows)
    for name, split in sorted(manifest.stats.splits.items(), key=lambda named: SPLITS.index(named[0])):
        _add(table, f"  {name}", split.rows, f"{split.chars:,} characters")
    for reason, count in funnel.unread.items():
        _add(table, f"not read: {reason}", count, REASONS.get(reason, ""))
    _print(table)


def show_timings(stages: Mapping[str, Spent]) -> None:
    """Wall and CPU seconds, workers included, of each stage and of all."""
    table = _table("stage", "wall s", "cpu s")
    table.columns[2].justify = "right"
    for name, spent in stages.items():
        table.add_row(Text(name), f"{spent.wall:.2f}", f"{spent.cpu:.2f}")
    wall, cpu = (sum(getattr(spent, name) for spent in stages.values()) for name in ("wall", "cpu"))
    table.add_row(Text("all"), f"{wall:.2f}", f"{cpu:.2f}")
    _print(table)


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=any(heads))
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place == 1 else "left", overflow="fold")
    return table


def _add(table: Table, what: str, count: int, why: str = "") -> None:
    table.add_row(Text(escape(what)), f"{count:,}", Text(escape(why), style="dim"))


def _print(table: Table) -> None:
    Console(stderr=True, highlight=False).print(table)
