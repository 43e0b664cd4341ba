"""What only an object store promises: nothing unchanged is sent, and nothing is a version before its entry is there."""

import time
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from tests.contract.test_targets import publish
from tests.tools.command import files_of
from tests.tools.hub_faults import Fault
from tests.tools.releases import FILES, make_release
from tests.tools.s3_server import S3Server
from toolkit.errors import ConfigError, RemoteError, ToolkitError
from toolkit.targets.bounded import Patience
from toolkit.targets.bucket import BucketTarget
from toolkit.targets.fetching import fetch
from toolkit.targets.target import Shipment

NEXT = {**FILES, "data/train-00000-of-00001.parquet": b"PAR1 other rows PAR1"}


@pytest.fixture
def target(s3: S3Server, tmp_path: Path) -> BucketTarget:
    del s3
    return BucketTarget(f"s3://shelf/{tmp_path.name}")


def test_what_a_version_before_holds_is_copied_on_the_server_and_not_sent(
    s3: S3Server, target: BucketTarget, tmp_path: Path
) -> None:
    first = make_release(tmp_path / "small-1.0.0")
    publish(target, first)
    s3.log.clear()
    publish(target, make_release(tmp_path / "small-1.1.0", "1.1.0", NEXT, first.manifest))
    sent = {path.rpartition("/")[2]: copied for method, path, copied in s3.log if method == "PUT"}
    assert sent == {
        "README.md": True, "schema.json": True, "manifest.json": False, "train-00000-of-00001.parquet": False,
        "1.1.0.json": False,
    }  # fmt: skip


@pytest.mark.parametrize(("number", "kind"), [(1, "503"), (4, "dying"), (5, "dead"), (5, "dying")])
def test_killed_or_refused_at_a_write_the_next_publish_completes_it(
    s3: S3Server, target: BucketTarget, tmp_path: Path, number: int, kind: str
) -> None:
    first = make_release(tmp_path / "small-1.0.0")
    old = publish(target, first)
    second = make_release(tmp_path / "small-1.1.0", "1.1.0", NEXT, first.manifest)
    s3.plant(Fault(kind, number, "PUT"))
    try:
        publish(target, second)
    except ToolkitError as error:
        assert isinstance(error, RemoteError)
    assert s3.faults.struck
    s3.plant(None)
    entry = target.catalog().get("1.1.0")
    if entry is not None:
        assert files_of(fetch(target, entry, tmp_path / "seen")) == files_of(second.folder)
    else:
        entry = publish(target, second)
    assert files_of(fetch(target, entry, tmp_path / "new")) == files_of(second.folder)
    assert files_of(fetch(target, old, tmp_path / "old")) == files_of(first.folder)


def test_a_busy_store_is_given_the_time_that_it_asks_for(s3: S3Server, target: BucketTarget, tmp_path: Path) -> None:
    s3.faults.retry_after = "1"
    s3.plant(Fault("503", 2, "PUT"))
    start = time.monotonic()
    publish(target, make_release(tmp_path / "small-1.0.0"))
    assert time.monotonic() - start >= 1
    assert s3.faults.struck == 1
    s3.faults.retry_after = "90000"
    s3.plant(Fault("503", 1, "GET"))
    with pytest.raises(RemoteError, match="the server asks to wait 90000 seconds"):
        target.catalog()


@pytest.mark.parametrize("number", [1, 3])
def test_a_store_that_drips_for_ever_is_left_in_the_end(
    s3: S3Server, target: BucketTarget, tmp_path: Path, number: int
) -> None:
    release = make_release(tmp_path / "small-1.0.0")
    entry = publish(target, release)
    s3.plant(Fault("drip", number, "GET"))
    with pytest.raises(RemoteError, match="no answer came to an end in 1 seconds"):
        fetch(replace(target, patience=Patience(total=1)), entry, tmp_path / "fetched")
    s3.plant(None)
    assert not (tmp_path / "fetched").exists()


def test_a_file_that_was_damaged_in_the_bucket_is_sent_again_before_anything_is_recorded(
    s3: S3Server, target: BucketTarget, tmp_path: Path
) -> None:
    release = make_release(tmp_path / "small-1.0.0")
    place = target.send(release, target.look(), lambda done, total: None)
    key = f"{tmp_path.name}/{place}/schema.json"
    boto3.client("s3", endpoint_url=s3.url).put_object(Bucket="shelf", Key=key, Body=b"[]")
    assert target.read_back(release, place) == ["schema.json"]
    assert target.catalog().latest is None
    entry = publish(target, release)
    assert files_of(fetch(target, entry, tmp_path / "new")) == files_of(release.folder)


def test_a_bucket_that_is_not_there_is_a_remote_error(s3: S3Server, tmp_path: Path) -> None:
    del s3
    release: Shipment = make_release(tmp_path / "small-1.0.0")
    with pytest.raises(RemoteError) as caught:
        publish(BucketTarget("s3://nowhere/at/all"), release)
    assert str(caught.value.where) == "s3://nowhere/at/all"


def test_credentials_in_a_url_are_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        BucketTarget("s3://AKIAABCDEFGHIJKLMNOP:wJalrXUtnFEMI@shelf/path").catalog()
    assert "AKIA" not in str(caught.value) + str(caught.value.mend)


def test_a_scheme_that_no_library_serves_says_so() -> None:
    with pytest.raises(ConfigError):
        BucketTarget("nothing://shelf/path").catalog()
