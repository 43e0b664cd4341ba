"""The whole road on the Hub: publish, load by tag, verify; the unmodified client against a Hub on this machine."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, imprint, inside, small_project
from tests.tools.hub_repo import Blob, Commit
from tests.tools.hub_server import HubServer, environment
from tests.tools.prose import page
from tests.tools.releases import SETTINGS
from toolkit.release.lock import parse_lock

RELEASE = "dist/small-1.0.0"
LOADING = """
import json, sys
from datasets import load_dataset
for tag in sys.argv[1:]:
    streaming = load_dataset("org/small", revision=tag, streaming=True)
    loaded = load_dataset("org/small", revision=tag)
    assert {name: list(rows) for name, rows in streaming.items()} == {name: list(rows) for name, rows in loaded.items()}
    print(json.dumps({name: rows["id"][:] for name, rows in loaded.items()}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("built"), {f"{n}.txt": page(n) for n in range(12)}, SETTINGS)
    assert inside("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


def load(hub: HubServer, home: Path, *tags: str) -> list[dict[str, list[str]]]:
    """The ids of the rows by split, as a reader gets them in a process and with caches of its own; streamed, too."""
    env = {**environment(hub.url), "HF_HOME": str(home), "HF_TOKEN": "", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", LOADING, *tags], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def ids_of(release: Path) -> dict[str, list[str]]:
    return {
        split: [
            one
            for path in sorted((release / "data").glob(f"{split}-*"))
            for one in pq.read_table(path)["id"].to_pylist()
        ]
        for split in ("train", "test")
    }


def published(hub: HubServer, tag: str) -> dict[str, bytes]:
    files = hub.hub.repos["org/small"].at(tag).files
    return {path: b.data for path, b in files.items() if path != ".gitattributes" and not path.startswith("versions/")}


def test_two_versions_are_published_loaded_by_their_tags_and_verified(
    hub: HubServer, project: Path, tmp_path: Path
) -> None:
    done = imprint("publish", RELEASE, "org/small", "--yes", cwd=project, env=environment(hub.url))
    assert done.returncode == 0, done.stderr
    assert done.stdout == 'load_dataset("org/small", revision="v1.0.0")\n'
    repo = hub.hub.repos["org/small"]
    assert [commit.title for commit in repo.commits] == ["initial commit", "Publish 1.0.0", "Add versions/1.0.0.json"]
    assert repo.tags == {"v1.0.0": repo.commits[1].oid}
    first = published(hub, "v1.0.0")
    assert first == files_of(project / RELEASE)
    assert {path for path, blob in repo.tip.files.items() if blob.lfs} == {p for p in first if p.endswith("parquet")}
    assert parse_lock((project / "release.lock").read_text(encoding="utf-8")).target == "org/small"
    old = ids_of(project / RELEASE)

    # A colleague's clone, without dist/: the baseline comes from the Hub.
    shutil.rmtree(project / "dist")
    (project / "raw" / "new.txt").write_text(page(40), encoding="utf-8")
    built = inside("build", cwd=project)
    assert built.stdout == "dist/small-1.1.0\n", built.stderr
    assert inside("publish", "dist/small-1.1.0", "org/small", "--yes", cwd=project).returncode == 0
    assert published(hub, "v1.0.0") == first
    assert published(hub, "v1.1.0") == published(hub, "main") == files_of(project / "dist/small-1.1.0")
    assert load(hub, tmp_path / "home", "v1.0.0", "v1.1.0") == [old, ids_of(project / "dist/small-1.1.0")]

    digest = json.loads(first["manifest.json"])["digest"]
    verified = inside("verify", "org/small@1.0.0", "--deep", "--expect", digest, cwd=project)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.startswith("org/small@1.0.0: sound: small 1.0.0, 12 rows")
    assert f"read from {repo.tags['v1.0.0']}" in verified.stdout
    assert inside("verify", "org/small@1.1.0", cwd=project).returncode == 0
    other = inside("verify", "org/small@1.1.0", "--expect", digest, cwd=project)
    assert (other.returncode, "IM632" in other.stdout) == (1, True)

    requests = len(hub.log)
    again = inside("publish", "dist/small-1.1.0", "org/small", cwd=project)
    assert (again.returncode, "is published already" in again.stderr) == (0, True)
    assert not {"commit", "create_tag", "create_repo", "lfs_put"} & set(hub.log[requests:])


def test_a_version_of_which_any_file_was_tampered_with_is_found(hub: HubServer, project: Path) -> None:
    """By whoever can rewrite a commit in place: ids, sizes and digests that the Hub tells fit what it serves."""
    assert inside("publish", RELEASE, "org/small", "--yes", cwd=project).returncode == 0
    repo = hub.hub.repos["org/small"]
    published = repo.commits[1]
    names = sorted(files_of(project / RELEASE))
    assert len(names) >= 8
    for name in names:
        data = published.files[name].data
        middle = len(data) // 2
        altered = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        for blob in (Blob(altered, published.files[name].lfs), None):
            others = {path: held for path, held in published.files.items() if path != name}
            files = {**others, name: blob} if blob else others
            repo.commits[1] = Commit(published.oid, files, published.title, published.parent)
            done = inside("verify", "org/small@1.0.0", cwd=project)
            assert done.returncode == 1, (name, done.stdout, done.stderr)
    added = {**published.files, "data/train-extra.parquet": published.files[names[-1]]}
    repo.commits[1] = Commit(published.oid, added, published.title, published.parent)
    assert inside("verify", "org/small@1.0.0", cwd=project).returncode == 1
    repo.commits[1] = published
    assert inside("verify", "org/small@1.0.0", cwd=project).returncode == 0


def test_a_tag_on_another_commit_is_found(hub: HubServer, project: Path) -> None:
    assert inside("publish", RELEASE, "org/small", "--yes", cwd=project).returncode == 0
    repo = hub.hub.repos["org/small"]
    files, whole = dict(repo.at("v1.0.0").files), repo.tip
    forged = repo.add({**files, "README.md": Blob(files["README.md"].data.replace(b"Small", b"Large"))}, "forged")
    repo.tags["v1.0.0"] = forged.oid
    repo.commits.append(whole)
    done = inside("verify", "org/small@1.0.0", cwd=project)
    assert done.returncode == 1
    assert "[IM631]" in done.stdout
    assert forged.oid in done.stdout
