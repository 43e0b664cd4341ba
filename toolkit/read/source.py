"""Which files of `raw/` hold pages, in an order that no file system decides."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.article import PageFacts
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.read.facts import SIDECAR_SUFFIX, TABLE_NAME, FactsBook, read_facts


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its name in the dataset (`raw_path`), where it lies, its size in bytes, what is known of it."""

    raw_path: str
    location: str
    size: int
    facts: PageFacts = PageFacts()


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources in order, and what is wrong with the facts beside them."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def list_sources(paths: Iterable[Path], root: Path) -> Listing:
    """Every page file below `paths`, with its facts. Names are relative to `root`, outside it bare file names.

    Hidden files are passed over, links are not followed out of the folder. Raises `InputError` on a path that is not
    there.
    """
    files = sorted({file for path in paths for file in _walk(path)}, key=lambda file: path_key(_name(file, root)))
    book = read_facts([file for file in files if _is_facts(file)], lambda file: _name(file, root))
    pages = [file for file in files if not _is_facts(file)]
    sources = tuple(_source(file, _name(file, root), book) for file in pages)
    return Listing(sources, (*book.findings, *book.orphans({source.raw_path for source in sources})))


def path_key(path: str) -> bytes:
    """Sorting key of a path: its NFC form as UTF-8, the same on every system and in every locale."""
    return unicodedata.normalize("NFC", path).encode("utf-8", "surrogateescape")


def _source(file: Path, name: str, book: FactsBook) -> Source:
    return Source(name, str(file), file.stat().st_size, book.of(name))


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise InputError("no such file or folder", where=Where(str(path)), mend="correct the path")
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(folder, name) for name in names if not name.startswith("."))
        yield from (file for file in files if file.is_file() and not file.is_symlink())


def _refuse(error: OSError) -> None:
    raise InputError(error.strerror or str(error), where=Where(error.filename), mend="check the folder's permissions")


def _name(file: Path, root: Path) -> str:
    """POSIX path below the project; undecodable names are spelled out, so that any name can be written down."""
    resolved = file.parent.resolve() / file.name
    name = resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else file.name
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", readable)


def _is_facts(file: Path) -> bool:
    return file.name == TABLE_NAME or file.name.endswith(SIDECAR_SUFFIX)
