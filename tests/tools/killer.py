"""Builds a project in a forked child that dies by SIGKILL at its n-th change of the file system, for every n.

usage: python -m tests.tools.killer PROJECT
One JSON line a kill: {"n": .., "event": .., "dist": [names]}; the last line has `"event": null`: nothing was killed.
An audit hook counts every file opened for writing, every rename, every folder made or removed.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.actions.build import BuildRequest, build
from toolkit.actions.project import load_project

_CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.truncate"}


def is_change(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audited event changes the file system."""
    if event == "open":
        path, _, flags = arguments
        writes = bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return writes and not str(path).startswith("/dev/")
    return event in _CHANGES


def work_and_die(work: Callable[[], object], number: int, report: int) -> None:
    """Work in this process; at change `number` write its name to `report` and die."""
    seen = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if is_change(event, arguments):
            seen += 1
            if seen == number:
                os.write(report, f"{event} {arguments[0]}".encode("utf-8", "replace"))
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    work()


def kill_at(work: Callable[[], object], number: int) -> str | None:
    """Fork, work, die at the n-th change; the name of that change, None where the work ended first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work_and_die(work, number, writing)
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        event = stream.read().decode("utf-8")
    _, status = os.waitpid(child, 0)
    if status != 0 and os.WTERMSIG(status) != signal.SIGKILL:
        raise SystemExit(f"the work itself failed at change {number}")
    return event or None


def warm_up(project: Path) -> None:
    """Build a copy, so that no child has to import, compile patterns and read tables: most of a small build's time."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(project, folder, dirs_exist_ok=True)
        build(BuildRequest(load_project(Path(folder))))


def main(project: Path, first: int = 1, step: int = 1) -> None:
    """Every `step`th kill in turn, from the `first` on; each finds what the one before left."""
    warm_up(project)
    number = first - step
    while True:
        number += step
        event = kill_at(lambda: build(BuildRequest(load_project(project))), number)
        names = sorted(path.name for path in (project / "dist").iterdir()) if (project / "dist").exists() else []
        print(json.dumps({"n": number, "event": event, "dist": names}), flush=True)
        if event is None:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
