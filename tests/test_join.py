"""The exact join across splits against brute force."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.curate.join import build_index, probe
from toolkit.curate.signature import Shingles, shingles, similarity_permille

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
