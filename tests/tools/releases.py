"""Releases made by hand, for what publishes them: right in their digests, with a few bytes where articles would be."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.digest import sha256_hex
from toolkit.release.changes import Baseline
from toolkit.release.manifest import CleaningStats, FileEntry, Funnel, Manifest, SplitStats, Stats
from toolkit.targets.target import Shipment, all_files

_NONE: dict[str, int] = {}
# What dataset.toml must say before a release becomes public.
SETTINGS = """
[rights]
basis = "Every page was written for this test."
[contact]
takedown = "takedown@small.example"
[citation]
authors = ["The testers"]
year = 2026
"""
ROWS = SplitStats(rows=2, chars=20, bytes=60, shortest=10, median=10, longest=10, pii=_NONE)
STATS = Stats(
    splits={"train": ROWS}, sites=_NONE, rights={"allowed": 2}, languages=_NONE, licenses=_NONE, years=_NONE,
    dates=None, truncated=0, paywalled=0, spam=0,
)  # fmt: skip
FUNNEL = Funnel(files=1, documents=2, rows=2, rejects=_NONE, unread=_NONE, warnings=_NONE, overrides=_NONE)
FILES = {
    "README.md": b"# Small\n", "data/train-00000-of-00001.parquet": b"PAR1 rows of 1.0.0 PAR1", "schema.json": b"{}",
}  # fmt: skip


def make_release(
    folder: Path, version: str = "1.0.0", files: Mapping[str, bytes] = FILES, baseline: Manifest | None = None
) -> Shipment:
    """Write the files and their manifest into `folder`."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    entries = tuple(FileEntry(path=p, sha256=sha256_hex(data), bytes=len(data)) for p, data in sorted(files.items()))
    manifest = Manifest(
        name="small", version=version, generator="tests", content_digest=sha256_hex(repr(sorted(files.items())).encode()),
        baseline=Baseline(version=baseline.version, digest=baseline.digest) if baseline else None,
        schema_fingerprint="", config={}, prose="", environment={}, cleaner="", inputs=(), funnel=FUNNEL, stats=STATS,
        cleaning=CleaningStats(lines_kept=0, lines_cut=0, rules=_NONE), files=entries,
    ).sealed()  # fmt: skip
    (folder / "manifest.json").write_bytes(manifest.to_bytes())
    return Shipment(folder, manifest, all_files(manifest, manifest.to_bytes()))
