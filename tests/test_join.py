"""The exact join across splits against brute force."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.actions.build.alike import Likeness
from toolkit.actions.build.job import Growth, Job
from toolkit.actions.build.spills import SetWriter
from toolkit.config import Config
from toolkit.curate.contest import Table
from toolkit.curate.join import build_index, probe
from toolkit.curate.signature import Shingles, shingles, similarity_permille
from toolkit.engines.local import LocalEngine
from toolkit.schema.reference import SchemaRef

SETS = st.lists(st.sets(st.integers(0, 30), min_size=1, max_size=20), max_size=8)


def as_shingles(numbers: set[int]) -> Shingles:
    return np.array(sorted(numbers), dtype=np.uint64)


def alike(one: list[Shingles], other: list[Shingles], permille: int) -> set[tuple[int, int]]:
    return {
        (a, b) for a, left in enumerate(one) for b, right in enumerate(other)
        if similarity_permille(left, right) >= permille
    }  # fmt: skip


@settings(max_examples=500)
@given(SETS, SETS, st.sampled_from([1, 200, 333, 500, 800, 801, 950, 1000]))
def test_no_pair_that_is_alike_enough_is_passed_over(one: list[set[int]], other: list[set[int]], permille: int) -> None:
    left, right = [as_shingles(numbers) for numbers in one], [as_shingles(numbers) for numbers in other]
    found = set(probe(build_index(right, permille), left))
    assert alike(left, right, permille) <= found


def test_unrelated_texts_are_dismissed_unseen() -> None:
    chance = random.Random(3)
    alphabet = [chr(0x4E00 + n) for n in range(3000)]
    texts = ["".join(chance.choices(alphabet, k=400)) for _ in range(300)]
    edited = [text[:200] + "改" + text[201:] for text in texts[:50]]
    index = build_index([shingles(text) for text in texts[:50]], 800)
    found = list(probe(index, [shingles(text) for text in texts[50:] + edited]))
    assert found == [(250 + n, n) for n in range(50)]


def test_pairs_exactly_at_the_threshold_are_found() -> None:
    one, other = as_shingles(set(range(9))), as_shingles(set(range(1, 10)))
    assert similarity_permille(one, other) == 800
    assert list(probe(build_index([one], 800), [other])) == [(0, 0)]


def likeness(folder: Path, rows: int) -> Likeness:
    """Of rows that are all alike, in one shard."""
    job = Job(Config(name="x", title="X"), SchemaRef("toolkit.article", "Article"), "", str(folder), Growth(((),)))
    with SetWriter(job.spill("shingles", 0)) as writer:
        for _ in range(rows):
            writer.add(np.arange(50, dtype=np.uint64))
    columns: dict[str, list[Any]] = {"id": [""] * rows, "shard": [0] * rows, "position": list(range(rows))}
    return Likeness(job, LocalEngine(1), Table(columns, np.zeros((rows, 1), dtype=np.uint64)))


def torn(splits: Mapping[int, str]) -> set[tuple[int, int]]:
    """(other, test), all of them."""
    return {(one, two) for one in splits for two in splits if splits[one] != "test" and splits[two] == "test"}


@settings(max_examples=30, deadline=None)
@given(
    rounds=st.lists(st.lists(st.sampled_from(["train", "test", None]), min_size=7, max_size=7), min_size=2, max_size=3)
)
def test_later_rounds_look_at_the_pairs_that_the_round_before_has_not_seen(
    rounds: list[list[str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = likeness(tmp_path_factory.mktemp("scratch"), 7)
    before: set[tuple[int, int]] = set()
    for dealt in rounds:
        splits = {row: split for row, split in enumerate(dealt) if split is not None}
        assert {(one, two) for one, two in asked.across(splits).tolist()} == torn(splits) - before
        before = torn(splits)
