"""`imprint takedown`."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from toolkit.actions.build import Built
from toolkit.actions.project import load_project
from toolkit.actions.takedown import (
    Listed,
    Plan,
    Receipt,
    Scrubbed,
    Scrubbing,
    TakedownRequest,
    apply,
    foreseen,
    parse_target,
    plan,
)
from toolkit.cli.findings import plural
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.errors import ConfigError, ConflictError
from toolkit.release.changes import Changes

_NOT_REACHED = (
    "the history of version control",
    "backups and other machines",
    "versions that were published, and what readers downloaded",
)


@click.command()
@click.option("--id", "ids", multiple=True, help="The article with this id; may be given more than once.")
@click.option("--url", "urls", multiple=True, help="The article of the page at this address; likewise.")
@click.option("--release", is_flag=True, help="Make a release without it at once, from the baseline alone.")
@click.option("--scrub", is_flag=True, help="Remove old releases, rejects, reports and scratch files that hold it.")
@click.option("--raw", is_flag=True, help="With --scrub: remove its pages from raw/ too.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def takedown(ids: tuple[str, ...], urls: tuple[str, ...], **options: Any) -> None:
    """Remove articles from every later build, and name each copy of them on this machine.

    Writes digests to takedowns.jsonl, which you commit; near copies are denied with the article. Prints a receipt.
    """
    scrubbing = _scrubbing(scrub=options["scrub"], raw=options["raw"])
    targets = [*(parse_target(one, None) for one in ids), *(parse_target(None, one) for one in urls)]
    if not targets:
        raise ConfigError("no article is named", mend="name it with --id or --url")
    with progress_bar() as progress:
        prepared = plan(TakedownRequest(load_project(Path()), tuple(targets), options["release"], progress))
    if options["dry_run"]:
        _receipt(_foreseen(prepared, scrubbing), options["form"], dry_run=True)
        return
    if not options["yes"]:
        _confirm(prepared, scrubbing)
    _receipt(apply(prepared, scrubbing), options["form"])


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
    for line in _lines(_foreseen(prepared, scrubbing), dry_run=True):
        note(line)
    click.confirm("Go on?", abort=True, err=True)


def _receipt(receipt: Receipt, form: str, *, dry_run: bool = False) -> None:
    if form == "json":
        emit(json.dumps(_tree(receipt, dry_run=dry_run), ensure_ascii=False, indent=1))
        return
    for line in _lines(receipt, dry_run=dry_run):
        emit(line)


def _tree(receipt: Receipt, *, dry_run: bool) -> dict[str, Any]:
    prepared = receipt.plan
    return {
        "dry_run": dry_run,
        "taken_down": [{"id": one.id, "title": one.title, "url": one.url} for one in prepared.articles],
        "near_copies": [asdict(one) for one in prepared.near],
        "lines_added": len(prepared.lines),
        "copies": [
            {
                "kind": one.copy.kind,
                "path": one.copy.path,
                "line": one.copy.line,
                "state": one.state,
                "by_hand": one.copy.by_hand,
            }
            for one in receipt.scrubbed
        ],
        "release": _release(receipt.built) if receipt.built else None,
        "unread": list(prepared.unread),
        "not_reached": list(_NOT_REACHED),
    }


def _release(built: Built) -> dict[str, Any]:
    """The release that was made, and all that it changes: more than rows removed, where the project has changed too."""
    changes = built.manifest.history[-1].changes if built.changed else None
    return {
        "path": os.path.relpath(built.path),
        "version": built.manifest.version,
        "made": built.changed,
        "changes": changes.model_dump(mode="json") if changes else None,
    }


def _lines(receipt: Receipt, *, dry_run: bool) -> list[str]:
    """The receipt for people."""
    prepared, scrubbed = receipt.plan, receipt.scrubbed
    added = plural(len(prepared.lines), "line") + (" to add" if dry_run else " added")
    lines = [f"{'to take' if dry_run else 'taken'} down: {plural(len(prepared.articles), 'article')}"]
    lines += map(_article, prepared.articles)
    if prepared.near:
        lines += [f"denied with it, as near copies: {plural(len(prepared.near), 'article')}"]
        lines += map(_article, prepared.near)
    lines += [f"takedowns.jsonl: {added if prepared.lines else 'all of it stands there already'}"]
    lines += [f"copies on this machine: {len(scrubbed)}", *(_copy(one, dry_run=dry_run) for one in scrubbed)]
    lines += _release_lines(receipt, dry_run=dry_run)
    lines += [f"  not read, it may hold it: {problem}" for problem in prepared.unread]
    lines += ["not reached: " + "; ".join(_NOT_REACHED)]
    return [escape(line) for line in lines]


def _release_lines(receipt: Receipt, *, dry_run: bool) -> list[str]:
    if dry_run and receipt.plan.request.release:
        return ["release: to be made, from the baseline alone"]
    if receipt.built is None:
        return []
    said = _release(receipt.built)
    if not said["made"]:
        return [f"release: {said['version']} holds none of it; nothing to make"]
    lock, changes = receipt.plan.request.project.lock, receipt.built.manifest.history[-1].changes
    lines = [f"release: {said['path']}"]
    if changes is not None and _is_more(changes):
        lines += ["  the project has changed since its baseline, so there is more in it: see imprint diff"]
    return [*lines, f"  publish it with: imprint publish {said['path']} {lock.target if lock else 'TARGET'}"]


def _is_more(changes: Changes) -> bool:
    """Whether a release does more than leave out what was taken down."""
    others = sum(changes.added.values()) + changes.changed + changes.moved + len(changes.columns)
    return bool(others) or any(count for reason, count in changes.removed.items() if reason != "taken_down")


def _article(one: Listed) -> str:
    alike = f"about {one.similarity} % the same" if one.similarity is not None else ""
    return "  " + "  ".join(part for part in (one.id, one.title, one.url, alike) if part)


def _copy(one: Scrubbed, *, dry_run: bool) -> str:
    place = f"{one.copy.path}:{one.copy.line}" if one.copy.line else one.copy.path
    state = one.state if one.state == "left" or not dry_run else f"to be {one.state}"
    why = f" ({one.copy.by_hand})" if one.copy.by_hand else ""
    return f"  {state:<13}  {one.copy.kind:<9}  {place}{why}"
