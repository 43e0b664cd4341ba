"""Plan a takedown, which touches nothing, and apply it: takedowns.jsonl first, then the copies that may go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.actions.build import BuildRequest, Built, Choices, Crew, build
from toolkit.actions.build.origin import find_origin
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import Project, load_project
from toolkit.actions.takedown.copies import Copy, find_copies
from toolkit.actions.takedown.held import Held, Holdings
from toolkit.actions.takedown.published import Published, Wanted, find_published, purge, survey
from toolkit.actions.takedown.scrub import Scrubbed, Scrubbing, scrub
from toolkit.actions.takedown.targets import Target
from toolkit.curate.denylist import NEAR, Denylist, added, denied, lines_of
from toolkit.curate.takedowns import FILE_NAME, Takedown, parse_takedowns
from toolkit.errors import ConfigError, ConflictError, InputError, Where
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.storage.files import read_file, write_bytes
from toolkit.storage.lock import holding


@dataclass(frozen=True)
class TakedownRequest:
    """What to take down, in which project.

    `release`: make a release without it at once, from the baseline alone. `published`: the target whose versions are
    looked at, else that of release.lock; `purge`: remove those that hold it from there for good.
    """

    project: Project
    targets: tuple[Target, ...]
    release: bool = False
    progress: Progress = silent
    workers: int = 1
    published: str | None = None
    purge: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as the receipt shows it; of a near copy the estimated similarity in per cent."""

    id: str
    title: str | None
    url: str | None
    similarity: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done.

    `before`: takedowns.jsonl as it was read. `lines`: those to add. `unread`: releases that may hold the article and
    cannot be read, with the reason.
    """

    request: TakedownRequest
    before: bytes
    lines: tuple[Takedown, ...]
    articles: tuple[Listed, ...]
    near: tuple[Listed, ...]
    copies: tuple[Copy, ...]
    unread: tuple[str, ...]
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done; `refused`: what the target did not let go, in words."""

    plan: Plan
    scrubbed: tuple[Scrubbed, ...]
    built: Built | None = None
    refused: tuple[str, ...] = ()


class _Search:
    """Looks through everything that lies here, more than once: what is held is too much to keep."""

    def __init__(self, request: TakedownRequest) -> None:
        self._request = request
        self._holdings = Holdings(request.project, request.progress, _baseline(request), request.workers)
        self.unread: dict[Path, str] = {}

    def named(self) -> list[Held]:
        """The articles meant, as the releases hold them; of those in no release, as raw/ does."""
        targets = self._request.targets
        found = [one for one in self._holdings.rows(self._skip) if _is_named(targets, one.page)]
        missing = tuple(target for target in targets if not any(target.is_page(one.page) for one in found))
        if not missing:
            return found
        pages = self._holdings.pages(partial(_is_named, missing), self._holdings.settled(()))
        return [*found, *(held for held, _ in pages)]

    def denied(self, denylist: Denylist) -> list[tuple[Held, str]]:
        """Everything here that these takedowns deny, with the mark; what is kept by hand is no near copy."""
        keeps = self._request.project.overrides.keeps
        judged = ((held, denied(denylist, held.page)) for held in self._holdings.rows(self._skip))
        rows = [(held, mark) for held, mark in judged if mark]
        settled = self._holdings.settled({str(held.page["id"]) for held, _ in rows})
        found = [*rows, *self._holdings.pages(partial(denied, denylist), settled)]
        return [(held, mark) for held, mark in found if not (mark == NEAR and keeps(held.page["id"]))]

    def _skip(self, release: Path, error: InputError) -> None:
        self.unread[release] = str(error)


def _baseline(request: TakedownRequest) -> Path | None:
    """The release to grow from, fetched if it has to be. Raises `ConfigError` where there is none."""
    if not request.release:
        return None
    baseline = find_origin(request.project, request.project.dist, Choices()).baseline
    if baseline is None:
        mend = "nothing was published: leave --release out, and build from raw/ with: imprint build"
        raise ConfigError(f"--release needs a baseline, and there is no {LOCK}", mend=mend)
    return baseline.folder


