"""The card as the Hub's libraries read it: `huggingface_hub` its keys, `datasets` the whole folder."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.test_describe_card import card_of, yaml_of
from tests.test_describe_facts import facts_of, file, sample
from toolkit.article import Article
from toolkit.describe.card import front_matter
from toolkit.schema.arrow import arrow_schema


def test_the_front_matter_holds_what_the_hub_and_datasets_ask_for() -> None:
    tree = yaml_of(card_of(sample()))
    features = tree["dataset_info"].pop("features")
    assert [feature["name"] for feature in features] == list(Article.model_fields)
    assert tree == {
        "pretty_name": "茶叶标准 Tea notes",
        "language": ["zh"],
        "language_bcp47": ["zh-Hans"],
        "license": "other",
        "license_name": "mixed",
        "annotations_creators": ["machine-generated"],
        "source_datasets": ["original"],
        "task_categories": ["text-generation"],
        "size_categories": ["n<1K"],
        "tags": ["tea"],
        "configs": [
            {
                "config_name": "default",
                "default": True,
                "version": "1.0.0",
                "description": "ab12" * 16,
                "data_files": [
                    {"split": "train", "path": "data/train-*.parquet"},
                    {"split": "test", "path": "data/test-*.parquet"},
                ],
            }
        ],
        "dataset_info": {
            "config_name": "default",
            "version": "1.0.0",
            "splits": [
                {"name": "train", "num_bytes": 69_000, "num_examples": 31},
                {"name": "test", "num_bytes": 9_000, "num_examples": 5},
            ],
            "download_size": 55_000,
            "dataset_size": 78_000,
        },
    }


def test_the_hubs_own_parser_reads_every_key(tmp_path: Path) -> None:
    from huggingface_hub import DatasetCard, metadata_load

    text = card_of(sample(prose="---\nlicense: mit\n---"))
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    tree = front_matter(facts_of(sample()))
    assert metadata_load(tmp_path / "README.md") == tree
    assert DatasetCard.load(tmp_path / "README.md").data.to_dict() == tree
    assert str(DatasetCard(text)) == text


def test_datasets_takes_configs_and_info_as_meant() -> None:
    from datasets.info import DatasetInfosDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCard

    data = DatasetCard(card_of(sample())).data
    configs = MetadataConfigs.from_dataset_card_data(data)
    assert configs.get_default_config_name() == "default"
    info = DatasetInfosDict.from_dataset_card_data(data)["default"]
    assert str(info.version) == "1.0.0"
    assert info.features is not None
    assert info.features.arrow_schema.equals(arrow_schema(Article))


def release(folder: Path, word: str, **changes: Any) -> Path:
    """A folder that loads: rows of the built-in schema, whose texts all begin with `word`."""
    (folder / "data").mkdir(parents=True)
    schema = arrow_schema(Article)
    for split, rows in (("train", 31), ("test", 5)):
        columns = [[f"{word}{row}" if name == "text" else None for row in range(rows)] for name in schema.names]
        pq.write_table(pa.table(columns, schema=schema), folder / "data" / f"{split}-00000-of-00001.parquet")
    files = [file(f"data/{split}-00000-of-00001.parquet", 9) for split in ("test", "train")]
    manifest = sample(content_digest=word * 64, files=files, **changes)
    (folder / "README.md").write_text(card_of(manifest), encoding="utf-8")
    return folder


def test_a_release_loads_with_its_features_and_counts(tmp_path: Path) -> None:
    import datasets

    loaded = datasets.load_dataset(str(release(tmp_path / "tea", "a")), cache_dir=str(tmp_path / "cache"))
    assert {name: split.num_rows for name, split in loaded.items()} == {"train": 31, "test": 5}
    assert loaded["train"].features.arrow_schema.equals(arrow_schema(Article))
    assert str(loaded["train"].info.version) == "1.0.0"


def test_a_release_streams(tmp_path: Path) -> None:
    import datasets

    stream = datasets.load_dataset(str(release(tmp_path / "tea", "a")), split="test", streaming=True)
    assert [row["text"] for row in stream] == ["a0", "a1", "a2", "a3", "a4"]
    assert stream.features.arrow_schema.equals(arrow_schema(Article))


def test_a_release_is_not_served_from_the_cache_of_another_of_its_name(tmp_path: Path) -> None:
    import datasets

    cache = str(tmp_path / "cache")
    for word in ("a", "b"):
        folder = release(tmp_path / word / "tea", word)
        assert datasets.load_dataset(str(folder), split="train", cache_dir=cache)[0]["text"] == f"{word}0"


def test_a_wrong_count_in_the_card_is_noticed_by_datasets(tmp_path: Path) -> None:
    import datasets
    from datasets.exceptions import NonMatchingSplitsSizesError

    folder = release(
        tmp_path / "tea", "a", stats__splits__test={**sample().stats.splits["test"].model_dump(), "rows": 6}
    )
    with pytest.raises(NonMatchingSplitsSizesError):
        datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
