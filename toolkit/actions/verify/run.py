"""The order of the checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from toolkit.actions.verify.claims import check_index, check_manifest, check_uniqueness
from toolkit.actions.verify.described import check_described
from toolkit.actions.verify.files import check_files, check_is_folder, read_manifest
from toolkit.actions.verify.leaks import check_leaks
from toolkit.actions.verify.residue import check_residue
from toolkit.actions.verify.row_schema import load_row_schema
from toolkit.actions.verify.rows import Rows, read_rows
from toolkit.config import Config, DedupConfig
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.release.layout import SCHEMA
from toolkit.release.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified, a folder or `org/name@1.1.0`, and every finding; without one it is what it says it is."""

    path: Path | str
    manifest: Manifest | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class CheckedRelease:
    """A release that was verified and found sound: what alone may be published."""

    folder: Path
    manifest: Manifest

    @classmethod
    def of(cls, report: Report) -> "CheckedRelease":
        """Raises `ValueError` where the report has a finding."""
        if report.manifest is None or not report.sound:
            raise ValueError("the release is not sound")
        return cls(Path(report.path), report.manifest)


def verify(folder: Path) -> Report:
    """Hold a release folder to its manifest. Raises `InputError` where there is no folder."""
    check_is_folder(folder)
    manifest = read_manifest(folder)
    if isinstance(manifest, Finding):
        return Report(folder, None, (manifest,))
    return Report(folder, manifest, tuple(_check(folder, manifest)))


def _check(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    damaged = list(check_files(folder, manifest))
    yield from damaged
    schema = load_row_schema(folder)
    if isinstance(schema, str):
        yield Finding("bad_schema", Where(SCHEMA), {"problem": schema})
        return
    rows = Rows()
    unread = list(read_rows(folder, manifest, schema, rows))
    yield from unread
    if not unread:  # else every total would differ, and say nothing new
        yield from check_manifest(manifest, schema, rows)
        yield from check_index(folder, rows, manifest.version)
        yield from check_described(folder, manifest, schema, rows)
    yield from check_uniqueness(rows)
    yield from check_residue(folder, manifest)
    dedup = _dedup(manifest)
    if dedup is not None and dedup.near:
        yield from check_leaks(folder, manifest, dedup.permille)


def _dedup(manifest: Manifest) -> DedupConfig | None:
    """What the release says it holds copies to; None where its settings are none, which the card's check says."""
    try:
        return Config.model_validate(manifest.config).dedup
    except ValidationError:
        return None
