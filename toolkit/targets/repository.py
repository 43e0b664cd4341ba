"""A dataset repository on the Hub as a target: one commit and one tag a version, the catalog beside the files.

A version is the tag `v1.1.0` on one commit. `versions/1.1.0.json`, which names that commit, is added to `main` after
the tag was read back: what has a tag and no entry is a publish that was killed, and the next one ends it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.digest import sha256_hex
from toolkit.errors import ConflictError, RemoteError, Where
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FILE_PATH, FileEntry, Manifest, parse_manifest
from toolkit.storage.files import make_folder, remove
from toolkit.targets.bounded import Patience
from toolkit.targets.catalog import (
    FOLDER,
    Catalog,
    Entry,
    Signature,
    Yank,
    is_catalog_name,
    is_version,
    object_bytes,
    read_catalog,
)
from toolkit.targets.hub import HubClient, LostAnswer
from toolkit.targets.hub_values import Change, Stored, check_login
from toolkit.targets.rewriting import Rewriting
from toolkit.targets.shelf import moved
from toolkit.targets.stored import change_of, is_content, is_copy, is_stored, lies_in
from toolkit.targets.target import Purge, Remote, Sent, Shipment, all_files

_TRIES = 5
_NO_CATALOG = Catalog({}, {})


@dataclass(frozen=True)
class HubTarget:
    """See the module; `name` is `org/name`. `private` is how the repository is made where there is none."""

    name: str
    private: bool = False
    patience: Patience = field(default_factory=Patience)

    @cached_property
    def _hub(self) -> HubClient:
        return HubClient(self.name, self.patience)

    def catalog(self) -> Catalog:
        head = self._hub.head()
        if head is None:
            what = "no such dataset on the Hub, or this login may not see it"
            mend = "check the name; where it is private, log in with: hf auth login"
            raise RemoteError(what, where=Where(self.name), mend=mend)
        return self._catalog(head[0], self._hub.tree(head[0]))

    def look(self) -> Remote:
        check_login(self.name, self._hub.login())
        head = self._hub.head()
        if head is None:
            return Remote("private" if self.private else "public", _NO_CATALOG)
        commit, private = head
        if self.private and not private:
            mend = f"make it private in its settings on the Hub, or publish without --private: {self.name}"
            raise ConflictError("the repository is there already, and public", where=Where(self.name), mend=mend)
        tree = self._hub.tree(commit)
        catalog = self._catalog(commit, tree)
        manifest, files, changed = self._standing(commit, tree, catalog)
        tags = self._hub.tags()
        return Remote(
            visibility="private" if private else "public",
            catalog=catalog,
            manifest=manifest,
            files=files,
            head=commit,
            paths=frozenset(tree),
            changed=changed,
            tags=tags,
            unrecorded=self._unrecorded(tags, catalog),
        )

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        place = self._place(shipment, remote)
        if place is None:
            place = self._commit(shipment, self._made(shipment, remote), sent)
        self._hub.tag(tag_of(shipment.manifest.version), place)
        return place

    def read_back(self, shipment: Shipment, place: str) -> list[str]:
        if self._hub.tags().get(tag_of(shipment.manifest.version)) != place:
            return [tag_of(shipment.manifest.version)]
        tree = self._hub.tree(place)
        wrong = [entry.path for entry in shipment.files if not is_stored(tree.get(entry.path), entry)]
        sound = [entry for entry in shipment.files if entry.path not in wrong]
        return [*wrong, *(entry.path for entry in sound if not self._holds(place, tree, entry))]

    def create(self, path: str, value: Entry | Yank | Signature) -> None:
        """Others may commit to `main` meanwhile: their commit is built upon, and what they created stands."""
        data = object_bytes(value)
        for _ in range(_TRIES):
            head = self._hub.head()
            if head is None:
                raise RemoteError("no such dataset on the Hub", where=Where(self.name), mend="publish it first")
            tree = self._hub.tree(head[0])
            if path in tree:
                if self._read(head[0], path, tree) == data:
                    return
                break
            try:
                self._hub.commit(Change(f"Add {path}", {path: data}), head[0], lambda path: None)
            except (ConflictError, LostAnswer):
                continue  # the next look tells whether it is there
        raise moved(self.name)

    def moved(self, entry: Entry) -> str | None:
        """Readers follow the tag; what they get is proven only where it is on the entry's commit."""
        name = tag_of(entry.version)
        commit = self._hub.tags().get(name)
        if commit == entry.place:
            return None
        return f"the tag {name} is " + ("gone" if commit is None else f"on {commit}, not on {entry.place}")

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        """What the manifest at the entry's commit names, and all below data/, which readers would load."""
        tree = self._hub.tree(entry.place)
        held = {path for path in tree if re.fullmatch(FILE_PATH, path)}  # a hostile server may say ../../.ssh/config
        data = (path for path in held if path.startswith("data/"))
        named = only or {MANIFEST, *data, *self._named(entry.place, tree)}
        for path in sorted(named & held):
            self._download(entry.place, path, tree[path], into)
        remove(into / ".cache")  # the library's own notes; a release folder holds nothing else
        return make_folder(into)

    def loading(self, entry: Entry) -> dict[str, Any]:
        return {"path": self.name, "revision": tag_of(entry.version)}

    def survey(self, gone: Sequence[Entry]) -> Purge:
        return self._rewriting().survey(gone).purge()

    def purge(self, gone: Sequence[Entry]) -> tuple[str, ...]:
        rewriting = self._rewriting()
        return rewriting.purge(rewriting.survey(gone))

    def _rewriting(self) -> Rewriting:
        check_login(self.name, self._hub.login())
        return Rewriting(self._hub, self.catalog(), tag_of)

    def _catalog(self, commit: str, tree: Mapping[str, Stored]) -> Catalog:
        names = [path.removeprefix(f"{FOLDER}/") for path in sorted(tree) if path.startswith(f"{FOLDER}/")]
        objects = {name: self._read(commit, f"{FOLDER}/{name}", tree) for name in names if is_catalog_name(name)}
        return read_catalog(objects, self.name)

    def _unrecorded(self, tags: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
        """Digest of the manifest by version, for tags that a killed publish set."""
        found = {}
        for name, commit in sorted(tags.items()):
            version = name.removeprefix("v")
            if tag_of(version) == name and is_version(version) and catalog.get(version) is None:
                found[version] = self._digest(commit)
        return found

    def _digest(self, commit: str) -> str:
        """Of the manifest at a commit; empty where there is none."""
        tree = self._hub.tree(commit)
        try:
            return parse_manifest(self._read(commit, MANIFEST, tree)).digest if MANIFEST in tree else ""
        except ValueError:
            return ""

    def _standing(
        self, commit: str, tree: Mapping[str, Stored], catalog: Catalog
    ) -> tuple[Manifest | None, dict[str, FileEntry], tuple[str, ...]]:
        """The release on `main`: its manifest, its files, and those that are not as it says.

        Mostly it is the latest version, file by file; else what a killed publish left, or what others have changed.
        """
        if MANIFEST not in tree:
            return None, {}, ()
        latest = catalog.latest
        if latest is not None:
            published = self._hub.tree(latest.place)
            manifest, files = self._release(latest, published)
            changed = [entry.path for entry in files if tree.get(entry.path) != published.get(entry.path)]
            if not changed:
                return manifest, {entry.path: entry for entry in files}, ()
        data = self._read(commit, MANIFEST, tree)
        try:
            manifest = parse_manifest(data)
        except ValueError:
            return None, {}, (MANIFEST,)
        files = all_files(manifest, data)
        changed = [entry.path for entry in files if not self._holds(commit, tree, entry)]
        return manifest, {entry.path: entry for entry in files}, tuple(changed)

    def _holds(self, commit: str, tree: Mapping[str, Stored], entry: FileEntry) -> bool:
        stored = tree.get(entry.path)
        if stored is None or not is_stored(stored, entry):
            return False
        return stored.sha256 is not None or sha256_hex(self._read(commit, entry.path, tree)) == entry.sha256

    def _place(self, shipment: Shipment, remote: Remote) -> str | None:
        """The commit that this very release lies at already: recorded, tagged, or left by a killed run."""
        entry = remote.catalog.get(shipment.manifest.version)
        places = [entry.place if entry else None, remote.tags.get(tag_of(shipment.manifest.version)), remote.head]
        return next((place for place in places if place and self._is_ours(shipment, place)), None)

    def _is_ours(self, shipment: Shipment, commit: str) -> bool:
        """Whether all files of the release lie at a commit, told by what git and LFS call them."""
        return lies_in(self._hub.tree(commit), shipment)

    def _made(self, shipment: Shipment, remote: Remote) -> Remote:
        """With a repository to commit to."""
        if remote.head is not None:
            return remote
        self._hub.create(self.private)
        head = self._hub.head()
        if head is None:
            raise RemoteError("the Hub made no repository", where=Where(self.name), mend="run it again")
        if self._hub.tree(head[0]).keys() & {entry.path for entry in shipment.files}:
            raise moved(self.name)
        return Remote(remote.visibility, remote.catalog, head=head[0])

    def _commit(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        """One commit on the head that was read. Where an answer is lost, the head tells whether it was made."""
        parent, change = remote.head or "", change_of(shipment, remote)
        sizes = {entry.path: entry.bytes for entry in shipment.files}
        total, gone = sum(sizes[path] for path in change.add), 0

        def went(path: str) -> None:
            nonlocal gone
            gone += sizes[path]
            sent(min(gone, total), total)

        for _ in range(_TRIES):
            try:
                made = self._hub.commit(change, parent, went)
            except LostAnswer:
                head = self._hub.head()
                if head is not None and head[0] != parent:
                    if self._is_ours(shipment, head[0]):
                        return head[0]
                    raise moved(self.name) from None
            else:
                sent(total, total)
                return made
        raise RemoteError("the Hub takes no commit", where=Where(self.name), mend="run it again later")

    def _release(self, entry: Entry, tree: Mapping[str, Stored]) -> tuple[Manifest, tuple[FileEntry, ...]]:
        """The manifest of a published version, held to its entry, and its files."""
        data = self._read(entry.place, MANIFEST, tree) if MANIFEST in tree else b""
        try:
            manifest = parse_manifest(data)
        except ValueError as error:
            raise self._altered(MANIFEST, entry.version) from error
        if manifest.digest != entry.digest:
            raise self._altered(MANIFEST, entry.version)
        return manifest, all_files(manifest, data)

    def _read(self, commit: str, path: str, tree: Mapping[str, Stored]) -> bytes:
        """A small file of a commit with that tree; a download that was damaged on the way is made once more."""
        for _ in range(2):
            data = self._hub.read(commit, path)
            if is_content(data, tree[path]):
                return data
        raise self._damaged(path)

    def _download(self, commit: str, path: str, stored: Stored, folder: Path) -> None:
        """A download that was damaged on the way is made once more."""
        for _ in range(2):
            if is_copy(self._hub.download(commit, path, folder, stored.size), stored):
                return
        raise self._damaged(path)

    def _named(self, commit: str, tree: Mapping[str, Stored]) -> set[str]:
        """The files that the manifest at a commit names."""
        try:
            data = self._read(commit, MANIFEST, tree) if MANIFEST in tree else b""
            return {entry.path for entry in parse_manifest(data).files}
        except ValueError:
            return set()

    def _damaged(self, path: str) -> RemoteError:
        mend = "run it again; if it stays so, something between here and the Hub alters what passes"
        return RemoteError("the download is damaged", where=Where(self.name, field=path), mend=mend)

    def _altered(self, path: str, version: str) -> ConflictError:
        mend = "fetch it again; if it stays so, the repository's history was rewritten"
        where = Where(f"{self.name}@{version}", field=path)
        return ConflictError("not the file that was published", where=where, mend=mend)


def tag_of(version: str) -> str:
    """The tag of a version."""
    return f"v{version}"
