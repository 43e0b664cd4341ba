"""What is to be adopted, at hand: a dataset on the Hub is downloaded first, into a folder that goes afterwards."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from toolkit.actions.progress import Progress
from toolkit.read.rows import ROW_SUFFIXES
from toolkit.targets.opening import is_repository


@dataclass(frozen=True, slots=True)
class AtHand:
    """The paths to read, and what was downloaded: `org/name@commit`."""

    paths: tuple[Path, ...]
    fetched: tuple[str, ...] = ()


@contextmanager
def at_hand(said: Sequence[Path], progress: Progress) -> Iterator[AtHand]:
    """Files and folders as they are; in place of `org/name` a folder called name. Raises `RemoteError`."""
    if not any(is_repository(str(path)) for path in said):
        yield AtHand(tuple(said))
        return
    with tempfile.TemporaryDirectory(prefix="imprint-") as scratch:
        places = [(path, Path(scratch, str(number), path.name)) for number, path in enumerate(said)]
        fetched = tuple(_fetch(str(path), place, progress) for path, place in places if is_repository(str(path)))
        yield AtHand(tuple(place if is_repository(str(path)) else path for path, place in places), fetched)


def _fetch(name: str, into: Path, progress: Progress) -> str:
    # Here, for the client takes a second to import, and files are adopted without it.
    from toolkit.targets.dataset import fetch_rows

    return f"{name}@{fetch_rows(name, ROW_SUFFIXES, into, partial(progress, 'fetch'))}"
