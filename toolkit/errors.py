"""Broken runs, as exceptions that say what, where and how to mend it.

    ToolkitError            70  a bug, when raised bare
    ├── ConfigError          2  dataset.toml, the schema file, a wrong command line
    ├── InputError           3  something named could not be read
    ├── RemoteError          4  the network, a target, authentication
    └── ConflictError        5  refused for safety

A bad record is no exception: see `toolkit.finding`.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True, slots=True)
class Where:
    """A place a user can open: a file (line counted from 1, field), or a repository at a revision."""

    path: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return ": ".join(part for part in (place, self.field) if part)


class ToolkitError(Exception):
    """What went wrong (the value, not a class name), where, and an edit or command that mends it."""

    exit_code = 70

    def __init__(self, what: str, *, where: Where | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where or Where()
        self.mend = mend

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.where), self.what) if part)

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword-only arguments do not survive the default pickling, and errors cross processes.
        return partial(type(self), where=self.where, mend=self.mend), (self.what,)


class ConfigError(ToolkitError):
    """The project's own files or the command line are wrong."""

    exit_code = 2


class InputError(ToolkitError):
    """Something the user named cannot be read."""

    exit_code = 3


class RemoteError(ToolkitError):
    """A target or the network does not answer, or does not let us in."""

    exit_code = 4


class ConflictError(ToolkitError):
    """Going on could destroy something, so we do not."""

    exit_code = 5
