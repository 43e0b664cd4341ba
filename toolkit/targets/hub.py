"""The Hub's own client, held to a timeout and a bounded number of tries, its errors said in our words.

The library retries listings and uploads by itself, but no commit, no tag and no question about a repository; and most
of its calls wait for ever. Here each request has a timeout, whoever makes it, and what may be asked twice is.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, constants, get_token, set_client_factory
from huggingface_hub.errors import (  # type: ignore[attr-defined]
    BadRequestError,
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,
    LocalTokenNotFoundError,
    RepositoryNotFoundError,
)
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]
from huggingface_hub.utils._http import default_client_factory

from toolkit.errors import ConflictError, RemoteError, ToolkitError, Where
from toolkit.targets.bounded import AGAIN, PASSING_STATUSES, Passing, Patience
from toolkit.targets.hub_values import Change, Login, Refs, Stored

R = TypeVar("R")

_TYPE = "dataset"
_TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{8,}")


@dataclass(frozen=True)
class HubClient:
    """One dataset repository. Every method raises `RemoteError`; those that write also `ConflictError`."""

    repo: str
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        disable_progress_bars()
        _be_patient(self.patience)

    @property
    def _api(self) -> HfApi:
        return HfApi()

    def login(self) -> Login:
        """Who is logged in."""
        told = self._ask(self._api.whoami)
        token = told.get("auth", {}).get("accessToken", {})
        organizations = tuple(one["name"] for one in told.get("orgs", ()))
        return Login(told["name"], organizations, token.get("role") != "read")

    def head(self) -> tuple[str, bool] | None:
        """(the commit `main` is at, whether the repository is private); None where there is no such repository."""
        try:
            info = self._ask(lambda: self._api.dataset_info(self.repo, timeout=self.patience.timeout))
        except _Missing:
            return None
        return str(info.sha), bool(info.private)

    def tags(self) -> Mapping[str, str]:
        """Commit by tag."""
        return self.refs().tags

    def refs(self, requests: bool = False) -> Refs:
        """Every ref there is; those of pull requests where they are asked for."""
        told = self._ask(partial(self._api.list_repo_refs, self.repo, repo_type=_TYPE, include_pull_requests=requests))
        named = [{one.name: one.target_commit for one in refs} for refs in (told.tags, told.branches)]
        paths = [{one.ref: one.target_commit for one in refs} for refs in (told.converts, told.pull_requests or ())]
        return Refs(*named, *paths)

    def history(self, revision: str) -> list[str]:
        """The commits that a revision leads to, the newest first."""
        ask = partial(self._api.list_repo_commits, self.repo, repo_type=_TYPE, revision=revision)
        return [one.commit_id for one in self._ask(ask, once=True)]

    def objects(self) -> dict[str, Any]:
        """The LFS objects of the repository by SHA-256, for `forget`."""
        ask = partial(self._api.list_lfs_files, self.repo, repo_type=_TYPE)
        return {one.file_oid: one for one in self._ask(lambda: list(ask()), once=True)}

    def forget(self, objects: Sequence[Any]) -> None:
        """Remove LFS objects for good. No commit is written anew: the catalog names commits by their ids."""
        remove = self._api.permanently_delete_lfs_files
        self._ask(partial(remove, self.repo, objects, repo_type=_TYPE, rewrite_history=False))

    def squash(self) -> None:
        """Let `main` forget how it came about: one commit with the files that it has now."""
        self._ask(partial(self._api.super_squash_history, self.repo, repo_type=_TYPE, commit_message="Begin anew"))

    def untag(self, name: str) -> None:
        """Remove a tag."""
        self._ask(partial(self._api.delete_tag, self.repo, tag=name, repo_type=_TYPE))

    def unbranch(self, ref: str) -> None:
        """Remove a branch."""
        self._ask(partial(self._api.delete_branch, self.repo, branch=ref, repo_type=_TYPE))

    def tree(self, commit: str) -> dict[str, Stored]:
        """Every file of a commit."""
        ask = partial(self._api.list_repo_tree, self.repo, recursive=True, revision=commit, repo_type=_TYPE)
        files = [one for one in self._ask(lambda: list(ask()), once=True) if isinstance(one, RepoFile)]
        return {one.path: Stored(one.size, one.blob_id, one.lfs.sha256 if one.lfs else None) for one in files}

    def download(self, commit: str, path: str, folder: Path, size: int = 0) -> Path:
        """One file of one commit, into a folder that holds no older copy: an error is never answered from a cache."""
        found = self._ask(
            lambda: self._api.hf_hub_download(
                self.repo, path, repo_type=_TYPE, revision=commit, local_dir=folder, force_download=True
            ),
            size=size,
        )
        return Path(found)

    def read(self, commit: str, path: str) -> bytes:
        """A small file of one commit."""
        with tempfile.TemporaryDirectory(prefix="imprint-") as folder:
            return self.download(commit, path, Path(folder)).read_bytes()

    def create(self, private: bool) -> None:
        """Make the repository; nothing to do where it is there."""
        self._ask(lambda: self._api.create_repo(self.repo, private=private, repo_type=_TYPE, exist_ok=True))

    def commit(self, change: Change, parent: str, sent: Callable[[str], None]) -> str:
        """One commit on `parent`, made once or not at all; its id.

        Raises `ConflictError` where `main` is no longer at `parent`, and `LostAnswer` where nobody knows whether the
        commit was made. `sent` is told of each file that has gone up.
        """
        adds = [CommitOperationAdd(path, source) for path, source in change.add.items()]
        rows = [one for one in adds if one.path_in_repo.endswith(".parquet")]
        for some in ([one for one in adds if one not in rows], *([one] for one in rows)):
            self._upload(some)
            for one in some:
                sent(one.path_in_repo)
        deletes = [CommitOperationDelete(path, is_folder=False) for path in change.delete]
        try:
            made = self._ask(lambda: self._api.create_commit(
                self.repo, [*adds, *deletes], commit_message=change.title, repo_type=_TYPE, parent_commit=parent
            ), once=True)  # fmt: skip
        except RemoteError as error:
            passing = _passing(error.__cause__) if isinstance(error.__cause__, Exception) else None
            if passing is not None:
                self.patience.pause(self.repo, passing)
                raise LostAnswer(error.what, where=error.where, mend=error.mend) from error
            raise
        return made.oid

    def _upload(self, adds: Sequence[CommitOperationAdd]) -> None:
        """Send what is stored as LFS. What the repository's .gitignore names would be left out without a word."""
        if not adds:
            return
        self._ask(lambda: self._api.preupload_lfs_files(
            self.repo, adds, repo_type=_TYPE, free_memory=False, num_threads=1
        ), once=True, size=sum(one.upload_info.size for one in adds))  # fmt: skip
        ignored = next((one.path_in_repo for one in adds if getattr(one, "_should_ignore", False)), None)
        if ignored is not None:
            mend = "remove it from the repository's .gitignore"
            raise ConflictError("the repository ignores this file", where=Where(self.repo, field=ignored), mend=mend)

    def tag(self, name: str, commit: str) -> None:
        """A tag on a commit; nothing to do where it is there. Raises `ConflictError` where it is on another."""
        try:
            self._ask(lambda: self._api.create_tag(self.repo, tag=name, revision=commit, repo_type=_TYPE))
        except ConflictError:
            there = self.tags().get(name)
            if there != commit:
                what, mend = f"the tag {name} is on another commit, {there}", "build again, on the version there"
                raise ConflictError(what, where=Where(self.repo), mend=mend) from None

    def _ask(self, call: Callable[[], R], *, once: bool = False, size: int = 0) -> R:
        """Call, and call again where the failure may pass; `once` where the library does so itself."""
        patience = replace(self.patience, tries=1) if once else self.patience
        try:
            return patience.insist(self.repo, call, _passing, size)
        except ToolkitError:
            raise
        except Exception as error:
            raise self._said(error) from error

    def _said(self, error: Exception) -> ToolkitError:
        """The library's error in our words: which, and the command that mends it."""
        own = next((one for one in _chain(error) if isinstance(one, ToolkitError)), None)
        if own is not None:
            return own
        where, status = Where(self.repo), _status(error)
        if status in (409, 412):
            mend = "run it again, to plan over what is there now"
            return ConflictError("somebody else has published there meanwhile", where=where, mend=mend)
        barred = self._barred(error, status)
        if barred is not None:
            kind, what, mend = barred
            return kind(what, where=where, mend=mend)
        mend = "mend what it names" if _found(error, BadRequestError) else AGAIN
        return RemoteError(f"the Hub: {_words(error)}", where=where, mend=mend)

    def _barred(self, error: Exception, status: int | None) -> tuple[type[RemoteError], str, str] | None:
        """Where it is the login that fails: which way, and the command that mends it."""
        login = "log in with: hf auth login"
        if _found(error, LocalTokenNotFoundError):
            return RemoteError, "you are not logged in to the Hub", login
        if _found(error, GatedRepoError):
            page = f"{constants.ENDPOINT}/datasets/{self.repo}"
            return RemoteError, "the dataset is gated, and this login was not let in", f"ask for access at {page}"
        if _found(error, RepositoryNotFoundError):
            what = "no such dataset on the Hub, or this login may not see it"
            return _Missing, what, f"check the name; where it is private, {login}"
        if status == 401:
            return RemoteError, "the Hub does not accept this login", login
        if status == 403:
            mend = f"make a token that may write at {constants.ENDPOINT}/settings/tokens, then {login}"
            return RemoteError, f"this login may not do that: {_words(error)}", mend
        return None