def plan(request: TakedownRequest) -> Plan:
    """Find the articles and all that lies here of them. Raises `InputError` where one is neither here nor denied."""
    before = _read(request.project)
    held = parse_takedowns(before.decode("utf-8-sig", "replace"))
    search = _Search(request)
    named = search.named()
    for target in request.targets:
        _check_found(target, named, held)
    lines = added(held, (one.page for one in named if one.page.get("text")))
    ids = {*(target.id for target in request.targets), *(str(one.page["id"]) for one in named)}
    denylist = Denylist.of(lines_of((*held, *lines), ids))
    found = search.denied(denylist)
    wanted = Wanted(frozenset({*ids, *(str(one.page["id"]) for one, _ in found)}), denylist)
    return Plan(
        request,
        before,
        lines,
        _listed(one for one, mark in found if mark != NEAR),
        _listed((one for one, mark in found if mark == NEAR), denylist),
        find_copies(request.project, [one for one, _ in found]),
        tuple(search.unread.values()),
        _published(request, wanted),
    )


def _published(request: TakedownRequest, wanted: Wanted) -> Published | None:
    published = find_published(request.project, request.published, wanted)
    if not request.purge:
        return published
    surveyed = survey(request.project, request.published, published)
    return replace(published, purge=surveyed) if published else None


def _is_named(targets: Sequence[Target], page: Mapping[str, Any]) -> str | None:
    return next((target.said for target in targets if target.is_page(page)), None)


def _check_found(target: Target, named: Sequence[Held], held: Sequence[Takedown]) -> None:
    here = [one for one in named if target.is_page(one.page)]
    if any(one.page.get("text") for one in here) or lines_of(held, {target.id, *(one.page["id"] for one in here)}):
        return
    if here:
        mend = "remove the page from raw/: it becomes no row"
        raise InputError(f"{target.said} is no article", where=Where(here[0].path, here[0].line), mend=mend)
    mend = "correct it, or put the release or the raw page that holds it into this project first"
    raise InputError(f"no release in dist/ and no page in raw/ is {target.said}", mend=mend)


def _listed(found: Iterable[Held], denylist: Denylist | None = None) -> tuple[Listed, ...]:
    """One an id, in the order of ids."""
    pages = {str(one.page["id"]): one.page for one in found}
    return tuple(
        Listed(one, page.get("title"), page.get("url"), _percent(denylist, page)) for one, page in sorted(pages.items())
    )


def _percent(denylist: Denylist | None, page: Mapping[str, Any]) -> int | None:
    alike = denylist.resembles(page["text"]) if denylist else None
    return None if alike is None else alike // 10


def apply(prepared: Plan, scrubbing: Scrubbing) -> Receipt:
    """Write takedowns.jsonl, make the release, then remove what may go; run again, it goes on from where it stopped.

    Raises `ConflictError` where another command is at work here, or the file is no longer what the plan was made on.
    """
    project = prepared.request.project
    with holding(project.private / "build.lock"):
        if _read(project) != prepared.before:
            raise ConflictError("it has changed meanwhile", where=Where(FILE_NAME), mend="run the command again")
        if prepared.lines:
            write_bytes(project.root / FILE_NAME, _appended(prepared.before, prepared.lines))
    built = _release(prepared.request) if prepared.request.release else None
    with holding(project.private / "build.lock"):
        scrubbed = scrub(prepared.copies, scrubbing)
    return Receipt(prepared, scrubbed, built, _purged(prepared))


def _purged(prepared: Plan) -> tuple[str, ...]:
    planned = prepared.published.purge if prepared.published else None
    return purge(prepared.request.project, prepared.request.published, planned) if planned else ()


def _release(request: TakedownRequest) -> Built:
    project = load_project(request.project.root)  # anew: takedowns.jsonl has grown
    crew = Crew(workers=request.workers)
    return build(BuildRequest(project, crew, None, request.progress, Choices(alone=True)))


def _read(project: Project) -> bytes:
    path = project.root / FILE_NAME
    return read_file(path) if path.exists() else b""


def _appended(before: bytes, lines: Sequence[Takedown]) -> bytes:
    whole = before if not before or before.endswith(b"\n") else before + b"\n"
    return whole + "".join(f"{line.to_line()}\n" for line in lines).encode("ascii")
