"""Quantiles: always one of the values, and only asked of manifests that name them."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.release.manifest import QUANTILES, Stats
from toolkit.release.stats import as_counted_by, count_rows

ROW = {
    "site": None, "rights_status": "unknown", "language": "zh-Hans", "license": None, "truncated": False,
    "paywalled": False, "spam": False, "pii": {"qq": 0}, "text_bytes": 3,
}  # fmt: skip


def counted(lengths: list[int], dates: list[str | None]) -> Stats:
    pairs = zip(lengths, [*dates, *[None] * len(lengths)], strict=False)
    return count_rows({"train": pa.Table.from_pylist([{**ROW, "char_count": n, "published_at": d} for n, d in pairs])})


@settings(deadline=None)  # the first table made of a list may import pandas
@given(st.lists(st.integers(1, 99), min_size=1, max_size=30))
def test_at_least_so_many_in_a_hundred_are_no_longer(lengths: list[int]) -> None:
    split = counted(lengths, []).splits["train"]
    assert split.quantiles[QUANTILES.index(50)] == split.median
    for percent, value in zip(QUANTILES, split.quantiles, strict=True):
        assert value in lengths
        below = sum(length < value for length in lengths)
        assert 100 * below <= percent * (len(lengths) - 1)
    assert list(split.quantiles) == sorted(split.quantiles)


def test_dates_without_a_year_are_not_placed() -> None:
    stats = counted([1, 2, 3], ["2018-08", "--01-14", "2018"])
    assert stats.date_quantiles == ("2018", "2018", "2018", "2018", "2018")
    assert counted([1], [None]).date_quantiles == ()


def test_what_an_earlier_program_did_not_count_is_not_asked_of_it() -> None:
    actual = counted([5, 6], ["2018"])
    tree = actual.model_dump()
    del tree["date_quantiles"], tree["splits"]["train"]["quantiles"]
    claimed = Stats.model_validate(tree)
    assert as_counted_by(claimed, actual) == claimed
    assert as_counted_by(actual, actual) == actual


def test_a_date_without_a_year_and_no_date_at_all_are_counted_as_unknown() -> None:
    stats = counted([30, 31, 32, 33], ["--06-05", "", None, "2018-08-03"])
    assert (stats.dates, stats.years) == (("2018-08-03", "2018-08-03"), {"": 3, "2018": 1})


def test_rows_that_hold_no_counts_of_personal_data_are_counted_without() -> None:
    table = pa.Table.from_pylist([{**ROW, "char_count": 30, "published_at": None, "pii": None}])
    assert count_rows({"train": table}).splits["train"].pii == {}
