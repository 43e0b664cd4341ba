"""What every target can do, and the values that pass between a target and a publish."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from toolkit.digest import sha256_hex
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FileEntry, Manifest
from toolkit.targets.catalog import Catalog, Entry, Signature, Yank

Visibility = Literal["folder", "bucket", "public", "private"]


@dataclass(frozen=True, slots=True)
class Shipment:
    """A release on its way: its folder, its manifest, and every file of it, the manifest last."""

    folder: Path
    manifest: Manifest
    files: tuple[FileEntry, ...]


@dataclass(frozen=True, slots=True)
class Remote:
    """A target as it was found; `manifest` and `files` are of the release that stands there now, if one does."""

    visibility: Visibility
    catalog: Catalog
    manifest: Manifest | None = None
    files: Mapping[str, FileEntry] = field(default_factory=dict)  # by path
    # Of a repository: its commit (None: it has to be made), every path, those of ours that others changed, the tags.
    head: str | None = None
    paths: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    unrecorded: Mapping[str, str] = field(default_factory=dict)  # manifest digest by version: tagged, without an entry


@dataclass(frozen=True, slots=True)
class Purge:
    """What has to go from a target, so that some of its versions are gone.

    `versions`: these, and those whose files cannot stay when they go. `removed` and `unreached` are in words.
    """

    versions: tuple[Entry, ...]
    removed: tuple[str, ...]
    unreached: tuple[str, ...]


class Sent(Protocol):
    """Called with the bytes that are done and those there are."""

    def __call__(self, done: int, total: int) -> None: ...


class Target(Protocol):
    """A place that versions are published to. Every method raises `RemoteError` where it cannot be reached."""

    @property
    def name(self) -> str:
        """As release.lock and messages spell it."""

    def catalog(self) -> Catalog:
        """The versions there; an empty target has none."""

    def look(self) -> Remote:
        """What a publish must know; an absent target is an empty one. Raises `RemoteError` where the login may not."""

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        """Bring all files to one place, visible under no version yet, and return the place.

        Raises `ConflictError` where the target is no longer as `remote` says.
        """

    def read_back(self, shipment: Shipment, place: str) -> list[str]:
        """Read every file at `place` again; the paths of those that are not what was sent."""

    def create(self, path: str, value: Entry | Yank | Signature) -> None:
        """Create an object of the catalog; nothing to do where it lies there already.

        Raises `ConflictError` where another lies there, or an entry's files are no longer at its place.
        """

    def moved(self, entry: Entry) -> str | None:
        """What no longer leads to a version as it was published, in words; None where all does."""

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        """The folder of a version, right or not: `into`, which is not there yet, where it has to be copied.

        `only` are the files that are wanted, where not all are.
        """

    def survey(self, gone: Sequence[Entry]) -> Purge:
        """What `purge` would do. Changes nothing.

        Raises `ConflictError` where no version would be left that readers could go on with.
        """

    def purge(self, gone: Sequence[Entry]) -> tuple[str, ...]:
        """Remove the files of versions for good, each trace of them that can be reached; the entries stay.

        Once more, it does what is left to do. Returns what the target refused to remove, in words.
        """

    def loading(self, entry: Entry) -> dict[str, Any]:
        """The arguments of `datasets.load_dataset` that load the version."""


def loading_line(arguments: Mapping[str, Any]) -> str:
    """The line of Python that a reader types."""
    first, *others = arguments.items()
    shown = [json.dumps(first[1], ensure_ascii=False), *(f"{k}={json.dumps(v, ensure_ascii=False)}" for k, v in others)]
    return f"load_dataset({', '.join(shown)})"


def all_files(manifest: Manifest, data: bytes) -> tuple[FileEntry, ...]:
    """The files that a manifest names and, last, its own; `data` are its bytes as they lie there."""
    return (*manifest.files, FileEntry(path=MANIFEST, sha256=sha256_hex(data), bytes=len(data)))
