"""What the card tells its readers, in which words."""

from typing import get_args

import pytest

from tests.test_describe_card import body_of, card_of, yaml_of
from tests.test_describe_facts import facts_of, file, sample
from toolkit.article import RightsStatus
from toolkit.catalogue import CODES
from toolkit.catalogue.publishing import PUBLISHING
from toolkit.catalogue.release import RELEASE
from toolkit.config import PrivacyPolicy
from toolkit.describe.citation import bibtex
from toolkit.describe.responsible import responsible_ai
from toolkit.describe.words import DEEDS, REASONS, RIGHTS, reason


def one_line(card: str) -> str:
    return " ".join(body_of(card).split())


def test_the_card_tells_how_the_data_came_about() -> None:
    card = one_line(card_of(sample()))
    for words in (
        "# 茶叶标准 Tea notes",
        "36 articles from 2 sites",
        'load_dataset("org/tea-notes", revision="v1.0.0")',
        "Shuffle before you train.",
        "| `train` | 31 | 86.1 % | 23,000 | 2 | 50.0 kB |",
        "43 raw files (123.5 kB) held 44 pages; 36 pages became rows (81.8 %).",
        "| `www.example.com` | 20 | 55.6 % |",
        "| *no url known* | 1 | 2.8 % |",
        "301 lines were kept and 812 lines were cut",
        "was converted to simplified (`zh-Hans`)",
        "Jaccard similarity of `0.7` or more",
        "with a chance of 38.6 %",
        "about 10.0 % of the clusters go to `test`",
        "| 3 | 6.8 % | exact copy of an article that was kept | `duplicate` |",
        "| mobile numbers | replaced by a placeholder | 2 | 0 |",
        "The maintainers name `cc-by-4.0`, and not every row carries it.",
        "| `allowed` | 24 | 66.7 % | an open licence",
        "Rows of these statuses were let out: `allowed`, `unknown`. 1 page was left out for its rights.",
        "> The publisher agreed.",
        "| 2018 | 3 | 8.3 % |",
        "1 row ends in the middle",
        "7 rows show only",
        "write to <takedown@example.org>",
        "imprint verify tea-notes-1.0.0",
        "`imprint 0.1.0`",
    ):
        assert words in card


def test_one_is_singular_throughout() -> None:
    split = {"rows": 1, "chars": 1, "bytes": 1, "shortest": 1, "median": 1, "longest": 1, "pii": {}}
    funnel = {"files": 1, "rows": 1, "rejects": {}, "unread": {}, "warnings": {}, "overrides": {}}
    one = sample(
        stats__splits={"train": split},
        stats__sites={"a.example.com": 1},
        stats__languages={"zh-Hant": 1},
        funnel=funnel,
        cleaning={"lines_kept": 1, "lines_cut": 1, "rules": {}},
        inputs=[{"path": "a", "sha256": "0" * 64, "bytes": 1, "documents": 1}],
        files=[file("data/train-00000-of-00001.parquet", 1)],
    )
    card = one_line(card_of(one))
    for words in (
        "1 article from 1 site, one",
        "1 row, 1 character of text, 1 byte to download",
        "`zh-Hant` (1 row)",
        "1 raw file (1 byte) held 1 page; 1 page became a row (100 %).",
        "1 line was kept and 1 line was cut",
        "Every page became a row.",
    ):
        assert words in card


