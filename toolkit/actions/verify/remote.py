"""A published version, held to its own manifest: fetched afresh, with proof of which version was read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.actions.verify.run import Report, verify
from toolkit.errors import RemoteError, Where
from toolkit.finding import Finding
from toolkit.release.layout import MANIFEST
from toolkit.targets.catalog import Entry, Signature
from toolkit.targets.fetching import find_entry
from toolkit.targets.target import Target


@dataclass(frozen=True, slots=True)
class RemoteReport:
    """`entry` is the catalog's word on the version, `place` in it the commit or folder that was read."""

    entry: Entry
    report: Report
    arguments: dict[str, object]  # of load_dataset
    signature: Signature | None


def verify_remote(target: Target, version: str | None, into: Path) -> RemoteReport:
    """Verify a version, the latest where none is named. `into` is not there yet: nothing that was cached is read.

    Raises `RemoteError` where the target cannot be reached or has no such version.
    """
    catalog = target.catalog()
    entry = find_entry(target, catalog, version) if version else catalog.latest
    if entry is None:
        mend = f"see what is there with: imprint versions {target.name}"
        raise RemoteError("nothing is published there", where=Where(target.name), mend=mend)
    report = verify(target.copy(entry, into))
    name = f"{target.name}@{entry.version}"
    found = (*_proof(target, entry, report), *report.findings)
    return RemoteReport(
        entry, replace(report, path=name, findings=found), target.loading(entry), catalog.signature(entry.version)
    )


def _proof(target: Target, entry: Entry, report: Report) -> Iterator[Finding]:
    """Is what readers are led to the version that was published?"""
    moved = target.moved(entry)
    if moved is not None:
        yield Finding("version_moved", params={"problem": moved})
    if report.manifest is not None and report.manifest.digest != entry.digest:
        yield Finding("version_differs", Where(MANIFEST), {"expected": entry.digest, "actual": report.manifest.digest})
