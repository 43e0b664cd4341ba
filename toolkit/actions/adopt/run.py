"""Adopt: read every row, say what would fail, and write the release that the next build grows from; then the lock."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from toolkit.actions.adopt.columns import ColumnMap, names_of, propose
from toolkit.actions.adopt.convert import Converter
from toolkit.actions.adopt.fetch import AtHand, at_hand
from toolkit.actions.adopt.files import DataFile, list_files
from toolkit.actions.adopt.write import Intake, write_release
from toolkit.actions.build.carry import fault_of
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import Project
from toolkit.article import Article, RawDocument
from toolkit.config import FILE_NAME, Config, parse_config
from toolkit.errors import ConflictError, Where
from toolkit.finding import Finding, Reject, has_errors
from toolkit.read.opening import pin
from toolkit.read.record import FINISHED
from toolkit.read.rows import read_rows
from toolkit.release.layout import SPLITS
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.release.lock import Lock
from toolkit.release.manifest import InputFile, Manifest
from toolkit.release.version import FIRST, Version
from toolkit.storage.files import write_bytes

_SAMPLED = 100  # rows of each file from which the columns are known


@dataclass(frozen=True)
class AdoptRequest:
    """What to adopt into which project; it gets a dataset.toml where it has none yet."""

    project: Project
    paths: tuple[Path, ...]
    version: Version = FIRST
    drop_invalid: bool = False
    dry_run: bool = False
    progress: Progress = silent


@dataclass(frozen=True)
class Adopted:
    """What was found, and the release that now lies at `path`: None where nothing was written.

    `fetched` names what was downloaded: `org/name@commit`.
    """

    columns: ColumnMap
    findings: tuple[Finding, ...]
    rows: dict[str, int]
    path: Path | None = None
    manifest: Manifest | None = None
    fetched: tuple[str, ...] = ()


@dataclass
class _Reading:
    """The files of the dataset on their way into an intake."""

    request: AdoptRequest
    dataset: "_Dataset"
    intake: Intake
    findings: list[Finding] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)

    def read(self) -> None:
        """Every row, into the intake or among the findings."""
        project, files = self.intake.project, self.dataset.files
        converter = Converter(project.config, project.schema.resolve(), self.dataset.columns)
        self.findings += self.dataset.lost()
        for done, file in enumerate(files):
            self.request.progress("read", done, len(files))
            self._read_file(file, converter)
        self.request.progress("read", len(files), len(files))

    def _read_file(self, file: DataFile, converter: Converter) -> None:
        where, documents = Where(file.source.raw_path), 0
        if file.split not in SPLITS:
            self._unread(Finding("foreign_split", where, {"split": file.split}))
            return
        pinned = pin(file.source)
        if isinstance(pinned, Finding):
            self._unread(pinned)
            return
        for item in read_rows(file.source):
            if isinstance(item, Finding):
                self._unread(item)
                continue
            documents += 1
            article, findings = converter.convert(item)
            findings += self._barred(article, Where(item.raw_path, item.line)) if article is not None else []
            self.findings += findings
            self._take(item, article, findings, file.split)
        self.intake.inputs.append(
            InputFile(path=file.source.raw_path, sha256=pinned.sha256, bytes=pinned.size, documents=documents)
        )

    def _barred(self, article: Article, where: Where) -> list[Finding]:
        """Why the next build would take the row out again."""
        job = self.intake.job
        fault, status = fault_of(job, article), article.rights_status
        if fault is not None:
            return [replace(fault, where=where)]
        if status in job.config.rights.publish or job.overrides.keeps(article.id):
            return []
        return [Finding("rights_withheld", where, {"status": status})]

    def _unread(self, finding: Finding) -> None:
        self.findings.append(finding)
        if finding.severity == "error":
            self.unread[finding.name] += 1

    def _take(self, row: RawDocument, article: Article | None, findings: list[Finding], split: str) -> None:
        if article is not None and not has_errors(findings):
            self.intake.take(article, split)
            self.intake.warnings.update({one.name for one in findings})
        else:
            self.intake.rejects.append(Reject(row.raw_path, row.raw_index, tuple(findings)))


@dataclass(frozen=True)
class _Dataset:
    """The files, and where they keep what an article needs."""

    files: Sequence[DataFile]
    project: Project

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """(file, column) for every column of every file, as far as the first rows show."""
        return [(one.source.raw_path, name) for one in self.files for row in _first_rows(one) for name in names_of(row)]

    @cached_property
    def columns(self) -> ColumnMap:
        """By the project's [columns], and by what is usual."""
        return propose((name for _, name in self.names), self.project.config.columns, self.project.schema.resolve())

    def lost(self) -> Iterator[Finding]:
        """A warning for each column that nothing is taken from."""
        names = dict(reversed([(name, file) for file, name in self.names if "." not in name]))
        kept = set(self.project.schema.resolve().model_fields) if FINISHED in names else set[str]()
        for name in sorted(set(self.columns.lost(names)) - kept):
            yield Finding("lost_column", Where(names[name], field=name))

    def settled(self) -> Project:
        """The project as it will be: with a dataset.toml that names the columns, where it has none."""
        if (self.project.root / FILE_NAME).exists():
            return self.project
        return replace(self.project, config=parse_config(settings_text(self.project.config, self.columns)))


def _first_rows(file: DataFile) -> Iterator[dict[str, object]]:
    rows = (item for item in read_rows(file.source) if isinstance(item, RawDocument))
    return (dict(row.record or {}) for row in islice(rows, _SAMPLED))


def adopt(request: AdoptRequest) -> Adopted:
    """Nothing is written in a dry run, without a sound row, and where there are errors without `drop_invalid`.

    Raises `ConflictError` in a project that grows from a release already, `InputError` where there are no files,
    `ConfigError` where no column is the text, `RemoteError` where the Hub cannot be reached.
    """
    project = request.project
    if project.lock is not None:
        mend = f"adopt into a new project, or remove {LOCK} if it is not meant"
        raise ConflictError(
            f"this project grows from {project.lock.version or project.lock.highest} already",
            where=Where(LOCK),
            mend=mend,
        )
    with at_hand(request.paths, request.progress) as here:
        return _adopt(request, here)


def _adopt(request: AdoptRequest, here: AtHand) -> Adopted:
    dataset = _Dataset(list_files(here.paths, request.project.root), request.project)
    with Intake.opened(dataset.settled()) as intake:
        reading = _Reading(request, dataset, intake)
        reading.read()
        found = (*reading.findings, *(finding for _, finding in intake.leaks))
        left = Adopted(dataset.columns, found, intake.rows(), fetched=here.fetched)
        if request.dry_run or not intake.count or (has_errors(found) and not request.drop_invalid):
            return left
        path, manifest = write_release(intake, request.version, reading.unread)
    _settle(request.project, left.columns, manifest)
    return replace(left, path=path, manifest=manifest)


def _settle(project: Project, columns: ColumnMap, manifest: Manifest) -> None:
    """dataset.toml, where there is none, and the lock: last, so that it never names what is not there."""
    if not (project.root / FILE_NAME).exists():
        write_bytes(project.root / FILE_NAME, settings_text(project.config, columns).encode("utf-8"))
    lock = Lock(target="./dist", version=manifest.version, digest=manifest.digest, highest=manifest.version)
    write_bytes(project.root / LOCK, lock.to_text().encode("utf-8"))


def settings_text(config: Config, columns: ColumnMap) -> str:
    """A dataset.toml for the dataset: its name and title, and its column map."""
    head = [("name", config.name), ("title", config.title)]
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in head]
    return "\n".join([*lines, *columns.lines(), ""])
