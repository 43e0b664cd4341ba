"""`dataset.toml` as one frozen model."""

import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from toolkit.article import RightsStatus
from toolkit.errors import ConfigError, Where
from toolkit.terms import LANGUAGES, LICENSES, TASKS

FILE_NAME = "dataset.toml"
DEFAULT_SCHEMA = "toolkit.article:Article"
_HOST = 253  # characters of a host name: RFC 1035

PrivacyPolicy = Literal["redact", "keep", "drop"]


def _license_id(value: str) -> str:
    if value.lower() not in LICENSES:
        raise ValueError("not a licence id of the Hugging Face Hub, such as 'cc-by-4.0' or 'other'")
    return value.lower()


def _language_code(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError("not an ISO 639 language code, such as 'zh'")
    return value


def _task(value: str) -> str:
    if value not in TASKS:
        raise ValueError("not a task category of the Hugging Face Hub, such as 'text-generation'")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,40}", value):
        raise ValueError("not a host such as 'news.example.org', in lower case, without scheme, port or path")
    return value


def _one_line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError("not one line of text")
    return value


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


class Section(BaseModel):
    """A table of dataset.toml: frozen, and closed to unknown keys, so that a typing error is never a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Contact(Section):
    """Whom readers write to."""

    takedown: str = Field(min_length=3, description="Address for takedown requests: a URL or an e-mail address")


class Citation(Section):
    """How the dataset is cited."""

    authors: tuple[str, ...] = Field(min_length=1)
    year: int = Field(ge=1900, le=2999)
    url: str | None = None


ColumnPath = Annotated[str, Field(pattern=r"^[^.\s][^.]*(\.[^.]+)*$", max_length=200)]


class ColumnsConfig(Section):
    """`[columns]`: where other people's JSONL and Parquet keep page and facts; `metadata.url` is `url` in `metadata`.

    A finished article, which has `cleaner` set, is never mapped.
    """

    text: ColumnPath = "text"
    html: ColumnPath = "html"
    url: ColumnPath = "url"
    fetched_at: ColumnPath = "fetched_at"
    license: ColumnPath = "license"
    contributor: ColumnPath = "contributor"

    def paths(self) -> dict[str, str]:
        """Path by the name of what stands there."""
        return dict(vars(self))  # once a record


class CleanRule(Section):
    """`[[clean.rules]]`: a line rule of the project's own; it speaks before the ones that are built in.

    `pattern` is searched in a line of at most 200 characters, in lower case and with one form of punctuation, as the
    built-in ones are. `drop` and `keep` are lines that it must and must not cut; a build holds it to them.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    reason: Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
    verdict: Literal["noise", "meta", "tail", "edge", "caption", "statement"]
    pattern: Annotated[str, AfterValidator(_expression)]
    drop: tuple[str, ...] = Field(min_length=1, description="Lines that it must cut")
    keep: tuple[str, ...] = Field((), description="Lines that it must not cut")


class CleanConfig(Section):
    """`[clean]`: how pages become articles."""

    script: Literal["zh-Hans", "zh-Hant", "keep"] = "zh-Hans"
    min_chars: int = Field(60, ge=1, description="An article of fewer characters is a reject")
    disable: tuple[str, ...] = Field((), description="Ids of line rules to switch off")
    rules: tuple[CleanRule, ...] = Field((), description="Line rules of the project's own")


class PrivacyConfig(Section):
    """`[privacy]`: what happens to each kind of personal data: put a placeholder, keep it, or drop the page."""

    mobile: PrivacyPolicy = "redact"
    landline: PrivacyPolicy = "redact"
    email: PrivacyPolicy = "redact"
    qq: PrivacyPolicy = "redact"
    wechat: PrivacyPolicy = "redact"
    id_card: PrivacyPolicy = "redact"
    bank_card: PrivacyPolicy = "redact"
    plate: PrivacyPolicy = "redact"
    ip: PrivacyPolicy = "redact"
    credit_code: PrivacyPolicy = "redact"  # of a firm, but also of a sole trader: a person


class RightsConfig(Section):
    """`[rights]`: which statuses may leave the house, and why; `[rights.sites]`: what whole sites say, by host."""

    publish: tuple[RightsStatus, ...] = ("allowed", "unknown", "restricted")
    basis: str | None = Field(None, description="Why they may be published; the card quotes it")
    sites: dict[Annotated[str, AfterValidator(_host)], RightsStatus] = Field(
        default_factory=dict, description="Host -> status; a host stands for the hosts below it as well"
    )

    def policy_of(self, host: str | None) -> tuple[str, RightsStatus] | None:
        """The name in `sites` that covers `host`, and its status: the host itself, else the nearest above it."""
        labels = host.split(".") if host and len(host) <= _HOST else []
        names = (".".join(labels[start:]) for start in range(len(labels)))
        return next(((name, self.sites[name]) for name in names if name in self.sites), None)


