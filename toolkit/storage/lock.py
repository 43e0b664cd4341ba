"""One build at a time in a project."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from toolkit.errors import ConflictError, Where
from toolkit.storage.files import make_folder


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; the system lets it go when the process dies. Raises `ConflictError` if it is held."""
    make_folder(path.parent)
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        mend = "wait until it has ended"
        raise ConflictError("another build is at work in this project", where=Where(str(path)), mend=mend) from error
    try:
        yield
    finally:
        lock.release()
