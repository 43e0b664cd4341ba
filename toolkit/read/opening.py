"""Opening a file of `raw/`: regular files only, whatever stands there by the time it is opened."""

import hashlib
import os
import stat
from io import BufferedReader

from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.read.source import Pin, Source

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}


class Unread(Exception):
    """Why a file is not read, as a finding; never leaves this room."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.name)
        self.finding = finding


def pin(source: Source) -> Pin | Finding:
    """Name the content of a source, or say why it cannot be read."""
    try:
        with open_regular(source) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Pin(file.tell(), digest)
    except Unread as refusal:
        return refusal.finding
    except OSError as error:
        return unreadable(source, error)


def unreadable(source: Source, error: OSError) -> Finding:
    """The finding for what the system says of a file."""
    return Finding("unreadable_file", Where(source.raw_path), {"problem": error.strerror or type(error).__name__})


def open_regular(source: Source) -> BufferedReader:
    """Open a source. Raises `Unread` on a link, a pipe or a device, none of which is opened; `OSError`."""
    if source.refused is not None:
        raise Unread(source.refused)
    _refuse(source, os.lstat(source.location).st_mode)
    # Another thing may have taken the name by now: without these flags a link would be followed, a pipe waited for.
    descriptor = os.open(source.location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    try:
        _refuse(source, os.fstat(descriptor).st_mode)
    except Unread:
        file.close()
        raise
    return file


def _refuse(source: Source, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    where = Where(source.raw_path)
    if stat.S_ISLNK(mode):
        raise Unread(Finding("link_not_followed", where))
    if stat.S_ISDIR(mode):
        os.scandir(source.location).close()  # a folder is only here because it could not be listed: say why
    raise Unread(Finding("not_a_file", where, {"kind": _KINDS.get(stat.S_IFMT(mode), "something else")}))
