"""The whole road on the Hub: publish, load by tag, verify; the unmodified client against a Hub on this machine."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, imprint, small_project
from tests.tools.hub_repo import Blob
from tests.tools.hub_server import HubServer, environment
from tests.tools.prose import page
from tests.tools.releases import SETTINGS
from toolkit.release.lock import parse_lock

RELEASE = "dist/small-1.0.0"
LOADING = """
import json, sys
from datasets import load_dataset
streaming = load_dataset("org/small", revision=sys.argv[1], streaming=True)
loaded = load_dataset("org/small", revision=sys.argv[1])
assert {name: list(rows) for name, rows in streaming.items()} == {name: list(rows) for name, rows in loaded.items()}
print(json.dumps({name: rows["id"][:] for name, rows in loaded.items()}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("built"), {f"{n}.txt": page(n) for n in range(12)}, SETTINGS)
    assert imprint("build", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer().running() as server:
        yield server
    assert server.violations == []


def run(hub: HubServer, project: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return imprint(*arguments, cwd=project, env=environment(hub.url))


def load(hub: HubServer, tag: str, home: Path) -> dict[str, list[str]]:
    """The ids of the rows by split, as a reader gets them in a process and with caches of its own; streamed, too."""
    env = {**environment(hub.url), "HF_HOME": str(home), "HF_TOKEN": "", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", LOADING, tag], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    loaded: dict[str, list[str]] = json.loads(done.stdout)
    return loaded


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
    done = run(hub, project, "publish", RELEASE, "org/small", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout == 'load_dataset("org/small", revision="v1.0.0")\n'
    repo = hub.hub.repos["org/small"]
    assert [commit.title for commit in repo.commits] == ["initial commit", "Publish 1.0.0", "Add versions/1.0.0.json"]
    assert repo.tags == {"v1.0.0": repo.commits[1].oid}
    first = published(hub, "v1.0.0")
    assert first == files_of(project / RELEASE)
    assert {path for path, blob in repo.tip.files.items() if blob.lfs} == {p for p in first if p.endswith("parquet")}
    assert parse_lock((project / "release.lock").read_text(encoding="utf-8")).target == "org/small"
    assert load(hub, "v1.0.0", tmp_path / "one") == ids_of(project / RELEASE)

    # A colleague's clone, without dist/: the baseline comes from the Hub.
    shutil.rmtree(project / "dist")
    (project / "raw" / "new.txt").write_text(page(40), encoding="utf-8")
    built = run(hub, project, "build")
    assert built.stdout == "dist/small-1.1.0\n", built.stderr
    assert run(hub, project, "publish", "dist/small-1.1.0", "org/small", "--yes").returncode == 0
    assert published(hub, "v1.0.0") == first
    assert published(hub, "v1.1.0") == published(hub, "main") == files_of(project / "dist/small-1.1.0")
    assert load(hub, "v1.1.0", tmp_path / "two") == ids_of(project / "dist/small-1.1.0")

    digest = json.loads(first["manifest.json"])["digest"]
    verified = run(hub, project, "verify", "org/small@1.0.0", "--deep", "--expect", digest)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.startswith("org/small@1.0.0: sound: small 1.0.0, 12 rows")
    assert f"read from {repo.tags['v1.0.0']}" in verified.stdout
    other = run(hub, project, "verify", "org/small@1.1.0", "--expect", digest)
    assert (other.returncode, "IM632" in other.stdout) == (1, True)

    requests = len(hub.log)
    again = run(hub, project, "publish", "dist/small-1.1.0", "org/small")
    assert (again.returncode, "is published already" in again.stderr) == (0, True)
    assert not {"commit", "create_tag", "create_repo", "lfs_put"} & set(hub.log[requests:])


def test_a_tampered_version_is_found(hub: HubServer, project: Path) -> None:
    assert run(hub, project, "publish", RELEASE, "org/small", "--yes").returncode == 0
    repo = hub.hub.repos["org/small"]
    files, whole = dict(repo.at("v1.0.0").files), repo.tip
    forged = repo.add({**files, "README.md": Blob(files["README.md"].data.replace(b"Small", b"Large"))}, "forged")
    repo.tags["v1.0.0"] = forged.oid
    repo.commits.append(whole)
    done = run(hub, project, "verify", "org/small@1.0.0")
    assert done.returncode == 1
    assert "[IM631]" in done.stdout
    assert forged.oid in done.stdout
