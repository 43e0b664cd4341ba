"""One at a time: builds in a project, publishes to a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from toolkit.errors import ConflictError, Where
from toolkit.storage.files import cannot_write, make_folder


@contextmanager
def holding(path: Path, other: str = "another build is at work in this project") -> Iterator[None]:
    """Hold the lock file `path`; the system lets it go when the process dies. Raises `ConflictError` if it is held."""
    make_folder(path.parent)
    lock = FileLock(path, blocking=False)
    try:
        _acquire(lock, path)
    except Timeout as error:
        mend = "wait until it has ended"
        raise ConflictError(other, where=Where(str(path)), mend=mend) from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, path: Path) -> None:
    """Raises `Timeout` if it is held, `InputError` where its file cannot be written."""
    try:
        lock.acquire()
    except Timeout:
        raise
    except OSError as error:
        raise cannot_write(path, error) from error
