"""What a version changed, and the steps that led to it: values of the manifest, from which the changelog is made."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of the manifest: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnChange(Part):
    """One column that differs; see `toolkit.schema.compare.Change`."""

    kind: Literal["added", "required", "removed", "retyped", "narrowed", "widened"]
    column: str
    old: str | None = None
    new: str | None = None


class Changes(Part):
    """One release against the one before it, row by row; rows are the same where their ids are."""

    added: dict[str, int] = Field(description="rows that were not there, by split")
    removed: dict[str, int] = Field(description="rows that are gone, by reason")
    changed: int = Field(ge=0, description="rows that differ in a compared column")
    moved: int = Field(ge=0, description="rows that went to another split")
    columns: tuple[ColumnChange, ...] = ()


class Step(Part):
    """One version of the dataset's history."""

    version: str
    rows: dict[str, int] = Field(description="rows by split")
    changes: Changes | None = Field(None, description="against the step before; null for the first")


class Baseline(Part):
    """The release that another grew from."""

    version: str
    digest: str = Field(description="of its manifest")
