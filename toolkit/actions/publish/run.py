"""The order of a publish: look, plan; send, read back, record; move release.lock last."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.progress import Progress, silent
from toolkit.actions.publish.gate import gate
from toolkit.actions.publish.lock import follow, lock_root, overrides_of
from toolkit.actions.publish.plan import Plan, make_plan
from toolkit.actions.publish.truth import check_truth
from toolkit.actions.verify import CheckedRelease
from toolkit.errors import ConflictError, RemoteError, Where
from toolkit.finding import Finding
from toolkit.release.layout import MANIFEST
from toolkit.storage.files import read_file
from toolkit.targets.catalog import Entry, Signature, signature_path
from toolkit.targets.fetching import find_entry
from toolkit.targets.target import Remote, Shipment, Target, all_files


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is decided before the target is touched; what has findings may not be carried out."""

    target: Target
    shipment: Shipment
    remote: Remote
    plan: Plan
    findings: tuple[Finding, ...]
    root: Path | None  # of the project whose lock moves


def prepare(release: CheckedRelease, target: Target, folder: Path) -> Prepared:
    """Look at the target, plan, and look the release through. Changes nothing. The project is the one around `folder`.

    Raises `ConflictError` where the release may not go there.
    """
    files = all_files(release.manifest, read_file(release.folder / MANIFEST))
    shipment = Shipment(release.folder, release.manifest, files)
    root, remote = lock_root(folder, release.manifest.name), target.look()
    plan = make_plan(target.name, shipment, remote)
    if not plan.done:
        check_truth(target, shipment, remote)
    findings = () if plan.done else gate(release, remote.visibility == "public", overrides_of(root))
    return Prepared(target, shipment, remote, plan, findings, root)


def carry_out(prepared: Prepared, progress: Progress = silent, signature: Signature | None = None) -> Entry:
    """Publish, and move the project's lock. What a killed run left is taken over.

    Raises `ConflictError` where somebody else was faster, `RemoteError` where the target fails or keeps other bytes.
    """
    target, manifest = prepared.target, prepared.shipment.manifest
    if prepared.findings:
        raise ConflictError(prepared.findings[0].message(), where=prepared.findings[0].where)
    place = None if prepared.plan.done else _send(prepared, progress)
    if signature is not None and prepared.remote.catalog.signature(manifest.version) is None:
        target.create(signature_path(manifest.version), signature)
    if place is not None:
        entry = Entry.of(manifest, place)
        target.create(entry.path, entry)
    catalog = target.catalog()
    recorded = find_entry(target, catalog, manifest.version)
    follow(prepared.root, target.name, catalog)
    return recorded


def _send(prepared: Prepared, progress: Progress) -> str:
    """Send what the target lacks and read all of it back; the place where it lies."""
    target = prepared.target
    place = target.send(prepared.shipment, prepared.remote, lambda done, total: progress("send", done, total))
    wrong = target.read_back(prepared.shipment, place)
    if wrong:
        where = Where(f"{target.name}@{prepared.plan.version}", field=wrong[0])
        what = "what lies there is not what was sent; no version was published"
        raise RemoteError(what, where=where, mend="run it again, it begins anew")
    return place
