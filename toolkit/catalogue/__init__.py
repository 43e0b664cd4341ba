"""The catalogue of findings, by name; one module a stage of the work."""

from toolkit.catalogue.cleaning import CLEANING
from toolkit.catalogue.code import Code, Lang
from toolkit.catalogue.curation import CURATION
from toolkit.catalogue.publishing import PUBLISHING
from toolkit.catalogue.reading import READING
from toolkit.catalogue.record import RECORD
from toolkit.catalogue.release import RELEASE

CODES: dict[str, Code] = {**RECORD, **READING, **CLEANING, **CURATION, **RELEASE, **PUBLISHING}

__all__ = ["CODES", "Code", "Lang"]
