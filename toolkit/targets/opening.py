"""From what the user writes to a target: `./folder`, a URL, or `org/name` for the Hub."""

import os
import re
from pathlib import Path

from toolkit.errors import ConfigError, Where
from toolkit.release.layout import MANIFEST
from toolkit.targets.folder import FolderTarget
from toolkit.targets.target import Target

_HUB = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


def spell(text: str, root: Path) -> str:
    """As release.lock has it: a folder relative to the project `root`, from `./` on; anything else as it is.

    `org/name` is a repository on the Hub unless a folder of that name lies here.
    """
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    if "://" in text or (_HUB.fullmatch(text) and not Path(text).is_dir()):
        return text.rstrip("/")
    relative = Path(os.path.relpath(Path(text).expanduser(), root)).as_posix()
    return relative if relative.startswith("../") else f"./{relative}"


def is_repository(text: str) -> bool:
    """Whether this names a repository on the Hub, and nothing that lies here."""
    return _HUB.fullmatch(text) is not None and not Path(text).exists()


def open_target(name: str, root: Path, private: bool = False) -> Target:
    """The target that release.lock or `spell` names. Raises `ConfigError` where it is none.

    `private` is how a repository on the Hub is made. The libraries behind a target are imported when it is opened.
    """
    if name.startswith(("./", "../")):
        folder = Path(os.path.normpath(root / name))
        if any((place / MANIFEST).exists() for place in (folder, *folder.parents)):
            mend = "name a folder beside it, such as ./published"
            raise ConfigError("a release lies there; a target holds many", where=Where(name), mend=mend)
        return FolderTarget(name, folder)
    if "://" in name:
        from toolkit.targets.bucket import BucketTarget

        return BucketTarget(name)
    if _HUB.fullmatch(name):
        from toolkit.targets.repository import HubTarget

        return HubTarget(name, private)
    mend = "name a folder (./published), a URL (s3://bucket/path), or a repository on the Hub (org/name)"
    raise ConfigError("not a target", where=Where(name), mend=mend)
