"""A publish to the Hub on this machine with a fault in it: what it leaves, and whether the next one heals it.

usage: python -m tests.tools.hub_trial    every fault at every request, which takes some minutes; prints the figures
"""

import copy
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.tools.command import files_of
from tests.tools.hub_answers import Hub
from tests.tools.hub_faults import KINDS, Fault
from tests.tools.hub_server import HubServer
from tests.tools.releases import FILES, make_release
from toolkit.actions.publish import Prepared, carry_out
from toolkit.actions.publish.plan import make_plan
from toolkit.errors import ToolkitError
from toolkit.targets.bounded import Patience
from toolkit.targets.catalog import Entry
from toolkit.targets.repository import HubTarget
from toolkit.targets.target import Shipment

PATIENCE = Patience(timeout=2, tries=3, wait=0.01)
NEXT = {**FILES, "data/train-00000-of-00001.parquet": b"PAR1 other rows PAR1", "more.json": b"[]"}
DEATHS = ("dead", "dying")  # killed before, and after, the request was acted on


@dataclass(frozen=True)
class Trial:
    """Two releases, and a server to publish the second to, after the first; `grown` is the Hub that holds the first."""

    server: HubServer
    first: Shipment
    second: Shipment
    grown: Hub
    patience: Patience = PATIENCE

    @classmethod
    def of(cls, server: HubServer, folder: Path) -> "Trial":
        first = make_release(folder / "small-1.0.0")
        publish(first)
        second = make_release(folder / "small-1.1.0", "1.1.0", NEXT, first.manifest)
        return cls(server, first, second, copy.deepcopy(server.hub))

    def begin(self, grown: bool) -> Shipment:
        """A fresh server, with the first version on it where `grown`; the release that is published next."""
        self.server.faults.plant(None)
        self.server.hub = copy.deepcopy(self.grown) if grown else Hub()
        self.server.hub.url = self.server.url
        self.server.log.clear()
        return self.second if grown else self.first

    def strike(self, fault: Fault, grown: bool = True) -> str:
        """Publish with the fault, look at what it left, publish again; what became of the first try."""
        shipment = self.begin(grown)
        self.server.faults.plant(fault)
        try:
            publish(shipment, self.patience)
            result = "done"
        except ToolkitError as error:
            result = type(error).__name__
        struck = self.server.faults.struck
        self.server.faults.plant(None)
        if not struck:
            return "missed"
        self.check(shipment, grown)
        publish(shipment, self.patience)
        self.check(shipment, grown)
        assert set(self.server.hub.repos["org/small"].tags) == ({"v1.0.0", "v1.1.0"} if grown else {"v1.0.0"})
        return result

    def check(self, shipment: Shipment, grown: bool) -> None:
        """The remote holds the old version or the new one, never a third thing; no tag is on anything else."""
        repo = self.server.hub.repos.get("org/small")
        if repo is None:
            return
        states = [files_of(shipment.folder), files_of(self.first.folder) if grown else {}]
        assert _release_files(repo.tip.files) in states
        for tag, commit in repo.tags.items():
            wanted = shipment if tag == f"v{shipment.manifest.version}" else self.first
            assert _release_files(repo.at(commit).files) == files_of(wanted.folder)
        for path in repo.tip.files:
            if path.startswith("versions/"):
                assert f"v{path.removeprefix('versions/').removesuffix('.json')}" in repo.tags


def _release_files(files: object) -> dict[str, bytes]:
    assert isinstance(files, dict)
    return {path: b.data for path, b in files.items() if path != ".gitattributes" and not path.startswith("versions/")}


def publish(shipment: Shipment, patience: Patience = PATIENCE) -> Entry:
    """As the command does, but for the verification of the release and the gate."""
    target = HubTarget("org/small", patience=patience)
    remote = target.look()
    return carry_out(Prepared(target, shipment, remote, make_plan(target.name, shipment, remote), (), None))


def requests_of(trial: Trial, grown: bool) -> list[str]:
    """The names of the requests that a publish makes, in order."""
    publish(trial.begin(grown))
    return list(trial.server.log)


def campaign(trial: Trial) -> Iterator[tuple[bool, int, str, str, str]]:
    """(grown, number of the request, its name, the fault, what became of it), for every request and fault."""
    for grown in (False, True):
        for number, name in enumerate(requests_of(trial, grown), 1):
            for kind in (*DEATHS, *KINDS):
                yield grown, number, name, kind, trial.strike(Fault(kind, number), grown)


def main() -> None:
    """Prints each request with what became of each fault, and the totals."""
    total: Counter[str] = Counter()
    with HubServer().running() as server, tempfile.TemporaryDirectory() as folder:
        from tests.tools.hub_server import point_library_at

        point_library_at(server.url)
        trial = Trial.of(server, Path(folder))
        for grown, number, name, kind, result in campaign(trial):
            total[result] += 1
            sys.stdout.write(f"{'second' if grown else 'first'} {number:>3} {name:<14} {kind:<12} {result}\n")
        assert server.violations == []
    sys.stdout.write(f"{sum(total.values())} trials: {dict(total)}\n")


if __name__ == "__main__":
    main()
