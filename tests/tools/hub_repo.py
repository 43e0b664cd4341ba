"""What a Hub remembers: accounts, repositories with their commits and tags; and how it is asked and answers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOKEN = "hf_" + "PlantedTokenForTests0123456789abcd"
READ_TOKEN = "hf_" + "ReadOnlyTokenForTests0123456789abc"


@dataclass(frozen=True)
class Answer:
    status: int
    content: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    ranged: bool = False

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, code: str | None = None, body: Any = None) -> None:
        headers = {"X-Error-Code": code} if code else {}
        self.answer = Answer(status, body or {"error": message}, {**headers, "X-Error-Message": message})


@dataclass(frozen=True)
class Account:
    """Who asks."""

    name: str | None
    writes: bool = False

    @classmethod
    def of(cls, header: str | None) -> "Account":
        token = (header or "").removeprefix("Bearer ")
        return cls("maintainer", token == TOKEN) if token in (TOKEN, READ_TOKEN) else cls(None)


@dataclass(frozen=True)
class Ask:
    """A request: who asks, with what body and query."""

    account: Account
    body: bytes
    query: dict[str, str]


@dataclass(frozen=True)
class Blob:
    data: bytes
    lfs: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def oid(self) -> str:
        """The git id: of the pointer, where it is an LFS file."""
        data = self.pointer if self.lfs else self.data
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    @property
    def pointer(self) -> bytes:
        text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.data)}\n"
        return text.encode()

    def listed(self, path: str) -> dict[str, Any]:
        lfs = (
            {"lfs": {"oid": self.sha256, "size": len(self.data), "pointerSize": len(self.pointer)}} if self.lfs else {}
        )
        return {"type": "file", "path": path, "oid": self.oid, "size": len(self.data), **lfs}


@dataclass(frozen=True)
class Commit:
    oid: str
    files: Mapping[str, Blob]
    title: str
    parent: str = ""


@dataclass
class Repo:
    """`others`: commits by ref (`refs/heads/dev`, `refs/convert/parquet`, `refs/pr/1`) beside `main` and the tags."""

    private: bool
    gated: bool = False
    commits: list[Commit] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    @property
    def tip(self) -> Commit:
        return self.commits[-1]

    def add(self, files: Mapping[str, Blob], title: str) -> Commit:
        parent = self.commits[-1].oid if self.commits else ""
        told = json.dumps([parent, title, {path: blob.oid for path, blob in sorted(files.items())}])
        self.commits.append(Commit(hashlib.sha1(told.encode()).hexdigest(), dict(files), title, parent))
        return self.tip

    def named(self, prefix: str) -> list[dict[str, str]]:
        """Refs as they are listed."""
        found = [(ref, oid) for ref, oid in sorted(self.others.items()) if ref.startswith(prefix)]
        return [{"name": ref.removeprefix(prefix), "ref": ref, "targetCommit": oid} for ref, oid in found]

    def squash(self) -> None:
        """`main` begins anew with the files it has."""
        told = f"squash {self.tip.oid}".encode()
        self.commits.append(Commit(hashlib.sha1(told).hexdigest(), self.tip.files, "Super-squash branch"))
        self.collect()

    def collect(self) -> None:
        """What no ref leads to any more is gone."""
        kept = {one.oid for ref in ("main", *self.tags, *self.others) for one in self.history(ref)}
        self.commits = [commit for commit in self.commits if commit.oid in kept]

    def history(self, revision: str) -> list[Commit]:
        """From the newest commit to the first."""
        found, by_oid = [self.at(revision)], {commit.oid: commit for commit in self.commits}
        while found[-1].parent:
            found.append(by_oid[found[-1].parent])
        return found

    def at(self, revision: str) -> Commit:
        named = {
            **self.others,
            **{ref.removeprefix("refs/heads/"): oid for ref, oid in self.others.items()},
            **self.tags,
        }
        wanted = self.tip.oid if revision == "main" else named.get(revision, revision)
        found = next((commit for commit in self.commits if commit.oid == wanted), None)
        if found is None:
            raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return found
