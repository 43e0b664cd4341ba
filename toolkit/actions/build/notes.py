"""What one task takes from the cache and gives to it: entries named by all that they depend on."""

from dataclasses import dataclass
from importlib.resources import files

from toolkit.actions.build.job import Job
from toolkit.actions.fingerprint import environment, sources_digest
from toolkit.config import Config
from toolkit.digest import json_digest
from toolkit.schema.reference import SchemaRef
from toolkit.storage.cache import Packer

_PACK_BYTES = 8 << 20  # held at the most


def recipe_of(config: Config, schema: SchemaRef) -> str:
    """The digest of what makes an article of a page besides the page: this program, its libraries, settings, class."""
    settings = {name: getattr(config, name).model_dump(mode="json") for name in ("clean", "privacy", "rights")}
    model = [schema.location, schema.name, (schema.source or b"").decode("utf-8", "backslashreplace")]
    program = sources_digest(files("toolkit"))
    return json_digest({"program": program, "libraries": environment(), "settings": settings, "model": model})


@dataclass(frozen=True, slots=True)
class Use:
    """The packs that a task has read or written, and those with a damaged entry."""

    used: frozenset[str] = frozenset()
    damaged: frozenset[str] = frozenset()

    def __or__(self, other: "Use") -> "Use":
        return Use(self.used | other.used, self.damaged | other.damaged)


class Notes:
    """The cache as one task sees it; nothing is found in it and nothing kept where a build has none."""

    def __init__(self, job: Job) -> None:
        self._recipe = job.recipe
        self._library = job.cache
        self._packer = Packer(job.cache.folder) if job.cache else None
        self._used: set[str] = set()
        self._damaged: set[str] = set()

    def key(self, kind: str, *parts: str) -> bytes:
        """What an entry is asked for by."""
        return bytes.fromhex(json_digest([self._recipe, kind, *parts])[:32])

    def get(self, key: bytes) -> bytes | None:
        """The entry; None where there is none, or it is damaged."""
        found = self._library.find(key) if self._library else None
        if found is None:
            return None
        name, data = found
        (self._used if data is not None else self._damaged).add(name)
        return data

    def put(self, key: bytes, data: bytes) -> None:
        """Keep an entry for the next build."""
        if self._packer is not None:
            self._packer.add(key, data)
            if self._packer.size > _PACK_BYTES:
                self._write(self._packer)

    def finish(self) -> Use:
        """Write what was kept."""
        if self._packer is not None:
            self._write(self._packer)
        return Use(frozenset(self._used), frozenset(self._damaged))

    def _write(self, packer: Packer) -> None:
        self._used.update(filter(None, [packer.finish()]))
