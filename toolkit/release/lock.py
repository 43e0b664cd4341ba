"""`release.lock`: which published release the next build grows from."""

import re
import tomllib

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from toolkit.digest import canonical_json
from toolkit.errors import ConfigError, Where
from toolkit.release.version import Version

FILE_NAME = "release.lock"


class Lock(BaseModel):
    """Moved by `publish`, `adopt` and `yank` alone. `digest` is the manifest's own; `highest` was ever issued there.

    Where every version is withdrawn it names none, neither `version` nor `digest`, and still knows `highest`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str = Field(min_length=1, description="a folder relative to the project, a URL, or org/name")
    version: str | None = None
    digest: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    highest: str

    @field_validator("version", "highest")
    @classmethod
    def _is_version(cls, value: str | None) -> str | None:
        return None if value is None else str(Version.parse(value))

    @model_validator(mode="after")
    def _names_a_release(self) -> "Lock":
        if (self.version is None) != (self.digest is None):
            raise ValueError("version and digest name one release together")
        return self

    def to_text(self) -> str:
        """The file: TOML, one key a line."""
        held = self.model_dump(exclude_none=True)
        keys = (f"{name} = {canonical_json(value).decode('utf-8')}" for name, value in held.items())
        return "\n".join(["# Moved by imprint; commit it.", *keys, ""])


def parse_lock(text: str, path: str = FILE_NAME) -> Lock:
    """Raises `ConfigError` that names the line or the key."""
    mend = "restore it from version control, or build with --from-scratch"
    try:
        return Lock.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = Where(path, field=".".join(map(str, first["loc"])))
        raise ConfigError(first["msg"].removeprefix("Value error, "), where=where, mend=mend) from error
    except (ValueError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError(str(error), where=Where(path, int(line[1]) if line else None), mend=mend) from error
