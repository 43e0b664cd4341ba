"""What a reader gets: a version loaded with `datasets`, in a process and with caches of its own, its rows counted."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.finding import Finding
from toolkit.release.manifest import Manifest

_SHOWN = 300  # characters of what the reader's program complained of
_SECONDS = 3600
# Anything cached before is out of reach: an unreachable Hub is otherwise answered from it, whatever the revision.
_CACHES = {"HF_HUB_CACHE": "hub", "HF_DATASETS_CACHE": "datasets", "HF_XET_CACHE": "xet", "HF_ASSETS_CACHE": "assets"}
_PROGRAM = """
import json, sys
from datasets import load_dataset
arguments = json.load(sys.stdin)
loaded = load_dataset(arguments.pop("path"), **arguments)
print(json.dumps({split: rows.num_rows for split, rows in loaded.items()}))
"""


def check_loading(arguments: Mapping[str, Any], manifest: Manifest) -> Iterator[Finding]:
    """A finding where `load_dataset` with these arguments fails, or gives other rows than the manifest says."""
    claimed = {name: split.rows for name, split in manifest.stats.splits.items()}
    with tempfile.TemporaryDirectory(prefix="imprint-") as folder:
        caches = {name: str(Path(folder, place)) for name, place in _CACHES.items()}
        try:
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM], input=json.dumps(dict(arguments)), capture_output=True, check=False,
                env={**os.environ, **caches}, text=True, encoding="utf-8", timeout=_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            yield Finding("not_loaded", params={"problem": f"no end after {_SECONDS} seconds"})
            return
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        yield Finding("not_loaded", params={"problem": (lines[-1] if lines else "no word of why")[:_SHOWN]})
        return
    actual = json.loads(done.stdout.splitlines()[-1])
    if actual != claimed:
        params = {"name": "the manifest", "claimed": claimed, "actual": actual}
        yield Finding("count_differs", params=params)
