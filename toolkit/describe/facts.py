"""Facts: all that is said of a release, in one frozen value made from its manifest and its columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from toolkit.article import PiiCounts
from toolkit.config import Config
from toolkit.errors import InputError, Where
from toolkit.release.index import BANDS, ROWS_PER_BAND
from toolkit.release.layout import MANIFEST, SPLITS, data_glob, release_name
from toolkit.release.manifest import FileEntry, Manifest, SplitStats
from toolkit.release.version import Version
from toolkit.schema.fields import FieldRow
from toolkit.terms import size_category

_DATA = "data/"
_SITES = 50
_RULES = 20
_LICENSES = 20
_YEARS = 30


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something; `''` names what is not known."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The largest counts, and the sum of those that did not fit."""

    shown: tuple[Count, ...]
    others: int = 0
    others_count: int = 0

    @property
    def names(self) -> int:
        """How many names there are, the unknown one left out."""
        return self.others + sum(bool(entry.name) for entry in self.shown)


@dataclass(frozen=True, slots=True)
class SplitFacts:
    """One split that has rows, and its files under data/."""

    name: str
    stats: SplitStats
    files: int
    file_bytes: int

    @property
    def glob(self) -> str:
        """The pattern its files match."""
        return data_glob(self.name)


@dataclass(frozen=True, slots=True)
class PrivateKind:
    """One kind of personal data: what became of it, and how often it was found in the rows of each split."""

    name: str
    description: str
    policy: str
    found: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """See the module. `manifest` holds the files below data/ only and no digest of itself.

    The card is a file of the release, so it can depend on no other: made before the manifest is complete or from the
    final one, equal facts come out.
    """

    manifest: Manifest
    config: Config
    fields: tuple[FieldRow, ...]
    features: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, manifest: Manifest, fields: Sequence[FieldRow], features: Sequence[Mapping[str, Any]]) -> "Facts":
        """`fields` and `features` are the columns, as `schema.fields` and `schema.features` give them.

        Raises `InputError` where the manifest's `config` is not that of a dataset.toml, or its version none.
        """
        try:
            config = Config.model_validate(manifest.config)
            Version.parse(manifest.version)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise _malformed(first["msg"], "config", *first["loc"]) from error
        except ValueError as error:
            raise _malformed(str(error), "version") from error
        data = tuple(entry for entry in manifest.files if entry.path.startswith(_DATA))
        return cls(manifest.model_copy(update={"files": data, "digest": ""}), config, tuple(fields), features)

    @cached_property
    def splits(self) -> tuple[SplitFacts, ...]:
        """Splits that have rows, train first. A split named without rows breaks `load_dataset`."""
        filled = {name: stats for name, stats in self.manifest.stats.splits.items() if stats.rows}
        order = [*(name for name in SPLITS if name in filled), *sorted(filled.keys() - set(SPLITS))]
        return tuple(_split_facts(name, filled[name], self.manifest.files) for name in order)

    @property
    def folder(self) -> str:
        """What the release's folder is called."""
        return release_name(self.config.name, Version.parse(self.manifest.version))

    @property
    def rows(self) -> int:
        """Rows of all splits."""
        return sum(split.stats.rows for split in self.splits)

    @property
    def chars(self) -> int:
        """Characters of all texts."""
        return sum(split.stats.chars for split in self.splits)

    @property
    def text_bytes(self) -> int:
        """UTF-8 bytes of all texts."""
        return sum(split.stats.bytes for split in self.splits)

    @property
    def file_bytes(self) -> int:
        """Bytes to download: the Parquet files, compressed."""
        return sum(entry.bytes for entry in self.manifest.files)

    @property
    def raw_bytes(self) -> int:
        """Bytes of the raw files."""
        return sum(entry.bytes for entry in self.manifest.inputs)

    @property
    def benchmark_texts(self) -> int:
        """Texts that articles were held against."""
        return sum(entry.documents for entry in self.manifest.benchmarks)

    @property
    def contaminated(self) -> int:
        """Pages that shared too much with them."""
        return self.manifest.funnel.rejects.get("contaminated", 0)

    @property
    def size_category(self) -> str:
        """The Hub's name for the number of rows."""
        return size_category(self.rows)

    @property
    def license(self) -> str:
        """The licence that is claimed, if every row carries it, else `other`."""
        stated = {name.lower() for name in self.manifest.stats.licenses}
        return self.config.license if stated == {self.config.license} else "other"

    @property
    def license_name(self) -> str:
        """What the Hub shows for `other`: the one licence of all rows, `mixed`, or `not-stated`."""
        stated = {name.lower() for name in self.manifest.stats.licenses}
        if stated <= {""}:
            return "not-stated"
        slug = re.sub(r"[^a-z0-9.]+", "-", stated.pop())[:64].strip("-.") if len(stated) == 1 else ""
        return slug if slug not in ("", "other") else "mixed"

    @property
    def licenses(self) -> Ranking:
        """Licence ids of the pages."""
        return rank(self.manifest.stats.licenses, _LICENSES)

    @property
    def sites(self) -> Ranking:
        """Hosts, by rows."""
        return rank(self.manifest.stats.sites, _SITES)

    @property
    def considered(self) -> int:
        """Pages that were read, and rows that came over from the baseline without theirs."""
        return self.manifest.funnel.documents + self.manifest.funnel.carried

    @property
    def withheld(self) -> int:
        """Pages that their rights kept out."""
        return self.manifest.funnel.rejects.get("rights_withheld", 0)

    @property
    def rights(self) -> Ranking:
        """Rights statuses, by rows."""
        return rank(self.manifest.stats.rights)

    @property
    def languages(self) -> Ranking:
        """Scripts, by rows."""
        return rank(self.manifest.stats.languages)

    @property
    def language_tags(self) -> tuple[str, ...]:
        """The BCP 47 tags that rows have, in alphabetical order."""
        return tuple(sorted(name for name in self.manifest.stats.languages if name))

    @property
    def lines(self) -> int:
        """Lines that the cleaner judged for this version: not those behind rows that came over as they were."""
        return self.manifest.cleaning.lines_kept + self.manifest.cleaning.lines_cut

    @property
    def rules(self) -> Ranking:
        """The cleaner's rules, by lines cut and repairs made."""
        return rank(self.manifest.cleaning.rules, _RULES)

    @property
    def rejects(self) -> Ranking:
        """Documents that became no row, by reason."""
        return rank(self.manifest.funnel.rejects)

    @property
    def unread(self) -> Ranking:
        """Files and places that gave no document, by reason."""
        return rank(self.manifest.funnel.unread)

    @property
    def warnings(self) -> Ranking:
        """What was said of pages judged for this version that is no error, by reason."""
        return rank(self.manifest.funnel.warnings)

    @property
    def years(self) -> Ranking:
        """Years of publication, ascending, the unknown last; years before the latest thirty are summed up."""
        years = sorted((name, count) for name, count in self.manifest.stats.years.items() if name)
        early, shown = years[:-_YEARS], [Count(name, count) for name, count in years[-_YEARS:]]
        unknown = self.manifest.stats.years.get("", 0)
        tail = [Count("", unknown)] if unknown else []
        return Ranking((*shown, *tail), len(early), sum(count for _, count in early))

    @cached_property
    def private(self) -> tuple[PrivateKind, ...]:
        """Every kind of personal data that was looked for: a release of an earlier version names fewer."""
        policies = self.manifest.config.get("privacy", {})
        return tuple(
            PrivateKind(
                name,
                PiiCounts.model_fields[name].description or name,
                policies[name],
                tuple(split.stats.pii.get(name, 0) for split in self.splits),
            )
            for name in PiiCounts.model_fields
            if name in policies
        )

    @property
    def environment(self) -> tuple[str, ...]:
        """The libraries that shaped the output, with their versions."""
        return tuple(f"{name} {version}" for name, version in sorted(self.manifest.environment.items()))

    @property
    def near_miss_permille(self) -> int:
        """Chance, in thousandths, that the near search passes over two texts just as similar as the threshold.

        (1 - s^r)^b for b bands of r rows: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4.2.
        """
        whole: int = 1000**ROWS_PER_BAND
        missed = whole - self.config.dedup.permille**ROWS_PER_BAND
        chance: int = 1000 * missed**BANDS // whole**BANDS
        return chance


def rank(counts: Mapping[str, int], limit: int | None = None) -> Ranking:
    """Largest first, then by name; names beyond `limit` are summed, the unknown one never is. Zeros are left out."""
    named = sorted((-count, name) for name, count in counts.items() if count and name)
    unknown = [(-counts[""], "")] if counts.get("") else []
    rest = named[limit:] if limit is not None else []
    shown = sorted([*named[: len(named) - len(rest)], *unknown])
    return Ranking(tuple(Count(name, -less) for less, name in shown), len(rest), -sum(less for less, _ in rest))


def _malformed(problem: str, *key: str | int) -> InputError:
    where = Where(MANIFEST, field=".".join(map(str, key)))
    return InputError(problem, where=where, mend="build or fetch the release again")


def _split_facts(name: str, stats: SplitStats, files: Sequence[FileEntry]) -> SplitFacts:
    shards = re.compile(rf"{_DATA}{re.escape(name)}-\d{{5,}}-of-\d{{5,}}\.parquet", re.ASCII)
    own = [entry.bytes for entry in files if shards.fullmatch(entry.path)]
    return SplitFacts(name, stats, len(own), sum(own))
