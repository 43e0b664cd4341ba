"""`imprint init`: a project that builds, with what its contributors and its forge need."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from toolkit import __version__
from toolkit.config import parse_config
from toolkit.errors import ConfigError, ConflictError, Where
from toolkit.schema.jsonschema import schema_bytes
from toolkit.schema.reference import SchemaRef
from toolkit.storage.files import make_folder, write_bytes

# Where each file of the starter goes. Their names end in .txt, for no tool is to take them for files of this project.
_PLACES: Mapping[str, str] = {
    "dataset.toml": "dataset.toml.txt",
    "schema/article.py": "article.py.txt",
    "raw/example-library.txt": "example-library.txt",
    "raw/example-market.txt": "example-market.txt",
    "raw/facts.csv": "facts.csv.txt",
    "CONTRIBUTING.md": "contributing.md.txt",
    ".pre-commit-config.yaml": "pre-commit.yaml.txt",
    ".github/workflows/validate.yml": "validate.yml.txt",
    ".github/workflows/release.yml": "release.yml.txt",
    ".vscode/settings.json": "vscode.json.txt",
    ".gitignore": "gitignore.txt",
}


def scaffold(folder: Path, name: str | None = None) -> tuple[Path, ...]:
    """Write a new project into `folder`, dataset.toml last; the files in the order of their names.

    `name` is that of the dataset, the folder's by default. Raises `ConflictError` where a file stands already and
    `ConfigError` where the name cannot be that of a dataset; nothing is written then.
    """
    contents = _contents(name or _name_of(folder))
    there = [path for path in contents if (folder / path).exists() or (folder / path).is_symlink()]
    if there:
        mend = "name another folder, or move these away"
        raise ConflictError(f"{', '.join(there)}: already there", where=Where(str(folder)), mend=mend)
    for path in sorted(contents, key=lambda path: path == "dataset.toml"):
        make_folder((folder / path).parent)
        write_bytes(folder / path, contents[path])
    return tuple(folder / path for path in sorted(contents))


def _contents(name: str) -> dict[str, bytes]:
    texts = {path: _starter(source, name) for path, source in _PLACES.items()}
    _check_name(name, texts["dataset.toml"])
    written = {path: text.encode("utf-8") for path, text in texts.items()}
    model = SchemaRef("schema/article.py", "MyArticle", written["schema/article.py"]).resolve()
    return {**written, "schema/article.schema.json": schema_bytes(model), "dist/.gitkeep": b""}


def _check_name(name: str, settings: str) -> None:
    mend = "name it with --name, in letters a-z, digits, '.', '_' and '-'"
    refusal = ConfigError(f"{name!r} cannot be the name of a dataset", mend=mend)
    try:
        if parse_config(settings).name != name:
            raise refusal
    except ConfigError as error:
        raise refusal from error


def _starter(source: str, name: str) -> str:
    text = (files("toolkit.actions") / "starter" / source).read_text(encoding="utf-8")
    return text.replace("@NAME@", name).replace("@VERSION@", __version__)


def _name_of(folder: Path) -> str:
    """The folder's name, as far as a dataset may be called so."""
    return re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("._-")
