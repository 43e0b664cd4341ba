"""Five releases deep: whatever happens to a dataset, no row moves, nothing leaks, and each number tells the truth.

    python -m tests.story.test_histories FIRST COUNT

judges as many histories, from the seed FIRST on, and prints the sums.
"""

import sys
import tempfile
from pathlib import Path

import pytest

from tests.tools.command import files_of
from tests.tools.histories import History
from tests.tools.judge import Judge

_DEEP = 5


def _assert_fair(judge: Judge) -> None:
    assert not judge.moved
    assert not judge.leaked
    assert not judge.unexplained
    assert not judge.needless
    assert not judge.wrong_numbers


@pytest.mark.parametrize("seed", range(4))
def test_in_a_random_history_nothing_moves_leaks_or_goes_without_a_reason(seed: int, tmp_path: Path) -> None:
    history = History(tmp_path / "p", seed)
    history.run(_DEEP)
    assert len(history.releases) > 1
    _assert_fair(history.judge)


@pytest.mark.parametrize("settings", ['by = "site"', 'by = "date"\ncut = "2024"'])
def test_split_by_site_or_date_it_is_so_too(settings: str, tmp_path: Path) -> None:
    history = History(tmp_path / "p", 100, settings)
    history.run(_DEEP)
    _assert_fair(history.judge)


def test_the_same_history_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    seen = []
    for name in ("one", "two"):
        history = History(tmp_path / name, 7)
        history.run(_DEEP)
        seen.append([(path.name, files_of(path)) for path in history.releases])
    assert seen[0] == seen[1]


def main(first: int, count: int) -> None:
    """Judge many histories."""
    releases = losses = kept = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            history = History(Path(folder), seed)
            history.run(_DEEP)
            judge = history.judge
            found = [judge.moved, judge.leaked, judge.unexplained, judge.needless, judge.wrong_numbers]
            print(seed, len(history.releases), judge.kept, judge.losses, found if any(found) else "fair", flush=True)
        releases, losses, kept = releases + len(history.releases), losses + judge.losses, kept + judge.kept
    print(f"{count} histories, {releases} releases, {kept} rows kept, {losses} lost")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
