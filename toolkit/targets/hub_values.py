"""What passes between a repository and the Hub's client; importing this imports no client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import RemoteError, Where


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a commit: its size, its git id, and its SHA-256 where it is stored as LFS."""

    size: int
    oid: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Refs:
    """Commit by name: tags, branches, what the Hub converted, and pull requests (by their ref)."""

    tags: Mapping[str, str]
    branches: Mapping[str, str]
    converts: Mapping[str, str]
    requests: Mapping[str, str]


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


def check_login(repo: str, login: Login) -> None:
    """Raises `RemoteError` where the login may not write to the repository `org/name`."""
    owner = repo.partition("/")[0]
    if not login.writes:
        mend = "make a token that may write in your settings on the Hub, then log in with: hf auth login"
        raise RemoteError(f"the token of {login.name} may only read", where=Where(repo), mend=mend)
    if owner not in (login.name, *login.organizations):
        names = ", ".join((login.name, *login.organizations))
        mend = f"publish under one of these: {names}; or log in as another with: hf auth login"
        raise RemoteError(f"{login.name} does not belong to {owner}", where=Where(repo), mend=mend)
