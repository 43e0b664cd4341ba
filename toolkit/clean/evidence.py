"""What only many pages of a site show together: lines that stand on many of them are the site's, not the article's."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xxhash import xxh3_64_hexdigest

from toolkit.article import RawDocument
from toolkit.clean.decode import decode
from toolkit.clean.html import parse_page
from toolkit.clean.page import Page, text_page
from toolkit.identity import canonical_url, site_of

DIGEST_LENGTH = 16
_LONGEST = 120  # characters; a longer line that recurs is more likely a reprinted paragraph
_SHORTEST = 2
_PAGES = 3
_SHARE = 30  # per cent of a site's pages


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per site, the digests of the lines that recur on it. The same for any order and grouping of the pages."""

    recurring: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, site: str | None) -> frozenset[str]:
        """The recurring lines of a site; none for a page without one."""
        return self.recurring.get(site, frozenset()) if site else frozenset()


NONE = Evidence()


def read_page(document: RawDocument) -> tuple[Page, str | None]:
    """The page of a document, and what is wrong when its bytes are no text."""
    content = document.content
    problem = None
    if isinstance(content, bytes):
        decoded = decode(content)
        content, problem = decoded.text, decoded.problem
    markup = document.media == "html" or content[:256].lstrip("\ufeff \t\r\n").lower().startswith(
        ("<!doctype html", "<html")
    )
    return (parse_page(content) if markup else text_page(content)), problem


def line_digest(line: str) -> str | None:
    """16 hexadecimal digits of a line without its spaces; None for a line too long or short to tell of its site."""
    bare = "".join(line.split())
    if _SHORTEST <= len(bare) <= _LONGEST:
        return xxh3_64_hexdigest(bare.encode("utf-8", "surrogatepass"))
    return None


def page_site(document: RawDocument) -> str | None:
    """The host of the document's canonical url."""
    return site_of(canonical_url(document.facts.url) if document.facts.url else None)


def page_lines(document: RawDocument) -> tuple[str | None, frozenset[str]]:
    """The site of a page and the digests of its lines; no digests for a page without a site."""
    site = page_site(document)
    if site is None:
        return None, frozenset()
    page, _ = read_page(document)
    return site, frozenset(filter(None, map(line_digest, page.lines)))


def least_pages(pages: int) -> int:
    """On how many of a site's pages a line stands that recurs."""
    return max(_PAGES, -(-pages * _SHARE // 100))


@dataclass(frozen=True)
class SiteCounts:
    """Per site, how many pages it has and on how many of them each line stands. Counts of shards add up."""

    pages: Counter[str] = field(default_factory=Counter)
    lines: Mapping[str, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, observed: Iterable[tuple[str | None, frozenset[str]]]) -> "SiteCounts":
        """Count pages as `page_lines` gives them."""
        pages: Counter[str] = Counter()
        lines: dict[str, Counter[str]] = {}
        for site, digests in observed:
            if site is not None:
                pages[site] += 1
                lines.setdefault(site, Counter()).update(digests)
        return cls(pages, lines)

    def merge(self, other: "SiteCounts") -> "SiteCounts":
        """The counts of both; neither is changed."""
        sites = {*self.lines, *other.lines}
        lines = {site: self.lines.get(site, Counter()) + other.lines.get(site, Counter()) for site in sites}
        return SiteCounts(self.pages + other.pages, lines)

    def evidence(self) -> Evidence:
        """Lines on three or more pages and on 30 % or more of their site's."""
        found = {site: frozenset(self._recurring(site)) for site in sorted(self.lines)}
        return Evidence({site: digests for site, digests in found.items() if digests})

    def _recurring(self, site: str) -> Iterator[str]:
        least = least_pages(self.pages[site])
        return (digest for digest, count in self.lines[site].items() if count >= least)
