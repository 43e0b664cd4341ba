"""The whole road to a bucket: publish, list, load, verify, withdraw; s3fs against an S3 server on this machine."""

import json
from pathlib import Path

import boto3

from tests.tools.command import imprint, small_project
from tests.tools.prose import page
from tests.tools.s3_server import S3Server

RELEASE = "dist/small-1.0.0"


def test_a_bucket_takes_a_version_that_loads_and_verifies(tmp_path: Path) -> None:
    project = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(12)})
    assert imprint("build", cwd=project).returncode == 0
    with S3Server().running() as server:
        env = {**server.environment(), "HF_HUB_OFFLINE": "0"}
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=server.url, **keys).create_bucket(Bucket="shelf")
        asked = imprint("publish", RELEASE, "s3://shelf/small", cwd=project, env=env)
        assert (asked.returncode, "mend:  add --yes" in asked.stderr) == (5, True)
        done = imprint("publish", RELEASE, "s3://shelf/small", "--yes", cwd=project, env=env)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith('load_dataset("parquet", data_files={"train": "s3://shelf/small/versions/1.0.0-')
        verified = imprint("verify", "s3://shelf/small@1.0.0", "--deep", "--json", cwd=project, env=env)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert json.loads(verified.stdout)["counts"] == {"rows": 12, "errors": 0, "warnings": 0}
        yanked = imprint("yank", "s3://shelf/small", "1.0.0", "--reason", "wrong rows", cwd=project, env=env)
        assert yanked.returncode == 0, yanked.stderr
        assert "withdrawn: wrong rows" in imprint("versions", "s3://shelf/small", cwd=project, env=env).stdout
    assert not (project / "release.lock").exists()
