"""`imprint versions`."""

import json
from collections.abc import Iterator

import click
from rich.text import Text

from toolkit.actions.versions import Listed
from toolkit.actions.versions import versions as list_versions
from toolkit.cli.cells import columns, wrapped
from toolkit.cli.output import emit, escape, has_colour, note
from toolkit.cli.tables import terminal
from toolkit.cli.targets import target_named

_INDENT = "  "


@click.command()
@click.argument("target")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def versions(target: str, form: str) -> None:
    """List what is published at TARGET, the latest first, with the line that loads each version."""
    place = target_named(target)
    listed = list_versions(place)
    if form == "json":
        emit(json.dumps({"target": place.name, "versions": list(map(_tree, listed))}, ensure_ascii=False, indent=1))
        return
    if not listed:
        note(escape(f"{place.name}: nothing is published there"))
    elif has_colour():
        _show(listed)
    else:
        emit("\n".join(_lines(listed)))


def _lines(listed: list[Listed]) -> Iterator[str]:
    """Versions side by side with their rows; below each the line that loads it, which is never broken."""
    heads = columns([_cells(one) for one in listed])
    for one, head in zip(listed, heads, strict=True):
        yield head
        yield from _withdrawn(one)
        yield f"{_INDENT}{escape(one.loading)}"


def _show(listed: list[Listed]) -> None:
    console, latest = terminal(), next((one for one in listed if one.yank is None), None)
    for one, head in zip(listed, columns([_cells(one) for one in listed]), strict=True):
        style = "dim" if one.yank else "bold green" if one is latest else "bold"
        console.print(Text(head, style), soft_wrap=True)
        for part in _withdrawn(one):
            console.print(Text(part, "red"), soft_wrap=True)
        console.print(Text(f"{_INDENT}{escape(one.loading)}"), soft_wrap=True)


def _cells(one: Listed) -> list[str]:
    rows = ", ".join(f"{count:,} {name}" for name, count in one.entry.rows.items())
    return [one.entry.version, rows, one.entry.digest[:12]]


def _withdrawn(one: Listed) -> Iterator[str]:
    yield from wrapped(f"withdrawn: {one.yank.reason}" if one.yank else "", _INDENT)


def _tree(one: Listed) -> dict[str, object]:
    yanked = {"yanked": one.yank is not None, "reason": one.yank.reason if one.yank else None}
    return {**one.entry.model_dump(mode="json"), **yanked, "loading": one.loading}
