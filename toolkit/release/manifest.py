"""The manifest: everything a release says of itself, in canonical bytes, with a digest of itself.

The promise: every later Imprint reads manifests of format 1. So a field that is added has a default, none is taken away
or given another meaning, and a file's digest is over the fields that it has. A change that cannot keep to this raises
`FORMAT_VERSION`, and the reader of the old format stays. tests/fixtures/ holds a release to prove it by.
"""

import json
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from toolkit import __version__
from toolkit.digest import json_digest
from toolkit.release.changes import Baseline, Part, Step

FORMAT_VERSION = 1
# Written into every manifest; a card is re-rendered and compared only by the program that wrote it.
GENERATOR = f"imprint {__version__}"
# Percent. The lower quantile at p of n sorted values is number (n - 1) * p // 100, from 0: always one of the values.
QUANTILES = (5, 25, 50, 75, 95)


# Of a file of a release, POSIX and below it.
FILE_PATH = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"


class FileEntry(Part):
    """One published file; `path` is POSIX, below the release."""

    path: str = Field(pattern=FILE_PATH)
    sha256: str
    bytes: int = Field(ge=0)
    rows: int | None = None


class InputFile(Part):
    """One file of raw/, as it was read."""

    path: str
    sha256: str
    bytes: int = Field(ge=0)
    documents: int = Field(ge=0)


class Funnel(Part):
    """From raw files to rows. `documents` + `carried` = `rows` + all of `rejects`: no loss without a counted reason."""

    files: int = Field(ge=0)
    documents: int = Field(ge=0)
    carried: int = Field(0, ge=0, description="rows of the baseline whose page was not among the documents")
    rows: int = Field(ge=0)
    rejects: dict[str, int] = Field(description="documents and carried rows that became no row, by reason")
    unread: dict[str, int] = Field(description="files or places that gave no document, by reason")
    warnings: dict[str, int] = Field(description="documents a warning was said about, by reason")
    overrides: dict[str, int] = Field(description="articles that were kept, dropped or set by hand, by action")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.documents + self.carried != self.rows + sum(self.rejects.values()):
            met = f"{self.documents} documents and {self.carried} carried rows"
            raise ValueError(f"{met} are not {self.rows} rows and the rejects {self.rejects}")
        return self


class SplitStats(Part):
    """One split, counted over its rows."""

    rows: int
    chars: int
    bytes: int = Field(description="UTF-8 bytes of the texts")
    shortest: int
    median: int = Field(description="lower median of char_count")
    longest: int
    quantiles: tuple[int, ...] = Field((), description="of char_count, at `QUANTILES` percent; lower ones")
    lengths: dict[str, int] = Field({}, description="rows by char_count, under the lower bound of their bin; see stats")
    months: dict[str, int] = Field(
        {}, description="rows by published_at: a month, a year where no month is known, or ''"
    )
    pii: dict[str, int] = Field(description="personal data found, by kind")


class Stats(Part):
    """What the rows are, counted; `''` stands for null."""

    splits: dict[str, SplitStats]
    sites: dict[str, int]
    rights: dict[str, int]
    languages: dict[str, int]
    licenses: dict[str, int]
    years: dict[str, int]
    dates: tuple[str, str] | None = Field(description="earliest and latest published_at with a year")
    date_quantiles: tuple[str, ...] = Field((), description="of published_at with a year, at `QUANTILES` percent")
    truncated: int
    paywalled: int
    spam: int


class CleaningStats(Part):
    """What cleaning did, over the pages that became articles in this build: rows that came over are not counted."""

    lines_kept: int
    lines_cut: int
    rules: dict[str, int] = Field(description="lines cut and repairs made, by rule")


class Manifest(Part):
    """See the module. `digest` is over the canonical JSON of all the rest."""

    format_version: int = FORMAT_VERSION
    name: str
    version: str
    generator: str
    baseline: Baseline | None = None
    history: tuple[Step, ...] = Field((), description="every version up to this one, which is the last")
    columns: tuple[tuple[str, ...], ...] = Field((), description="the sets of columns that row digests are over")
    content_digest: str
    schema_fingerprint: str
    config: dict[str, Any]
    prose: str = Field(description="card.md, woven into the card")
    environment: dict[str, str]
    cleaner: str
    inputs: tuple[InputFile, ...]
    absent: tuple[InputFile, ...] = Field((), description="files of earlier builds that were not in raw/ for this one")
    benchmarks: tuple[InputFile, ...] = Field((), description="files of texts that no row shares; documents: texts")
    funnel: Funnel
    stats: Stats
    cleaning: CleaningStats
    files: tuple[FileEntry, ...]
    digest: str = ""

    def sealed(self) -> "Manifest":
        """With `digest` filled."""
        return self.model_copy(update={"digest": _digest(self.model_dump(mode="json"))})

    def to_bytes(self) -> bytes:
        """The bytes of manifest.json: sorted keys, one space of indent, a newline at the end."""
        return _to_bytes(self.model_dump(mode="json"))


def _to_bytes(tree: dict[str, Any]) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def _digest(tree: dict[str, Any]) -> str:
    return json_digest({name: value for name, value in tree.items() if name != "digest"})


def parse_manifest(data: bytes) -> Manifest:
    """Raises `ValueError` unless `data` is what a `Manifest.to_bytes` of this or an earlier version writes."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    version = tree.get("format_version") if isinstance(tree, dict) else None
    if type(version) is not int or version < 1:
        raise ValueError("it names no format_version")
    if version > FORMAT_VERSION:
        raise ValueError(f"format_version {version} is newer than this program, which reads up to {FORMAT_VERSION}")
    try:
        manifest = Manifest.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    said = manifest.model_dump(mode="json", exclude_unset=True)  # without the fields of versions after its own
    if manifest.digest != _digest(said):
        raise ValueError("the digest it holds of itself is not that of its content")
    if _to_bytes(said) != data:
        raise ValueError("its bytes are not in canonical form")
    return manifest