class DedupConfig(Section):
    """`[dedup]`: when two articles count as one."""

    near: bool = Field(True, description="Join near duplicates, not only exact ones")
    threshold: float = Field(0.7, gt=0, le=1, description="Least Jaccard similarity of character 5-grams")

    @property
    def permille(self) -> int:
        """The threshold as an integer, so that no comparison depends on rounding."""
        return round(self.threshold * 1000)


def _inside(value: str) -> str:
    parts = value.split("/")
    if not value.isprintable() or "\\" in value or not all(parts[:-1] or parts) or {".", ".."} & set(parts):
        raise ValueError("not a path inside the project, such as 'benchmarks/exam.jsonl'")
    return value.rstrip("/")


class DecontaminateConfig(Section):
    """`[decontaminate]`: texts that rows must not share, above all those that models are tested on.

    One hit is enough by default: of 74 real pages none shares 13 characters with another by chance. But one in five
    names a law or standard as long as that; where benchmarks name it too, `hits` of 8 asks for 20 characters in a row.
    """

    sources: tuple[Annotated[str, AfterValidator(_inside)], ...] = Field(
        min_length=1, description=".txt, .jsonl or .parquet files, or folders of them, relative to the project"
    )
    field: ColumnPath = Field("text", description="Where a record holds its texts")
    n: int = Field(13, ge=5, le=100, description="Characters of an n-gram, punctuation and white space aside")
    hits: int = Field(1, ge=1, le=100_000, description="Distinct shared n-grams from which on an article is left out")


class SplitConfig(Section):
    """`[split]`: how rows are dealt out; frozen by the first release, so that no row ever moves.

    `by` says what is never torn apart: a cluster of copies, or all rows of a site; or `date`: what was published at
    `cut` or after it is test.
    """

    by: Literal["cluster", "site", "date"] = "cluster"
    test_share: float = Field(0.1, ge=0, lt=1)
    salt: str = ""
    cut: str | None = Field(None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="A year, month or day")

    @model_validator(mode="after")
    def _fits(self) -> "SplitConfig":
        if (self.by == "date") != (self.cut is not None):
            raise ValueError("by = 'date' needs a cut, and nothing else takes one")
        return self

    @property
    def test_permyriad(self) -> int:
        """The share in ten-thousandths."""
        return round(self.test_share * 10_000)


class FilesConfig(Section):
    """`[files]`: where Parquet row groups and files are cut, in uncompressed bytes of their rows."""

    row_group_bytes: int = Field(64 << 20, ge=1 << 10)
    file_bytes: int = Field(512 << 20, ge=1 << 10)


class Config(Section):
    """The whole of dataset.toml."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9._-]{0,94}[a-z0-9])?$")]
    title: str = Field(min_length=1)
    summary: str = Field("", description="One or two sentences for the top of the card")
    license: Annotated[str, AfterValidator(_license_id)] = "other"
    language: tuple[Annotated[str, AfterValidator(_language_code)], ...] = ("zh",)
    tasks: tuple[Annotated[str, AfterValidator(_task)], ...] = ("text-generation",)
    tags: tuple[str, ...] = ()
    schema_: str = Field(DEFAULT_SCHEMA, alias="schema", pattern=r"^[\w./-]+:[A-Za-z_]\w*$")
    contact: Contact | None = None
    citation: Citation | None = None
    columns: ColumnsConfig = ColumnsConfig()
    clean: CleanConfig = CleanConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    rights: RightsConfig = RightsConfig()
    dedup: DedupConfig = DedupConfig()
    decontaminate: DecontaminateConfig | None = None
    split: SplitConfig = SplitConfig()
    files: FilesConfig = FilesConfig()

    def dump(self) -> dict[str, Any]:
        """JSON-ready, defaults written out, under the names of dataset.toml."""
        return self.model_dump(mode="json", by_alias=True)


def parse_config(text: str, path: str = FILE_NAME) -> Config:
    """Read dataset.toml. Raises `ConfigError` that names the line or the key."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib lets long integers and deep nesting through
        line = re.search(r"line (\d+)", str(error))
        where = Where(path, int(line[1]) if line else None)
        raise ConfigError(str(error), where=where, mend="correct the TOML") from error
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        raise _config_error(error, path) from error


def _config_error(error: ValidationError, path: str) -> ConfigError:
    """The first problem, in the words of the file."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return ConfigError("no such key", where=Where(path, field=key), mend="remove it, or correct its spelling")
    if first["type"] == "missing":
        return ConfigError("this key is required", where=Where(path, field=key), mend=f"add it to {path}")
    message = first["msg"].removeprefix("Value error, ")
    return ConfigError(f"{first['input']!r}: {message}", where=Where(path, field=key), mend=f"correct it in {path}")
