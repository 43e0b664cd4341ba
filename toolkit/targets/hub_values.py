"""What passes between a repository and the Hub's client; importing this imports no client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may be silent, how often it is made, and how long is waited in between; seconds."""

    timeout: float = 60
    tries: int = 5
    wait: float = 1
    longest: float = 120


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a commit: its size, its git id, and its SHA-256 where it is stored as LFS."""

    size: int
    oid: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Login:
    """Who publishes: name, the organisations, and whether the token may write."""

    name: str
    organizations: tuple[str, ...]
    writes: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One commit: files to add, by path (where they lie, or their bytes), and paths to delete."""

    title: str
    add: Mapping[str, Path | bytes]
    delete: Sequence[str] = ()
