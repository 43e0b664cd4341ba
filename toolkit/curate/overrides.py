"""`overrides.jsonl`: the maintainer's own word on single articles, by id, each with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from toolkit.article import ID_PATTERN, Article
from toolkit.config import Config
from toolkit.curate.entry import parse_entry
from toolkit.curate.screen import count_personal, hidden_kinds, page_strings
from toolkit.detect.personal import PLACEHOLDERS
from toolkit.errors import ConfigError, Where
from toolkit.finding import Finding

FILE_NAME = "overrides.jsonl"
_MEND = 'write {"id": ..., "action": "keep", "drop" or "set", "field": ..., "value": ..., "reason": ...}'
# Identity, provenance and what is computed from other fields.
FIXED = frozenset(
    "id id_basis char_count raw_path raw_index raw_sha256 cleaner since cluster cluster_size fetched_at".split()
)


class Override(BaseModel):
    """One line: `drop` an article, `keep` one that a verdict would leave out, or `set` one of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID_PATTERN)
    action: Literal["keep", "drop", "set"]
    field: str | None = None
    value: Any = None
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> "Override":
        if (self.action == "set") != (self.field is not None):
            raise ValueError("'set' needs a field, 'keep' and 'drop' take none")
        if self.field in FIXED:
            raise ValueError(f"{self.field} cannot be set by hand")
        return self


@dataclass(frozen=True, slots=True)
class Overrides:
    """All of them, by id, with the line each stands on."""

    by_id: Mapping[str, tuple[tuple[int, Override], ...]]

    def of(self, identity: str) -> tuple[tuple[int, Override], ...]:
        """The overrides of one article, in the order of the file."""
        return self.by_id.get(identity, ())

    def keeps(self, identity: str) -> bool:
        """Whether the article is to be kept against verdicts and rights."""
        return any(override.action == "keep" for _, override in self.of(identity))


NO_OVERRIDES = Overrides({})


def parse_overrides(text: str, path: str = FILE_NAME) -> Overrides:
    """Read the file. Raises `ConfigError` that names the line."""
    by_id: dict[str, list[tuple[int, Override]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            override = parse_entry(Override, line, Where(path, number), _MEND)
            by_id.setdefault(override.id, []).append((number, override))
    return Overrides({identity: tuple(lines) for identity, lines in by_id.items()})


def set_fields(article: Article, overrides: Overrides) -> Article:
    """The article with its fields set by hand, derived ones anew. Raises `ConfigError` where the schema refuses."""
    for line, override in overrides.of(article.id):
        if override.action == "set":
            article = _set(article, override, Where(FILE_NAME, line, override.field))
    return article


def _set(article: Article, override: Override, where: Where) -> Article:
    record = {**article.model_dump(), str(override.field): override.value}
    text = record["text"]
    try:
        if isinstance(text, str):
            record |= {"char_count": len(text), **type(article).derive(text)}
        return type(article).model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{override.value!r}: {message}", where=where, mend="correct the value") from error


def private_left(article: Article, overrides: Overrides, config: Config) -> list[Finding]:
    """Personal data that a line keeps, or sets, in an article: no row may hold it, whoever says so."""
    said = overrides.of(article.id)
    kept = next((line for line, override in said if override.action == "keep"), None)
    lines = {override.field: line for line, override in said if override.action == "set"}
    strings = page_strings((name, getattr(article, name)) for name in type(article).model_fields)
    return [
        Finding(
            "override_private",
            Where(FILE_NAME, line, name),
            {"kind": kind, "count": count, "placeholder": PLACEHOLDERS[kind]},
        )
        for (name, kind), count in count_personal(strings, hidden_kinds(config)).items()
        if (line := lines.get(name, kept)) is not None
    ]


def drops(identity: str, overrides: Overrides, where: Where) -> list[Finding]:
    """The finding that leaves an article out by hand, if there is one."""
    reasons = [override.reason for _, override in overrides.of(identity) if override.action == "drop"]
    return [Finding("dropped_by_hand", where, {"reason": reason}) for reason in reasons[:1]]
