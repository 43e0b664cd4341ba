"""Everything that a report shows, read in one pass over the columns, one over the rejects, and one over raw/."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.actions.evidence import recorded_evidence
from toolkit.actions.project import Project, find_root, load_project
from toolkit.actions.report.clusters import find_clusters
from toolkit.actions.report.columns import Counted, count_columns
from toolkit.actions.report.pages import Pages, Place
from toolkit.actions.report.rejects import Rejects, read_rejects
from toolkit.actions.report.versus import baseline_beside, hold_against
from toolkit.actions.report.views import Viewer
from toolkit.actions.sample import SampledRow, rows_numbered, sample_rows
from toolkit.actions.verify.files import check_is_folder, read_manifest
from toolkit.article import RawDocument
from toolkit.clean.evidence import page_site
from toolkit.config import Config
from toolkit.describe.facts import Facts
from toolkit.describe.report.value import Clusters, PageView, Report, Versus
from toolkit.errors import ConfigError, InputError, Where
from toolkit.finding import Finding
from toolkit.release.layout import MANIFEST, SPLITS
from toolkit.release.manifest import Manifest
from toolkit.schema.reference import SchemaRef

_ROWS, _REJECTS = 8, 6  # pages of the sample
_ASKED = 30
_COLUMNS = ("site", "language", "rights_status", "license", "year", "length", "flag", "pii")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """`ids`: of rows or rejects whose pages are shown besides the sample; a reject without an id by its raw path."""

    release: Path
    against: Path | None = None
    ids: tuple[str, ...] = ()


def gather_report(request: ReportRequest) -> Report:
    """Raises `InputError` where the release is damaged, `ConfigError` for an id that is neither row nor reject."""
    release, manifest = request.release, _manifest(request.release)
    if len(request.ids) > _ASKED:
        raise ConfigError(f"{len(request.ids)} pages are too many for one report", mend=f"ask for {_ASKED} at a time")
    against = request.against or baseline_beside(release, manifest)
    versus = hold_against(release, against) if against else None
    clusters = find_clusters(release)
    counted = count_columns(release, [*request.ids, *_named(versus, clusters)])
    rejects = read_rejects(
        release.with_name(f"{release.name}.rejects.jsonl"), request.ids, _REJECTS, manifest.content_digest
    )
    _check_asked(request, counted, rejects)
    return Report(
        facts=Facts.of(manifest, (), ()),
        digest=manifest.digest,
        folder=release.name,
        rows={split: counted.first("split", split) for split in SPLITS},
        tallies={name: counted.tallies(name) for name in _COLUMNS},
        refused={name: tuple(held) for name, held in sorted(rejects.first.items())},
        titles=counted.titles,
        clusters=clusters,
        versus=versus,
        pages=_pages(request, manifest, counted, rejects),
    )


def _manifest(release: Path) -> Manifest:
    check_is_folder(release)
    manifest = read_manifest(release)
    if isinstance(manifest, Finding):
        mend = f"see what is wrong with: imprint verify {release}"
        raise InputError(manifest.message(), where=Where(str(release / MANIFEST)), mend=mend)
    return manifest


def _named(versus: Versus | None, clusters: Clusters) -> list[str]:
    """The ids that are named without their page."""
    moved = [identity for rows in versus.rows for identity in rows.ids] if versus else []
    return [*moved, *(cluster.id for cluster in clusters.shown)]


def _check_asked(request: ReportRequest, counted: Counted, rejects: Rejects) -> None:
    known = {*counted.places, *(one.get(key) for one in rejects.asked for key in ("id", "raw_path"))}
    unknown = next((one for one in request.ids if one not in known), None)
    if unknown is not None:
        mend = "name the id of a row or a reject; see them with: imprint sample"
        raise ConfigError(f"{unknown!r} is no row and no reject", where=Where(str(request.release)), mend=mend)


def _pages(request: ReportRequest, manifest: Manifest, counted: Counted, rejects: Rejects) -> tuple[PageView, ...]:
    """Those that were asked for first, then the sample."""
    asked_rows = rows_numbered(request.release, [counted.places[one] for one in request.ids if one in counted.places])
    drawn = sample_rows(request.release, _ROWS, random.Random(manifest.content_digest).randrange(1 << 32))
    rows = _apart(asked_rows, drawn)
    refused = [*rejects.asked, *(one for one in rejects.drawn if one not in rejects.asked)]
    asked = [_place(one.row) for one in asked_rows] + [_place(one) for one in rejects.asked]
    viewer, found = _viewer(request, manifest, [*(one.row for one in rows), *refused], asked)
    views = [viewer.row(one.row, one.split, found.get(_place(one.row))) for one in rows]
    others = [viewer.reject(one, found.get(_place(one))) for one in refused]
    first, later = len(asked_rows), len(rejects.asked)
    return (*views[:first], *others[:later], *views[first:], *others[later:])


def _apart(asked: Sequence[SampledRow], drawn: Sequence[SampledRow]) -> list[SampledRow]:
    known = {one.row["id"] for one in asked}
    return [*asked, *(one for one in drawn if one.row["id"] not in known)]


def _viewer(
    request: ReportRequest, manifest: Manifest, known: Sequence[Mapping[str, Any]], asked: Collection[Place]
) -> tuple[Viewer, dict[Place, RawDocument]]:
    """The pages behind rows and rejects, and who shows them."""
    root = find_root(request.release.resolve().parent)
    project = load_project(root) if root else None
    pages = Pages(project)
    found = pages.documents({_place(one) for one in known}, asked)
    sites = {site for site in map(page_site, found.values()) if site is not None}
    alone = Project(request.release, Config.model_validate(manifest.config), SchemaRef("toolkit.article", "Article"))
    recorded = recorded_evidence(project, manifest) if project else None
    return Viewer(project or alone, recorded or pages.evidence(sites)), found


def _place(known: Mapping[str, Any]) -> Place:
    index = known.get("raw_index")
    return str(known.get("raw_path") or ""), index if isinstance(index, int) else -1
