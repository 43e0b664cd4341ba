"""Writes that a crash cannot halve: a temporary file or folder, fsync, rename."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from toolkit.errors import InputError, ToolkitError, Where

TEMPORARY_PREFIX = ".imprint-"


def temporary_path(final: Path) -> Path:
    """A name beside `final` that no other process takes; `sweep` knows it by its prefix."""
    return final.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}-{final.name[-40:]}")


@contextmanager
def writing(final: Path, *, lasting: bool = True) -> Iterator[IO[bytes]]:
    """A binary file that appears under its own name, on disk, when the block ends without an error.

    What is not `lasting` may be lost with the machine's power: scratch, and what is checked when it is read.
    """
    temporary = temporary_path(final)
    try:
        with temporary.open("wb") as stream:
            yield stream
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        (rename if lasting else Path.replace)(temporary, final)
    except OSError as error:
        raise cannot_write(final, error) from error
    finally:
        remove(temporary)


def write_bytes(final: Path, data: bytes, *, lasting: bool = True) -> None:
    """Write a whole file, or nothing; see `writing`."""
    with writing(final, lasting=lasting) as stream:
        stream.write(data)


def rename(temporary: Path, final: Path) -> None:
    """Give a finished file or folder its name, and make the name last."""
    temporary.replace(final)
    sync_folder(final.parent)


def link(file: Path, final: Path) -> bool:
    """A second name for a file; False where its file system has none to give."""
    try:
        final.hardlink_to(file)
    except OSError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return folder


def sweep(folder: Path) -> None:
    """Remove what killed runs left in `folder`. Only for a holder of the lock."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        remove(leftover)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there. What cannot be removed now the next sweep removes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises `InputError`; a pipe or a device is never opened."""
    if path.exists() and not path.is_file():
        raise InputError("not a regular file", where=Where(str(path)), mend="name a file")
    try:
        return path.read_bytes()
    except OSError as error:
        problem = error.strerror or str(error)
        raise InputError(problem, where=Where(str(path)), mend="check the path and its permissions") from error


def file_sha256(path: Path) -> tuple[int, str]:
    """(bytes, SHA-256) of a file, read in pieces. Raises `InputError`."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return stream.tell(), digest
    except OSError as error:
        problem = error.strerror or str(error)
        raise InputError(problem, where=Where(str(path)), mend="check the path and its permissions") from error


def cannot_write(path: Path, error: OSError) -> ToolkitError:
    """The same words for a full disk and a folder that may not be written."""
    problem = f"cannot write: {error.strerror or error}"
    return InputError(problem, where=Where(str(path)), mend="free space or permissions there, then run it again")
