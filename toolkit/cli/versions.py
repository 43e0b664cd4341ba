"""`imprint versions`."""

import json

import click

from toolkit.actions.versions import Listed
from toolkit.actions.versions import versions as list_versions
from toolkit.cli.output import emit, escape, note
from toolkit.cli.targets import target_named


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
    for one in listed:
        rows = ", ".join(f"{count:,} {name}" for name, count in one.entry.rows.items())
        yanked = f"  withdrawn: {one.yank.reason}" if one.yank else ""
        emit(escape(f"{one.entry.version:<8} {one.entry.digest[:12]}  {rows}{yanked}"))
        emit(escape(f"         {one.loading}"))


def _tree(one: Listed) -> dict[str, object]:
    yanked = {"yanked": one.yank is not None, "reason": one.yank.reason if one.yank else None}
    return {**one.entry.model_dump(mode="json"), **yanked, "loading": one.loading}
