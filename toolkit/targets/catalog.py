"""The catalog of a target, what was published and what withdrawn: small objects, created once, never rewritten.

`versions/1.1.0.json` is a version, `versions/1.1.0.yank-1.json` withdraws it or takes it back; the last one counts.
`versions/1.1.0.signature.json` signs the digest of its manifest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import Field, ValidationError, field_validator

from toolkit.digest import canonical_json
from toolkit.errors import RemoteError, Where
from toolkit.release.changes import Part
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version

FOLDER = "versions"
_VERSION = r"(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})"
_NAME = re.compile(rf"({_VERSION})(?:\.yank-([1-9]\d{{0,8}})|\.(signature))?\.json", re.ASCII)
_DIGEST = r"^[0-9a-f]{64}$"


class Entry(Part):
    """One published version. `place` is where its files lie: a folder below the target, or a commit."""

    name: str = Field(max_length=96, description="of the dataset")
    version: str
    digest: str = Field(pattern=_DIGEST, description="of its manifest")
    content_digest: str = Field(pattern=_DIGEST)
    place: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$", max_length=200)
    rows: dict[str, int] = Field(description="rows by split")
    baseline: str | None = Field(None, description="the version that it grew from")

    @field_validator("version")
    @classmethod
    def _is_version(cls, value: str) -> str:
        return str(Version.parse(value))

    @classmethod
    def of(cls, manifest: Manifest, place: str) -> "Entry":
        """The entry of a release that lies at `place`."""
        return cls(
            name=manifest.name,
            version=manifest.version,
            digest=manifest.digest,
            content_digest=manifest.content_digest,
            place=place,
            rows={name: split.rows for name, split in manifest.stats.splits.items()},
            baseline=manifest.baseline.version if manifest.baseline else None,
        )

    @property
    def path(self) -> str:
        """Where the entry itself lies in the target."""
        return f"{FOLDER}/{self.version}.json"


class Yank(Part):
    """A version is withdrawn, or, where `yanked` is false, taken back. One that was `purged` cannot be taken back."""

    yanked: bool
    purged: bool = Field(False, description="its files were removed, for good")
    reason: str = Field("", max_length=1000)


class Signature(Part):
    """An SSH signature, in the armoured form of ssh-keygen."""

    signature: str = Field(max_length=20_000)


@dataclass(frozen=True)
class Catalog:
    """What lies in a target; `yanks` by version and number."""

    entries: Mapping[Version, Entry]
    yanks: Mapping[tuple[Version, int], Yank]
    signatures: Mapping[Version, Signature] = field(default_factory=dict)

    def get(self, version: str) -> Entry | None:
        """The entry of a version, if it was published."""
        return self.entries.get(Version.parse(version))

    def yanked(self, version: str) -> Yank | None:
        """What withdraws a version now; None where nothing does."""
        given = [(number, yank) for (of, number), yank in self.yanks.items() if str(of) == version]
        last = max(given, default=None, key=lambda numbered: numbered[0])
        return last[1] if last and last[1].yanked else None

    def signature(self, version: str) -> Signature | None:
        """The signature of a version, if it has one."""
        return self.signatures.get(Version.parse(version))

    def next_yank(self, version: str) -> str:
        """Where the next one of a version goes."""
        numbers = [number for of, number in self.yanks if str(of) == version]
        return f"{FOLDER}/{version}.yank-{max(numbers, default=0) + 1}.json"

    @cached_property
    def latest(self) -> Entry | None:
        """The highest version that is not withdrawn."""
        kept = [version for version in self.entries if self.yanked(str(version)) is None]
        return self.entries[max(kept)] if kept else None

    @property
    def highest(self) -> Version | None:
        """The highest number ever issued, withdrawn ones included."""
        return max(self.entries, default=None)


def is_version(text: str) -> bool:
    """Whether `text` is a version number."""
    return re.fullmatch(_VERSION, text, re.ASCII) is not None


def signature_path(version: str) -> str:
    """Where the signature of a version lies in the target."""
    return f"{FOLDER}/{version}.signature.json"


def is_catalog_name(name: str) -> bool:
    """Whether a file name in `versions/` is one of the catalog's."""
    return _NAME.fullmatch(name) is not None


def object_bytes(value: Entry | Yank | Signature) -> bytes:
    """The bytes of a catalog object."""
    return canonical_json(value.model_dump(mode="json")) + b"\n"


def read_catalog(objects: Mapping[str, bytes], target: str) -> Catalog:
    """`objects` by file name. Raises `RemoteError` that names one which is no catalog object."""
    entries: dict[Version, Entry] = {}
    yanks: dict[tuple[Version, int], Yank] = {}
    signatures: dict[Version, Signature] = {}
    for name, data in sorted(objects.items()):
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        try:
            version = Version.parse(match[1])
            if match[2]:
                yanks[version, int(match[2])] = Yank.model_validate_json(data)
            elif match[3]:
                signatures[version] = Signature.model_validate_json(data)
            else:
                entries[version] = _entry(data, version)
        except (ValidationError, ValueError) as error:
            where = Where(f"{target}/{FOLDER}/{name}")
            raise RemoteError("not an entry of the catalog", where=where, mend="restore it from a copy") from error
    return Catalog(entries, yanks, signatures)


def _entry(data: bytes, version: Version) -> Entry:
    entry = Entry.model_validate_json(data)
    if entry.version != str(version):
        raise ValueError(f"it is of {entry.version}")
    return entry
