"""`imprint publish`."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from toolkit.actions.publish import Plan, Prepared, carry_out, prepare
from toolkit.actions.signature import sign
from toolkit.actions.verify import CheckedRelease, verify
from toolkit.cli.findings import plural, show_finding, show_findings_json
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.cli.targets import target_named
from toolkit.errors import ConflictError, Where
from toolkit.finding import Finding
from toolkit.release.changes import Changes
from toolkit.targets.catalog import Signature
from toolkit.targets.target import loading_line


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.argument("target")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--private", is_flag=True, help="Make the repository on the Hub private, where it has to be made.")
@click.option("--sign", "key", type=click.Path(path_type=Path), help="Sign the manifest's digest with this SSH key.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def publish(release: Path, target: str, form: str, key: Path | None, **said: bool) -> int:
    """Make a release a version that others can load: verify it, send it, read it back, and move release.lock.

    TARGET is a repository on the Hub (org/name), a folder (./published) or a URL (s3://bucket/path). Prints the line
    that loads the version. Once more, it does nothing.
    """
    report = verify(release)
    if not report.sound:
        return _refuse(release, report.findings, form)
    prepared = prepare(CheckedRelease.of(report), target_named(target, said["private"]), Path())
    if prepared.findings:
        return _refuse(release, prepared.findings, form)
    if said["dry_run"]:
        _show_plan(prepared.plan, form)
        return 0
    for line in _plan_lines(prepared.plan):
        note(line)
    _ask(prepared.plan, said["yes"])
    _publish(prepared, form, sign(key, prepared.shipment.manifest.digest) if key else None)
    return 0


def _refuse(release: Path, findings: Sequence[Finding], form: str) -> int:
    if form == "json":
        show_findings_json(findings, {})
    for finding in findings if form == "human" else ():
        show_finding(finding)
    note(escape(f"{release}: nothing was published: {plural(len(findings), 'finding')}"))
    return 1


def _publish(prepared: Prepared, form: str, signature: Signature | None) -> None:
    with progress_bar() as progress:
        entry = carry_out(prepared, progress, signature)
    loading = loading_line(prepared.target.loading(entry))
    if form == "json":
        tree = {"plan": asdict(prepared.plan), "published": entry.model_dump(mode="json"), "loading": loading}
        emit(json.dumps(tree, ensure_ascii=False, indent=1, default=_plain))
    else:
        emit(escape(loading))


def _ask(plan: Plan, yes: bool) -> None:
    """A folder of one's own needs no question: nobody else sees it."""
    if yes or plan.done or plan.visibility == "folder":
        return
    if not sys.stdin.isatty():
        what = "publishing must be confirmed, and there is nobody to ask"
        raise ConflictError(what, where=Where(plan.target), mend="look at it with --dry-run, then say --yes")
    click.confirm("Publish it?", abort=True, err=True)


def _show_plan(plan: Plan, form: str) -> None:
    if form == "json":
        emit(json.dumps({"plan": asdict(plan)}, ensure_ascii=False, indent=1, default=_plain))
    else:
        for line in _plan_lines(plan):
            emit(line)


def _plan_lines(plan: Plan) -> list[str]:
    if plan.done:
        return [escape(f"{plan.target}@{plan.version} is published already; nothing to send")]
    files = f"{len(plan.add)} new, {len(plan.replace)} replaced, {len(plan.delete)} gone, {len(plan.keep)} unchanged"
    lines = [
        f"{plan.target}@{plan.version} ({plan.visibility})" + (f", after {plan.previous}" if plan.previous else ""),
        f"  rows:   {_counts(plan.rows)}",
        *(f"  change: {line}" for line in _changes(plan.changes)),
        f"  rights: {_counts(plan.rights)}",
        *([f"  commit: on {plan.parent or 'nothing: the repository is made'}, tag {plan.tag}"] if plan.tag else []),
        f"  files:  {files}; {plural(plan.send_bytes, 'byte')} to send",
    ]
    return [escape(line) for line in lines]


def _changes(changes: Changes | None) -> list[str]:
    if changes is None:
        return []
    return [
        f"added {_counts(changes.added)}; {changes.changed:,} changed; {changes.moved:,} moved",
        f"removed {_counts(changes.removed)}",
    ]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name or 'not stated'}" for name, count in counts.items()) or "none"


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, Changes) else str(value)
