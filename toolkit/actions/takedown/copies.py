"""Where on this machine an article that is taken down still lies, and whether that is ours to remove."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.actions.evidence import FOLDER as EVIDENCE
from toolkit.actions.project import Project
from toolkit.actions.takedown.held import Held
from toolkit.curate.overrides import FILE_NAME as OVERRIDES
from toolkit.read.facts import SIDECAR_SUFFIX, TABLE_NAME
from toolkit.release.layout import release_name
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.release.version import Version
from toolkit.storage.files import TEMPORARY_PREFIX, read_file

Kind = Literal["release", "rejects", "report", "scratch", "raw", "facts", "overrides"]
_REJECTS = ".rejects.jsonl"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file or folder, relative to the project, where it lies, and where only one line of it is meant, that line.

    `by_hand`: why it is left alone, and what to do; None where it can be removed.
    """

    kind: Kind
    path: str
    location: Path
    line: int | None = None
    by_hand: str | None = None


def find_copies(project: Project, found: Sequence[Held]) -> tuple[Copy, ...]:
    """Every copy of what was found, kind by kind, each in the order of its paths."""
    copies = [
        *_releases(project, found),
        *_rejects(project, found),
        *_reports(project, found),
        *_scratch(project),
        *_raw(found),
        *_overrides(project, found),
    ]
    return tuple(dict.fromkeys(copies))


def _releases(project: Project, found: Iterable[Held]) -> Iterator[Copy]:
    for path, location in sorted({(one.path, one.location) for one in found if one.kind == "release"}):
        if not location.is_relative_to(project.private):  # those are scratch
            yield Copy("release", path, location, by_hand=_held_on_to(project, location))


def _held_on_to(project: Project, release: Path) -> str | None:
    """Why a release folder is not ours to remove."""
    if release.parent != project.dist:
        return "published: withdraw the version with imprint yank"
    locked = project.lock.version if project.lock else None
    if locked is not None and release.name == release_name(project.config.name, Version.parse(locked)):
        return f"{LOCK} names it: publish a release without the article first"
    return None


def _rejects(project: Project, found: Sequence[Held]) -> Iterator[Copy]:
    """Lines that show its title or address, in the rejects of any release."""
    for path in sorted(project.dist.glob(f"*{_REJECTS}")):
        for number, reject in enumerate(map(parse_reject, read_file(path).split(b"\n")), 1):
            if (reject.get("title") or reject.get("url")) and any(_is_same(one.page, reject) for one in found):
                yield Copy("rejects", f"{project.dist.name}/{path.name}", path, number)


def parse_reject(line: bytes) -> dict[str, Any]:
    """One line of a rejects file; what is none is empty."""
    try:
        reject = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return reject if isinstance(reject, dict) else {}


def _is_same(page: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether they have an id, an address or a raw page in common."""
    return any(page.get(name) and page.get(name) == other.get(name) for name in ("id", "url", "raw_sha256"))


def _reports(project: Project, found: Sequence[Held]) -> Iterator[Copy]:
    """Other files beside the releases that name it."""
    names = [one.page.get(name) for one in found for name in ("id", "title", "url")]
    needles = sorted({str(name).encode("utf-8", "replace") for name in names if name})
    for path in sorted(project.dist.glob("*")):
        passed = path.name.endswith(_REJECTS) or path.name.startswith(".")
        if path.is_file() and not passed and _holds(path, needles):
            yield Copy("report", f"{project.dist.name}/{path.name}", path)


def _holds(path: Path, needles: Sequence[bytes]) -> bool:
    content = read_file(path)
    return any(needle in content for needle in needles)


def _scratch(project: Project) -> Iterator[Copy]:
    """Cache, and what killed builds left: nothing in it is worth telling apart. Of evidence no article can be read."""
    inside = [path for path in project.private.glob("*") if path.suffix != ".lock" and path.name != EVIDENCE]
    for path in sorted([*inside, *project.dist.glob(f"{TEMPORARY_PREFIX}*")]):
        yield Copy("scratch", path.relative_to(project.root).as_posix(), path)


def _raw(found: Iterable[Held]) -> Iterator[Copy]:
    for one in found:
        if one.kind != "raw":
            continue
        if one.alone:
            yield Copy("raw", one.path, one.location)
            yield from _facts(one)
        else:
            yield Copy("raw", one.path, one.location, one.line, _container(one.path))


def _container(path: str) -> str:
    if path.lower().endswith(".jsonl"):
        return "it holds others too: write {} in place of the line, so that those after it keep their numbers"
    return "it holds others too: write it anew without this one; those after it get other numbers"


def _facts(one: Held) -> Iterator[Copy]:
    """What lies beside a page and says its address."""
    name, sidecar = one.location.name, one.location.with_name(one.location.name + SIDECAR_SUFFIX)
    table = one.location.with_name(TABLE_NAME)
    if sidecar.is_file():
        yield Copy("facts", one.path + SIDECAR_SUFFIX, sidecar)
    if table.is_file() and _holds(table, [name.encode("utf-8", "surrogateescape")]):
        path = f"{one.path.rpartition('/')[0]}/{TABLE_NAME}"
        yield Copy("facts", path, table, by_hand="a table: remove the line of the page")


def _overrides(project: Project, found: Iterable[Held]) -> Iterator[Copy]:
    for identity in sorted({str(one.page["id"]) for one in found}):
        for line, _ in project.overrides.of(identity):
            yield Copy("overrides", OVERRIDES, project.root / OVERRIDES, line, "yours: remove the line")
