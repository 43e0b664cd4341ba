"""Builds a project in a forked child whose disk is full from its n-th new file or folder on, for every even n.

usage: python -m tests.tools.full_disk PROJECT
Before that, as n = 0, dist/ is read-only. One JSON line a build: {"n": .., "code": exit code, "said": stderr, "same":
whether dist/ is as it was}; in the last one nothing was refused, and the build went through. An audit hook refuses files
opened for writing and new folders, and of the read-only dist/ every change.
"""

import errno
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

import toolkit.cli.build  # noqa: F401  here, so that no child has to
from tests.tools.command import files_of
from tests.tools.killer import is_change, warm_up
from toolkit.cli.main import run

_NEW = ("open", "os.mkdir")


def build_on_full_disk(number: int) -> tuple[int, str, bool]:
    """Build in this process; exit code, stderr, and whether anything was refused."""
    seen, said = 0, io.StringIO()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if not is_change(event, arguments):
            return
        if number == 0 and f"{os.sep}dist{os.sep}" in str(arguments[0]):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(arguments[0]))
        seen += event in _NEW
        if event in _NEW and seen >= number > 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

    sys.addaudithook(hook)
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        code = run(["build", "--workers", "1"])
    return code, said.getvalue(), seen >= number


def refuse_from(number: int) -> dict[str, Any]:
    """Fork, build, and what came of it."""
    before = files_of(Path("dist"))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(build_on_full_disk(number)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        code, said, refused = json.loads(stream.read() or b'[-1, "the build died", true]')
    os.waitpid(child, 0)
    return {"n": number, "code": code, "said": said, "refused": refused, "same": files_of(Path("dist")) == before}


def main(project: Path) -> None:
    """Every n in turn."""
    warm_up(project)
    os.chdir(project)
    for number in count(step=2):  # every write goes the same way: half of them will do
        built = refuse_from(number)
        sys.stdout.write(json.dumps(built) + "\n")
        sys.stdout.flush()
        if not built["refused"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
