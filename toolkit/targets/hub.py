"""The Hub's own client, held to a timeout and a bounded number of tries, its errors said in our words.

The library retries listings and uploads by itself, but no commit, no tag and no question about a repository; and most
of its calls wait for ever. Here each request has a timeout, whoever makes it, and what may be asked twice is.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
from toolkit.targets.hub_values import Change, Login, Patience, Stored

R = TypeVar("R")

_TYPE = "dataset"
_PASSING = {408, 425, 429, 500, 502, 503, 504}  # statuses that the next try may not meet
_TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{8,}")


@dataclass(frozen=True)
class HubClient:
    """One dataset repository. Every method raises `RemoteError`; those that write also `ConflictError`."""

    repo: str
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        disable_progress_bars()
        set_client_factory(lambda: _patient_client(self.patience))

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

    def tags(self) -> dict[str, str]:
        """Commit by tag."""
        refs = self._ask(lambda: self._api.list_repo_refs(self.repo, repo_type=_TYPE))
        return {tag.name: tag.target_commit for tag in refs.tags}

    def tree(self, commit: str) -> dict[str, Stored]:
        """Every file of a commit."""
        listed = self._ask(
            lambda: list(self._api.list_repo_tree(self.repo, recursive=True, revision=commit, repo_type=_TYPE)), tries=1
        )
        files = [one for one in listed if isinstance(one, RepoFile)]
        return {one.path: Stored(one.size, one.blob_id, one.lfs.sha256 if one.lfs else None) for one in files}

    def download(self, commit: str, path: str, folder: Path) -> Path:
        """One file of one commit, into a folder that holds no older copy: an error is never answered from a cache."""
        found = self._ask(
            lambda: self._api.hf_hub_download(
                self.repo, path, repo_type=_TYPE, revision=commit, local_dir=folder, force_download=True
            )
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
        adds = [CommitOperationAdd(path, _source(source)) for path, source in change.add.items()]
        rows = [one for one in adds if one.path_in_repo.endswith(".parquet")]
        for some in ([one for one in adds if one not in rows], *([one] for one in rows)):
            self._upload(some)
            for one in some:
                sent(one.path_in_repo)
        deletes = [CommitOperationDelete(path, is_folder=False) for path in change.delete]
        try:
            made = self._ask(lambda: self._api.create_commit(
                self.repo, [*adds, *deletes], commit_message=change.title, repo_type=_TYPE, parent_commit=parent
            ), tries=1)  # fmt: skip
        except RemoteError as error:
            if isinstance(error.__cause__, Exception) and _is_passing(error.__cause__):
                time.sleep(_pause(error.__cause__, self.patience, 1))
                raise LostAnswer(error.what, where=error.where, mend=error.mend) from error
            raise
        return made.oid

    def _upload(self, adds: Sequence[CommitOperationAdd]) -> None:
        """Send what is stored as LFS. What the repository's .gitignore names would be left out without a word."""
        if not adds:
            return
        self._ask(lambda: self._api.preupload_lfs_files(
            self.repo, adds, repo_type=_TYPE, free_memory=False, num_threads=1
        ), tries=1)  # fmt: skip
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

    def _ask(self, call: Callable[[], R], tries: int | None = None) -> R:
        """Call, and call again where the failure may pass; `tries=1` where the library does so itself."""
        most = tries or self.patience.tries
        for number in range(1, most + 1):
            try:
                return call()
            except ToolkitError:
                raise
            except Exception as error:
                if number == most or not _is_passing(error):
                    raise self._said(error) from error
                time.sleep(_pause(error, self.patience, number))
        raise AssertionError("the loop returns or raises")

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
        mend = "mend what it names" if _found(error, BadRequestError) else "run it again; it goes on where it stopped"
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


def _patient_client(patience: Patience) -> Any:
    """The library's own HTTP client, with a timeout on requests that it would make without one."""

    def limit(request: Any) -> None:
        limits = request.extensions.get("timeout") or {}
        kinds = ("connect", "read", "write", "pool")
        bounded = {kind: limits.get(kind) or patience.timeout for kind in kinds}
        request.extensions = {**request.extensions, "timeout": bounded}

    def refuse_long_waits(response: Any) -> None:
        asked = _retry_after(response)
        if response.status_code in _PASSING and asked is not None and asked > patience.longest:
            mend = f"run it again in {asked:.0f} seconds; it goes on where it stopped"
            raise RemoteError(f"the Hub asks to wait {asked:.0f} seconds", where=Where(response.url.host), mend=mend)

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


def _is_passing(error: BaseException | None) -> bool:
    """Whether the next try may go better: the server was busy, or the connection broke."""
    status = _status(error)
    if status is not None:
        return status in _PASSING
    return any(isinstance(one, HTTPError) for one in _chain(error))


def _pause(error: Exception, patience: Patience, number: int) -> float:
    """As long as the server asks, else twice as long each time; seconds."""
    found = next((one for one in _chain(error) if isinstance(one, HfHubHTTPError)), None)
    asked = _retry_after(found.response) if found is not None else None
    return asked if asked is not None else min(patience.longest, patience.wait * 2 ** (number - 1))


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


def _source(source: Path | bytes) -> str | bytes:
    return source if isinstance(source, bytes) else str(source)
