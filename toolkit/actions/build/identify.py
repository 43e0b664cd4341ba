"""Which row of the baseline a page or an article is, if it is one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.actions.build.job import Growth
from toolkit.article import Article, RawDocument
from toolkit.curate.candidates import compared_digest
from toolkit.curate.known import Known
from toolkit.curate.signature import Shingles, shingles, similarity_permille

# An edited page without a url is still the same article while half of its 5-grams are.
_EDIT_PERMILLE = 500


@dataclass(frozen=True, slots=True)
class Identify:
    """Asks the baseline. `shingles_of` finds those of a row by (shard, position)."""

    growth: Growth
    known: Known | None
    shingles_of: Callable[[int, int], Shingles]

    def settled(self, document: RawDocument) -> list[int]:
        """The ranks of the rows that this page became, where it lies as it lay: it need not be cleaned again."""
        if self.known is None or self.growth.reclean:
            return []
        rows = list(self.known.at(document))
        stays = all(_is_page(row, document) and row["fault"] is None for _, row in rows)
        return [rank for rank, _ in rows] if stays else []

    def met(self, document: RawDocument) -> list[int]:
        """The ranks of the rows that came from this page as it is, wherever it lay."""
        if self.known is None:
            return []
        return [rank for rank, row in self.known.of_page(document) if _is_page(row, document)]

    def adopt(self, document: RawDocument, article: Article) -> Article:
        """The article under the id that it was published with.

        A page that has gained a url since keeps the id it had without; a page without a url that was edited where it
        lies keeps its id while the text is similar.
        """
        if self.known is None or document.record is not None or self.known.of_id(article.id) is not None:
            return article
        rows = [row for _, row in self.known.of_page(document)] or [
            row for _, row in self.known.at(document) if article.id_basis == "page" and self._is_edit(row, article)
        ]
        former = [row for row in rows if row["id_basis"] == "page"]
        if len(former) != 1:
            return article
        return article.model_copy(update={"id": former[0]["id"], "id_basis": "page"})

    def _is_edit(self, row: Mapping[str, Any], article: Article) -> bool:
        before = self.shingles_of(row["shard"], row["position"])
        return similarity_permille(before, shingles(article.text)) >= _EDIT_PERMILLE

    def is_equal(self, row: Mapping[str, Any]) -> bool:
        """Whether the baseline has this row, equal in every column that it compares."""
        held = self.known.of_id(row["id"]) if self.known is not None else None
        if held is None or held["fault"] is not None:
            return False
        return bool(compared_digest(row, self.growth.columns[held["columns"]]) == held["row_digest"])


def _is_page(row: Mapping[str, Any], document: RawDocument) -> bool:
    """The same bytes, and the same facts beside them where the index knows those."""
    return row["raw_sha256"] == document.raw_sha256 and row["page_digest"] in (None, document.page_digest)
