"""Every engine keeps the same promises, and a build comes out the same on each: here, on Ray, with a node lost."""

import gzip
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command import files_of, imprint, small_project
from tests.tools.prose import page
from tests.tools.raw_lines import hard_lines
from toolkit.actions.build import BuildRequest, Crew, build
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import load_project
from toolkit.engines.engine import Engine
from toolkit.engines.local import LocalEngine
from toolkit.errors import InputError, Where

SMALL = 8_000  # bytes of a shard: some twenty of them, and a large file in spans


class Nodes:
    """A Ray cluster of one node, and a second that comes and goes."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        head = {"num_cpus": 1, "include_dashboard": False}
        self._cluster = Cluster(initialize_head=True, head_node_args=head)
        self._second: Any = None
        # Tests reach for nothing but loopback; Ray itself makes this machine's own address of it.
        self.address = f"127.0.0.1:{str(self._cluster.address).rpartition(':')[2]}"

    def add(self) -> None:
        if self._second is None:
            self._second = self._cluster.add_node(num_cpus=1)
            self._cluster.wait_for_nodes()

    def kill(self) -> None:
        """The second node, with everything on it, at once."""
        if self._second is not None:
            self._cluster.remove_node(self._second, allow_graceful=False)
            self._second = None

    def close(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """Ray's sockets want a short path; no token in the user's home; and workers find the tests."""
    folder = Path("/tmp") / f"r{os.getpid()}"
    names = {"RAY_TMPDIR": str(folder), "RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}
    os.environ.update(names)
    found = Nodes()
    try:
        yield found
    finally:
        found.close()
        for name in names:
            del os.environ[name]
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["here", "two workers", "ray"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "ray":
        from toolkit.engines.ray import RayEngine

        with RayEngine(address=request.getfixturevalue("nodes").address) as ray:
            yield ray
    else:
        with LocalEngine(1 if request.param == "here" else 2) as local:
            yield local


def double(number: int) -> int:
    return 2 * number


def fail_on(bad: int, number: int) -> int:
    if number == bad:
        raise InputError("bad number", where=Where("x", number), mend="mend it")
    return number


def die_once(marks: Path, number: int) -> int:
    """Kills the process that does it, the first time each is tried."""
    mark = marks / str(number)
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return number


def die(number: int) -> int:
    os._exit(9)


def test_an_engine_keeps_order_and_fails_with_the_tasks_own_error(engine: Engine) -> None:
    assert list(engine.map(double, range(50))) == [2 * n for n in range(50)]
    assert list(engine.map(double, [])) == []
    with pytest.raises(InputError) as caught:
        list(engine.map(partial(fail_on, 7), range(50)))
    assert type(caught.value) is InputError
    assert (str(caught.value), caught.value.mend) == ("x:7: bad number", "mend it")


def test_here_a_worker_that_dies_is_an_error_not_a_hang() -> None:
    with LocalEngine(2) as engine, pytest.raises(InputError, match="killed"):
        list(engine.map(die, [1, 2, 3]))


def test_on_ray_the_task_of_a_worker_that_dies_is_done_again(nodes: Nodes, tmp_path: Path) -> None:
    from toolkit.engines.ray import RayEngine

    with RayEngine(workers=2, address=nodes.address) as engine:
        assert list(engine.map(partial(die_once, tmp_path), range(2))) == [0, 1]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages in files of their own, packed, and in a file of lines that is cut in spans; some of them copies."""
    pages: dict[str, str | bytes] = {f"{number}.txt": page(number) for number in range(8)}
    pages |= {
        "copy.html": f"<p>{page(3)}</p>",
        "stub.txt": "首页\n",
        "packed.jsonl.gz": gzip.compress(hard_lines(9, 1)),
    }
    pages |= {"near.txt": page(5) + "编者按：本文另有配图。\n", "long.jsonl": hard_lines(60)}
    return small_project(tmp_path_factory.mktemp("engines") / "project", pages)


def built(project: Path, crew: Crew, progress: Progress = silent, **how: Any) -> dict[str, bytes]:
    """Everything in dist/, which is emptied first."""
    shutil.rmtree(project / "dist", ignore_errors=True)
    how = {"cached": False, "shard_bytes": SMALL, **how}
    build(BuildRequest(load_project(project), crew, None, progress, **how))
    return files_of(project / "dist")


@pytest.fixture(scope="module")
def expected(project: Path) -> dict[str, bytes]:
    """One worker, no cache, everything in one shard."""
    return built(project, Crew(), shard_bytes=1 << 30)


def test_a_build_is_the_same_in_many_shards_and_with_two_workers(project: Path, expected: dict[str, bytes]) -> None:
    assert built(project, Crew()) == expected
    assert built(project, Crew(workers=2)) == expected


def test_a_build_is_the_same_with_a_cache_that_is_empty_or_full(project: Path, expected: dict[str, bytes]) -> None:
    shutil.rmtree(project / ".imprint", ignore_errors=True)
    assert built(project, Crew(), cached=True) == expected
    assert built(project, Crew(workers=2), cached=True) == expected


def test_a_build_is_the_same_on_one_node_of_ray(project: Path, expected: dict[str, bytes], nodes: Nodes) -> None:
    nodes.kill()
    assert built(project, Crew("ray", None, nodes.address)) == expected


def test_a_build_is_the_same_on_two_nodes_of_ray(project: Path, expected: dict[str, bytes], nodes: Nodes) -> None:
    nodes.add()
    assert built(project, Crew("ray", None, nodes.address), cached=True) == expected


def test_a_build_is_the_same_though_a_node_is_killed_in_the_middle(
    project: Path, expected: dict[str, bytes], nodes: Nodes
) -> None:
    nodes.add()
    killed: list[str] = []

    def kill(stage: str, done: int, total: int) -> None:
        if stage == "clean" and not killed and done * 3 > total:
            killed.append(stage)
            nodes.kill()

    assert built(project, Crew("ray", None, nodes.address), kill) == expected
    assert killed


def test_the_command_runs_on_the_cluster_that_is_named(project: Path, expected: dict[str, bytes], nodes: Nodes) -> None:
    shutil.rmtree(project / "dist")
    done = imprint("build", "--engine", "ray", "--address", nodes.address, "--no-cache", cwd=project)
    assert (done.returncode, done.stdout) == (0, f"dist/{Path(next(iter(expected))).parts[0]}\n"), done.stderr
    assert files_of(project / "dist") == expected


def test_where_no_cluster_answers_the_address_is_named(project: Path) -> None:
    done = imprint("build", "--engine", "ray", "--address", "127.0.0.1:1", cwd=project)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-2].startswith("error: 127.0.0.1:1: no Ray cluster: ")
    assert imprint("build", "--address", "127.0.0.1:1", cwd=project).returncode == 2
