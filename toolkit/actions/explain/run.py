"""What became of a page: what the newest release here says of it, and what a build would make of it now."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.actions.evidence import recorded_evidence
from toolkit.actions.explain.asked import Asked, parse_asked
from toolkit.actions.explain.kin import appearances, cluster_of, deal_of
from toolkit.actions.explain.pages import RawPages, missing
from toolkit.actions.explain.releases import Here, releases_here
from toolkit.actions.explain.rerun import Judge, rerun_of
from toolkit.actions.explain.subjects import Subject, find_subjects
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import Project
from toolkit.article import PageFacts, RawDocument
from toolkit.clean.evidence import NONE, Evidence, page_site
from toolkit.curate.denylist import Marks
from toolkit.describe.explanation import (
    ByHand,
    Cleaning,
    Counted,
    Explanation,
    Fate,
    RawPlace,
    Rerun,
    State,
    Verdict,
    recorded,
)
from toolkit.finding import Finding
from toolkit.release.layout import release_name

_TAKEN_DOWN = "taken_down"


def explain(project: Project, text: str, progress: Progress = silent) -> tuple[Explanation, ...]:
    """Of every page that `text` names: an id, an address, or a path such as `raw/a.txt` or `raw/a.jsonl#17`.

    Only what lies on this machine is asked. Raises `ConfigError` for what can name no page, or names too many, and
    `InputError` where a release is damaged.
    """
    asked = parse_asked(text, project.root)
    releases, unasked = releases_here(project)
    with tempfile.TemporaryDirectory(prefix="imprint-") as scratch:
        pages = RawPages(project, progress)
        case = Case(project, asked, releases, unasked, pages, Judge(project, Path(scratch)))
        subjects = find_subjects(asked, case.release, pages)
        return tuple(map(case.explain, subjects)) or (case.nothing(),)


@dataclass(frozen=True)
class Case:
    """One question, and everything that can answer it."""

    project: Project
    asked: Asked
    releases: tuple[Here, ...]
    unasked: str | None
    pages: RawPages
    judge: Judge

    @property
    def release(self) -> Here | None:
        """The newest here; of two of one version the one in dist/."""
        return max(self.releases, key=lambda one: one.version) if self.releases else None

    @property
    def _name(self) -> str | None:
        here = self.release
        return release_name(here.manifest.name, here.version) if here else None

    def nothing(self) -> Explanation:
        """No release knows of it, and it is not in raw/: it may have been taken down."""
        identity, url = self.asked.identity, self.asked.url
        mark = self.project.denylist.names(Marks.of({"id": identity, "url": url}))
        versions = appearances(self.releases, identity) if identity else ()
        told = Explanation(self.asked.text, "removed", release=self._name, id=identity, unasked=self.unasked)
        if mark is not None:
            verdict = Verdict.of(Finding(_TAKEN_DOWN, params={"mark": mark}))
            return replace(told, reason=_TAKEN_DOWN, verdicts=(verdict,), versions=versions)
        if versions:
            return replace(told, reason=versions[-1].reason, versions=versions)
        return replace(told, fate="missing", reason=missing(self.asked, self.project))

    def explain(self, subject: Subject) -> Explanation:
        """Everything about one page; of one that was taken down no more than the rejects file says."""
        row = self.release.row(subject.entry) if self.release and subject.entry else None
        versions = appearances(self.releases, subject.id) if subject.id else ()
        fate, reason = _fate(subject, any(one.split for one in versions[:-1]))
        rerun, mark = self._rerun(subject, row, reason)
        told = Explanation(
            asked=self.asked.text,
            fate=fate,
            reason=reason,
            release=self._name,
            id=subject.id,
            place=_place(subject),
            verdicts=_verdicts(subject),
            rerun=rerun,
            versions=versions,
            unasked=self.unasked,
        )
        withheld = mark is not None or reason == _TAKEN_DOWN or self._is_denied(subject)
        return _withheld(told) if withheld else self._named(told, subject, row)

    def _is_denied(self, subject: Subject) -> bool:
        entry = subject.entry
        marks = Marks(subject.id, entry.url_digest, entry.raw_sha256) if entry else Marks(subject.id)
        return self.project.denylist.names(marks) is not None

    def _named(self, told: Explanation, subject: Subject, row: Mapping[str, Any] | None) -> Explanation:
        """With what shows more of the article than that it was there."""
        release, entry, reject = self.release, subject.entry, subject.reject or {}
        facts = subject.document.facts if subject.document else PageFacts()
        known = row or {"title": reject.get("title"), "url": reject.get("url") or facts.url}
        overrides = self.project.overrides.of(subject.id or "")
        return replace(
            told,
            title=known["title"] or (told.rerun.title if told.rerun else None),
            url=known["url"],
            made_by=row["cleaner"] if row else None,
            by_hand=tuple(ByHand(line, one.action, one.field, one.reason) for line, one in overrides),
            cluster=cluster_of(release, entry, subject.reject) if release and entry else None,
            deal=deal_of(release.manifest, entry, row) if release and entry else None,
        )

    def _rerun(
        self, subject: Subject, row: Mapping[str, Any] | None, reason: str | None
    ) -> tuple[Rerun | None, str | None]:
        """The page judged again, and by what mark it was taken down."""
        document = subject.document
        if document is None:
            return None, None
        evidence, counted = self._evidence(document, row)
        judged = self.judge.judge(document, evidence, subject.published_id)
        return rerun_of(self.judge, judged, counted, row, reason), judged.mark

    def _evidence(self, document: RawDocument, row: Mapping[str, Any] | None) -> tuple[Evidence, Counted]:
        """Of the build that the row came in with, where it was recorded; else of the newest; else counted now."""
        site = page_site(document)
        if site is None or document.record is not None:
            return NONE, "none"
        since = row.get("since") if row else None
        makers = [one for one in self.releases if one.manifest.version == since] + [
            one for one in [self.release] if one
        ]
        for maker in makers:
            evidence = recorded_evidence(self.project, maker.manifest)
            if evidence is not None:
                return evidence, "recorded"
        return self.pages.evidence(site), "counted"


def _fate(subject: Subject, was_row: bool) -> tuple[Fate, str | None]:
    """What the newest release says; `was_row`: an older one here has it as a row."""
    entry, reject = subject.entry, subject.reject
    if entry is not None and entry.split:
        return "row", None
    if entry is None and reject is None:
        return ("removed" if was_row else "unbuilt"), None
    reason = str(reject.get("reason")) if reject else entry.reason if entry else None
    return ("removed" if was_row and subject.document is None else "reject"), reason


def _place(subject: Subject) -> RawPlace | None:
    """As raw/ has it now; else as the release knew it."""
    document, entry, reject = subject.document, subject.entry, subject.reject or {}
    if document is not None:
        content = document.content
        size = len(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        facts, state = document.facts, _state(subject, document)
        place = document.raw_path, document.raw_index, state, document.line
        return RawPlace(*place, document.media, size, document.raw_sha256, facts)
    if isinstance(subject.item, Finding):
        return RawPlace(subject.item.where.path or "", -1, "same" if subject.reject else "new")
    if entry is not None and entry.raw_path is not None and entry.raw_index is not None:
        return RawPlace(entry.raw_path, entry.raw_index, "absent", sha256=entry.raw_sha256)
    path, index = reject.get("raw_path"), reject.get("raw_index")
    known = isinstance(path, str) and isinstance(index, int)
    return RawPlace(str(path), int(str(index)), "absent", sha256=reject.get("raw_sha256")) if known else None


def _state(subject: Subject, document: RawDocument) -> State:
    entry, reject = subject.entry, subject.reject
    if entry is None and reject is None:
        return "new"
    sha256 = entry.raw_sha256 if entry else reject.get("raw_sha256") if reject else None
    page = entry.page_digest if entry else None
    same = document.raw_sha256 == sha256 and page in (None, document.page_digest)
    return "same" if same or (sha256 is None and reject is None) else "edited"


def _verdicts(subject: Subject) -> tuple[Verdict, ...]:
    """What the release recorded; of a file that cannot be read, and was never tried, what reading it says now."""
    if subject.reject is not None:
        findings = subject.reject.get("findings")
        return tuple(recorded(one) for one in findings if isinstance(one, dict)) if isinstance(findings, list) else ()
    if subject.entry is not None and subject.entry.reason:
        return (recorded({"name": subject.entry.reason}),)
    return (Verdict.of(subject.item),) if isinstance(subject.item, Finding) else ()


def _withheld(told: Explanation) -> Explanation:
    """Without what shows anything of the article itself."""
    place = replace(told.place, facts=PageFacts()) if told.place else None
    rerun = replace(told.rerun, cleaning=Cleaning(), title=None, chars=None) if told.rerun else None
    return replace(told, place=place, rerun=rerun)
