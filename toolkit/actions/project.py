"""A project on disk: dataset.toml, the schema file, card.md, and where raw/ and dist/ lie."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.config import FILE_NAME, Config, parse_config
from toolkit.curate.overrides import FILE_NAME as OVERRIDES
from toolkit.curate.overrides import NO_OVERRIDES, Overrides, parse_overrides
from toolkit.curate.takedowns import FILE_NAME as TAKEDOWNS
from toolkit.curate.takedowns import Takedown, parse_takedowns
from toolkit.errors import ConfigError, InputError, Where
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.release.lock import Lock, parse_lock
from toolkit.schema.reference import SchemaRef
from toolkit.storage.files import read_file

if TYPE_CHECKING:
    from toolkit.curate.denylist import Denylist

_BUILT_IN = SchemaRef("toolkit.article", "Article")


@dataclass(frozen=True)
class Project:
    """Everything of a project that is read before its pages are."""

    root: Path
    config: Config
    schema: SchemaRef
    prose: str = ""
    overrides: Overrides = NO_OVERRIDES
    takedowns: tuple[Takedown, ...] = ()
    lock: Lock | None = None

    @cached_property
    def denylist(self) -> "Denylist":
        """What was taken down. Made when asked for: it takes numpy, and a contributor's record is checked without."""
        from toolkit.curate.denylist import Denylist

        return Denylist.of(self.takedowns)

    @property
    def raw(self) -> Path:
        """Where the pages are."""
        return self.root / "raw"

    @property
    def dist(self) -> Path:
        """Where releases go."""
        return self.root / "dist"

    @property
    def private(self) -> Path:
        """Locks and scratch space."""
        return self.root / ".imprint"


def load_project(folder: Path) -> Project:
    """The project in `folder` or the nearest folder above it. Raises `ConfigError` where there is none."""
    root = find_root(folder)
    if root is None:
        mend = "run this in a project, or make one with: imprint init"
        raise ConfigError(f"no {FILE_NAME} here or in a folder above", where=Where(str(folder)), mend=mend)
    config = parse_config(_read_text(root / FILE_NAME), FILE_NAME)
    schema = _schema_ref(root, config)
    overrides = parse_overrides(_read_optional(root / OVERRIDES))
    takedowns = parse_takedowns(_read_optional(root / TAKEDOWNS))
    lock = parse_lock(_read_text(root / LOCK)) if (root / LOCK).exists() else None
    return Project(root, config, schema, _read_optional(root / "card.md"), overrides, takedowns, lock)


def project_or_default(folder: Path) -> Project:
    """The project around `folder`, else one with the built-in schema and default settings."""
    if find_root(folder) is not None:
        return load_project(folder)
    return Project(folder.resolve(), Config(name="pages", title="Pages"), _BUILT_IN)


def find_root(folder: Path) -> Path | None:
    """The nearest folder with a dataset.toml, from `folder` upwards."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if (place / FILE_NAME).is_file()), None)


def _schema_ref(root: Path, config: Config) -> SchemaRef:
    location, _, name = config.schema_.partition(":")
    if not location.endswith(".py"):
        return SchemaRef(location, name)
    path = (root / location).resolve()
    if not path.is_relative_to(root):
        mend = "move the schema file into the project"
        raise ConfigError(f"{location} lies outside the project", where=Where(FILE_NAME, field="schema"), mend=mend)
    return SchemaRef(location, name, read_file(path))


def _read_optional(path: Path) -> str:
    return _read_text(path) if path.exists() else ""


def _read_text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 at byte {error.start + 1}", where=Where(str(path)), mend="save it as UTF-8"
        ) from error
