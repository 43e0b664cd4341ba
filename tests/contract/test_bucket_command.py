"""The whole road to a bucket: publish, list, load, verify, withdraw, take back; s3fs against an S3 server here."""

import json
from pathlib import Path

import pytest

from tests.tools.command import inside, small_project
from tests.tools.prose import page
from tests.tools.s3_server import S3Server

RELEASE, TARGET = "dist/small-1.0.0", "s3://shelf/small"


def test_a_bucket_takes_a_version_that_loads_and_verifies(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del s3
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")  # of the reader's process
    project = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(12)})
    assert inside("build", cwd=project).returncode == 0
    asked = inside("publish", RELEASE, TARGET, cwd=project)
    assert (asked.returncode, "then say --yes" in asked.stderr) == (5, True)
    done = inside("publish", RELEASE, TARGET, "--yes", cwd=project)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('load_dataset("parquet", data_files={"train": "s3://shelf/small/versions/1.0.0-')
    verified = inside("verify", f"{TARGET}@1.0.0", "--deep", "--json", cwd=project)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["counts"] == {"rows": 12, "errors": 0, "warnings": 0}
    locked = (project / "release.lock").read_text(encoding="utf-8")
    yanked = inside("yank", TARGET, "1.0.0", "--reason", "wrong rows", cwd=project)
    assert yanked.returncode == 0, yanked.stderr
    assert "withdrawn: wrong rows" in inside("versions", TARGET, cwd=project).stdout
    assert (project / "release.lock").read_text(encoding="utf-8").endswith(f'"{TARGET}"\nhighest = "1.0.0"\n')
    assert inside("yank", TARGET, "1.0.0", "--undo", cwd=project).returncode == 0
    assert (project / "release.lock").read_text(encoding="utf-8") == locked
