"""What recurs on the pages of a site, as a build recorded it: kept beside the project, for `imprint explain`.

A build decides by all of raw/ as it then was. To show afterwards why a line was cut, the same evidence is needed, and
counting it again takes all of raw/, unchanged. A few kilobytes a site in `.imprint/` save both: local like the cache,
never published, and lost without harm.
"""

import json
from pathlib import Path
from typing import Any

from toolkit.actions.project import Project
from toolkit.clean.evidence import Evidence
from toolkit.digest import canonical_json
from toolkit.errors import InputError
from toolkit.release.layout import release_name
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.storage.files import make_folder, read_file, write_bytes

FOLDER = "evidence"


def record_evidence(project: Project, manifest: Manifest, evidence: Evidence) -> None:
    """Keep what the release was made by, if there is anything; that of a draft of the same version gives way."""
    if not evidence.recurring:
        return
    recurring = {site: sorted(digests) for site, digests in evidence.recurring.items()}
    path = _path(project, manifest)
    make_folder(path.parent)
    write_bytes(path, canonical_json({"manifest": manifest.digest, "recurring": recurring}))


def recorded_evidence(project: Project, manifest: Manifest) -> Evidence | None:
    """What this very release was made by; None where that is not at hand."""
    path = _path(project, manifest)
    try:
        tree = json.loads(read_file(path)) if path.is_file() else None
    except (InputError, ValueError, RecursionError):
        return None
    if not isinstance(tree, dict) or tree.get("manifest") != manifest.digest:
        return None
    return _parsed(tree.get("recurring"))


def _parsed(recurring: Any) -> Evidence | None:
    if not isinstance(recurring, dict):
        return None
    return Evidence({site: frozenset(map(str, digests)) for site, digests in recurring.items()})


def _path(project: Project, manifest: Manifest) -> Path:
    name = release_name(manifest.name, Version.parse(manifest.version))
    return project.private / FOLDER / f"{name}.json"
