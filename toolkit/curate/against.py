"""A record held against the index of a release: is it there, is it like a row, what would the next build make of it.

An index holds no text, so what is near is said to be probable: texts of Jaccard similarity J share one of the band keys
with probability 1 - (1 - J^8)^16, which is .61 at J = .7, .95 at .8, .06 at .5 and .0006 at .3.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from toolkit.article import Article, RightsStatus
from toolkit.config import SplitConfig
from toolkit.curate.candidates import compared_digest
from toolkit.curate.denylist import NEAR, NO_DENYLIST, Denylist, denied
from toolkit.curate.held import Held
from toolkit.curate.overrides import NO_OVERRIDES, Overrides, drops
from toolkit.curate.signature import band_keys, shingle_sets, text_digest
from toolkit.curate.split import deal, group_hash, split_by_date
from toolkit.errors import Where
from toolkit.finding import Finding


class Benchmarks(Protocol):
    """Texts that no row may share runs of characters with."""

    def findings(self, text: str, where: Where) -> list[Finding]:
        """`contaminated`, or nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound article at its place; `page_digest` is of the page that it was cleaned from."""

    article: Article
    where: Where
    page_digest: str | None = None


@dataclass(frozen=True, slots=True)
class _Open:
    """No row and no copy for certain: the entry of its id, the line of its row, whether the release has its page."""

    asked: Asked
    entry: Mapping[str, Any]
    own: int | None
    edits: bool


@dataclass(frozen=True)
class Standing:
    """A release that records are held against, and what the next build goes by.

    `columns`: the manifest's sets that row digests are over. `split`: as the first release froze it. `near`: whether
    near copies are joined. `publish`: the rights that may leave the house.
    """

    held: Held
    columns: tuple[tuple[str, ...], ...]
    split: SplitConfig
    near: bool
    publish: tuple[RightsStatus, ...]
    denylist: Denylist = NO_DENYLIST
    overrides: Overrides = NO_OVERRIDES
    benchmarks: Benchmarks | None = None

    def compare(self, articles: Sequence[Asked]) -> list[list[Finding]]:
        """What the release has of each, and what the next build would make of it.

        An error where it would be left out for certain. Of a row of the test split nothing is told but that there is
        one. Several at once are quicker than one by one: their signatures are made together.
        """
        settled = [self._settled(one) for one in articles]
        still = iter(self._compared([one for one in settled if isinstance(one, _Open)]))
        return [next(still) if isinstance(one, _Open) else one for one in settled]

    def _settled(self, asked: Asked) -> list[Finding] | _Open:
        """What can be said without signatures."""
        article, where = asked.article, asked.where
        line = self.held.of_id(article.id)
        entry = self.held.entry(line) if line is not None else {}
        refused = self._refused(article, entry, where)
        if refused:
            return refused
        page = self.held.of_page(article.raw_sha256) if not entry.get("split") else line
        own = page if page is not None else line
        if own is not None and self._is_there(asked, self.held.entry(own)):
            return [Finding("already_there", where)]
        copied = self.held.of_text(text_digest(article.text))
        if copied is not None and copied != own:
            return [self._named("copy_of_row", "copy_of_test", copied, where)]
        still = _Open(asked, entry, own, page is not None)
        return still if self.near and copied is None else [self._fate(still)]

    def _compared(self, still: Sequence[_Open]) -> Iterator[list[Finding]]:
        """What each is probably a copy of, not of its own row; else what would become of it."""
        keys = band_keys(shingle_sets(one.asked.article.text for one in still))
        for one, counts in zip(still, self.held.near(keys), strict=True):
            near = [(line, count) for line, count in counts.items() if line != one.own]
            best = min(near, key=lambda pair: (not self.held.is_test(pair[0]), -pair[1], pair[0]), default=None)
            where = one.asked.where
            yield [
                self._fate(one) if best is None else self._named("near_row", "near_test_row", best[0], where, best[1])
            ]

    def _fate(self, one: _Open) -> Finding:
        """Of what is no copy."""
        if one.edits:
            return Finding("edits_row", one.asked.where)
        return Finding("new_row", one.asked.where, {"split": one.entry.get("home") or self._dealt(one.asked.article)})

    def _refused(self, article: Article, entry: dict[str, Any], where: Where) -> list[Finding]:
        """Why it would become no row, whatever stands in the release."""
        known = {name: getattr(article, name) for name in ("id", "url", "raw_sha256", "text")}
        mark, kept = denied(self.denylist, known), self.overrides.keeps(article.id)
        mark = "id" if mark is None and entry.get("reason") == "taken_down" else mark
        if mark is not None and not (mark == NEAR and kept):
            return [Finding("taken_down", where, {"mark": mark})]
        if article.rights_status not in self.publish and not kept:
            return [Finding("rights_withheld", where, {"status": article.rights_status})]
        shared = self.benchmarks.findings(article.text, where) if self.benchmarks and not kept else []
        return [*drops(article.id, self.overrides, where), *shared]

    def _is_there(self, asked: Asked, entry: dict[str, Any]) -> bool:
        """The very page, or the very record."""
        article, page_digest = asked.article, asked.page_digest
        if entry["split"] is None:
            return False
        if page_digest is not None:
            return entry["raw_sha256"] == article.raw_sha256 and entry["page_digest"] in (None, page_digest)
        number = entry["columns"] or 0
        columns = self.columns[number] if 0 <= number < len(self.columns) and entry["id"] == article.id else ()
        return bool(columns) and compared_digest(article.model_dump(mode="json"), columns) == entry["row_digest"]

    def _named(self, row: str, test: str, line: int, where: Where, bands: int | None = None) -> Finding:
        """`row` with its id and path, or of a test row `test` without."""
        if self.held.is_test(line):
            return Finding(test, where)
        shared = {} if bands is None else {"bands": bands}
        return Finding(row, where, {**self.held.entry(line, ("id", "raw_path")), **shared})

    def _dealt(self, article: Article) -> str:
        """As a build deals out a row that is no copy of another new one."""
        if self.split.cut is not None:
            return split_by_date(article.published_at, self.split.cut)
        key = group_hash(article.id, article.site, self.split)
        return deal([key], self.split, first=False)[key]
