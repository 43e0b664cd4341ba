"""`takedowns.jsonl`, line by line; `denylist` says what a line keeps away. Importing this loads nothing that counts."""

from pydantic import BaseModel, ConfigDict, Field

from toolkit.article import DIGEST_PATTERN
from toolkit.curate.entry import parse_entry
from toolkit.digest import canonical_json
from toolkit.errors import Where

FILE_NAME = "takedowns.jsonl"
_MEND = "restore the line from version control; imprint takedown writes this file"

# In how many bits a text agrees that is near, by the bits of the sketch: an estimate of .65. [dedup] calls .7 a near
# copy by default; an article that must go shall not come back for an error of two in a hundred.
AGREED = {128: 106, 256: 212, 512: 423, 1024: 845}


class Takedown(BaseModel):
    """One line: SHA-256 of what the article is known by, and the sketch of its text. No content, case or requester."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=DIGEST_PATTERN)
    url: str | None = Field(pattern=DIGEST_PATTERN, description="of the canonical url, as in the index")
    page: str | None = Field(pattern=DIGEST_PATTERN, description="of the raw page")
    text: str = Field(pattern=DIGEST_PATTERN, description="of the text without white space, as in the index")
    sketch: str = Field(pattern="^(" + "|".join(f"[0-9a-f]{{{bits // 4}}}" for bits in AGREED) + ")$")

    def to_line(self) -> str:
        """The line of the file, without its end."""
        return canonical_json(self.model_dump()).decode("ascii")


def parse_takedowns(text: str, path: str = FILE_NAME) -> tuple[Takedown, ...]:
    """The lines of the file in order. Raises `ConfigError` that names the line."""
    numbered = enumerate(text.split("\n"), 1)
    return tuple(parse_entry(Takedown, line, Where(path, number), _MEND) for number, line in numbered if line.strip())
