"""A bad and a good example for each finding; `--explain`, the documentation and the tests share them."""

from collections.abc import Mapping

from toolkit.catalogue.example import INPUT_EXAMPLES, Example
from toolkit.catalogue.row_examples import ROW_EXAMPLES

EXAMPLES: Mapping[str, Example] = {**INPUT_EXAMPLES, **ROW_EXAMPLES}

__all__ = ["EXAMPLES", "Example"]
