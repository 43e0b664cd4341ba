"""What a report shows, as one frozen value. Every string in it may be foreign, and as long as it likes."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.catalogue import Lang
from toolkit.describe.explanation import Cleaning
from toolkit.describe.facts import Facts


@dataclass(frozen=True, slots=True)
class Row:
    """A row that shows a number: `number` is its place in its split, from 1."""

    split: str
    number: int
    id: str
    title: str
    date: str
    chars: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A reject that shows a number: `line` is its place in the rejects file, from 1."""

    line: int
    reason: str
    path: str
    index: int
    id: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of each split have `value` in common, and the first of them; `''` is not known."""

    value: str
    counts: Mapping[str, int]
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """Rows of all splits."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Tallies:
    """The values of one column that stand for the most rows, and the rest summed."""

    name: str
    shown: tuple[Tally, ...]
    others: int = 0
    others_rows: int = 0

    @property
    def most(self) -> int:
        """The rows of the most frequent value."""
        return max((tally.total for tally in self.shown), default=0)


@dataclass(frozen=True, slots=True)
class Member:
    """A page of a cluster: a row of `split`, or lost for `reason`."""

    id: str
    path: str
    index: int
    split: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Copies of one another; `members` are the first of `size`, rows before what lost to them."""

    id: str
    size: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The largest ones, and how many there are of two pages or more, with the pages in them."""

    shown: tuple[Cluster, ...] = ()
    count: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that differs: its columns as (name, old, new), and the lines of a unified diff of its text."""

    id: str
    split: str
    title: str
    fields: tuple[tuple[str, str, str], ...]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of some rows, in words of the caller; `ids` are the first of `count`."""

    what: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versus:
    """The release against an older one; `needed` is the version that the changes call for."""

    old: str
    needed: str
    level: str
    grown: bool
    rows: tuple[Moved, ...]
    columns: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """One page beside its article. `fate` is `row`, `article`, `no row` or `no article`.

    `notes` say what a reader must know of the view, `parts` tell more, as (title, lines).
    `cleaning` is None where the raw page is not at hand. `text` is the row's, else what the cleaner made of the page.
    `lang` is the language of the article, `words` that in which the rules give their reasons.
    """

    id: str
    title: str
    fate: str
    verdicts: tuple[str, ...]
    place: str
    facts: tuple[tuple[str, str], ...]
    cleaning: Cleaning | None
    text: str
    lang: str = "zh"
    notes: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: Lang = "en"


@dataclass(frozen=True)
class Report:
    """See the module. `digest` is the manifest's, `folder` how the release was named.

    `tallies` are by column, and `flag`, `pii` and `length`; `rows` the first of each split; `refused` the first
    rejects with each finding; `titles` those of the rows that `versus` and `clusters` name.
    """

    facts: Facts
    digest: str
    folder: str
    rows: Mapping[str, tuple[Row, ...]]
    tallies: Mapping[str, Tallies]
    refused: Mapping[str, tuple[Refused, ...]]
    titles: Mapping[str, str]
    clusters: Clusters
    versus: Versus | None
    pages: tuple[PageView, ...]
