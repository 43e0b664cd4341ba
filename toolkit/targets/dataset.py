"""A dataset on the Hub, whoever published it: its files of rows, brought here."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from toolkit.errors import InputError, RemoteError, Where
from toolkit.storage.files import make_folder, remove
from toolkit.targets.hub import HubClient
from toolkit.targets.hub_values import Stored
from toolkit.targets.stored import is_copy

_NOTES = ".cache"  # of the Hub's own client, below the folder it downloads into


def fetch_rows(name: str, suffixes: tuple[str, ...], into: Path, went: Callable[[int, int], None]) -> str:
    """Download the files of `org/name` that end in `suffixes`, below data/ alone if there are any, as they are now.

    The commit they are of. `went` is called with the files done and those there are. Every file is held to the digest
    that the Hub states. Raises `RemoteError`, and `InputError` where there are no such files.
    """
    hub = HubClient(name)
    commit = _head(hub)
    wanted = _wanted(hub.tree(commit), suffixes)
    if not wanted:
        mend = f"name a dataset with files that end in {', '.join(suffixes)}"
        raise InputError("no files of rows", where=Where(name), mend=mend)
    for done, (path, stored) in enumerate(sorted(wanted.items())):
        went(done, len(wanted))
        _fetch(hub, commit, path, stored, make_folder(into))
    went(len(wanted), len(wanted))
    remove(into / _NOTES)
    return commit


def _head(hub: HubClient) -> str:
    head = hub.head()
    if head is None:
        mend = "check the name (./folder/file is one here); where it is private, log in with: hf auth login"
        raise RemoteError("no such dataset on the Hub, or this login may not see it", where=Where(hub.repo), mend=mend)
    return head[0]


def _wanted(tree: Mapping[str, Stored], suffixes: tuple[str, ...]) -> dict[str, Stored]:
    """As `adopt` takes a folder: what lies below data/ is the data. A hostile server may name ../../.ssh/config."""
    rows = {path: one for path, one in tree.items() if path.lower().endswith(suffixes) and _is_plain(path)}
    return {path: one for path, one in rows.items() if path.startswith("data/")} or rows


def _is_plain(path: str) -> bool:
    """Below its folder on any system, and not hidden."""
    parts = PurePosixPath(path).parts
    return path.isprintable() and not any(sign in path for sign in "\\:") and not any(map(_is_hidden, parts))


def _is_hidden(part: str) -> bool:
    return part.startswith((".", "/"))


def _fetch(hub: HubClient, commit: str, path: str, stored: Stored, folder: Path) -> None:
    """A download that was damaged on the way is made once more."""
    for _ in range(2):
        if is_copy(hub.download(commit, path, folder), stored):
            return
    mend = "run it again; if it stays so, something between here and the Hub alters what passes"
    raise RemoteError("the download is damaged", where=Where(hub.repo, field=path), mend=mend)
