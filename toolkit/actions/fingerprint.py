"""What shapes the output: the cleaner with its fingerprint, and the versions of the libraries behind it."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from toolkit.article import Article
from toolkit.clean.cleaner import Cleaner
from toolkit.config import Config
from toolkit.digest import json_digest, sha256_hex
from toolkit.release.manifest import GENERATOR

_LIBRARIES = ("ftfy", "lxml", "numpy", "opencc", "pyarrow", "pydantic", "readability-lxml", "rensa")
_CLEANING = ("ftfy", "lxml", "opencc", "readability-lxml")
_ROOMS = ("clean", "detect")


def environment() -> dict[str, str]:
    """Names and versions of everything outside the project on which the bytes depend."""
    return {
        "architecture": platform.machine(),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: version(name) for name in _LIBRARIES},
    }


def cleaner_fingerprint(config: Config) -> str:
    """`imprint-0.1.0+0123456789ab`: equal fingerprints clean a page to the same article.

    Over the sources of the cleaning rooms themselves, so that nobody has to remember to raise a number.
    """
    sources = {name: sha256_hex(data) for room in _ROOMS for name, data in _sources(files("toolkit") / room, room)}
    settings = {
        "clean": config.clean.model_dump(mode="json"),
        "privacy": config.privacy.model_dump(mode="json"),
        "sites": config.rights.sites,
    }
    libraries = {name: version(name) for name in _CLEANING}
    digest = json_digest({"sources": sources, "settings": settings, "libraries": libraries})
    return f"{GENERATOR.replace(' ', '-')}+{digest[:12]}"


def make_cleaner(config: Config, model: type[Article]) -> Cleaner:
    """The cleaner of a project, its fingerprint taken."""
    return Cleaner(config.clean, config.privacy, model, cleaner_fingerprint(config), config.rights)


def sources_digest(folder: Traversable) -> str:
    """Of every source file below a folder."""
    return json_digest({name: sha256_hex(data) for name, data in _sources(folder, "")})


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, path)
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield path, entry.read_bytes()
