"""How often the garbage collector runs while pages are cleaned."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 50_000  # containers between two collections, some 10 MB; Python's 700 are fewer than a page makes


@contextmanager
def rare_collections() -> Iterator[None]:
    """Within it the collector runs rarely: it took a quarter of the time that cleaning takes.

    What a page leaves behind holds hardly a cycle, and all that is kept is walked through at every collection.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
