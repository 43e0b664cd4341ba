"""Records held against an index: what is there, what is near, what a test row gives away, and how fast it goes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.prose import page
from toolkit import Article
from toolkit.config import SplitConfig
from toolkit.curate.against import Asked, Standing
from toolkit.curate.candidates import compared_columns, compared_digest
from toolkit.curate.denylist import Denylist, takedown
from toolkit.curate.held import COLUMNS, Held, Sorted
from toolkit.curate.signature import band_keys, shingles, text_digest
from toolkit.digest import sha256_hex
from toolkit.errors import Where
from toolkit.identity import article_id, canonical_url
from toolkit.release.index import INDEX_SCHEMA

COMPARED = compared_columns(Article)


def article(number: int, **said: Any) -> Article:
    """A finished article from a generated page, under a url of its own."""
    url = canonical_url(f"https://yunhe.example/{number}.html")
    text = said.pop("text", page(number))
    known: dict[str, Any] = {
        "id": article_id(url, "")[0], "id_basis": "url", "url": url, "text": text, "language": "zh-Hans",
        "rights_status": "allowed", "truncated": False, "paywalled": False, "spam": False, "char_count": len(text),
        "raw_path": f"raw/{number}.txt", "raw_index": 0, "raw_sha256": sha256_hex(str(number).encode()), "cleaner": "x",
    }  # fmt: skip
    return Article(**{**known, **said})


def entry(row: Article, split: str | None, **said: Any) -> dict[str, Any]:
    """Its line in an index."""
    keys = band_keys([shingles(row.text)]).astype("<u8").tobytes()
    digest = compared_digest(row.model_dump(mode="json"), COMPARED)
    known = {
        "id": row.id, "split": split, "row_digest": digest, "raw_sha256": row.raw_sha256, "home": split,
        "text_digest": text_digest(row.text), "bands": keys, "raw_path": row.raw_path, "raw_index": 0, "columns": 0,
    }  # fmt: skip
    return {**known, **said}


def standing(entries: Sequence[Mapping[str, Any]], **said: Any) -> Standing:
    known: dict[str, Any] = {
        "columns": (COMPARED,), "split": SplitConfig(), "near": True, "publish": ("allowed", "unknown", "restricted"),
    }  # fmt: skip
    return Standing(Held.of(pa.Table.from_pylist(list(entries), schema=INDEX_SCHEMA)), **{**known, **said})


def said_of(release: Standing, one: Article, page_digest: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    return [
        (found.name, dict(found.params)) for found in release.compare([Asked(one, Where("a.jsonl", 3), page_digest)])[0]
    ]


ROWS = [entry(article(number), "test" if number % 4 == 0 else "train") for number in range(12)]


def near(number: int) -> str:
    return page(number).replace("近日", "日前").replace("下月", "下季")


def test_the_very_row_is_there_already() -> None:
    release = standing(ROWS)
    assert said_of(release, article(1)) == [("already_there", {})]
    assert said_of(release, article(1, cleaner="y", since="1.0.0", raw_path="elsewhere.jsonl")) == [
        ("already_there", {})
    ]


def test_a_row_with_another_title_is_an_edit() -> None:
    assert said_of(standing(ROWS), article(1, title="云河市发布规范")) == [("edits_row", {})]


def test_a_page_that_was_read_before_is_there_though_a_new_cleaner_words_it_otherwise() -> None:
    rows = [entry(article(1), "train", page_digest="a" * 64)]
    assert said_of(standing(rows), article(1, text=page(1)[:-9]), "a" * 64) == [("already_there", {})]
    assert said_of(standing(rows), article(1, text=page(1)[:-9]), "b" * 64) == [("edits_row", {})]


def test_a_copy_names_the_row_but_never_a_test_row() -> None:
    copy = {"url": None, "id_basis": "page"}
    release = standing(ROWS)
    of_train = article(90, text=page(1) + "\n", id="1" * 32, raw_sha256="1" * 64, **copy)
    assert said_of(release, of_train) == [("copy_of_row", {"id": article(1).id, "raw_path": "raw/1.txt"})]
    of_test = article(90, text=page(4) + "\n", id="1" * 32, raw_sha256="1" * 64, **copy)
    assert said_of(release, of_test) == [("copy_of_test", {})]


def test_a_near_copy_names_the_row_but_never_a_test_row() -> None:
    release = standing(ROWS)
    ((name, params),) = said_of(release, article(91, text=near(1)))
    assert (name, params["id"], params["raw_path"]) == ("near_row", article(1).id, "raw/1.txt")
    assert 1 <= params["bands"] <= 16
    assert said_of(release, article(91, text=near(4))) == [("near_test_row", {})]
    for found in release.compare([Asked(article(91, text=near(4)), Where())])[0]:
        for lang in ("en", "zh"):
            assert article(4).id not in found.message(lang) + found.mend(lang)
            assert "raw/4" not in found.message(lang) + found.mend(lang)


def test_a_test_row_is_told_before_a_nearer_train_row() -> None:
    text = near(4)
    rows = [entry(article(4), "test"), entry(article(5, text=text + "云河"), "train")]
    assert said_of(standing(rows), article(91, text=text)) == [("near_test_row", {})]


def test_near_copies_pass_where_the_project_joins_none() -> None:
    ((name, _),) = said_of(standing(ROWS, near=False), article(91, text=near(1)))
    assert name == "new_row"


def test_an_edit_that_is_a_copy_of_another_row_is_told_as_a_copy() -> None:
    ((name, params),) = said_of(standing(ROWS), article(1, text=page(2)))
    assert (name, params["id"]) == ("copy_of_row", article(2).id)


def test_a_new_row_is_dealt_out_as_the_release_froze_it() -> None:
    names = {said_of(standing(ROWS), article(number))[0][1].get("split") for number in (300, 301)}
    assert names <= {"train", "test"}
    for share, split in ((0.0, "train"), (0.9999, "test")):
        dealt = said_of(standing([], split=SplitConfig(test_share=share)), article(300))
        assert dealt == [("new_row", {"split": split})]
    by_date = standing([], split=SplitConfig(by="date", cut="2025"))
    assert said_of(by_date, article(300, published_at="2025-01-02")) == [("new_row", {"split": "test"})]
    assert said_of(by_date, article(300, published_at="2024-12-31")) == [("new_row", {"split": "train"})]


def test_an_article_that_lost_once_comes_back_into_its_home() -> None:
    gone = entry(article(300), None, reason="pruned", home="test", bands=None, text_digest=None)
    assert said_of(standing([*ROWS, gone]), article(300)) == [("new_row", {"split": "test"})]


def test_what_was_taken_down_is_told_by_the_list_and_by_the_index() -> None:
    listed = Denylist.of((takedown(article(300).model_dump()),))
    assert said_of(standing(ROWS, denylist=listed), article(300)) == [("taken_down", {"mark": "id"})]
    marks = [params["mark"] for _, params in said_of(standing(ROWS, denylist=listed), article(91, text=near(300)))]
    assert marks == ["near copy"]
    gone = {**dict.fromkeys(COLUMNS), "id": article(301).id, "reason": "taken_down", "columns": 0}
    assert said_of(standing([*ROWS, gone]), article(301)) == [("taken_down", {"mark": "id"})]


def test_rights_that_stay_in_the_house_are_a_reject() -> None:
    (found,) = standing(ROWS).compare([Asked(article(300, rights_status="forbidden"), Where())])
    assert [(one.name, one.severity) for one in found] == [("rights_withheld", "error")]


def test_every_article_gets_one_answer_about_its_fate() -> None:
    release = standing(ROWS)
    for number in range(40):
        assert len(said_of(release, article(number))) == 1


def test_an_empty_index_and_odd_values_are_no_trouble() -> None:
    odd = {**dict.fromkeys(COLUMNS), "id": "云" * 40, "split": "train", "columns": 9}
    short = {**dict.fromkeys(COLUMNS), "id": "", "split": "validation"}
    for rows in ([], [odd], [short, odd], [*ROWS, odd, short]):
        assert said_of(standing(rows), article(300))[0][0] == "new_row"
    twice = standing([entry(article(1), "train", columns=7), entry(article(1), None)])
    assert said_of(twice, article(1)) == [("edits_row", {})]


def test_a_bucket_of_a_hundred_thousand_rows_costs_no_more_than_a_small_one_and_shows_its_test_row() -> None:
    rows = [{**entry(article(1), "train"), "id": f"{n:032x}", "text_digest": None} for n in range(100)]
    table = pa.concat_tables([pa.Table.from_pylist(rows, schema=INDEX_SCHEMA)] * 1000)
    last = pa.Table.from_pylist([entry(article(1), "test", id="f" * 32, text_digest=None)], schema=INDEX_SCHEMA)
    held = Held.of(pa.concat_tables([table, last]))
    (found,) = held.near(band_keys([shingles(page(1))]))
    assert len(found) <= 64
    assert any(map(held.is_test, found))


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 6))
def test_a_key_finds_every_line_that_has_it_in_order(keys: list[int], wanted: int) -> None:
    found = Sorted.of(np.array(keys, dtype=np.uint64), np.arange(len(keys), dtype=np.int64)).find(np.uint64(wanted))
    assert found.tolist() == [line for line, key in enumerate(keys) if key == wanted]


@pytest.mark.parametrize("text", ["\ud800", "a", "云" * 100])
def test_any_id_can_be_asked_for(text: str) -> None:
    assert standing(ROWS).held.of_id(text) is None
