"""Facts: what is derived from a manifest. `sample` and `facts_of` serve the other tests of the card too."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.article import Article
from toolkit.config import parse_config
from toolkit.describe.facts import Facts, rank
from toolkit.errors import InputError
from toolkit.release.manifest import FileEntry, Manifest
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.schema.jsonschema import json_schema

CONFIG = """
name = "tea-notes"
title = "茶叶标准 Tea notes"
summary = "Notes on tea standards."
license = "cc-by-4.0"
tags = ["tea"]
[contact]
takedown = "takedown@example.org"
[citation]
authors = ["The Tea Desk", "Chen, Li"]
year = 2026
url = "https://example.org/tea_notes"
[rights]
publish = ["allowed", "unknown"]
basis = "The publisher agreed."
"""


def sample(toml: str = CONFIG, **changes: Any) -> Manifest:
    """A manifest of 36 rows; `stats__sites={...}` replaces a part of a part."""
    tree = _tree(toml)
    for name, value in changes.items():
        *path, last = name.split("__")
        part = tree
        for key in path:
            part = part[key]
        part[last] = value
    return balanced(tree)


def balanced(tree: dict[str, Any]) -> Manifest:
    """The manifest of `tree`, its documents counted as it demands: rows and rejects, but for carried rows."""
    funnel = tree["funnel"]
    carried = funnel.get("carried", 0)
    rejects = {**funnel["rejects"], "duplicate": funnel["rejects"].get("duplicate", 0) + carried}
    rejects = rejects if carried else funnel["rejects"]
    documents = funnel["rows"] + sum(rejects.values()) - carried
    return Manifest.model_validate({**tree, "funnel": {**funnel, "rejects": rejects, "documents": documents}})


def facts_of(manifest: Manifest) -> Facts:
    columns = arrow_schema(Article)
    return Facts.of(manifest, field_table(columns, json_schema(Article)), yaml_features(columns))


def file(path: str, size: int, rows: int | None = None) -> dict[str, Any]:
    return {"path": path, "sha256": "0" * 64, "bytes": size, "rows": rows}


def _tree(toml: str) -> dict[str, Any]:
    return {
        "name": "tea-notes",
        "version": "1.0.0",
        "generator": "imprint 0.1.0",
        "content_digest": "ab12" * 16,
        "schema_fingerprint": "cd34" * 16,
        "config": parse_config(toml).dump(),
        "prose": "",
        "environment": {"python": "3.11", "pyarrow": "26.0.1"},
        "cleaner": "imprint-0.1.0+0123456789ab",
        "inputs": [{"path": "raw/a.jsonl", "sha256": "0" * 64, "bytes": 123_456, "documents": 44}],
        "funnel": {
            "files": 43,
            "rows": 36,
            "rejects": {"duplicate": 3, "near_duplicate": 2, "rights_withheld": 1, "too_short": 2},
            "unread": {"unknown_format": 1},
            "warnings": {"rights_unknown": 12},
            "overrides": {"drop": 2, "set": 1},
        },
        "stats": {
            "splits": {
                "test": _split(5, 3_000, {"qq": 4}),
                "train": _split(31, 23_000, {"mobile": 2, "email": 1}),
            },
            "sites": {"": 1, "news.example.org": 15, "www.example.com": 20},
            "rights": {"allowed": 24, "unknown": 12},
            "languages": {"zh-Hans": 36},
            "licenses": {"": 12, "CC-BY-4.0": 24},
            "years": {"": 1, "2018": 3, "2019": 32},
            "dates": ["2018-08-03", "2019-12-31T10:00:00"],
            "truncated": 1,
            "paywalled": 7,
            "spam": 2,
        },
        "cleaning": {"lines_kept": 301, "lines_cut": 812, "rules": {"tail.related": 40, "nav.breadcrumb": 100}},
        "files": [
            file("data/test-00000-of-00001.parquet", 5_000, 5),
            file("data/train-00000-of-00002.parquet", 40_000, 21),
            file("data/train-00001-of-00002.parquet", 10_000, 10),
        ],
    }


def _split(rows: int, chars: int, pii: dict[str, int]) -> dict[str, Any]:
    sizes = {"chars": chars, "bytes": 3 * chars, "shortest": 80, "median": 640, "longest": 3_400}
    return {"rows": rows, **sizes, "pii": pii}


@pytest.mark.parametrize(
    ("licenses", "shown"),
    [
        ({"CC-BY-4.0": 36}, "cc-by-4.0"),
        ({"CC-BY-4.0": 30, "cc-by-4.0": 6}, "cc-by-4.0"),
        ({"CC-BY-4.0": 35, "": 1}, "other"),
        ({"CC-BY-4.0": 35, "cc0-1.0": 1}, "other"),
        ({"cc0-1.0": 36}, "other"),
        ({}, "other"),
    ],
)
def test_the_claimed_licence_is_shown_only_if_every_row_carries_it(licenses: dict[str, int], shown: str) -> None:
    assert facts_of(sample(stats__licenses=licenses)).license == shown


@pytest.mark.parametrize(
    ("licenses", "name"),
    [
        ({"": 36}, "not-stated"),
        ({}, "not-stated"),
        ({"CC0-1.0": 36}, "cc0-1.0"),
        ({"Open Data (v2)": 36}, "open-data-v2"),
        ({"other": 36}, "mixed"),
        ({"？": 36}, "mixed"),
        ({"": 1, "CC0-1.0": 35}, "mixed"),
    ],
)
def test_an_other_licence_has_a_name_of_its_own(licenses: dict[str, int], name: str) -> None:
    assert facts_of(sample(stats__licenses=licenses)).license_name == name


def test_sites_stand_by_rows_then_by_name_and_those_beyond_fifty_are_summed() -> None:
    sites = {f"s{number:02}.example.com": 2 for number in range(60)} | {"z.example.com": 9, "": 1}
    ranking = facts_of(sample(stats__sites=sites)).sites
    assert [entry.name for entry in ranking.shown[:2]] == ["z.example.com", "s00.example.com"]
    assert ranking.shown[-1].name == ""
    assert len(ranking.shown) == 51
    assert (ranking.others, ranking.others_count, ranking.names) == (11, 22, 61)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(0, 99)), st.integers(0, 5))
def test_no_ranking_loses_a_count(counts: dict[str, int], limit: int) -> None:
    ranking = rank(counts, limit)
    assert sum(entry.count for entry in ranking.shown) + ranking.others_count == sum(counts.values())
    assert ranking.names == len([name for name, count in counts.items() if name and count])


def test_a_split_without_rows_is_never_named() -> None:
    stats = sample().stats.model_dump()
    stats["splits"]["test"]["rows"] = 0
    assert [split.name for split in facts_of(sample(stats=stats)).splits] == ["train"]


def test_train_comes_first_and_counts_its_own_files() -> None:
    files = [*sample().model_dump()["files"], file("data/train-ing-00000-of-00001.parquet", 7)]
    train, test = facts_of(sample(files=files)).splits
    assert (train.name, train.files, train.file_bytes) == ("train", 2, 50_000)
    assert (test.name, test.files, test.file_bytes) == ("test", 1, 5_000)


def test_totals_are_those_of_the_splits() -> None:
    facts = facts_of(sample())
    assert (facts.rows, facts.chars, facts.text_bytes, facts.file_bytes) == (36, 26_000, 78_000, 55_000)
    assert facts.size_category == "n<1K"


def test_the_draft_and_the_sealed_manifest_give_equal_facts() -> None:
    draft = sample()
    card = FileEntry.model_validate(file("README.md", 9_000))
    final = draft.model_copy(update={"files": (card, *draft.files)}).sealed()
    assert facts_of(final) == facts_of(draft)


def test_years_ascend_and_early_ones_are_summed() -> None:
    years = facts_of(sample(stats__years={str(year): 1 for year in range(1980, 2020)} | {"": 4})).years
    assert [years.shown[0].name, years.shown[-2].name, years.shown[-1].name] == ["1990", "2019", ""]
    assert (years.others, years.others_count) == (10, 10)


@pytest.mark.parametrize(("threshold", "permille"), [("0.8", 52), ("1.0", 0), ("0.5", 939)])
def test_the_chance_of_missing_a_near_copy_is_that_of_the_bands(threshold: str, permille: int) -> None:
    assert facts_of(sample(CONFIG + f"[dedup]\nthreshold = {threshold}\n")).near_miss_permille == permille


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"config": {}}, "manifest.json: config.name"),
        ({"config__contact": {"takedown": 7}}, "manifest.json: config.contact.takedown"),
        ({"version": "1.0\n# forged"}, "manifest.json: version"),
    ],
)
def test_a_manifest_that_makes_no_card_is_refused_by_the_key(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as caught:
        facts_of(sample(**change))
    assert str(caught.value).startswith(place)
