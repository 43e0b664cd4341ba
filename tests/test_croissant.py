"""croissant.json: mlcroissant reads every row through it, and `verify` finds whatever it says otherwise than the data."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow.parquet as pq
import pytest

from tests.story.test_verify import forge
from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.actions.verify import verify
from toolkit.article import Article
from toolkit.describe.croissant import croissant, render_croissant
from toolkit.describe.facts import Facts
from toolkit.release.manifest import Manifest, parse_manifest
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.schema.jsonschema import json_schema

SCHEMA = """
from toolkit import Article
from toolkit.article import PiiCounts, Record

class Place(Record):
    where: str
    floors: tuple[int, ...] = ()

class Mine(Article):
    split: str = "mine"
    weight: float | None = None
    places: tuple[PiiCounts, ...] = ()
    place: Place | None = None

    @classmethod
    def derive(cls, text):
        place = Place(where=text[:2], floors=(1, 2))
        return {"weight": 0.5, "places": (PiiCounts(mobile=1), PiiCounts(mobile=2)), "place": place}
"""
SETTINGS = '''
summary = """A 'small'
set"""
language = ["zh"]
tags = ["news"]
schema = "schema/mine.py:Mine"

[contact]
takedown = "takedown@yunhe.example"

[citation]
authors = ["林, 木", "The Yunhe developers"]
year = 2026

[files]
file_bytes = 8192
'''


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("croissant")
    (folder / "schema").mkdir()
    (folder / "schema" / "mine.py").write_text(SCHEMA, encoding="utf-8")
    call = "　　负责人表示，企业对条文有疑问的，可以拨打手机13812345678咨询，工作人员会在两个工作日内答复。\n"
    pages = {f"{number:02}.txt": page(number) for number in range(30)} | {"phone.txt": f"{page(40)}\n{call}"}
    small_project(folder, pages, SETTINGS)
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "small-1.0.0"


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "small-1.0.0"))


@pytest.fixture(scope="module")
def dataset(sound: Path) -> mlcroissant.Dataset:
    return mlcroissant.Dataset(sound / "croissant.json")


def rows_of(release: Path, split: str = "*") -> list[dict[str, Any]]:
    return [row for path in sorted(release.glob(f"data/{split}-*")) for row in pq.read_table(path).to_pylist()]


def plain(value: Any) -> Any:
    """What mlcroissant yields, as Python's own values: texts come as bytes, keys with the path of their field."""
    if isinstance(value, dict):
        return {key.rsplit("/", 1)[1]: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.item() if hasattr(value, "item") else value


def test_mlcroissant_finds_nothing_but_the_date_of_publication_that_no_build_knows(
    dataset: mlcroissant.Dataset,
) -> None:
    issues = dataset.metadata.ctx.issues
    assert issues.errors == set()
    assert [problem.split("Property ")[1] for problem in issues.warnings] == [
        '"https://schema.org/datePublished" is recommended, but does not exist.'
    ]


def test_mlcroissant_yields_every_row_with_every_field(dataset: mlcroissant.Dataset, sound: Path) -> None:
    records = {record["id"]: record for record in map(plain, dataset.records("default"))}
    rows = rows_of(sound)
    assert len(records) == len(rows) == 31
    for row in rows:
        record = records[row["id"]]
        assert record.pop("_split") in ("train", "test")
        assert record["place"] == {"where": row["text"][:2], "floors": [1, 2]}
        assert record == row


def test_the_splits_are_told_by_the_files(dataset: mlcroissant.Dataset, sound: Path) -> None:
    assert list(map(plain, dataset.records("splits"))) == [{"name": "train"}, {"name": "test"}]
    for split in ("train", "test"):
        filters = {"default/_split": split}
        ids = {plain(record)["id"] for record in dataset.records("default", filters)}
        assert ids == {row["id"] for row in rows_of(sound, split)} != set()


def test_every_data_file_stands_there_with_digest_and_size(sound: Path) -> None:
    tree = json.loads((sound / "croissant.json").read_text(encoding="utf-8"))
    manifest = json.loads((sound / "manifest.json").read_text(encoding="utf-8"))
    listed = [part for part in tree["distribution"] if part["@type"] == "cr:FileObject"]
    assert len(listed) > 3
    assert [(part["contentUrl"], part["sha256"], part["contentSize"], part["encodingFormat"]) for part in listed] == [
        (entry["path"], entry["sha256"], f"{entry['bytes']} B", "application/x-parquet")
        for entry in manifest["files"]
        if entry["path"].startswith("data/")
    ]
    assert "://" not in json.dumps([tree["distribution"], tree["recordSet"]])


def test_what_the_maintainers_say_is_in_it_as_text(dataset: mlcroissant.Dataset) -> None:
    metadata = dataset.metadata
    assert (metadata.name, metadata.description, metadata.version) == ("small", "A 'small' set", "1.0.0")
    assert [(type(one).__name__, one.name) for one in metadata.creators] == [
        ("Person", "林, 木"),
        ("Organization", "The Yunhe developers"),
    ]
    assert metadata.cite_as.startswith("@misc{small-2026,\n  author = {林, 木 and {The Yunhe developers}},")
    assert (metadata.keywords, metadata.in_language) == (["news"], ["zh-Hans"])


def test_the_responsible_ai_properties_are_filled_from_facts(dataset: mlcroissant.Dataset) -> None:
    metadata = dataset.metadata
    assert metadata.data_collection.endswith("held 31 pages; 31 pages became rows.")
    assert metadata.data_collection_missing_data.startswith("Every page became a row.")
    assert "manifest.json lists the raw files" in metadata.data_collection_raw_data
    assert "Script: zh-Hans." in metadata.data_preprocessing_protocol
    assert any("rights_status" in line for line in metadata.data_annotation_protocol)
    assert metadata.machine_annotation_tools[0].startswith("imprint ")
    mobile = next(line for line in metadata.personal_sensitive_information if line.startswith("mobile numbers"))
    assert mobile.startswith("mobile numbers: replaced by a placeholder; found ")
    assert sorted(word for word in mobile.replace(",", "").split() if word.isdigit()) == ["0", "1"]
    assert "Rows that end in the middle of the article (truncated): 0 of 31." in metadata.data_limitations
    assert metadata.data_biases
    assert metadata.data_use_cases == ["text-generation"]
    assert "write to takedown@yunhe.example" in metadata.data_release_maintenance_plan


def facts_of(release: Path, change: Callable[[Manifest], Manifest] = lambda manifest: manifest) -> Facts:
    manifest = change(parse_manifest((release / "manifest.json").read_bytes()))
    columns = arrow_schema(Article)
    return Facts.of(manifest, field_table(columns, json_schema(Article)), yaml_features(columns))


def test_the_same_facts_give_the_same_bytes_whatever_the_order_of_the_files(sound: Path) -> None:
    def turned(manifest: Manifest) -> Manifest:
        return manifest.model_copy(update={"files": manifest.files[::-1]})

    assert render_croissant(facts_of(sound)) == render_croissant(facts_of(sound, turned))


@pytest.mark.parametrize(
    ("license_id", "expected"),
    [
        ("cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("cc0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("odc-by", "odc-by"),
    ],
)
def test_a_licence_that_every_row_carries_is_named(sound: Path, license_id: str, expected: str) -> None:
    def licensed(manifest: Manifest) -> Manifest:
        stats = manifest.stats.model_copy(update={"licenses": {license_id: 31}})
        return manifest.model_copy(update={"stats": stats, "config": {**manifest.config, "license": license_id}})

    assert croissant(facts_of(sound, licensed))["license"] == expected


def test_where_rows_have_rights_of_their_own_the_licence_says_so(sound: Path) -> None:
    assert croissant(facts_of(sound))["license"]["name"] == "not-stated"


def rewrite(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = release / "croissant.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    forge(release)


def problems(release: Path) -> list[str]:
    findings = verify(release).findings
    assert {finding.name for finding in findings} <= {"croissant_differs"}, findings
    assert {finding.where.path for finding in findings} <= {"croissant.json"}
    return [finding.params["problem"] for finding in findings]


def test_writing_it_again_unchanged_is_sound(release: Path) -> None:
    rewrite(release, lambda tree: None)
    assert verify(release).sound


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "sha256": (lambda tree: tree["distribution"][0].update(sha256="0" * 64), "list of files"),
    "address": (lambda tree: tree["distribution"][0].update(contentUrl="https://yunhe.example/x"), "list of files"),
    "size": (lambda tree: tree["distribution"][1].update(contentSize="1 B"), "list of files"),
    "a file less": (lambda tree: tree["distribution"].pop(0), "list of files"),
    "version": (lambda tree: tree.update(version="2.0.0"), "version"),
    "licence": (lambda tree: tree.update(license="mit"), "license"),
    "name": (lambda tree: tree.pop("name"), "name"),
    "type": (lambda tree: tree["recordSet"][1]["field"][3].update(dataType="sc:Integer"), "list of fields"),
    "a field less": (lambda tree: tree["recordSet"][1]["field"].pop(), "list of fields"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_claim_that_the_data_do_not_bear_out_is_found(release: Path, name: str) -> None:
    change, place = CHANGES[name]
    rewrite(release, change)
    assert problems(release) == [f"its {place} is not the manifest's"]


def test_a_word_that_this_program_did_not_write_is_found(release: Path) -> None:
    rewrite(release, lambda tree: tree.update(description="The best set there is."))
    assert problems(release) == ["its text"]


def test_data_changed_behind_it_are_found(release: Path) -> None:
    path = next(release.glob("data/test-*"))
    table = pq.read_table(path)
    pq.write_table(table, path, compression="snappy")
    forge(release)
    assert "croissant_differs" in {finding.name for finding in verify(release).findings}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"distribution": 5, "recordSet": {}}', b"{}" + b" " * 10**6,
        b'{"recordSet": [{"@id": "default", "field": [1, {"@id": []}]}]}', b"1" * 5_000,
    ],
)  # fmt: skip
def test_a_broken_file_is_a_finding(release: Path, content: bytes) -> None:
    (release / "croissant.json").write_bytes(content)
    forge(release)
    assert problems(release)


def test_a_release_without_it_is_not_sound(release: Path) -> None:
    (release / "croissant.json").unlink()
    names = {finding.name for finding in verify(release).findings}
    assert names == {"missing_file", "croissant_differs"}