class LostAnswer(RemoteError):
    """A commit was asked for, and whether it was made is not known."""


class _Missing(RemoteError):
    """No repository of that name."""


@lru_cache(maxsize=1)
def _be_patient(patience: Patience) -> None:
    """From now on. Once for all that follow: a client that is made reads every certificate of the machine."""
    set_client_factory(lambda: _patient_client(patience))


def _patient_client(patience: Patience) -> Any:
    """The library's own HTTP client, with a timeout on requests that it would make without one."""

    def limit(request: Any) -> None:
        limits = request.extensions.get("timeout") or {}
        kinds = ("connect", "read", "write", "pool")
        bounded = {kind: limits.get(kind) or patience.timeout for kind in kinds}
        request.extensions = {**request.extensions, "timeout": bounded}

    def refuse_long_waits(response: Any) -> None:
        asked = _retry_after(response)
        if response.status_code in PASSING_STATUSES and asked is not None:
            patience.refuse_long_wait(response.url.host, asked)

    client = default_client_factory()
    hooks = client.event_hooks
    client.event_hooks = {
        "request": [*hooks["request"], limit], "response": [*hooks["response"], refuse_long_waits],
    }  # fmt: skip
    return client


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and so on."""
    seen = 0
    while error is not None and seen < 20:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _found(error: Exception, kind: type[BaseException]) -> bool:
    return any(isinstance(one, kind) for one in _chain(error))


def _status(error: BaseException | None) -> int | None:
    found = (one for one in _chain(error) if isinstance(one, HfHubHTTPError))
    return next((int(one.response.status_code) for one in found), None)


def _passing(error: BaseException) -> Passing | None:
    """Whether the next try may go better: the server was busy, or the connection broke."""
    if isinstance(error, ToolkitError):
        return None
    found = next((one for one in _chain(error) if isinstance(one, HfHubHTTPError)), None)
    if found is not None:
        return Passing(_retry_after(found.response)) if found.response.status_code in PASSING_STATUSES else None
    return Passing() if any(isinstance(one, HTTPError) for one in _chain(error)) else None


def _retry_after(response: Any) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    return float(value) if re.fullmatch(r"\d{1,9}", value) else None


def _words(error: Exception) -> str:
    """What the server said, or else the library, in one line and without a token."""
    chain = list(_chain(error))
    found = next((one for one in chain if isinstance(one, HfHubHTTPError)), chain[-1])
    said = str(getattr(found, "server_message", None) or found) or type(found).__name__
    line = " ".join(said.split())[:200]
    token = get_token()
    return _TOKEN.sub("hf_…", line.replace(token, "hf_…") if token else line)
