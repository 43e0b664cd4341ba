"""A dataset grows, and what its readers have stays as it is."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.tools.growing import Dataset, by_path, reasons, record, sentences, text
from tests.tools.judge import Released, grams, jaccard
from toolkit.actions.verify import verify
from toolkit.errors import ConfigError, ConflictError, InputError
from toolkit.release.version import Version

PAGES = {f"{number:02}.txt": text(number) for number in range(12)}
HALF = "[split]\ntest_share = 0.5\n"


@pytest.fixture
def grown(tmp_path: Path) -> Dataset:
    """A dataset with version 1.0.0 published."""
    dataset = Dataset(tmp_path / "p", PAGES, HALF)
    dataset.released()
    return dataset


def first(dataset: Dataset) -> Released:
    return Released(dataset.folder / "dist" / "small-1.0.0")


def home(release: Released, name: str) -> str:
    return release.homes[by_path(release)[name]]


def name_in(release: Released, split: str) -> str:
    return str(release.splits[split][0]["raw_path"]).removeprefix("raw/")


def test_nothing_new_makes_nothing_new(grown: Dataset) -> None:
    built = grown.build()
    assert not built.changed
    assert [path.name for path in (grown.folder / "dist").iterdir() if path.is_dir()] == ["small-1.0.0"]


def test_new_rows_follow_and_old_ones_are_the_very_same(grown: Dataset) -> None:
    grown.put(**{"00a_txt": text(100), "zz_txt": text(101)})
    old, new = first(grown), grown.released()
    assert new.manifest["version"] == "1.1.0"
    for split in ("train", "test"):
        assert new.splits[split][: len(old.splits[split])] == old.splits[split]
    added = [row for row in new.rows.values() if row["id"] not in old.rows]
    assert [row["since"] for row in added] == ["1.1.0", "1.1.0"]


def test_a_near_copy_of_a_published_row_yields_whichever_the_split(grown: Dataset) -> None:
    old = first(grown)
    test, train = name_in(old, "test"), name_in(old, "train")
    grown.put(a_txt=text(200, like=int(test[:2])), b_txt=text(201, like=int(train[:2])))
    bridge = "\n".join(["题目", *sentences(int(test[:2])), *sentences(int(train[:2]))])
    grown.put(c_txt=text(202), e_txt=PAGES[train] + "\n", d_txt=bridge)
    new = grown.released()
    assert reasons(new) == {"a.txt": "near_test", "b.txt": "near_train", "e.txt": "duplicate"}
    assert "d.txt" in by_path(new)  # half of it is like each: too little to be a copy of either


def test_a_page_like_rows_of_both_splits_bridges_them(tmp_path: Path) -> None:
    shared = sentences(1, 10)
    pages = {
        f"{n:02}.txt": "\n".join([f"第{n}号题目的文字", *shared, *sentences(300 + n, 4)]) + "\n" for n in range(14)
    }
    dataset = Dataset(tmp_path / "p", pages, HALF + "[dedup]\nthreshold = 0.7\n")
    old = dataset.released()
    between = {"test", "train"} & set(old.homes.values())
    assert between == {"test", "train"}
    dataset.put(zz_txt="\n".join(["第九十九号题目的文字", *shared]) + "\n")
    new = dataset.released()
    like = {split for split, rows in old.splits.items() for row in rows if _alike(row["text"], "\n".join(shared))}
    assert like == {"test", "train"}
    assert reasons(new)["zz.txt"] == "bridges_splits"


def _alike(one: str, other: str) -> bool:
    return jaccard(grams(one), grams(other)) >= 0.7


def test_an_edit_keeps_its_id_its_split_and_its_place(grown: Dataset) -> None:
    old = first(grown)
    grown.put(**{"03_txt": text(400, like=3, changed=2)})
    new = grown.released()
    assert new.manifest["version"] == "2.0.0"
    identity = by_path(old)["03.txt"]
    assert list(new.rows) == list(old.rows)
    assert new.homes == old.homes
    assert new.rows[identity]["text"] != old.rows[identity]["text"]
    assert new.rows[identity]["since"] == "1.0.0"


def test_another_article_at_the_same_path_is_a_new_row_and_the_old_one_stays(grown: Dataset) -> None:
    grown.put(**{"03_txt": text(401)})
    old, new = first(grown), grown.released()
    assert new.manifest["version"] == "1.1.0"
    assert set(old.rows) < set(new.rows)


def test_a_page_that_gains_a_url_keeps_its_id(grown: Dataset) -> None:
    facts = grown.folder / "raw" / "04.txt.facts.json"
    facts.write_text('{"url": "https://news.example/4.html"}', encoding="utf-8")
    old, new = first(grown), grown.released()
    identity = by_path(old)["04.txt"]
    assert new.rows[identity]["url"] == "https://news.example/4.html"
    assert (new.homes, new.rows[identity]["id_basis"]) == (old.homes, "page")


def test_a_promoted_copy_takes_its_survivors_split(tmp_path: Path) -> None:
    copies = {f"z{name}": text(500 + number, like=number) for number, name in enumerate(PAGES)}
    dataset = Dataset(tmp_path / "p", {**PAGES, **copies}, HALF)
    old = dataset.released()
    winners = by_path(old)
    gone = sorted(winners)
    dataset.remove(*gone)
    new = dataset.released(prune=True)
    assert new.manifest["version"] == "2.0.0"
    promoted = by_path(new)
    for name in gone:
        other = name[1:] if name.startswith("z") else f"z{name}"
        assert new.homes[promoted[other]] == old.homes[winners[name]]
    assert set(new.homes.values()) == {"test", "train"}


def test_a_row_that_was_removed_comes_back_where_it_was(grown: Dataset) -> None:
    old = first(grown)
    grown.remove("05.txt", "06.txt", "07.txt")
    gone = grown.released(prune=True)
    assert len(gone.rows) == 9
    grown.put(**{f"{name[:2]}_txt": PAGES[name] for name in ("05.txt", "06.txt", "07.txt")})
    back = grown.released()
    assert back.homes == old.homes
    assert back.manifest["version"] == "2.1.0"


def test_an_absent_page_removes_nothing_and_prune_says_why(grown: Dataset) -> None:
    grown.remove("05.txt")
    assert not grown.build().changed
    pruned = grown.released(prune=True)
    assert reasons(pruned) == {"05.txt": "pruned"}
    assert pruned.manifest["history"][-1]["changes"]["removed"] == {"pruned": 1}


def test_without_any_raw_page_a_release_grows_from_what_is_published(grown: Dataset) -> None:
    shutil.rmtree(grown.folder / "raw")
    (grown.folder / "card.md").write_text("Another word.\n", encoding="utf-8")
    old, new = first(grown), grown.released()
    assert new.manifest["version"] == "1.0.1"
    assert list(new.rows.values()) == list(old.rows.values())


def test_pruning_spares_the_rows_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path / "p", {**PAGES, "x.jsonl": record(text(50)) + record(text(51))}, HALF)
    dataset.released()
    (dataset.folder / "raw" / "x.jsonl").write_bytes(b"\x1f\x8b\x08\x00 not what it was")
    assert not dataset.build(prune=True).changed


def test_the_baseline_is_fetched_from_the_target_where_dist_is_empty(grown: Dataset) -> None:
    shutil.rmtree(grown.folder / "dist")
    grown.put(n_txt=text(600))
    assert grown.released().manifest["version"] == "1.1.0"


def test_a_draft_is_no_baseline_and_is_replaced(grown: Dataset) -> None:
    grown.put(n_txt=text(600))
    draft = grown.build().manifest
    grown.put(m_txt=text(601))
    again = grown.build().manifest
    assert (draft.version, again.version) == ("1.1.0", "1.1.0")
    assert again.funnel.rows == draft.funnel.rows + 1
    assert again.baseline is not None
    assert again.baseline.version == "1.0.0"


def test_a_damaged_baseline_is_refused(grown: Dataset) -> None:
    index = grown.folder / "dist" / "small-1.0.0" / "index.parquet"
    data = bytearray(index.read_bytes())
    data[len(data) // 2] ^= 1
    index.write_bytes(data)
    with pytest.raises(InputError, match="the baseline is damaged: index"):
        grown.build()


def test_locked_names_the_raw_files_whose_bytes_changed(grown: Dataset) -> None:
    grown.remove("02.txt")
    grown.put(**{"03_txt": text(400, like=3), "n_txt": text(600)})
    with pytest.raises(ConflictError, match=r"1 raw file have changed: raw/03\.txt"):
        grown.build(locked=True)
    grown.put(**{"03_txt": PAGES["03.txt"]})
    assert grown.build(locked=True).manifest.version == "1.1.0"


def test_locked_knows_files_of_earlier_builds_too(grown: Dataset) -> None:
    grown.remove("02.txt")
    grown.put(n_txt=text(600))
    grown.released()
    grown.put(**{"02_txt": text(700, like=2)})
    with pytest.raises(ConflictError, match="02"):
        grown.build(locked=True)


@pytest.mark.parametrize("line", ["test_share = 0.2", 'salt = "other"', 'by = "site"'])
def test_how_rows_are_dealt_out_is_frozen(line: str, grown: Dataset) -> None:
    grown.configure(f"[split]\n{'' if 'share' in line else 'test_share = 0.5'}\n{line}")
    with pytest.raises(ConfigError, match="froze"):
        grown.build()


def test_a_number_that_is_too_small_is_refused_with_the_rows(grown: Dataset) -> None:
    identity = by_path(first(grown))["03.txt"]
    grown.put(**{"03_txt": text(400, like=3)})
    with pytest.raises(ConflictError, match=identity):
        grown.build(version=Version(1, 1, 0))
    assert grown.build(version=Version(3, 0, 0)).manifest.version == "3.0.0"


def test_from_scratch_begins_anew_above_every_number(grown: Dataset) -> None:
    built = grown.build(from_scratch=True)
    assert (built.manifest.version, built.manifest.baseline) == ("2.0.0", None)


def test_recleaning_keeps_what_comes_out_equal(grown: Dataset) -> None:
    assert not grown.build(reclean=True).changed
    grown.configure(f"{HALF}[clean]\nmin_chars = 100000")
    built = grown.build()  # the setting alone reopens no row
    assert built.manifest.version == "1.0.1"
    with pytest.raises(InputError, match="too_short"):
        grown.build(reclean=True)


def test_rights_hold_for_published_rows_too(tmp_path: Path) -> None:
    lines = [record(text(n), url=f"https://{'a' if n < 3 else 'b'}.example/{n}.html") for n in range(9)]
    dataset = Dataset(tmp_path / "p", {"x.jsonl": "".join(lines)}, HALF)
    dataset.released()
    dataset.configure(HALF + '[rights.sites]\n"a.example" = "forbidden"')
    new = dataset.released()
    assert [row["site"] for row in new.rows.values()] == ["b.example"] * 6
    assert new.manifest["history"][-1]["changes"]["removed"] == {"rights_withheld": 3}


def test_overrides_hold_for_published_rows_too(grown: Dataset) -> None:
    old = by_path(first(grown))
    lines = [
        {"id": old["01.txt"], "action": "drop", "reason": "asked to"},
        {"id": old["02.txt"], "action": "set", "field": "title", "value": "新题目", "reason": "a slip"},
    ]
    said = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (grown.folder / "overrides.jsonl").write_text(said, encoding="utf-8")
    new = grown.released()
    assert old["01.txt"] not in new.rows
    assert new.rows[old["02.txt"]]["title"] == "新题目"
    assert new.manifest["funnel"]["overrides"] == {"drop": 1, "set": 1}


def test_personal_data_that_was_kept_is_hidden_once_it_is_asked_for(tmp_path: Path) -> None:
    page = text(70).rstrip("\n") + "\n详情请致电值班室，手机13912345678，白天有人接听，夜间请留言。\n"
    dataset = Dataset(tmp_path / "p", {**PAGES, "m.txt": page}, HALF + "[privacy]\nmobile = 'keep'")
    assert any("13912345678" in row["text"] for row in dataset.released().rows.values())
    dataset.configure(HALF)
    new = dataset.released()
    assert not any("13912345678" in row["text"] for row in new.rows.values())
    assert new.manifest["version"] == "2.0.0"


SCHEMA = "from toolkit import Article\n\nclass Mine(Article):\n    {field}\n\n    @classmethod\n    def derive(cls, text):\n        return {{{derived}}}\n"


def test_a_new_column_is_a_minor_version_and_touches_no_row(grown: Dataset) -> None:
    (grown.folder / "schema.py").write_text(
        SCHEMA.format(field="commas: int = 0", derived='"commas": text.count("，")'), encoding="utf-8"
    )
    path = grown.folder / "dataset.toml"
    path.write_text('schema = "schema.py:Mine"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    old, new = first(grown), grown.released()
    assert new.manifest["version"] == "1.1.0"
    for identity, row in new.rows.items():
        assert {name: value for name, value in row.items() if name != "commas"} == old.rows[identity]
        assert row["commas"] == row["text"].count("，") > 0
    path.write_text(path.read_text(encoding="utf-8").replace('schema = "schema.py:Mine"\n', ""), encoding="utf-8")
    without = grown.released()
    assert without.manifest["version"] == "2.0.0"
    assert without.manifest["history"][-1]["changes"]["columns"][0]["kind"] == "removed"


def test_verify_sees_a_carried_row_that_was_touched(grown: Dataset) -> None:
    grown.put(n_txt=text(600))
    built = grown.build()
    path = next((built.path / "data").glob("train-*"))
    table = pq.read_table(path)
    pq.write_table(table.set_column(2, "title", table["title"].fill_null("x")), path)
    assert not verify(built.path).sound
