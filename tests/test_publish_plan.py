"""The plan of a publish: what goes where, and which version may not go."""

from pathlib import Path

import pytest

from tests.tools.releases import FILES, make_release
from toolkit.actions.publish.plan import make_plan
from toolkit.errors import ConflictError
from toolkit.release.version import Version
from toolkit.targets.catalog import Catalog, Entry, Yank, object_bytes, read_catalog
from toolkit.targets.target import Remote, Shipment

NOTHING = Remote("folder", Catalog({}, {}))


def holding(*shipments: Shipment, yanked: tuple[str, ...] = ()) -> Remote:
    entries = [Entry.of(one.manifest, f"versions/{one.manifest.version}") for one in shipments]
    yanks = {(Version.parse(version), 1): Yank(yanked=True, reason="wrong") for version in yanked}
    catalog = Catalog({Version.parse(entry.version): entry for entry in entries}, yanks)
    here = next((one for one in shipments if catalog.latest and one.manifest.digest == catalog.latest.digest), None)
    files = {entry.path: entry for entry in here.files} if here else {}
    return Remote("bucket", catalog, here.manifest if here else None, files)


@pytest.fixture
def first(tmp_path: Path) -> Shipment:
    return make_release(tmp_path / "1.0.0")


def test_a_first_version_is_all_new(first: Shipment) -> None:
    plan = make_plan("./published", first, NOTHING)
    assert plan.add == ("README.md", "data/train-00000-of-00001.parquet", "manifest.json", "schema.json")
    assert (plan.replace, plan.delete, plan.keep, plan.done, plan.previous) == ((), (), (), False, None)
    assert plan.send_bytes == sum(entry.bytes for entry in first.files)


def test_what_is_there_already_is_not_sent_again(first: Shipment, tmp_path: Path) -> None:
    files = {**FILES, "README.md": b"# Small 2\n", "more.json": b"{}"}
    del files["schema.json"]
    second = make_release(tmp_path / "1.1.0", "1.1.0", files, first.manifest)
    plan = make_plan("s3://shelf", second, holding(first))
    assert (plan.add, plan.replace) == (("more.json",), ("README.md", "manifest.json"))
    assert (plan.delete, plan.keep) == (("schema.json",), ("data/train-00000-of-00001.parquet",))
    sizes = {entry.path: entry.bytes for entry in second.files}
    assert plan.send_bytes == sum(sizes.values()) - sizes["data/train-00000-of-00001.parquet"]
    assert plan.previous == "1.0.0"


def test_the_same_release_again_is_done(first: Shipment) -> None:
    plan = make_plan("./published", first, holding(first))
    assert (plan.done, plan.send_bytes) == (True, 0)


def refused(shipment: Shipment, remote: Remote) -> tuple[str, str | None]:
    with pytest.raises(ConflictError) as caught:
        make_plan("./published", shipment, remote)
    return str(caught.value), caught.value.mend


def test_a_version_that_is_there_with_other_content_is_refused(first: Shipment, tmp_path: Path) -> None:
    other = make_release(tmp_path / "other", files={"README.md": b"else"})
    what, mend = refused(other, holding(first))
    assert what.startswith("./published@1.0.0: 1.0.0 was published with other content")
    assert mend == "build again with: imprint build --from-scratch --release-version 2.0.0"


def test_a_release_that_did_not_grow_from_the_latest_version_is_refused(first: Shipment, tmp_path: Path) -> None:
    second = make_release(tmp_path / "1.1.0", "1.1.0", baseline=first.manifest)
    late = make_release(tmp_path / "1.2.0", "1.2.0", baseline=first.manifest)
    what, mend = refused(late, holding(first, second))
    assert what == "./published@1.2.0: it grew from 1.0.0; the latest version there is 1.1.0"
    assert mend == "build again, on 1.1.0, with: imprint build"


def test_a_number_of_a_withdrawn_version_is_not_issued_again(first: Shipment, tmp_path: Path) -> None:
    second = make_release(tmp_path / "1.1.0", "1.1.0", baseline=first.manifest)
    again = make_release(tmp_path / "1.0.1", "1.0.1", {"README.md": b"x"}, first.manifest)
    what, _ = refused(again, holding(first, second, yanked=("1.1.0",)))
    assert what == "./published@1.0.1: 1.0.1 is not above 1.1.0, the highest ever issued there"
    fine = make_release(tmp_path / "1.1.1", "1.1.1", {"README.md": b"x"}, first.manifest)
    assert not make_plan("./published", fine, holding(first, second, yanked=("1.1.0",))).done


def test_a_release_from_scratch_must_be_a_major_version(first: Shipment, tmp_path: Path) -> None:
    small = make_release(tmp_path / "1.1.0", "1.1.0", {"README.md": b"x"})
    what, mend = refused(small, holding(first))
    assert what == "./published@1.1.0: it grew from nothing; the latest version there is 1.0.0"
    assert mend == "build again with: imprint build --from-scratch --release-version 2.0.0"
    large = make_release(tmp_path / "2.0.0", "2.0.0", {"README.md": b"x"})
    assert not make_plan("./published", large, holding(first)).done


def test_a_withdrawn_release_is_not_published_again(first: Shipment, tmp_path: Path) -> None:
    second = make_release(tmp_path / "1.1.0", "1.1.0", baseline=first.manifest)
    what, mend = refused(second, holding(first, second, yanked=("1.1.0",)))
    assert what == "./published@1.1.0: it was withdrawn: wrong"
    assert mend == "take it back with: imprint yank ./published 1.1.0 --undo"


def test_a_release_that_grew_from_a_withdrawn_version_is_refused_though_nothing_else_is_there(
    first: Shipment, tmp_path: Path
) -> None:
    second = make_release(tmp_path / "1.1.0", "1.1.0", baseline=first.manifest)
    what, mend = refused(second, holding(first, yanked=("1.0.0",)))
    assert what == "./published@1.1.0: it grew from 1.0.0, and every version there was withdrawn"
    assert mend == "build again with: imprint build --from-scratch --release-version 2.0.0"
    anew = make_release(tmp_path / "2.0.0", "2.0.0")
    assert not make_plan("./published", anew, holding(first, yanked=("1.0.0",))).done


def test_the_target_of_another_dataset_is_refused(first: Shipment, tmp_path: Path) -> None:
    other = make_release(tmp_path / "2.0.0", "2.0.0")
    entry = Entry.of(first.manifest, "versions/1.0.0").model_copy(update={"name": "large"})
    what, _ = refused(other, Remote("folder", Catalog({Version.parse("1.0.0"): entry}, {})))
    assert what == "./published: the target holds large, not small"


def test_the_last_word_about_a_version_counts(first: Shipment) -> None:
    entry = Entry.of(first.manifest, "versions/1.0.0")
    objects = {"1.0.0.json": object_bytes(entry), "notes.txt": b"not ours"}
    words = [Yank(yanked=True, reason="a"), Yank(yanked=False), *[Yank(yanked=True, reason="b")] * 9]
    for number, word in enumerate(words, 1):
        objects[f"1.0.0.yank-{number}.json"] = object_bytes(word)
        assert read_catalog(objects, "./published").yanked("1.0.0") == (word if word.yanked else None)
    assert read_catalog(objects, "./published").next_yank("1.0.0") == "versions/1.0.0.yank-12.json"
