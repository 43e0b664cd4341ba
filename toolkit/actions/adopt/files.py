"""Which files of an existing dataset hold rows, in which order, and of which split, as `datasets` would take them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import InputError, Where
from toolkit.read.rows import ROW_SUFFIXES
from toolkit.read.source import Source, list_sources

# The words by which `datasets` finds splits in names, between what is neither letter nor digit.
_KEYWORDS = {
    "train": "train", "training": "train", "test": "test", "testing": "test", "eval": "test", "evaluation": "test",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
}  # fmt: skip
_WORD = re.compile(rf"(?:^|[^a-z0-9])({'|'.join(_KEYWORDS)})(?=$|[^a-z0-9])")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of rows, and the split it belongs to: `train`, `test`, or one that a release does not know."""

    source: Source
    split: str


def list_files(paths: Sequence[Path], root: Path) -> list[DataFile]:
    """The files below `paths`, folder by folder in path order; of a folder with data/ in it, those below that.

    Raises `InputError` where there are none.
    """
    files = [file for path in paths for file in _below(path, root)]
    if not files:
        shown = ", ".join(map(str, paths))
        mend = f"name files or a folder of them that end in {', '.join(ROW_SUFFIXES)}"
        raise InputError("no files of rows", where=Where(shown), mend=mend)
    return files


def _below(path: Path, root: Path) -> list[DataFile]:
    top = path / "data" if (path / "data").is_dir() else path
    sources = [one for one in list_sources([top], root).sources if one.raw_path.lower().endswith(ROW_SUFFIXES)]
    inside = path.resolve() if path.is_dir() else path.resolve().parent
    return [DataFile(source, _split(source, inside)) for source in sources]


def _split(source: Source, inside: Path) -> str:
    """By the file's name, else by the nearest folder that names one; rows of no split are train."""
    location = Path(source.location)
    steps = location.relative_to(inside).parts if location.is_relative_to(inside) else (location.name,)
    words = (_WORD.search(step.lower()) for step in reversed(steps))
    return next((_KEYWORDS[word[1]] for word in words if word), "train")
