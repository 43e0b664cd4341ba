"""The card as bytes: the same each time, whatever strings and prose go into it."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.test_describe_facts import CONFIG, balanced, facts_of, file, sample
from toolkit.describe.card import dump_yaml, front_matter, render_card
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
FIGURES = {f"figures/{name}.svg" for name in ("funnel", "sources", "lengths", "dates", "growth")}
EVIL = "a`|<script>x</script>](http://e.example)\n---\n# b\n\n- c \u202e``` $$ ![i](j) {{ config }} {% raw %}"


def card_of(manifest: Manifest) -> str:
    return render_card(facts_of(manifest))


def body_of(card: str) -> str:
    return card.split("\n---\n", 1)[1]


def yaml_of(card: str) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load(card.split("\n---\n", 1)[0].removeprefix("---\n"))
    return tree


def headings(card: str) -> list[str]:
    tokens = PARSER.parse(body_of(card))
    return [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]


def test_the_draft_and_the_sealed_manifest_give_the_same_bytes() -> None:
    draft = sample(prose="Some words.")
    others = [FileEntry.model_validate(file(name, 1)) for name in ("README.md", "index.parquet", "schema.json")]
    final = draft.model_copy(update={"files": tuple(sorted([*draft.files, *others], key=lambda one: one.path))})
    assert card_of(final.sealed()) == card_of(draft)
    assert card_of(parse_manifest(final.sealed().to_bytes())) == card_of(draft)


def test_the_card_ends_in_one_newline_and_its_lines_in_no_space() -> None:
    for card in (card_of(sample()), card_of(_bare())):
        assert card.endswith("\n")
        assert not card.endswith("\n\n")
        assert [line for line in card.split("\n") if line != line.rstrip()] == []
        assert "\n\n\n" not in card
        assert "{%" not in card
        assert "None" not in card


def _bare() -> Manifest:
    """The least a project says of itself."""
    empty: dict[str, Any] = {"stats__dates": None, "stats__years": {"": 36}, "stats__sites": {"": 36}}
    gone: dict[str, Any] = {"funnel__rejects": {}, "funnel__unread": {}, "funnel__warnings": {}, "cleaning__rules": {}}
    return sample('name = "bare"\ntitle = "Bare"\n', **empty, **gone)


def _leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(tree, int):
        yield path


@pytest.mark.parametrize(
    "path",
    [
        path
        for part in ("funnel", "stats", "cleaning")
        for path in _leaves(sample().model_dump()[part], (part,))
        if path != ("funnel", "documents")  # it follows from the others
    ],
)
def test_every_number_of_the_manifest_shows_in_the_card(path: tuple[Any, ...]) -> None:
    tree = sample().model_dump(mode="json")
    part = tree
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] += 1_000_003
    assert card_of(balanced(tree)) != card_of(sample())


def _hostile() -> Manifest:
    tree = sample(
        CONFIG,
        stats__sites={EVIL: 36},
        stats__licenses={EVIL: 36},
        stats__languages={EVIL: 36},
        stats__years={EVIL: 36},
        stats__rights={EVIL: 36},
        stats__dates=[EVIL, EVIL],
        funnel__rejects={EVIL: 8},
        funnel__unread={EVIL: 1},
        funnel__warnings={EVIL: 1},
        cleaning__rules={EVIL: 9},
        generator=EVIL,
        cleaner=EVIL,
        baseline={"version": EVIL, "digest": EVIL},
        content_digest=EVIL,
        environment={EVIL: EVIL},
    ).model_dump(mode="json")
    tree["config"] |= {"title": EVIL, "summary": EVIL, "tags": [EVIL], "contact": {"takedown": EVIL}}
    tree["config"]["rights"] |= {"basis": EVIL}
    tree["config"]["clean"] |= {"disable": [EVIL]}
    tree["config"]["citation"] = {"authors": [EVIL], "year": 2026, "url": EVIL}
    tree["stats"]["splits"] = {EVIL: tree["stats"]["splits"]["train"]}
    return Manifest.model_validate(tree)


def test_hostile_strings_make_no_markup() -> None:
    card = card_of(_hostile())
    tame = headings(card_of(sample()))[1:]
    assert headings(card)[1:] == tame
    kinds = {child.type for token in PARSER.parse(body_of(card)) for child in token.children or [token]}
    assert not {kind for kind in kinds if "html" in kind or "script" in kind}
    children = [child for token in PARSER.parse(body_of(card)) for child in token.children or []]
    assert {str(child.attrs["src"]) for child in children if child.type == "image"} <= FIGURES
    links = {
        str(child.attrs["href"])
        for token in PARSER.parse(body_of(card))
        for child in token.children or []
        if child.type == "link_open"
    }
    assert links == {"CHANGELOG.md", "#licence-and-rights", "schema.json", "manifest.json"}
    assert [line for line in card.split("\n") if line != line.rstrip()] == []


def test_hostile_strings_do_not_leave_the_front_matter() -> None:
    facts = facts_of(_hostile())
    assert yaml_of(render_card(facts)) == front_matter(facts)


tricky = st.one_of(
    st.text(max_size=20), st.sampled_from(["---", "no", "1e3", "2020-01-01", "&a *a", "x: y", "\x85---"])
)


@settings(max_examples=50, deadline=None)
@given(tricky.filter(str.strip), tricky)
def test_any_title_and_tag_come_back_from_the_yaml(title: str, tag: str) -> None:
    from huggingface_hub import DatasetCard

    manifest = sample()
    manifest.config.update(title=title, tags=[tag])
    facts = facts_of(manifest)
    data = DatasetCard(render_card(facts)).data
    assert {key: data.get(key) for key in front_matter(facts)} == front_matter(facts)


def test_no_alias_is_written_for_a_value_that_stands_twice() -> None:
    shared = [{"name": "a"}]
    assert yaml.safe_load(dump_yaml({"one": shared, "two": shared})) == {"one": shared, "two": shared}
    assert "&" not in dump_yaml({"one": shared, "two": shared})


def test_prose_stands_in_the_card_as_it_is() -> None:
    prose = "## Why\n\nWe *like* tea. See [us](https://example.org).\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    card = card_of(sample(prose=f"\n{prose}\n\n"))
    assert f"\n\n{prose}\n\n## How to load it\n" in card


@pytest.mark.parametrize("prose", ["---\nlicense: mit\n---\n", "---", "{{ facts }} {% if %}", "```\nopen", "\n \n"])
def test_prose_forges_no_front_matter_and_swallows_no_section(prose: str) -> None:
    card = card_of(sample(prose=prose))
    assert yaml_of(card) == yaml_of(card_of(sample()))
    assert headings(card)[-1] == "How to verify"
    assert "How to load it" in headings(card)
