"""Which files of `raw/` hold pages, in an order that no file system decides."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.article import PageFacts
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.read.facts import SIDECAR_SUFFIX, TABLE_NAME, FactsBook, read_facts
from toolkit.read.names import readable_name


@dataclass(frozen=True, slots=True)
class Pin:
    """What names a file's content: its size in bytes and SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file of lines: those that begin at byte `start` or later and before `end`.

    Before its first line stand `lines` lines, `records` of them records.
    """

    start: int
    end: int
    lines: int = 0
    records: int = 0
    pin: Pin | None = None  # what names the content of the whole file, once that is known


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its name in the dataset (`raw_path`), where it lies, its size in bytes, what is known of it.

    `refused` says why it must not be read, where that is known beforehand. `span`: the part of it to read, not all.
    """

    raw_path: str
    location: str
    size: int
    facts: PageFacts = PageFacts()
    refused: Finding | None = None
    span: Span | None = None

    def whole(self) -> "Source":
        """The file that a span is a part of."""
        return self if self.span is None else replace(self, span=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources in order, and what is wrong with the facts beside them and with their names."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def list_sources(paths: Iterable[Path], root: Path) -> Listing:
    """Everything below `paths` that is not a folder, with its facts. Names are relative to `root`, outside it bare.

    Hidden files are passed over. Links, pipes, devices and folders that cannot be listed are sources too, so that
    reading them says why they are not read. Raises `InputError` on a path that is not there.
    """
    inside = root.resolve()
    names = {file: _name(file, inside) for path in paths for file in _walk(path)}
    files = sorted(names, key=lambda file: (path_key(names[file]), os.fsencode(file)))
    beside = [file for file in files if _is_facts(file)]
    book = read_facts(beside, lambda file: names[file])
    pages = [file for file in files if file not in set(beside)]
    sources = tuple(_refuse_twins((_source(file, names[file], book) for file in pages), inside))
    strange = [finding for file in files for finding in _strange_name(file, names[file])]
    orphans = book.orphans({source.raw_path for source in sources})
    return Listing(sources, (*book.findings, *orphans, *strange))


def path_key(path: str) -> bytes:
    """Sorting key of a path: its NFC form as UTF-8, the same on every system and in every locale."""
    return unicodedata.normalize("NFC", path).encode("utf-8", "surrogateescape")


def _source(file: Path, name: str, book: FactsBook) -> Source:
    try:
        size = file.lstat().st_size
    except OSError:
        size = 0  # reading it will say what is wrong
    return Source(name, str(file), size, book.of(name))


def _refuse_twins(sources: Iterable[Source], inside: Path) -> Iterator[Source]:
    """Two names may be one after normalisation, and a name is what a row is known by: the first in order has it."""
    taken: set[str] = set()
    for source in sources:
        if source.raw_path in taken and source.location.startswith(f"{inside}{os.sep}"):
            yield replace(source, refused=Finding("name_taken", Where(source.raw_path)))
        else:
            yield source
        taken.add(source.raw_path)


def _strange_name(file: Path, name: str) -> Iterator[Finding]:
    """A warning where the name is not written as it is."""
    if unicodedata.normalize("NFC", file.name) != name.rpartition("/")[2]:
        yield Finding("strange_name", Where(name), {"name": name.rpartition("/")[2]})


def _walk(path: Path) -> Iterator[Path]:
    """What a user named, be it a link or not, and everything below it, not following links."""
    if path.is_file():
        yield path.resolve() if path.is_symlink() else path.parent.resolve() / path.name
        return
    if not path.is_dir():
        problem = "not a regular file" if path.exists() else "no such file or folder"
        raise InputError(problem, where=Where(str(path)), mend="correct the path")
    top = path.resolve()
    waiting = [top]
    while waiting:
        yield from _entries(waiting.pop(), top, waiting)


def _entries(folder: Path, top: Path, waiting: list[Path]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            seen = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        if folder == top:
            problem = error.strerror or str(error)
            raise InputError(problem, where=Where(str(folder)), mend="check the folder's permissions") from error
        yield folder
        return
    waiting += [folder / entry.name for entry in seen if entry.is_dir(follow_symlinks=False)]
    yield from (folder / entry.name for entry in seen if not entry.is_dir(follow_symlinks=False))


def _name(file: Path, inside: Path) -> str:
    """POSIX path below the project, in a form that can be written down."""
    return readable_name(file.relative_to(inside).as_posix() if file.is_relative_to(inside) else file.name)


def _is_facts(file: Path) -> bool:
    named = file.name == TABLE_NAME or file.name.endswith(SIDECAR_SUFFIX)
    return named and file.is_file() and not file.is_symlink()
