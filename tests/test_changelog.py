"""The changelog of a first release."""

from tests.test_describe_facts import sample
from toolkit.history.changelog import first_changelog
from toolkit.release.manifest import parse_manifest


def test_the_first_changelog_counts_rows_by_split_and_pages_left_out_by_reason() -> None:
    text = first_changelog(sample(funnel__rejects={"duplicate": 1, "near_duplicate": 1_200, "too_short": 0}))
    assert text.startswith("# Changelog of tea-notes\n")
    assert text.endswith(
        "\n## 1.0.0\n\nThe first release.\n\n### Added\n\n- 31 rows in `train`\n- 5 rows in `test`\n\n"
        "### Left out\n\n- 1,200 pages: near duplicate\n- 1 page: duplicate\n"
    )


def test_nothing_left_out_is_not_mentioned() -> None:
    assert first_changelog(sample(funnel__rejects={})).endswith("\n- 5 rows in `test`\n")


def test_a_split_without_rows_is_not_mentioned() -> None:
    splits = sample().model_dump()["stats"]["splits"]
    splits["test"]["rows"] = 0
    assert "`test`" not in first_changelog(sample(stats__splits=splits))


def test_the_draft_and_the_manifest_read_back_give_the_same_changelog() -> None:
    draft = sample()
    assert first_changelog(parse_manifest(draft.sealed().to_bytes())) == first_changelog(draft)