@pytest.mark.parametrize(
    ("lines", "baseline", "words"),
    [
        (2, False, "Of the pages that became articles, 2 lines were kept and 0 lines were cut."),
        (2, True, "that were cleaned for this version and became articles, 2 lines were kept and 0 lines were cut."),
        (0, True, "For this version no page was cleaned."),
        (0, False, "The articles came finished: no page was cleaned."),
    ],
)
def test_the_card_counts_lines_of_no_page_that_was_not_cleaned_for_it(lines: int, baseline: bool, words: str) -> None:
    before = {"version": "1.0.0", "digest": "0" * 64} if baseline else None
    told = sample(cleaning={"lines_kept": lines, "lines_cut": 0, "rules": {}}, baseline=before)
    assert words in one_line(card_of(told))
    machine = str(responsible_ai(facts_of(told)))
    assert ("cleaned for this version" in machine) == (baseline and lines > 0)
    assert ("no page was cleaned" in machine) == (not lines)
    assert ("Script: " in machine) == ("script was converted" in one_line(card_of(told))) == (lines > 0 or baseline)
    assert ("judged them anew" in one_line(card_of(told))) == baseline


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[clean]\nscript = 'keep'", "Simplified and traditional script stand as they were found."),
        ("[clean]\nscript = 'zh-Hant'", "Text in simplified script was converted to traditional (`zh-Hant`)."),
        ("[clean]\ndisable = ['tail.a', 'tail.b']", "Rules switched off: `tail.a`, `tail.b`."),
        ("[clean]\nmin_chars = 1", "fewer than 1 character were left out"),
        ("[dedup]\nthreshold = 0.95", "with a chance of less than 0.1 %"),
        ("[dedup]\nnear = false", "Near copies were not looked for."),
        ("[split]\ntest_share = 0", "No test split was asked for"),
        ("[privacy]\nmobile = 'keep'", "| mobile numbers | kept |"),
        ("[privacy]\nmobile = 'drop'", "| mobile numbers | page left out |"),
        ("", "The maintainers give no reason why"),
        ("", "No contact is named in this release."),
        ("", "Name the title, the version `1.0.0` and the content digest."),
        ("", "The maintainers name no licence for the whole"),
    ],
)
def test_the_card_follows_the_settings(toml: str, words: str) -> None:
    assert words in one_line(card_of(sample(f'name = "bare"\ntitle = "Bare"\n{toml}\n')))


def test_a_licence_that_every_row_carries_is_said_to_be() -> None:
    card = card_of(sample(stats__licenses={"CC-BY-4.0": 36}))
    assert "Every row carries the licence `cc-by-4.0`." in card
    assert yaml_of(card)["license"] == "cc-by-4.0"
    assert "license_name" not in yaml_of(card)


def test_a_release_without_a_test_split_names_none() -> None:
    splits = {"train": sample().stats.splits["train"].model_dump()}
    card = card_of(sample(stats__splits=splits, files=[file("data/train-00000-of-00001.parquet", 1)]))
    assert [entry["split"] for entry in yaml_of(card)["configs"][0]["data_files"]] == ["train"]
    assert [entry["name"] for entry in yaml_of(card)["dataset_info"]["splits"]] == ["train"]


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    widths: list[int] = []
    for line in body_of(card_of(sample())).split("\n"):
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(line.count("|"))
        assert widths[0] == widths[-1], line


def test_every_reason_a_document_can_be_counted_under_has_words() -> None:
    assert set(REASONS) == set(CODES) - set(RELEASE) - set(PUBLISHING)


def test_a_reason_of_a_later_program_is_shown_as_it_is() -> None:
    assert reason("moon_phase") == "moon phase"


def test_every_status_and_policy_has_words() -> None:
    assert set(get_args(RightsStatus)) == set(RIGHTS)
    assert set(get_args(PrivacyPolicy)) == set(DEEDS)


def test_a_citation_is_bibtex_that_nothing_in_it_can_break() -> None:
    manifest = sample()
    manifest.config["title"] = "50 % {of} T_e\\a #1 & ~^$"
    manifest.config["citation"] = {
        "authors": ["Ye and Wu", "Chen, Li", "新华 {社"],
        "year": 2026,
        "url": "https://e.org/a_b}c",
    }
    facts = facts_of(manifest)
    assert facts.config.citation is not None
    assert bibtex(facts, facts.config.citation) == "\n".join(
        [
            "```bibtex",
            "@misc{tea-notes-2026,",
            "  author = {{Ye and Wu} and Chen, Li and {新华 {\\textbraceleft}社}},",
            "  title = {{50 \\% {\\textbraceleft}of{\\textbraceright} T\\_e{\\textbackslash}a \\#1 \\& "
            "{\\textasciitilde}{\\textasciicircum}\\$}},",
            "  year = {2026},",
            "  version = {1.0.0},",
            "  url = {https://e.org/a_b%7Dc},",
            "}",
            "```",
        ]
    )
