"""`imprint takedown`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from toolkit.actions.progress import Progress
from toolkit.actions.project import load_project
from toolkit.actions.takedown import (
    Plan,
    Receipt,
    Scrubbing,
    TakedownRequest,
    Target,
    apply,
    foreseen,
    parse_target,
    plan,
)
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.cli.takedown_receipt import receipt_lines, receipt_tree
from toolkit.errors import ConfigError, ConflictError, Where
from toolkit.targets.opening import spell


@click.command()
@click.option("--id", "ids", multiple=True, help="The article with this id; may be given more than once.")
@click.option("--url", "urls", multiple=True, help="The article of the page at this address; likewise.")
@click.option("--release", is_flag=True, help="Make a release without it at once, from the baseline alone.")
@click.option("--scrub", is_flag=True, help="Remove old releases, rejects, reports and scratch files that hold it.")
@click.option("--raw", is_flag=True, help="With --scrub: remove its pages from raw/ too.")
@click.option("--target", "place", help="Where its versions are published; release.lock names it otherwise.")
@click.option("--purge-history", "purge", is_flag=True, help="Remove published versions that hold it, for good.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; as many as there are cores by default.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def takedown(ids: tuple[str, ...], urls: tuple[str, ...], **options: Any) -> None:
    """Remove articles from every later build, and name each copy of them on this machine and each published version.

    Writes digests to takedowns.jsonl, which you commit; near copies are denied with the article. Prints a receipt.
    What --purge-history removes nobody can restore: you are asked to type the name of the target, --yes or not.
    """
    scrubbing = _scrubbing(scrub=options["scrub"], raw=options["raw"])
    targets = [*(parse_target(one, None) for one in ids), *(parse_target(None, one) for one in urls)]
    if not targets:
        raise ConfigError("no article is named", mend="name it with --id or --url")
    with progress_bar() as progress:
        prepared = plan(_request(tuple(targets), progress, options))
    if options["dry_run"]:
        _receipt(_foreseen(prepared, scrubbing), options["form"], dry_run=True)
        return
    if options["purge"]:
        _confirm_by_name(prepared, scrubbing)
    elif not options["yes"]:
        _confirm(prepared, scrubbing)
    _receipt(apply(prepared, scrubbing), options["form"])


def _request(targets: tuple[Target, ...], progress: Progress, options: dict[str, Any]) -> TakedownRequest:
    project = load_project(Path())
    place = spell(options["place"], project.root) if options["place"] else None
    workers = options["workers"] or os.cpu_count() or 1
    return TakedownRequest(project, targets, options["release"], progress, workers, place, options["purge"])


def _foreseen(prepared: Plan, scrubbing: Scrubbing) -> Receipt:
    return Receipt(prepared, foreseen(prepared.copies, scrubbing))


def _scrubbing(*, scrub: bool, raw: bool) -> Scrubbing:
    if raw and not scrub:
        raise ConfigError("--raw removes nothing by itself", mend="say --scrub --raw")
    return Scrubbing(scrub, raw)


def _confirm(prepared: Plan, scrubbing: Scrubbing) -> None:
    """Ask at a terminal; elsewhere refuse."""
    if not sys.stdin.isatty():
        mend = "look at it with --dry-run, then say --yes"
        raise ConflictError("a takedown must be confirmed, and there is nobody to ask", mend=mend)
    for line in receipt_lines(_foreseen(prepared, scrubbing), dry_run=True):
        note(line)
    click.confirm("Go on?", abort=True, err=True)


def _confirm_by_name(prepared: Plan, scrubbing: Scrubbing) -> None:
    """Whoever removes what nobody can restore types its name, at a terminal or into a pipe."""
    name = prepared.published.target if prepared.published else ""
    for line in receipt_lines(_foreseen(prepared, scrubbing), dry_run=True):
        note(line)
    click.echo(f"Nobody can restore it. Type {escape(name)} to go on: ", nl=False, err=True)
    if sys.stdin.readline().strip() != name:
        mend = f"type {name}, or look at it with --dry-run"
        raise ConflictError("it was not confirmed; nothing was done", where=Where(name), mend=mend)


def _receipt(receipt: Receipt, form: str, *, dry_run: bool = False) -> None:
    if form == "json":
        emit(json.dumps(receipt_tree(receipt, dry_run=dry_run), ensure_ascii=False, indent=1))
        return
    for line in receipt_lines(receipt, dry_run=dry_run):
        emit(line)
