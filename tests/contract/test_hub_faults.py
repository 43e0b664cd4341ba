"""Faults of every kind at the requests that matter: the old version or the new one, never a third thing."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.hub_faults import KINDS, Fault
from tests.tools.hub_server import HubServer, environment
from tests.tools.hub_trial import DEATHS, PATIENCE, Trial, publish, requests_of
from toolkit.errors import ConflictError, RemoteError

PASSING = [
    *(("commit", 1, kind) for kind in KINDS),
    ("create_tag", 1, "drop-after"), ("commit", 2, "drop-after"),
]  # fmt: skip
HANGING = [("commit", "hang-after"), ("create_tag", "hang"), ("tree", "hang")]


@pytest.fixture
def trial(hub: HubServer, tmp_path: Path) -> Trial:
    return Trial.of(hub, tmp_path)


@pytest.mark.parametrize("kind", DEATHS)
@pytest.mark.parametrize("name", ["create_repo", "commit"])
def test_killed_before_or_after_a_write_a_first_publish_is_healed_by_the_next(
    trial: Trial, name: str, kind: str
) -> None:
    assert trial.strike(Fault(kind, 1, name), grown=False) == "RemoteError"


@pytest.mark.parametrize("kind", DEATHS)
@pytest.mark.parametrize(("name", "at"), [("lfs_put", 1), ("commit", 1), ("create_tag", 1), ("commit", 2)])
def test_killed_before_or_after_a_write_a_second_publish_is_healed_by_the_next(
    trial: Trial, name: str, at: int, kind: str
) -> None:
    assert trial.strike(Fault(kind, at, name)) == "RemoteError"


@pytest.mark.parametrize(("name", "at", "kind"), PASSING)
def test_a_fault_that_passes_is_overcome_without_help(trial: Trial, name: str, at: int, kind: str) -> None:
    assert trial.strike(Fault(kind, at, name)) == "done"


def test_killed_at_any_request_a_publish_is_ended_by_the_next(trial: Trial) -> None:
    """Before and after it in turn; `python -m tests.tools.hub_trial` tries both and every fault at every request."""
    names = requests_of(trial, grown=True)
    assert len(names) > 20
    for number, name in enumerate(names, 1):
        assert trial.strike(Fault(DEATHS[number % 2], number)) == "RemoteError", (number, name)


@pytest.mark.parametrize(("name", "kind"), HANGING)
def test_a_server_that_hangs_is_not_waited_for_for_ever(trial: Trial, name: str, kind: str) -> None:
    hasty = replace(trial, patience=replace(PATIENCE, timeout=1))
    assert hasty.strike(Fault(kind, 1, name)) == "done"


@pytest.mark.parametrize(("name", "kind"), [("commit", "drip-head"), ("resolve", "drip"), ("tree", "drip")])
def test_a_server_that_drips_for_ever_is_left_in_the_end_and_the_next_publish_completes_it(
    trial: Trial, name: str, kind: str
) -> None:
    hasty = replace(trial, patience=replace(PATIENCE, timeout=1, total=1.5))
    assert hasty.strike(Fault(kind, 1, name)) == "RemoteError"


def test_a_server_that_asks_for_a_short_wait_is_given_it(trial: Trial) -> None:
    trial.begin(grown=True)
    trial.server.faults.retry_after = "1"
    trial.server.faults.plant(Fault("503", 1, "create_tag"))
    start = time.monotonic()
    publish(trial.second)
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("name", ["resolve", "info"])
def test_a_server_that_stays_away_is_an_error_that_says_what_to_do(trial: Trial, name: str) -> None:
    trial.begin(grown=True)
    trial.server.faults.plant(Fault("503", 1, name, for_good=True))
    with pytest.raises(RemoteError) as caught:
        publish(trial.second)
    assert caught.value.mend == "run it again; it goes on where it stopped"


def test_a_damaged_download_is_read_once_more(trial: Trial) -> None:
    assert {trial.strike(Fault("corrupt", number, "resolve")) for number in (4, 10)} == {"done"}


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(trial: Trial) -> None:
    trial.begin(grown=True)
    trial.server.faults.retry_after = "90000"
    trial.server.faults.plant(Fault("429", 1, "tree"))
    with pytest.raises(RemoteError, match="the server asks to wait 90000 seconds"):
        publish(trial.second)


def test_of_two_publishers_at_once_one_wins_and_the_other_is_told(trial: Trial) -> None:
    """The other commits between the look of the first and its commit."""
    trial.begin(grown=True)
    trial.server.faults.before("commit", lambda: trial.server.hub.repos["org/small"].add({}, "by another"))
    with pytest.raises(ConflictError, match="somebody else has published there meanwhile"):
        publish(trial.second)
    assert set(trial.server.hub.repos["org/small"].tags) == {"v1.0.0"}


@pytest.mark.parametrize(("name", "moment"), [("commit", "after"), ("create_tag", "before")])
def test_a_process_that_is_killed_leaves_what_the_next_one_ends(
    trial: Trial, name: str, moment: str, tmp_path: Path
) -> None:
    """SIGKILL, truly: the process is gone before the answer, or before the request is acted on."""
    shipment = trial.begin(grown=False)
    program = "from tests.tools.hub_trial import publish; from tests.tools.releases import make_release; import sys; from pathlib import Path; publish(make_release(Path(sys.argv[1])))"
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "again")], env={**os.environ, **environment(trial.server.url)},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    killed = threading.Event()

    def kill() -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed.set()

    (trial.server.faults.before if moment == "before" else trial.server.faults.after)(name, kill)
    assert process.wait(60) == -signal.SIGKILL
    assert killed.wait(10)
    trial.check(shipment, grown=False)
    publish(shipment)
    trial.check(shipment, grown=False)
