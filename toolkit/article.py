"""The nouns of the main job: RawDocument in, Article out, and the Trace of Cuts between them."""

import calendar
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator
from pydantic_core import InitErrorDetails

from toolkit.digest import json_digest, sha256_hex

Language = Literal["zh-Hans", "zh-Hant"]
RightsStatus = Literal["allowed", "unknown", "restricted", "forbidden"]
Media = Literal["text", "html"]

_DATE = re.compile(
    r"(?:(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d)(?:T(?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))?)?)?)?"
    r"|--(?P<ym>\d\d)-(?P<yd>\d\d))",
    re.ASCII,
)
# The same shape for JSON Schema readers; that the day exists only the model checks.
DATE_PATTERN = r"^(\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?|--\d{2}-\d{2})$"
UTC_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"
DIGEST_PATTERN = r"^[0-9a-f]{64}$"
ID_PATTERN = r"^[0-9a-f]{32}$"
_INT64 = 1 << 63
_SMALL = frozenset((str, bool, type(None)))  # no number, or a small one
# No mail address can match: a contributor is named by a handle.
HANDLE_PATTERN = r"^[\w.\-]{1,64}$"
HANDLE_LETTERS = r"^[\w.\-]+$"


def is_partial_date(value: str) -> bool:
    """Whether `value` is a date as far as it is known: `2018-08-03T17:13:55`, `2018-08`, `--01-14`."""
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    part = {name: int(text) for name, text in match.groupdict().items() if text is not None}
    month = part.get("m", part.get("ym", 1))
    if part.get("y") == 0 or not 1 <= month <= 12:
        return False
    last = calendar.monthrange(part.get("y", 2000), month)[1]  # 2000: --02-29 exists in some year
    day = part.get("d", part.get("yd", 1))
    return 1 <= day <= last and part.get("H", 0) < 24 and part.get("M", 0) < 60 and part.get("S", 0) < 61


def _real_date(value: str) -> str:
    if not is_partial_date(value):
        raise ValueError("not a date of the calendar")
    return value


def _real_moment(value: str) -> str:
    if not is_partial_date(value.removesuffix("Z")):
        raise ValueError("not a time of the calendar")
    return value


Moment = Annotated[str, Field(pattern=UTC_PATTERN), AfterValidator(_real_moment)]
PartialDate = Annotated[str, Field(pattern=DATE_PATTERN), AfterValidator(_real_date)]
# The length stands apart: 64 times any letter of any script takes pydantic's engine 50 ms to compile, at every start.
Handle = Annotated[
    str,
    Field(pattern=HANDLE_LETTERS, max_length=64),
    WithJsonSchema({"pattern": HANDLE_PATTERN, "type": "string"}),
]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of a page beside its bytes, from a sidecar, a folder's table, or the record itself."""

    url: str | None = None
    fetched_at: str | None = None
    license: str | None = None
    contributor: str | None = None


_FACTS = tuple(field.name for field in fields(PageFacts))


@dataclass(frozen=True)
class RawDocument:
    """One page or record as found.

    `content` is bytes for a page of its own and text for a record of a container, where the container fixed the
    encoding. `record` is set instead for a finished article, which is validated and never cleaned again.
    """

    raw_path: str
    raw_index: int
    media: Media
    content: bytes | str
    facts: PageFacts = PageFacts()
    record: Mapping[str, Any] | None = None
    line: int | None = None  # of the record in its container, from 1

    @cached_property
    def raw_sha256(self) -> str:
        """SHA-256 of the page itself, never of the container it came in."""
        content = self.content
        return sha256_hex(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)

    @cached_property
    def page_digest(self) -> str:
        """SHA-256 of the page and of what is known of it beside its bytes: equal for a page that has not changed."""
        facts = {name: getattr(self.facts, name) for name in _FACTS}
        return json_digest({"page": self.raw_sha256, "facts": facts})


class Cut(NamedTuple):
    """One thing the cleaner took out or changed.

    `start:end` counts characters of the raw line `line` (from 1) as the rule `rule` met it, after the rules before it;
    `old` stood there and `new` does now.
    """

    line: int
    start: int
    end: int
    rule: str
    old: str
    new: str = ""


class Decision(NamedTuple):
    """Whether a line is part of the article, and the id of the rule that says so."""

    kept: bool
    rule: str


class LineVerdict(NamedTuple):
    """Whether a raw line (numbered from 1) is part of the article, and the rule that says so."""

    line: int
    text: str
    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the cleaner did to a page: what it decided of every line, and each cut inside a line."""

    texts: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    cuts: tuple[Cut, ...] = ()

    @property
    def verdicts(self) -> tuple[LineVerdict, ...]:
        """A verdict for every line, numbered from 1."""
        pairs = zip(self.texts, self.decisions, strict=True)
        return tuple(LineVerdict(number, text, *made) for number, (text, made) in enumerate(pairs, 1))


class Record(BaseModel):
    """What every record class here is: frozen, and closed to unknown fields."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        protected_namespaces=(),
        json_schema_serialization_defaults_required=True,  # a row has every column, though a record may leave some out
    )

    @model_validator(mode="after")
    def _fits_its_columns(self) -> Self:
        """JSON's integers and floats know no end; a column's do. All are looked at in one call, which is quicker."""
        wrong = [
            (name, value, why)
            for name, value in self.__dict__.items()
            if type(value) not in _SMALL and not (type(value) is int and -_INT64 <= value < _INT64)
            for why in islice(_misfits(value), 1)
        ]
        if wrong:
            raise ValidationError.from_exception_data(type(self).__name__, [_refused(*one) for one in wrong])
        return self


