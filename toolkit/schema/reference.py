"""A record class by reference: what crosses to a worker instead of the class.

A class that was loaded from a file does not unpickle in another process; its source does.
"""

import importlib
import sys
from dataclasses import dataclass
from types import ModuleType

from toolkit.article import Article
from toolkit.digest import sha256_hex
from toolkit.errors import ConfigError, Where


@dataclass(frozen=True, slots=True)
class SchemaRef:
    """`location:name`; `source` holds the file's bytes, or None where `location` is an importable module."""

    location: str
    name: str
    source: bytes | None = None

    def resolve(self) -> type[Article]:
        """The class. Raises `ConfigError` where there is none of that name, or it is no Article."""
        found = getattr(self._module(), self.name, None)
        if not (isinstance(found, type) and issubclass(found, Article)):
            raise ConfigError(
                f"{self.name} is not a subclass of toolkit.Article",
                where=Where(self.location),
                mend=f"define 'class {self.name}(Article)' there, or correct 'schema' in dataset.toml",
            )
        return found

    def _module(self) -> ModuleType:
        if self.source is None:
            return importlib.import_module(self.location)
        name = f"imprint_schema_{sha256_hex(self.source)[:16]}"
        return sys.modules.get(name) or _execute(self.source, name, self.location)


def _execute(source: bytes, name: str, location: str) -> ModuleType:
    """Run a schema file as a module. It is the project's own code, as trusted as a conftest.py."""
    module = ModuleType(name)
    module.__file__ = location
    sys.modules[name] = module  # pydantic resolves annotations through it
    try:
        exec(compile(source, location, "exec"), module.__dict__)
    except Exception as error:
        del sys.modules[name]
        line = error.lineno if isinstance(error, SyntaxError) else None
        problem = f"{type(error).__name__}: {error}"
        raise ConfigError(problem, where=Where(location, line), mend="correct the schema file") from error
    return module
