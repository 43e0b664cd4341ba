"""What a build comes to against its baseline: the changes, and the version number that they call for."""

import json

from toolkit.actions.build.baseline import Baseline
from toolkit.actions.build.gathered import Gathered, Outcome
from toolkit.actions.project import Project
from toolkit.errors import ConflictError, InputError, Where
from toolkit.history.columns import column_changes
from toolkit.history.diff import changes_of, compare_indexes
from toolkit.history.version import Growth, bumped, next_version, refusal
from toolkit.release.changes import ColumnChange
from toolkit.release.layout import SCHEMA
from toolkit.release.version import FIRST, Version
from toolkit.schema.jsonschema import json_schema, schema_fingerprint
from toolkit.storage.files import read_file


def settle_version(project: Project, gathered: Gathered, asked: Version | None) -> Outcome:
    """Raises `ConflictError` where the number asked for is smaller than what the changes call for."""
    baseline, highest = gathered.origin.baseline, gathered.origin.highest
    if baseline is None:
        return Outcome(_first(highest, asked))
    rows = compare_indexes(baseline.index, gathered.index)
    changes = changes_of(rows, _columns(baseline, gathered))
    version = Version.parse(baseline.manifest.version)
    growth = Growth(version, highest or version, changes, _files_differ(project, baseline, gathered))
    if asked is not None and (refused := refusal(asked, growth, rows)):
        raise refused
    return Outcome(asked or next_version(version, changes, growth.highest, growth.files_differ), changes)


def _first(highest: Version | None, asked: Version | None) -> Version:
    """1.0.0; a dataset that begins anew shares no row with what was issued, so its number is the next MAJOR."""
    least = bumped(highest, "major") if highest else FIRST
    if asked is not None and highest is not None and asked < least:
        mend = f"ask for {least} or a larger one, or let the build compute it"
        raise ConflictError(f"{asked} is too small a number: {highest} was issued already", mend=mend)
    return asked or least


def _columns(baseline: Baseline, gathered: Gathered) -> tuple[ColumnChange, ...]:
    try:
        return column_changes(json.loads(read_file(baseline.folder / SCHEMA)), json_schema(gathered.job.model))
    except (ValueError, RecursionError) as error:
        mend = f"see what is wrong with: imprint verify {baseline.folder}"
        where = Where(str(baseline.folder / SCHEMA))
        raise InputError(f"the baseline is damaged: {error}", where=where, mend=mend) from error


def _files_differ(project: Project, baseline: Baseline, gathered: Gathered) -> bool:
    """Whether a reader would be told anything new: settings, prose, schema, or what became of single pages.

    That other raw files lay there, or another program wrote the card, is no reason for a version.
    """
    before = baseline.manifest
    told = (before.config, before.prose, before.schema_fingerprint)
    now = (project.config.dump(), project.prose, schema_fingerprint(gathered.job.model))
    return told != now or not gathered.index.equals(baseline.index)
