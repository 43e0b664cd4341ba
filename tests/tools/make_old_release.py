"""Writes tests/fixtures/format-1.zip: a tiny release by a toolkit of another version, from invented pages.

    python -m tests.tools.make_old_release [FILE]

It is what the promise to read old manifests is tested on. Once a release of format 1 has been published it is never
written again: what no longer reads it has broken the promise.
"""

import sys
import tempfile
import zipfile
from pathlib import Path

import toolkit

FIXTURE = Path(__file__).parents[1] / "fixtures" / "format-1.zip"
OTHER_VERSION = "0.0.1"


def make(target: Path) -> None:
    """Build the release as `OTHER_VERSION` would call itself, and pack it."""
    toolkit.__version__ = OTHER_VERSION  # before the modules that say it are imported
    from tests.tools.command import files_of, small_project
    from tests.tools.prose import page
    from toolkit.actions.build import BuildRequest, build
    from toolkit.actions.project import load_project

    with tempfile.TemporaryDirectory() as scratch:
        pages = {f"{number}.txt": page(number) for number in range(3)}
        project = small_project(Path(scratch), {**pages, "copy.txt": page(1)})
        files = files_of(build(BuildRequest(load_project(project))).path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"small-1.0.0/{name}"), data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FIXTURE)
