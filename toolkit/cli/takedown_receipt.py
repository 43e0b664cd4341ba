"""The receipt of a takedown, for people and for programs."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from toolkit.actions.build import Built
from toolkit.actions.takedown import Listed, Published, Receipt, Scrubbed
from toolkit.cli.findings import plural
from toolkit.cli.output import escape
from toolkit.release.changes import Changes

_NOT_REACHED = (
    "the history of version control",
    "backups and other machines",
    "what readers have downloaded of published versions",
)


def receipt_tree(receipt: Receipt, *, dry_run: bool) -> dict[str, Any]:
    """For programs."""
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
        "published": _published(receipt, dry_run=dry_run),
        "unread": list(prepared.unread),
        "not_reached": list(_NOT_REACHED),
    }


def _published(receipt: Receipt, *, dry_run: bool) -> dict[str, Any] | None:
    published = receipt.plan.published
    if published is None:
        return None
    purge = published.purge
    purged = {
        "done": not dry_run,
        "versions": [entry.version for entry in purge.versions],
        "removed": list(purge.removed),
        "refused": list(receipt.refused),
        "unreached": list(purge.unreached),
    } if purge else None  # fmt: skip
    versions = [asdict(one) for one in published.versions]
    return {"target": published.target, "versions": versions, "unread": list(published.unread), "purged": purged}


def _release(built: Built) -> dict[str, Any]:
    """The release that was made, and all that it changes: more than rows removed, where the project has changed too."""
    changes = built.manifest.history[-1].changes if built.changed else None
    return {
        "path": os.path.relpath(built.path),
        "version": built.manifest.version,
        "made": built.changed,
        "changes": changes.model_dump(mode="json") if changes else None,
    }


def receipt_lines(receipt: Receipt, *, dry_run: bool) -> list[str]:
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
    lines += _published_lines(prepared.published)
    lines += _purge_lines(receipt, dry_run=dry_run)
    lines += [f"  not read, it may hold it: {problem}" for problem in prepared.unread]
    lines += ["not reached: " + "; ".join(_NOT_REACHED)]
    return [escape(line) for line in lines]


def _published_lines(published: Published | None) -> Iterator[str]:
    if published is None:
        return
    yield f"published versions that hold it, at {published.target}: {len(published.versions)}"
    for one in published.versions:
        withdrawn = f"  (withdrawn: {one.withdrawn})" if one.withdrawn is not None else ""
        yield f"  {one.version:<8}  {one.loading}{withdrawn}"
    yield from (f"  not looked at, it may hold it: {problem}" for problem in published.unread)


def _purge_lines(receipt: Receipt, *, dry_run: bool) -> Iterator[str]:
    published = receipt.plan.published
    purge = published.purge if published else None
    if purge is None:
        return
    versions = ", ".join(entry.version for entry in purge.versions) or "none"
    yield f"{'to be purged' if dry_run else 'purged'}: {versions}"
    yield from (f"  {'to be removed' if dry_run else 'removed'}: {one}" for one in purge.removed)
    yield from (f"  refused: {one}" for one in receipt.refused)
    yield from (f"  not reached: {one}" for one in purge.unreached)


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
