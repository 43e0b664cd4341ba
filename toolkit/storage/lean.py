"""Arrow without pandas, which nothing here asks for."""

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    """Finds no pandas."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Raises `ImportError` for pandas; others are left to the finders behind."""
        if name == "pandas":
            raise ImportError(name)


def leave_pandas_out() -> None:
    """Arrow imports pandas, if it is installed, at the first list it is given, which takes each process half a second.

    It looks for it once: where there is none by then, it goes on without it, until it is asked for a data frame.
    """
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)
