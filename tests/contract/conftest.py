"""Servers that the targets are tried on."""

from collections.abc import Iterator

import boto3
import pytest
import s3fs

from tests.tools.s3_server import S3Server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    with S3Server().running() as server:
        yield server


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """An S3 server with a bucket `shelf`, in an environment in which libraries find it."""
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    s3_server.plant(None)
    s3_server.faults.retry_after = "0"
    boto3.client("s3", endpoint_url=s3_server.url).create_bucket(Bucket="shelf")
    s3fs.S3FileSystem.clear_instance_cache()
    s3_server.log.clear()
    return s3_server
