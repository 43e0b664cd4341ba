"""What a Hub answers, request by request."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs

from tests.tools.hub_card import card_problems
from tests.tools.hub_repo import Account, Answer, Ask, Blob, Refused, Repo

PAGE = 50  # entries of a listing
PART = 1 << 16  # bytes of an LFS object above which it is sent in parts
_LFS = (".parquet",)


class Hub:
    """Every answer is of the moment it is asked for; the server asks one at a time."""

    url = ""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.deleted: set[str] = set()  # LFS objects, for good
        self.parts: dict[tuple[str, int], bytes] = {}
        self.organizations = ["org"]
        self.ignored: set[str] = set()  # by a .gitignore
        self.refusal: str | None = None  # of every commit
        self.readonly: set[str] = set()  # repositories that an organisation lets the maintainer only read
        self.protected: set[str] = set()  # refs that nobody may delete

    def new_repo(self, id: str, private: bool = False) -> Repo:
        """With the one file that a repository is born with."""
        self.repos[id] = Repo(private)
        self.repos[id].add(
            {".gitattributes": Blob(b"*.parquet filter=lfs diff=lfs merge=lfs -text\n")}, "initial commit"
        )
        return self.repos[id]

    def repo(self, account: Account, id: str, writing: bool = False) -> Repo:
        repo = self.repos.get(id)
        if repo is None or (repo.private and account.name is None):
            raise Refused(401 if account.name is None else 404, "Repository not found", "RepoNotFound")
        if writing and (not account.writes or id in self.readonly):
            raise Refused(403, "You don't have the required permissions to perform this action")
        return repo

    def whoami(self, ask: Ask) -> Answer:
        if ask.account.name is None:
            raise Refused(401, "Invalid credentials in Authorization header")
        orgs = [{"type": "org", "name": name, "roleInOrg": "write"} for name in self.organizations]
        token = {"displayName": "tests", "role": "write" if ask.account.writes else "read"}
        auth = {"type": "access_token", "accessToken": token}
        return Answer(200, {"type": "user", "name": ask.account.name, "orgs": orgs, "auth": auth})

    def create_repo(self, ask: Ask) -> Answer:
        asked = json.loads(ask.body)
        assert asked["type"] == "dataset"
        owner = asked["organization"] or ask.account.name
        id = f"{owner}/{asked['name']}"
        if not ask.account.writes or owner not in (ask.account.name, *self.organizations):
            raise Refused(403, f'You don\'t have the rights to create a dataset under the namespace "{owner}"')
        told = {"url": f"{self.url}/datasets/{id}", "name": id}
        if id in self.repos:
            raise Refused(409, "You already created this dataset repo", body={"error": "exists", **told})
        self.new_repo(id, private=asked.get("visibility") == "private" or asked.get("private") is True)
        return Answer(200, told)

    def validate_yaml(self, ask: Ask) -> Answer:
        asked = json.loads(ask.body)
        problems = card_problems(asked["content"])
        if asked["repoType"] != "dataset" or problems:
            raise Refused(
                400, "Invalid metadata", body={"errors": [{"message": one} for one in problems], "warnings": []}
            )
        return Answer(200, {"errors": [], "warnings": []})

    def preupload(self, ask: Ask, id: str, rev: str) -> Answer:
        files = self.repo(ask.account, id, writing=True).at(rev).files
        listed = []
        for file in json.loads(ask.body)["files"]:
            lfs = file["path"].endswith(_LFS) or file["size"] > 10 << 20
            there = files.get(file["path"])
            oid = {"oid": there.sha256 if there.lfs else there.oid} if there else {}
            listed.append(
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if lfs else "regular",
                    "shouldIgnore": file["path"] in self.ignored,
                    **oid,
                }
            )
        return Answer(200, {"files": listed})

    def lfs_batch(self, ask: Ask, id: str) -> Answer:
        self.repo(ask.account, id, writing=True)
        return Answer(
            200, {"transfer": "basic", "objects": [self._action(one) for one in json.loads(ask.body)["objects"]]}
        )

    def _action(self, asked: dict[str, Any]) -> dict[str, Any]:
        sha, size = asked["oid"], asked["size"]
        if sha in self.objects:
            return {"oid": sha, "size": size}
        place = f"{self.url}/lfs/{sha}"
        verify = {"href": f"{place}/verify"}
        if size <= PART:
            return {"oid": sha, "size": size, "actions": {"upload": {"href": place}, "verify": verify}}
        parts = {str(number + 1): f"{place}/{number + 1}" for number in range(-(-size // PART))}
        upload = {"href": f"{place}/complete", "header": {"chunk_size": str(PART), **parts}}
        return {"oid": sha, "size": size, "actions": {"upload": upload, "verify": verify}}

    def lfs_put(self, ask: Ask, sha: str) -> Answer:
        return self._store(sha, ask.body)

    def lfs_part(self, ask: Ask, sha: str, part: str) -> Answer:
        self.parts[sha, int(part)] = ask.body
        return Answer(200, b"", {"ETag": f'"{hashlib.md5(ask.body).hexdigest()}"'})

    def lfs_complete(self, ask: Ask, sha: str) -> Answer:
        numbers = [part["partNumber"] for part in json.loads(ask.body)["parts"]]
        return self._store(sha, b"".join(self.parts[sha, number] for number in numbers))

    def _store(self, sha: str, data: bytes) -> Answer:
        if hashlib.sha256(data).hexdigest() != sha:
            raise Refused(400, "the content is not that of the oid")
        self.objects[sha] = data
        self.deleted.discard(sha)
        return Answer(200)

    def lfs_verify(self, ask: Ask, sha: str) -> Answer:
        if len(self.objects.get(sha, b"")) != json.loads(ask.body)["size"]:
            raise Refused(404, "no such object")
        return Answer(200)

    def commit(self, ask: Ask, id: str, rev: str) -> Answer:
        repo = self.repo(ask.account, id, writing=True)
        if self.refusal is not None:
            raise Refused(400, self.refusal)
        lines = [json.loads(line) for line in ask.body.splitlines()]
        header = next(line["value"] for line in lines if line["key"] == "header")
        if header.get("parentCommit") not in (None, repo.tip.oid):
            raise Refused(412, "A commit has happened since. Please refresh and try again.")
        files = dict(repo.tip.files)
        for line in lines:
            self._apply(files, line["key"], line["value"])
        made = repo.add(files, header["summary"])
        url = f"{self.url}/datasets/{id}/commit/{made.oid}"
        return Answer(200, {"success": True, "commitOid": made.oid, "commitUrl": url})

    def _apply(self, files: dict[str, Blob], key: str, value: dict[str, Any]) -> None:
        if key == "file":
            if value["path"].endswith(_LFS):
                raise Refused(400, f"{value['path']} must be an LFS file")
            files[value["path"]] = Blob(base64.b64decode(value["content"]))
        elif key == "lfsFile":
            if value["oid"] not in self.objects:
                raise Refused(400, f"no LFS object {value['oid']}")
            files[value["path"]] = Blob(self.objects[value["oid"]], lfs=True)
        elif key == "deletedFile":
            if files.pop(value["path"], None) is None:
                raise Refused(404, "A file with this name doesn't exist", "EntryNotFound")
        elif key == "deletedFolder":
            for path in [path for path in files if path.startswith(value["path"])]:
                del files[path]

    def create_tag(self, ask: Ask, id: str, rev: str) -> Answer:
        repo, tag = self.repo(ask.account, id, writing=True), json.loads(ask.body)["tag"]
        if tag in repo.tags:
            raise Refused(409, f"Tag reference exists already: {tag}")
        repo.tags[tag] = repo.at(rev).oid
        return Answer(200, {"url": f"{self.url}/datasets/{id}/tree/{tag}"})

    def delete_tag(self, ask: Ask, id: str, rev: str) -> Answer:
        repo = self.repo(ask.account, id, writing=True)
        if repo.tags.pop(rev, None) is None:
            raise Refused(404, f"Tag not found: {rev}", "RevisionNotFound")
        repo.collect()
        return Answer(200)

    def refs(self, ask: Ask, id: str) -> Answer:
        repo = self.repo(ask.account, id)
        tags = [{"name": n, "ref": f"refs/tags/{n}", "targetCommit": oid} for n, oid in sorted(repo.tags.items())]
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": repo.tip.oid}
        others = {kind: repo.named(f"refs/{kind}/") for kind in ("heads", "convert", "pr")}
        told = {"branches": [main, *others["heads"]], "converts": others["convert"], "tags": tags}
        return Answer(200, {**told, **({"pullRequests": others["pr"]} if "include_prs" in ask.query else {})})

    def commits(self, ask: Ask, id: str, rev: str) -> Answer:
        repo = self.repo(ask.account, id)
        listed = [
            {"id": one.oid, "title": one.title, "message": "", "authors": [{"user": "maintainer"}], "date": "2026-01-01T00:00:00.000Z"}
            for one in repo.history(rev)
        ]  # fmt: skip
        return self._page(listed, ask.query, f"/api/datasets/{id}/commits/{rev}")

    def info(self, ask: Ask, id: str, rev: str = "main") -> Answer:
        repo = self.repo(ask.account, id)
        commit = repo.at(rev)
        siblings = [
            {"rfilename": path, **({"size": len(b.data), "blobId": b.oid} if "blobs" in ask.query else {})}
            for path, b in sorted(commit.files.items())
        ]
        gated = "auto" if repo.gated else False
        told = {"id": id, "sha": commit.oid, "private": repo.private, "gated": gated, "siblings": siblings, "tags": []}
        return Answer(200, {**told, "disabled": False, "downloads": 0, "likes": 0, "author": id.partition("/")[0]})

    def tree(self, ask: Ask, id: str, rev: str, path: str = "") -> Answer:
        commit = self.repo(ask.account, id).at(rev)
        below = {name: blob for name, blob in commit.files.items() if not path or name.startswith(f"{path}/")}
        if path and not below:
            raise Refused(404, f"{path} does not exist on {rev}", "EntryNotFound")
        start = len(path) + 1 if path else 0
        listed = {name: blob.listed(name) for name, blob in below.items()}
        if ask.query.get("recursive", "").lower() not in ("true", "1"):
            listed = {name: entry for name, entry in listed.items() if "/" not in name[start:]}
        folders = {name[: name.index("/", start)] for name in below if "/" in name[start:]}
        entries = [{"type": "directory", "path": one, "oid": "0" * 40, "size": 0} for one in folders]
        everything = sorted([*entries, *listed.values()], key=lambda entry: entry["path"])
        return self._page(everything, ask.query, f"/api/datasets/{id}/tree/{rev}/{path}".rstrip("/"))

    def _page(self, listed: list[Any], query: dict[str, str], path: str) -> Answer:
        start = int(query.get("cursor", 0))
        kept = "&".join(f"{name}={value}" for name, value in query.items() if name != "cursor")
        link = (
            {"Link": f'<{self.url}{path}?{kept}&cursor={start + PAGE}>; rel="next"'}
            if start + PAGE < len(listed)
            else {}
        )
        return Answer(200, listed[start : start + PAGE], link)

    def paths_info(self, ask: Ask, id: str, rev: str) -> Answer:
        files = self.repo(ask.account, id).at(rev).files
        asked = parse_qs(ask.body.decode()).get("paths", [])
        found = [files[path].listed(path) for path in asked if path in files]
        folders = {one for one in asked if one not in files and any(p.startswith(f"{one}/") for p in files)}
        return Answer(200, [*found, *({"type": "directory", "path": one, "oid": "0" * 40} for one in sorted(folders))])

    def squash(self, ask: Ask, id: str, rev: str) -> Answer:
        assert rev == "main"
        self.repo(ask.account, id, writing=True).squash()
        return Answer(200)

    def delete_branch(self, ask: Ask, id: str, rev: str) -> Answer:
        repo = self.repo(ask.account, id, writing=True)
        if rev in self.protected:
            raise Refused(403, f"{rev} is protected")
        if repo.others.pop(rev, None) is None:
            raise Refused(404, f"Branch not found: {rev}", "RevisionNotFound")
        repo.collect()
        return Answer(200)

    def lfs_files(self, ask: Ask, id: str) -> Answer:
        self.repo(ask.account, id, writing=True)
        listed = [
            {"fileOid": sha, "oid": sha, "filename": "x.parquet", "pushedAt": "2026-01-01T00:00:00.000Z", "size": len(data)}
            for sha, data in sorted(self.objects.items())
        ]  # fmt: skip
        return self._page(listed, ask.query, f"/api/datasets/{id}/lfs-files")

    def lfs_delete(self, ask: Ask, id: str) -> Answer:
        self.repo(ask.account, id, writing=True)
        asked = json.loads(ask.body)["deletions"]
        assert asked["rewriteHistory"] is False
        for sha in asked["sha"]:
            del self.objects[sha]
            self.deleted.add(sha)
        return Answer(200)

    def resolve(self, ask: Ask, id: str, rev: str, path: str) -> Answer:
        repo = self.repo(ask.account, id)
        if repo.gated and not ask.account.writes:
            raise Refused(403, "Access to this dataset is restricted", "GatedRepo")
        commit = repo.at(rev)
        blob = commit.files.get(path)
        if blob is None or (blob.lfs and blob.sha256 in self.deleted):
            raise Refused(404, "Entry not found", "EntryNotFound")
        linked = {"X-Linked-Etag": f'"{blob.sha256}"', "X-Linked-Size": str(len(blob.data))} if blob.lfs else {}
        headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.oid}"', "Accept-Ranges": "bytes", **linked}
        return Answer(200, blob.data, headers, ranged=True)