def _misfits(value: Any) -> Iterator[str]:
    """Why a number, or one in a list, fits no column."""
    for number in value if isinstance(value, tuple | list) else (value,):
        if isinstance(number, int) and not -_INT64 <= number < _INT64:
            yield "not an integer of 64 bits"
        if isinstance(number, float) and not math.isfinite(number):
            yield "not a finite number"


def _refused(name: str, value: Any, why: str) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=(name,), input=value, ctx={"error": ValueError(why)})


class PiiCounts(Record):
    """How often each kind of personal data was found on the page's article; fixed kinds, as a struct column."""

    mobile: int = Field(0, ge=0, description="mobile numbers")
    landline: int = Field(0, ge=0, description="landline, 400 and 800 numbers")
    email: int = Field(0, ge=0, description="e-mail addresses")
    qq: int = Field(0, ge=0, description="QQ numbers beside their label")
    wechat: int = Field(0, ge=0, description="WeChat ids beside their label")
    id_card: int = Field(0, ge=0, description="resident identity card numbers with a valid check digit")
    bank_card: int = Field(0, ge=0, description="bank card numbers with a valid check digit")
    plate: int = Field(0, ge=0, description="licence plates")
    ip: int = Field(0, ge=0, description="IP addresses of the public network")
    credit_code: int = Field(0, ge=0, description="unified social credit codes with a valid check character")


class Article(Record):
    """One row of the dataset. Subclass it to add what your subject needs; see `derive`."""

    id: str = Field(pattern=ID_PATTERN, description="Stable identity: of the canonical url, else of the raw page")
    id_basis: Literal["url", "page"] = Field(description="What `id` was made from")
    title: str | None = Field(None, min_length=1, description="Headline, without the site's suffix")
    text: str = Field(min_length=1, description="The article's body, one paragraph a line")
    language: Language = Field(description="Script of `text`: zh-Hans (simplified) or zh-Hant (traditional)")
    url: str | None = Field(None, min_length=1, description="Canonical address of the page")
    source_url: str | None = Field(None, min_length=1, description="Address of the original, as the page claims it")
    site: str | None = Field(None, min_length=1, description="Host of `url`")
    source: str | None = Field(None, min_length=1, description="Publication that the page names as its source")
    authors: tuple[str, ...] = Field((), description="Reporters and authors; placeholders such as 佚名 are left out")
    editor: str | None = Field(None, min_length=1, description="The responsible editor (责任编辑)")
    published_at: PartialDate | None = Field(None, description="ISO 8601 as far as known, in the page's local time")
    fetched_at: Moment | None = Field(None, description="When the page was fetched, UTC")
    section: str | None = Field(None, min_length=1, description="Section of the site, from the breadcrumb")
    rights_status: RightsStatus = Field(description="allowed, unknown (silence), restricted or forbidden")
    rights_statement: str | None = Field(None, min_length=1, description="What `rights_status` rests on, in words")
    license: str | None = Field(None, min_length=1, description="Licence id of the page, where one is known")
    truncated: bool = Field(description="The page ends in the middle of the article")
    paywalled: bool = Field(description="The page shows only what is free of a paid document")
    spam: bool = Field(description="Spam was injected into the page (and cut)")
    pii: PiiCounts = Field(default_factory=PiiCounts, description="Personal data found, by kind")
    char_count: int = Field(ge=1, description="Length of `text` in characters (Unicode code points)")
    contributor: Handle | None = Field(None, description="Handle of who sent the page in")
    raw_path: str = Field(min_length=1, description="Where the raw page lies, relative to the project")
    raw_index: int = Field(ge=0, description="Which record of its container the raw page is, from 0")
    raw_sha256: str = Field(pattern=DIGEST_PATTERN, description="SHA-256 of the raw page")
    cleaner: str = Field(min_length=1, description="Fingerprint of the cleaner that made `text`")
    cluster: str | None = Field(None, pattern=ID_PATTERN, description="Cluster of exact and near copies it belongs to")
    cluster_size: int = Field(1, ge=1, description="How many pages the cluster held when the row came in")
    since: str | None = Field(None, description="Version of this dataset in which the row first appeared")

    @classmethod
    def derive(cls, text: str) -> dict[str, Any]:
        """The fields a subclass computes from the cleaned `text`; pure, so that any reader can recompute them."""
        del text
        return {}
