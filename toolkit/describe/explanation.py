"""What became of one page, from the raw line to the row, as one value in no language: renderers put it into words.

Lines, cuts, titles and addresses in it are foreign text. Of an article that was taken down it holds no more than the
rejects file does: where it lies and what it is known by.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from toolkit.article import Cut, LineVerdict, PageFacts, Trace
from toolkit.catalogue import CODES, Lang
from toolkit.finding import Finding

# row         a row of the release
# reject      a page that the release left out, for `reason`
# removed     a row of an earlier release, or a copy of one, that is gone; `reason` says why, where it is remembered
# unbuilt     it lies in raw/, and the release does not know it: it came after the build, or no build was made
# missing     in no release here and not in raw/; `reason`, a `Missing`, says why a file that exists is no page
Fate = Literal["row", "reject", "removed", "unbuilt", "missing"]
# absent      there is no such thing
# outside     the file lies outside raw/
# hidden      its name begins with a dot
# facts       it tells facts of other pages
# empty       the file is there, and has no record of this number
Missing = Literal["absent", "outside", "hidden", "facts", "empty"]
# same        the page and its facts are as the release knows them
# edited      the bytes, or the facts beside them, are others
# new         the release knows nothing of it
# absent      it is not in raw/ now
State = Literal["same", "edited", "new", "absent"]
# recorded    by the build that made the release
# counted     over raw/ as it is now, for what the build recorded is not at hand
# none        the page has no site, so that nothing recurs on it
Counted = Literal["recorded", "counted", "none"]
# hash        bucket `bucket` of 10,000; those below `share` are test
# guarantee   a first release deals its lowest hash to test and its highest to train, so that both exist
# settled     by the release that the row came in with, or that of the row whose place it took
# date        published at `cut` or later is test
# undated     without a date fine enough to tell it is train
Dealt = Literal["hash", "guarantee", "settled", "date", "undated"]
# added       the first version here that has the row
Change = Literal["added", "same", "changed", "moved", "removed"]


@dataclass(frozen=True, slots=True)
class RawPlace:
    """Where the raw page lies. `index`: which record of its container, from 0; `line`: its line there, from 1."""

    path: str
    index: int
    state: State
    line: int | None = None
    media: str | None = None
    size: int | None = None  # bytes of the page alone
    sha256: str | None = None
    facts: PageFacts = PageFacts()


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A verdict for every line, each cut inside a line, and of every rule that is named why it does so."""

    lines: tuple[LineVerdict, ...] = ()
    cuts: tuple[Cut, ...] = ()
    reasons: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, trace: Trace, reason: Callable[[str], Mapping[Lang, str]]) -> "Cleaning":
        """`reason` says why of a rule, by its id."""
        rules = {verdict.rule for verdict in trace.verdicts} | {cut.rule for cut in trace.cuts}
        return cls(trace.verdicts, trace.cuts, {rule: reason(rule) for rule in sorted(rules)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding in every language. One that an older program wrote down may be in English alone, as `en` and `zh`."""

    name: str
    number: str
    severity: str
    message: Mapping[Lang, str]
    mend: Mapping[Lang, str]

    @classmethod
    def of(cls, finding: Finding) -> "Verdict":
        """Of a finding that was just made."""
        code = finding.code
        message = {lang: finding.message(lang) for lang in code.message}
        mend = {lang: finding.mend(lang) for lang in code.mend}
        return cls(finding.name, code.number, finding.severity, message, mend)


@dataclass(frozen=True, slots=True)
class Rerun:
    """The page cleaned and judged again, as a build would now, near copies apart.

    `agrees`: the same text as the row's, or the same first error as the reject's; None where there is nothing to hold
    it against. `cleaner`: the fingerprint of the one at work now.
    """

    cleaning: Cleaning
    evidence: Counted
    cleaner: str
    verdicts: tuple[Verdict, ...]
    title: str | None = None
    chars: int | None = None  # of the text; None where the page holds no article
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A page of a cluster: a row of `split`, or no row for `reason`."""

    id: str
    path: str | None
    index: int | None
    split: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Copies of each other, the page itself among them. `winner`: the row it lost to; `similarity`: to it, percent."""

    id: str
    copies: tuple[Copy, ...]
    size: int  # pages it holds; `copies` may name fewer
    winner: Copy | None = None
    similarity: int | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """Why a row is in its split. `by`: what [split] never tears apart; `since`: the version that settled it."""

    split: str
    by: str
    why: Dealt
    bucket: int | None = None
    share: int | None = None  # buckets of 10,000 that are test
    cut: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """What overrides.jsonl says of the article, and on which line."""

    line: int
    action: str
    field: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """What became of the article in one version. `places`: the release folders, and the target, that have it here."""

    version: str
    places: tuple[str, ...]
    split: str | None = None  # of its row
    reason: str | None = None  # why it is no row
    change: Change | None = None  # of the row against the version before, among those looked at


@dataclass(frozen=True, slots=True)
class Explanation:
    """See the module. `release`: the name of the one that is spoken of, the newest here; None where there is none.

    `verdicts` are those that the release recorded. `made_by`: the cleaner that made the row. `unasked`: a target that
    holds published versions and was not asked, because that would have needed the network.
    """

    asked: str
    fate: Fate
    reason: str | None = None
    release: str | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    made_by: str | None = None
    place: RawPlace | None = None
    verdicts: tuple[Verdict, ...] = ()
    rerun: Rerun | None = None
    by_hand: tuple[ByHand, ...] = ()
    cluster: Cluster | None = None
    deal: Deal | None = None
    versions: tuple[Appearance, ...] = ()
    unasked: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The machine form, as `imprint explain --format json` prints it."""
        return asdict(self)


def recorded(tree: Mapping[str, Any]) -> Verdict:
    """The verdict of one entry of `findings` in a rejects file, whichever program wrote it; or of a bare `name`."""
    name, code, params = str(tree.get("name")), CODES.get(str(tree.get("name"))), tree.get("params")
    number, severity = (
        (code.number, code.severity) if code else (str(tree.get("code") or ""), str(tree.get("severity") or ""))
    )
    message, mend = _same(tree.get("message")), _same(tree.get("mend"))
    if code is not None and (isinstance(params, dict) or "message" not in tree):
        known = _Known(params if isinstance(params, dict) else {})
        message = {lang: text.format_map(known) for lang, text in code.message.items()}
        known.setdefault("path", tree.get("path") or "…")
        mend = {lang: text.format_map(known) for lang, text in code.mend.items()}
    return Verdict(name, number, severity, message, mend)


class _Known(dict[str, Any]):
    """Parameters of a message; one that was not written down is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def _same(text: Any) -> Mapping[Lang, str]:
    return {"en": str(text or ""), "zh": str(text or "")}
