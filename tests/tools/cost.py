"""What a command costs: wall and CPU seconds and peak memory of its whole process tree. Linux, by /proc."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

_EVERY = 0.05  # seconds between two looks
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """`rss`: megabytes of all processes at one moment, the most; what they share counts for each of them."""

    wall: float
    cpu: float
    rss: float

    @classmethod
    def middle(cls, costs: Sequence["Cost"]) -> "Cost":
        """The median of each."""
        return cls(*(median(getattr(one, name) for one in costs) for name in ("wall", "cpu", "rss")))


@dataclass
class _Watch:
    """Looks at the processes of a session until it is told to stop."""

    session: int
    cpu: dict[tuple[int, int], float] = field(default_factory=dict)
    rss: float = 0.0
    foreign: set[str] = field(default_factory=set)  # processes of other sessions: looked at once, for looking costs
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stop.wait(_EVERY):
            self.look()

    def look(self) -> None:
        now = list(self._members())
        self.cpu |= {(process, started): cpu for process, started, cpu, _ in now}
        self.rss = max(self.rss, sum(rss for *_, rss in now))

    def _members(self) -> Iterator[tuple[int, int, float, float]]:
        """(process, when it was started, CPU seconds, megabytes) of each process of the session."""
        names = {entry.name for entry in os.scandir("/proc") if entry.name.isdigit()}
        self.foreign &= names
        for name in names - self.foreign:
            try:
                fields = Path("/proc", name, "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[3]) != self.session:
                self.foreign.add(name)
                continue
            cpu = (int(fields[11]) + int(fields[12])) / _TICK
            yield int(name), int(fields[19]), cpu, int(fields[21]) * _PAGE / 1e6


def measure(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run it in a session of its own; its cost and what it wrote to stderr. Raises `SystemExit` where it fails."""
    log = cwd / ".bench.log"
    started, before = time.perf_counter(), _waited_for()
    with log.open("wb") as stream:
        running = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdout=stream, stderr=stream,
            start_new_session=True,
        )  # fmt: skip
    watch = _Watch(running.pid)
    watching = threading.Thread(target=watch.run, daemon=True)
    watching.start()
    code = running.wait()
    wall = time.perf_counter() - started
    watch.look()
    watch.stop.set()
    watching.join()
    said = log.read_text(encoding="utf-8", errors="replace")
    if code:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with {code}:\n{said[-3000:]}")
    # Either may miss some: the looks what was quick, the system what no process of the tree waited for.
    return Cost(wall, max(sum(watch.cpu.values()), _waited_for() - before), watch.rss), said


def _waited_for() -> float:
    """CPU seconds of all children that have ended, theirs included."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned."""
    cells = [list(heads), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "-|-".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" if place != 1 else f"|-{line}-|" for place, line in enumerate(lines))
