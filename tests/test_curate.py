import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import SplitConfig
from toolkit.curate.dedup import Claim, candidate_pairs, components
from toolkit.curate.signature import band_keys, shingle_sets, shingles, similarity_permille, text_digest
from toolkit.curate.split import deal, group_hash, split_by_date

WORDS = "标准化工作组讨论了试点项目的进展情况并提出下一步安排各县区代表参加会议交流经验"


def prose(seed: int, length: int = 600) -> str:
    return "".join(random.Random(seed).choices(WORDS + "的一是在不了有和人这中大为上个国我以要他时来用们", k=length))


def jaccard(one: str, other: str) -> float:
    grams = [{text[i : i + 5] for i in range(max(1, len(text) - 4))} for text in (one, other)]
    return len(grams[0] & grams[1]) / len(grams[0] | grams[1])


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_similarity_is_the_jaccard_index_of_character_5_grams(one: str, other: str) -> None:
    assert similarity_permille(shingles(one), shingles(other)) == int(1000 * jaccard(one, other) + 1e-9)


@given(st.lists(st.text(max_size=12)))
def test_the_shingles_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    sets = shingle_sets(texts)
    assert [one.tolist() for one in sets] == [shingles(text).tolist() for text in texts]


def test_long_texts_are_hashed_piece_by_piece() -> None:
    texts = [prose(seed, length) for seed, length in enumerate((40_000, 3, 20_000, 20_000, 1))]
    assert [one.tolist() for one in shingle_sets(texts)] == [shingles(text).tolist() for text in texts]


def test_white_space_does_not_tell_copies_apart() -> None:
    assert text_digest("云河\n市 发布") == text_digest("云河市　发布")
    assert text_digest("云河市发布") != text_digest("云河市公布")


def test_copies_with_small_edits_share_a_band() -> None:
    texts = [prose(seed) for seed in range(50)]
    edited = [text[:300] + "乙" + text[301:] for text in texts]
    keys = band_keys([shingles(text) for text in texts + edited])
    pairs = set(map(tuple, candidate_pairs(keys).tolist()))
    assert {(i, i + 50) for i in range(50)} <= pairs
    assert len(pairs) < 60


def test_signatures_are_the_same_on_every_machine() -> None:
    assert hex(int(shingles("云河市发布地方标准")[0])) == "0xa57ef4705ca331ae"
    assert hex(int(band_keys([shingles("云河市发布地方标准")])[0][0])) == "0x3eef430b9d3c2656"


def test_one_bucket_of_many_makes_few_pairs() -> None:
    keys = np.full((10_000, 2), 7, dtype=np.uint64)
    pairs = candidate_pairs(keys)
    assert len(pairs) < 20_000
    assert set(components(10_000, map(tuple, pairs.tolist()))) == {0}


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_components_are_the_connected_ones(graph: tuple[int, list[tuple[int, int]]]) -> None:
    size, pairs = graph
    labels = components(size, pairs)
    assert all(labels[one] == labels[other] for one, other in pairs)
    reach = {i: {i} for i in range(size)}
    for one, other in pairs:
        joined = reach[one] | reach[other]
        for item in joined:
            reach[item] = joined
    assert all(labels[i] == min(reach[i]) for i in range(size))


CLAIMS = st.builds(Claim, st.integers(0, 2), st.integers(0, 3), st.sampled_from([None, "2023-01-01", "2024"]), st.integers(1, 9),
                   st.tuples(st.binary(max_size=2), st.integers(0, 5)))  # fmt: skip


@given(st.lists(CLAIMS, min_size=1, max_size=8, unique_by=lambda claim: claim.place), st.randoms())
def test_the_best_claim_does_not_depend_on_the_order_of_input(claims: list[Claim], chance: random.Random) -> None:
    assert min(claims, key=Claim.rank) == min(chance.sample(claims, len(claims)), key=Claim.rank)


def test_the_best_claim_was_published_before_then_has_the_best_metadata_then_is_earliest_then_longest() -> None:
    place = (b"a", 0)
    ranked = [
        Claim(0, 1, None, 1, place),
        Claim(1, 2, "2020", 9, place),
        Claim(1, 1, "2020", 1, place),
        Claim(1, 1, "2021", 9, place),
        Claim(1, 1, "2021", 8, place),
        Claim(1, 1, "2021", 8, (b"b", 0)),
        Claim(1, 1, None, 9, place),
    ]
    assert sorted(set(ranked), key=Claim.rank) == ranked


@given(st.sets(st.text(max_size=5), max_size=40), st.integers(0, 9_999))
def test_no_split_of_a_first_release_is_empty_where_two_clusters_are(clusters: set[str], share: int) -> None:
    config = SplitConfig(salt="salt", test_share=share / 10_000)
    hashes = {group_hash(cluster, None, config) for cluster in clusters}
    splits = deal(hashes, config, first=True)
    assert set(splits) == hashes
    if len(clusters) >= 2 and share:
        assert set(splits.values()) == {"train", "test"}
    if clusters and not share:
        assert set(splits.values()) == {"train"}


def test_the_share_is_met_on_average_and_the_salt_decides() -> None:
    def dealt(salt: str) -> list[str]:
        config = SplitConfig(salt=salt, test_share=0.1)
        hashes = [group_hash(str(number), None, config) for number in range(20_000)]
        splits = deal(reversed(hashes), config, first=False)
        assert splits == deal(hashes, config, first=False)
        return [splits[value] for value in hashes]

    assert 1_800 < dealt("a").count("test") < 2_200
    assert dealt("a") != dealt("b")


def test_by_site_all_rows_of_a_site_go_one_way_and_a_row_without_one_goes_alone() -> None:
    config = SplitConfig(by="site", salt="s", test_share=0.5)
    assert group_hash("1" * 32, "a.example", config) == group_hash("2" * 32, "a.example", config)
    assert group_hash("1" * 32, None, config) != group_hash("2" * 32, None, config)


@pytest.mark.parametrize(
    ("published", "cut", "split"),
    [
        ("2024-06-01", "2024-06-01", "test"),
        ("2024-05-31T23:59", "2024-06-01", "train"),
        ("2024-06-01T00:00:00", "2024-06", "test"),
        ("2025", "2024-06", "test"),
        ("2024", "2024-06", "train"),  # it may have been before
        ("2024-06", "2024-06-15", "train"),
        ("--12-31", "2024-06", "train"),
        (None, "2024-06", "train"),
        ("2024-07", "2024", "test"),
    ],
)
def test_by_date_only_what_is_certainly_later_is_test(published: str | None, cut: str, split: str) -> None:
    assert split_by_date(published, cut) == split
