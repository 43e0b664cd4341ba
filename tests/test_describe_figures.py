"""The pictures of the card: right in their numbers, the same bytes each time, and text stays text."""

import re
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.test_describe_facts import facts_of, sample
from toolkit.describe.card import render_card
from toolkit.describe.figures.bins import date_bins, length_bins
from toolkit.describe.figures.drawn import draw_figures
from toolkit.describe.figures.figure import WIDTH
from toolkit.describe.figures.words import columns, fit, plain
from toolkit.release.changes import Step
from toolkit.release.manifest import Manifest
from toolkit.release.stats import LENGTH_BOUNDS

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(1)</script>\"'&]]>\u202egnp.exe\x00\ufffe" + "长" * 10_000
COUNTED: dict[str, Any] = {
    "stats__splits__train__lengths": {"100": 20, "1000": 11}, "stats__splits__test__lengths": {"112": 5},
    "stats__splits__train__months": {"2018-11": 1, "2019-02": 29, "": 1}, "stats__splits__test__months": {"2018": 5},
}  # fmt: skip


def drawn(manifest: Manifest) -> dict[str, Any]:
    return {figure.heading.name: etree.fromstring(figure.to_bytes()) for figure in draw_figures(facts_of(manifest))}


def words(tree: Any) -> list[str]:
    return [re.sub(r"\s+", " ", "".join(text.itertext())).strip() for text in tree.iter(f"{SVG}text")]


def steps(*counts: int) -> list[dict[str, Any]]:
    rows = ({"train": count, "test": 1} for count in counts)
    return [Step(version=f"1.{n}.0", rows=row).model_dump() for n, row in enumerate(rows)]


def test_a_picture_is_drawn_where_there_is_something_to_show() -> None:
    assert list(drawn(sample())) == ["funnel", "sources"]
    assert list(drawn(sample(history=steps(9, 12), **COUNTED))) == ["funnel", "sources", "lengths", "dates", "growth"]
    assert list(drawn(sample(stats__sites={"": 36}))) == ["funnel"]


def test_every_picture_has_a_title_and_a_description_that_name_it() -> None:
    for name, tree in drawn(sample(history=steps(9, 12), **COUNTED)).items():
        assert tree.get("role") == "img"
        assert tree.get("aria-labelledby") == f"{name}-title {name}-desc"
        assert [tree.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == [f"{name}-title", f"{name}-desc"]
        assert len(tree.find(f"{SVG}desc").text) > 20


def test_nothing_lies_outside_of_its_picture() -> None:
    for tree in drawn(sample(history=steps(9, 0, 10**30), **COUNTED)).values():
        for rect in tree.iter(f"{SVG}rect"):
            left, width = float(rect.get("x")), float(rect.get("width"))
            top, height = float(rect.get("y")), float(rect.get("height"))
            assert 0 <= left <= left + width <= WIDTH
            assert 0 <= top <= top + height <= float(tree.get("height"))


def test_the_funnel_falls_from_what_was_read_to_the_rows() -> None:
    tree = drawn(sample())["funnel"]
    said = words(tree)[2:]
    assert list(zip(said[::2], said[1::2], strict=True)) == [
        ("pages read", "44"), ("exact copy of an article that was kept", "3"), ("near copy of an article that was kept", "2"),
        ("the article was shorter than the limit", "2"), ("its rights do not let it out", "1"),
        ("rows: 31 in train, 5 in test", "36"),
    ]  # fmt: skip
    lost = [(int(r.get("x")), int(r.get("width"))) for r in tree.iter(f"{SVG}rect") if r.get("class") == "lost"]
    assert all(abs(left - (later + width)) <= 1 for (left, _), (later, width) in pairwise(lost))


def test_both_splits_stand_over_the_same_axis() -> None:
    tree = drawn(sample(**COUNTED))["lengths"]
    heights = {
        kind: [r.get("height") for r in tree.iter(f"{SVG}rect") if r.get("class") == kind] for kind in ("train", "test")
    }
    assert [len(heights["train"]), len(heights["test"])] == [2, 1]
    ticks = [text for text in words(tree) if re.fullmatch("[0-9,]+", text)]
    assert ticks[: len(ticks) // 2] == ticks[len(ticks) // 2 :]


@given(st.dictionaries(st.sampled_from([str(bound) for bound in LENGTH_BOUNDS]), st.integers(1, 99)))
def test_no_row_gets_lost_among_the_bars_of_lengths(counts: dict[str, int]) -> None:
    bins = length_bins([counts])
    assert sum(bins.series[0]) == sum(counts.values())
    assert len(bins.names) == len(bins.series[0]) <= 32
    assert len(bins.edges) == len(bins.names) + bool(bins.names)


@given(st.dictionaries(st.from_regex(r"([0-9]{4}(-(0[1-9]|1[0-2]))?)?", fullmatch=True), st.integers(1, 99)))
def test_every_row_is_in_a_bar_of_dates_or_said_to_be_in_none(counts: dict[str, int]) -> None:
    bins = date_bins([counts])
    assert sum(bins.series[0]) + bins.outside[0] == sum(counts.values())
    assert len(bins.names) == len(bins.series[0]) <= 60


def test_dates_are_months_of_few_years_and_years_of_many() -> None:
    assert date_bins([{"2019-11": 1, "2020-02": 1}]).names == ("2019-11", "2019-12", "2020-01", "2020-02")
    assert date_bins([{"1990-11": 1, "1992": 5, "2020-02": 1}]).outside == (0,)
    assert date_bins([{"0001": 1, "9999": 1}]).names[0] == "0000–0199"


@given(st.text(max_size=60), st.integers(2, 40))
@settings(max_examples=300)
def test_a_name_fits_its_room_and_is_cut_only_where_it_must(name: str, room: int) -> None:
    assert columns(fit(name, room)) <= room
    assert fit(name, room) == plain(name) or fit(name, room).endswith("…")


def test_a_chinese_character_takes_two_columns() -> None:
    assert columns("港口 port，") == 4 + 5 + 2
    assert fit("茶叶加工站的收购价目", 9) == "茶叶加工…"


def test_a_hostile_name_is_text_and_its_title_says_more_than_its_label() -> None:
    figures = draw_figures(facts_of(sample(stats__sites={EVIL: 3, "a.example": 1}, history=steps(1, 2))))
    for figure in figures:
        tree = etree.fromstring(figure.to_bytes())
        assert {etree.QName(node).localname for node in tree.iter()} <= {
            "svg", "title", "desc", "style", "clipPath", "rect", "text", "tspan", "line", "g",
        }  # fmt: skip
        assert len(figure.svg) < 20_000
        assert "\u202e" not in figure.svg
    label, *_ = [text for text in words(etree.fromstring(figures[1].to_bytes())) if "script" in text]
    said = [str(title.text) for title in etree.fromstring(figures[1].to_bytes()).iter(f"{SVG}title")]
    titles = [title for title in said if "script" in title]
    assert label.startswith("<script>alert(1)</script>") and label.endswith("…")
    assert len(titles[0]) > 400 > len(label)


def test_the_card_shows_each_picture_with_words_for_those_who_cannot_see_it() -> None:
    facts = facts_of(sample(history=steps(9, 12), **COUNTED))
    shown = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", render_card(facts))
    assert sorted(path for _, path in shown) == sorted(figure.path for figure in draw_figures(facts))
    assert all(len(alt) > 20 for alt, _ in shown)
