"""A line of a file that the maintainer keeps, such as overrides.jsonl, held to its model."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from toolkit.errors import ConfigError, Where
from toolkit.schema.refusal import refusals

M = TypeVar("M", bound=BaseModel)


def parse_entry(model: type[M], line: str, where: Where, mend: str) -> M:
    """The entry. Raises `ConfigError` that names the line and the field."""
    try:
        return model.model_validate(json.loads(line))
    except ValidationError as error:
        first = next(refusals(error, where))
        problem = str(first.params.get("problem") or first.message())
        raise ConfigError(problem, where=first.where, mend=mend) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not JSON: {error}", where=where, mend=mend) from error
