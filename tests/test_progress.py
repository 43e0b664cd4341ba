"""How far work is and where its time went: lines for logs, stages that count each second once, the funnel."""

import time
from functools import partial

import pytest

from tests.tools.command import inside
from tests.tools.growing import Dataset, text
from toolkit.actions.timings import Timings
from toolkit.cli.progress import Lines
from toolkit.engines.local import LocalEngine


def burn(seconds: float, item: int) -> int:
    """Work for so many CPU seconds."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return item + 1


def test_a_log_hears_of_a_long_stage_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(every=0.0)
    lines.report("clean", 0, 4_000_000)
    time.sleep(0.01)
    lines.report("clean", 1_000_000, 4_000_000)
    lines.report("write", 0, 3)
    time.sleep(0.01)
    lines.report("write", 1, 3)
    lines.report("write", 3, 3)
    clean, write = capsys.readouterr().err.splitlines()
    assert clean.startswith("clean: 1.0 MB of 4.0 MB (25 %), ")
    assert clean.endswith(" s left")
    assert "MB/s" in clean
    assert write.startswith("write: 1 of 3 (33 %), ")


def test_a_log_hears_nothing_of_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    for done in range(10):
        lines.report("clean", done, 10)
    assert capsys.readouterr().err == ""


def test_a_stage_within_another_is_not_counted_twice() -> None:
    timings = Timings()
    with timings.stage("outer"):
        with timings.stage("inner"):
            time.sleep(0.05)
        engine = timings.watch(LocalEngine(1))
        assert list(engine.map(partial(burn, 0.05), [1, 2])) == [2, 3]
    spent = timings.stages
    assert list(spent) == ["outer", "inner", "burn"]
    assert spent["inner"].wall >= 0.05 > spent["inner"].cpu
    assert spent["burn"].cpu >= 0.1
    assert spent["outer"].cpu < 0.05


def test_what_workers_spend_is_counted_and_their_results_come_in_order() -> None:
    timings = Timings()
    with LocalEngine(2) as pool, timings.stage("driver"):
        assert list(timings.watch(pool).map(partial(burn, 0.2), range(4))) == [1, 2, 3, 4]
    assert timings.stages["burn"].cpu >= 0.8
    assert timings.stages["driver"].cpu < 0.2


def test_the_funnel_ends_a_build_and_timings_name_its_stages(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("funnel")
    Dataset(folder, {"a.txt": text(1), "b.txt": text(2), "copy.txt": text(1), "x.doc": "x"})
    done = inside("build", "--timings", cwd=folder)
    said = " ".join(done.stderr.split())
    assert "read from 4 files 3 duplicate -1 exact copy of an article that was kept rows 2" in said
    assert "not read: unknown_format 1" in said
    assert all(f" {stage} " in said for stage in ("observe", "refine", "decide", "seal", "describe", "all"))
    assert done.stdout == "dist/small-1.0.0\n"
