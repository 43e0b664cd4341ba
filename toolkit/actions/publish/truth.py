"""Does the version number say what has changed? The index of the latest version there is fetched and compared."""

import tempfile
from pathlib import Path

from toolkit.actions.diff import diff
from toolkit.errors import ConflictError, Where
from toolkit.history.version import Growth, refusal
from toolkit.release.layout import INDEX, MANIFEST, SCHEMA
from toolkit.release.version import Version
from toolkit.targets.fetching import fetch
from toolkit.targets.target import Remote, Shipment, Target

# What a comparison reads where all digests of rows are over the same columns; else it reads the rows too.
_COMPARED = frozenset({INDEX, MANIFEST, SCHEMA})


def check_truth(target: Target, shipment: Shipment, remote: Remote) -> None:
    """Raises `ConflictError` that names the rows, where the number is too small or the history tells something else.

    A release that began anew is a MAJOR version whatever it holds; one that was published before was judged then.
    """
    manifest, latest, there = shipment.manifest, remote.catalog.latest, remote.manifest
    if latest is None or there is None or manifest.baseline is None or remote.catalog.get(manifest.version):
        return
    alike = len(manifest.columns) == 1 and manifest.columns == there.columns
    with tempfile.TemporaryDirectory(prefix="imprint-") as folder:
        old = fetch(target, latest, Path(folder, "latest"), _COMPARED if alike else frozenset())
        found = diff(old, shipment.folder, 0)
    highest = remote.catalog.highest or found.old.version
    growth = Growth(found.old.version, highest, found.changes, files_differ=True)
    refused = refusal(Version.parse(manifest.version), growth, found.rows)
    if refused is not None:
        raise refused
    if not found.told:
        what = f"its history does not tell what has changed since {latest.version}"
        where = Where(f"{target.name}@{manifest.version}")
        raise ConflictError(what, where=where, mend=f"build again, on {latest.version}, with: imprint build")
