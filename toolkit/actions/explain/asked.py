"""What the user asks about: an id, an address, or a raw page by its path."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.article import ID_PATTERN
from toolkit.errors import ConfigError
from toolkit.identity import article_id, canonical_url
from toolkit.read.names import readable_name

_NUMBERED = re.compile(r"(?P<path>.+?)(?:#(?P<index>\d{1,15})|:(?P<line>\d{1,15}))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """One of `id`, `url` (canonical) and `path` (as raw_path is written) is set.

    Of a container `index` says which record, from 0, or `line` on which line it stands, from 1.
    """

    text: str
    id: str | None = None
    url: str | None = None
    path: str | None = None
    index: int | None = None
    line: int | None = None

    @property
    def identity(self) -> str | None:
        """The id, or the one that an article of this address has."""
        return article_id(self.url, "")[0] if self.url is not None else self.id


def parse_asked(text: str, root: Path) -> Asked:
    """`raw/a.txt`, `raw/a.jsonl#17` or `raw/a.jsonl:18`; a path is relative to here, or else to the project `root`.

    Raises `ConfigError` for an address that no page can have.
    """
    if re.fullmatch(ID_PATTERN, text):
        return Asked(text, id=text)
    if re.match(r"https?://", text, re.IGNORECASE):
        url = canonical_url(text)
        if url is None:
            raise ConfigError(
                f"{text!r} is the address of no page", mend="name the page by its path in raw/, or its id"
            )
        return Asked(text, url=url)
    numbered = None if _exists(text, root) else _NUMBERED.fullmatch(text)
    if numbered is None:
        return Asked(text, path=_raw_path(text, root))
    index, line = (int(numbered[name]) if numbered[name] else None for name in ("index", "line"))
    return Asked(text, path=_raw_path(numbered["path"], root), index=index, line=line)


def file_of(path: str, root: Path) -> Path:
    """The file that is meant, whether it exists or not."""
    here = Path(path)
    return here if here.is_absolute() or os.path.lexists(here) else root / path


def _exists(path: str, root: Path) -> bool:
    return os.path.lexists(file_of(path, root))


def _raw_path(text: str, root: Path) -> str:
    """As the listing of raw/ names it."""
    if not _exists(text, root):
        return readable_name(text.removeprefix("./"))
    file = file_of(text, root)
    place = file.parent.resolve() / file.name
    inside = root.resolve()
    return readable_name(place.relative_to(inside).as_posix() if place.is_relative_to(inside) else str(place))
