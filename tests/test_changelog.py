"""CHANGELOG.md: made from the history alone, latest first, nothing in it is markup that was not meant."""

from typing import Any

import pytest

from tests.test_describe_card import EVIL, PARSER, card_of, headings
from tests.test_describe_facts import sample
from toolkit.describe.changelog import latest, render_changelog
from toolkit.describe.words import READERS
from toolkit.release.changes import Changes, ColumnChange, Step
from toolkit.release.manifest import Manifest, parse_manifest

FIRST = {"version": "1.0.0", "rows": {"test": 5, "train": 1_031}}


def changes(**update: Any) -> dict[str, Any]:
    return {"added": {}, "removed": {}, "changed": 0, "moved": 0, **update}


def grown(**update: Any) -> Manifest:
    step = {"version": "1.1.0", "rows": {"test": 6, "train": 1_040}, "changes": changes(**update)}
    return sample(version="1.1.0", history=[FIRST, step])


def test_a_release_of_a_program_that_kept_no_history_is_its_own_first() -> None:
    assert render_changelog(sample()).endswith(
        "\n\n## 1.0.0\n\nThe first release. It holds 31 rows in `train`, 5 rows in `test`.\n\n"
        "### Added\n\n- 31 rows in `train`\n- 5 rows in `test`\n"
    )


def test_the_latest_version_stands_first_and_each_change_in_its_section() -> None:
    column = {"kind": "narrowed", "column": "standards", "old": "no such limit", "new": "maxItems 9"}
    added = {"kind": "added", "column": "grade", "new": "string or null"}
    gone = {"kind": "removed", "column": "old|name", "old": "string"}
    text = render_changelog(
        grown(
            added={"train": 12, "test": 1},
            removed={"pruned": 1, "near_duplicate": 2, "taken_down": 1},
            changed=3,
            moved=1,
            columns=[column, added, gone],
        )
    )
    assert text == (
        "# Changelog of tea-notes\n\n"
        "MAJOR: a row was changed, moved or removed, or a column was removed, retyped or narrowed.\n"
        "MINOR: rows or columns were added, or a column was widened. "
        "PATCH: the same rows, or some removed by a takedown.\n\n"
        "## 1.1.0\n\nSince 1.0.0. It holds 1,040 rows in `train`, 6 rows in `test`.\n\n"
        "### Added\n\n- 12 rows in `train`\n- 1 row in `test`\n"
        f"- column `grade` (`string or null`): {READERS['added']}\n\n"
        "### Changed\n\n- 3 rows with another text or other facts\n- 1 row moved to another split\n"
        f"- column `standards` narrowed (`no such limit` to `maxItems 9`): {READERS['narrowed']}\n\n"
        "### Removed\n\n- 2 rows: near copy of an article that was kept (`near_duplicate`)\n"
        "- 1 row: its raw page is gone (`pruned`)\n- 1 row: removed by a takedown (`taken_down`)\n"
        f"- column `old\\|name` (`string`): {READERS['removed']}\n\n"
        "## 1.0.0\n\nThe first release. It holds 1,031 rows in `train`, 5 rows in `test`.\n\n"
        "### Added\n\n- 1,031 rows in `train`\n- 5 rows in `test`\n"
    )


def test_the_card_names_what_the_latest_version_changed() -> None:
    manifest = grown(removed={"pruned": 2})
    assert latest(manifest) == (
        "What `1.1.0` changed since `1.0.0`:\n\n- **Removed** 2 rows: its raw page is gone (`pruned`)"
    )
    assert str(latest(manifest)) in card_of(manifest)
    assert "This is the first version:\n\n- **Added** 31 rows in `train`" in card_of(sample())


def test_a_release_with_another_card_alone_says_so() -> None:
    assert "\n## 1.1.0\n\nSince 1.0.0. It holds 1,040 rows in `train`, 6 rows in `test`.\n\nNo row" in render_changelog(
        grown()
    )
    assert latest(grown()).endswith("\n\n- no row and no column")


def test_the_draft_and_the_manifest_read_back_give_the_same_changelog() -> None:
    draft = grown(added={"test": 1, "train": 9})
    assert render_changelog(parse_manifest(draft.sealed().to_bytes())) == render_changelog(draft)


@pytest.mark.parametrize("kind", READERS)
def test_every_kind_of_change_to_a_column_says_whom_it_concerns(kind: str) -> None:
    assert READERS[kind] in render_changelog(grown(columns=[{"kind": kind, "column": "x", "old": "a", "new": "b"}]))
    assert set(READERS) == set(ColumnChange.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]


def test_hostile_names_make_no_markup() -> None:
    column = ColumnChange(kind="retyped", column=EVIL, old=EVIL, new=EVIL)
    steps = [
        Step(version=EVIL, rows={EVIL: 1}),
        Step(
            version=EVIL,
            rows={EVIL: 1},
            changes=Changes(added={EVIL: 1}, removed={EVIL: 1}, changed=1, moved=0, columns=(column,)),
        ),
    ]
    manifest = sample(name=EVIL, history=[step.model_dump() for step in steps])
    tokens = PARSER.parse(render_changelog(manifest))
    kinds = {child.type for token in [*tokens, *PARSER.parse(latest(manifest))] for child in token.children or [token]}
    assert not {kind for kind in kinds if "html" in kind or "image" in kind or "link" in kind or "fence" in kind}
    heads = [token.tag for token in tokens if token.type == "heading_open"]
    assert heads == ["h1", "h2", "h3", "h3", "h3", "h2", "h3"]
    assert headings(card_of(manifest)) == headings(card_of(sample()))
