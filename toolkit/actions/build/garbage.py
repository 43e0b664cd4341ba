"""How often the garbage collector runs while pages are cleaned."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 50_000  # containers between two collections, some 10 MB; Python's 700 are fewer than a page makes


def collect_rarely() -> None:
    """From now on the collector runs rarely: it took a quarter of the time that cleaning takes.

    What a page leaves behind holds hardly a cycle, and all that is kept is walked through at every collection.
    """
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def rare_collections() -> Iterator[None]:
    """Within it the collector runs rarely."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
