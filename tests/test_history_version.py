"""The version number: the rule, held against its words, and what a smaller number is refused with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_history_diff import Entry, index
from toolkit import Article
from toolkit.history.columns import column_changes
from toolkit.history.diff import changes_of, compare_indexes
from toolkit.history.version import Growth, bumped, level, next_version, refusal, step_between
from toolkit.release.changes import Changes, ColumnChange
from toolkit.release.version import Version
from toolkit.schema.jsonschema import json_schema

NOTHING = Changes(added={}, removed={}, changed=0, moved=0)
VERSIONS = st.builds(Version, *[st.integers(0, 3)] * 3)
COUNTS = st.integers(0, 2)
KINDS = ["added", "required", "removed", "retyped", "narrowed", "widened"]
CHANGES = st.builds(
    Changes,
    added=st.dictionaries(st.sampled_from(["train", "test"]), COUNTS),
    removed=st.dictionaries(st.sampled_from(["taken_down", "pruned", "absent"]), COUNTS),
    changed=COUNTS,
    moved=COUNTS,
    columns=st.lists(st.builds(ColumnChange, kind=st.sampled_from(KINDS), column=st.just("x")), max_size=2).map(tuple),
)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({}, "none"),
        ({"added": {"train": 0}, "removed": {"pruned": 0}}, "none"),
        ({"added": {"test": 1}}, "minor"),
        ({"removed": {"taken_down": 2}}, "patch"),
        ({"removed": {"taken_down": 2}, "added": {"train": 1}}, "minor"),
        ({"removed": {"taken_down": 2, "pruned": 1}}, "major"),
        ({"removed": {"absent": 1}}, "major"),
        ({"changed": 1}, "major"),
        ({"moved": 1, "added": {"train": 9}}, "major"),
    ],
)
def test_rows_call_for_a_number_by_the_rule(update: dict[str, object], expected: str) -> None:
    assert level(NOTHING.model_copy(update=update)) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_columns_call_for_a_number_by_the_rule(kind: str) -> None:
    changes = Changes.model_validate({**NOTHING.model_dump(), "columns": [{"kind": kind, "column": "x"}]})
    assert level(changes) == ("minor" if kind in ("added", "widened") else "major")


def test_another_card_alone_is_a_patch() -> None:
    assert level(NOTHING, files_differ=True) == "patch"
    assert next_version(Version(1, 2, 3), NOTHING, Version(1, 2, 3), files_differ=True) == Version(1, 2, 4)


@given(VERSIONS, VERSIONS, CHANGES, st.booleans())
def test_the_next_number_is_above_every_other_and_announces_what_changed(
    one: Version, other: Version, changes: Changes, files: bool
) -> None:
    baseline, highest = min(one, other), max(one, other)
    found, called = next_version(baseline, changes, highest, files), level(changes, files)
    if called == "none":
        assert found == baseline
        return
    assert found > highest
    order = ("patch", "minor", "major")
    assert order.index(step_between(baseline, found)) >= order.index(called)
    if baseline == highest:
        assert found == bumped(baseline, called)


OLD = index([Entry(1, "train"), Entry(2, "train"), Entry(3, "test"), Entry(4, "train")])
NEW = index(
    [
        Entry(1, "train", 9),
        Entry(2, "test"),
        Entry(4, None, 0, "pruned"),
        Entry(3, None, 0, "taken_down"),
        Entry(5, "train"),
    ]
)
ROWS = compare_indexes(OLD, NEW)
FIRST = Version(1, 0, 0)


def refused(asked: Version, growth: Growth) -> str:
    error = refusal(asked, growth, ROWS)
    assert error is not None
    assert error.exit_code == 5
    return str(error)


def test_a_smaller_number_is_refused_with_the_rows_that_forbid_it() -> None:
    growth = Growth(FIRST, FIRST, changes_of(ROWS))
    text = refused(Version(1, 1, 0), growth)
    assert text == (
        "version: 1.1.0 is too small a number: "
        f"1 row changed ({1:032x}); 1 row moved to another split ({2:032x}); 1 row removed ({4:032x})"
    )
    assert f"1 row added ({5:032x})" in refused(Version(1, 0, 1), growth)
    assert refusal(Version(2, 0, 0), growth, ROWS) is None
    assert refusal(Version(7, 0, 0), growth, ROWS) is None


def test_a_refusal_names_no_more_than_the_first_rows() -> None:
    rows = compare_indexes(index([]), index([Entry(number, "train") for number in range(2_000)]))
    error = refusal(Version(1, 0, 1), Growth(FIRST, FIRST, changes_of(rows)), rows)
    assert f"2,000 rows added ({0:032x}, {1:032x}, {2:032x}, …)" in str(error)
    assert error is not None and error.mend == "ask for 1.1.0 or a larger one, or let the build compute it"


def test_a_refusal_names_the_column() -> None:
    column = ColumnChange(kind="retyped", column="standards", old="array", new="string")
    growth = Growth(FIRST, FIRST, NOTHING.model_copy(update={"columns": (column,)}))
    assert refused(Version(1, 1, 0), growth).endswith("column standards retyped")


def test_a_number_is_never_issued_twice() -> None:
    growth = Growth(FIRST, Version(1, 3, 0), NOTHING.model_copy(update={"added": {"train": 1}}))
    assert refused(Version(1, 2, 0), growth).endswith("1.3.0 was issued already")
    assert refusal(Version(1, 4, 0), growth, ROWS) is None
    assert refused(FIRST, Growth(FIRST, FIRST, NOTHING, files_differ=True)).endswith("1.0.0 was issued already")


class Wider(Article):
    standards: tuple[str, ...] = ()
    editor_in_chief: str | None = None
    weight: float = 0.0


class Stricter(Article):
    grade: str


def test_a_column_that_old_rows_can_be_given_is_added() -> None:
    found = column_changes(json_schema(Article), json_schema(Wider))
    assert {(change.kind, change.column) for change in found} == {
        ("added", "standards"), ("added", "editor_in_chief"), ("added", "weight"),
    }  # fmt: skip
    assert level(NOTHING.model_copy(update={"columns": found})) == "minor"


def test_a_struct_that_can_be_filled_is_added() -> None:
    tree = json_schema(Article)
    old = {**tree, "properties": {name: part for name, part in tree["properties"].items() if name != "pii"}}
    assert [change.kind for change in column_changes(old, tree)] == ["added"]


def test_a_new_field_of_a_struct_that_was_there_is_added() -> None:
    tree = json_schema(Article)
    kinds = tree["$defs"]["PiiCounts"]
    fewer = {name: part for name, part in kinds["properties"].items() if name != "ip"}
    old = {**tree, "$defs": {"PiiCounts": {**kinds, "properties": fewer}}}
    assert [(change.kind, change.column) for change in column_changes(old, tree)] == [("added", "pii.ip")]


def test_a_column_that_nothing_can_fill_is_required() -> None:
    assert [(change.kind, change.column) for change in column_changes(json_schema(Article), json_schema(Stricter))] == [
        ("required", "grade")
    ]


def test_a_column_that_is_gone_is_removed() -> None:
    found = column_changes(json_schema(Wider), json_schema(Article))
    assert {change.kind for change in found} == {"removed"}


@pytest.mark.parametrize("tree", [{}, {"properties": []}, {"properties": {"a": 1}}])
def test_what_is_no_schema_is_refused(tree: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        column_changes({"properties": {}}, tree)
    with pytest.raises(ValueError):
        column_changes(tree, {"properties": {}} if "a" not in str(tree) else {"properties": {"a": {"type": "string"}}})
