"""An article that goes from the Hub: its versions are listed, a patch is published, the old ones go for good."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.tools.command import files_of, inside, small_project
from tests.tools.hub_repo import TOKEN
from tests.tools.hub_server import HubServer
from tests.tools.prose import page
from tests.tools.releases import SETTINGS

URL = "https://yunhe.example/news/2.html"


def test_an_article_goes_from_every_version_on_the_hub(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path / "project", {f"{n}.txt": page(n) for n in range(4)}, SETTINGS)
    (project / "raw" / "2.txt.facts.json").write_text(json.dumps({"url": URL}), encoding="utf-8")
    assert inside("build", cwd=project).returncode == 0
    assert inside("publish", "dist/small-1.0.0", "org/small", "--yes", cwd=project).returncode == 0
    done = inside("takedown", "--url", URL, "--release", "--yes", "--json", cwd=project)
    (held,) = json.loads(done.stdout)["published"]["versions"]
    assert (held["version"], held["loading"]) == ("1.0.0", 'load_dataset("org/small", revision="v1.0.0")')
    assert inside("publish", "dist/small-1.0.1", "org/small", "--yes", cwd=project).returncode == 0

    repo = hub.hub.repos["org/small"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("org/small\n"))
    done = inside("takedown", "--url", URL, "--purge-history", "--json", cwd=project)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)["published"]["purged"]
    assert (said["versions"], said["done"]) == (["1.0.0"], True)
    assert "the tag v1.0.0" in said["removed"]
    assert set(repo.tags) == {"v1.0.1"}
    released = files_of(project / "dist/small-1.0.1")
    assert {path: blob.data for path, blob in repo.at("v1.0.1").files.items() if path in released} == released
    gone = [data for path, data in files_of(project / "dist/small-1.0.0").items() if released.get(path) != data]
    assert gone
    assert not {*gone} & {blob.data for commit in repo.commits for blob in commit.files.values()}
    assert not {*gone} & {*hub.hub.objects.values()}
    assert inside("verify", "org/small@1.0.1", cwd=project).returncode == 0
    assert inside("verify", "org/small@1.0.0", cwd=project).returncode == 4
    assert not any(TOKEN.encode() in data for data in files_of(project).values())
    (project / "raw/new.txt").write_text(page(9), encoding="utf-8")
    assert inside("build", cwd=project).stdout == "dist/small-1.1.0\n"
    assert inside("publish", "dist/small-1.1.0", "org/small", "--yes", cwd=project).returncode == 0
