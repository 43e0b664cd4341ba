"""Decontamination in a build: the n-grams of the benchmarks, indexed once in the scratch folder, mapped by workers."""

from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from toolkit.config import DecontaminateConfig
from toolkit.curate.contamination import NgramIndex, build_ngrams, find_overlap
from toolkit.errors import ConfigError, Where
from toolkit.finding import Finding
from toolkit.read.passages import Benchmark, list_benchmarks, read_passages
from toolkit.release.manifest import InputFile
from toolkit.storage.files import file_sha256, make_folder, writing


@dataclass(frozen=True)
class Benchmarks:
    """What rows are held against: the settings, the files, and the folder of the index."""

    settings: DecontaminateConfig
    files: tuple[InputFile, ...]
    folder: str

    def findings(self, text: str, where: Where) -> list[Finding]:
        """`contaminated`, with source and span, where an article's text shares too much; else nothing."""
        overlap = find_overlap(self._index, text, self.settings.n, self.settings.hits)
        if overlap is None:
            return []
        params = {
            "n": self.settings.n,
            "shared": overlap.shared,
            "source": str(Where(self.files[overlap.file].path, overlap.number)),
            "start": overlap.start,
            "end": overlap.end,
        }
        return [Finding("contaminated", Where(where.path, where.line, "text"), params)]

    @cached_property
    def _index(self) -> NgramIndex:
        arrays = (np.load(_array(self.folder, field.name), mmap_mode="r") for field in fields(NgramIndex))
        return NgramIndex(*arrays)

    def __getstate__(self) -> dict[str, object]:
        # A mapped array would be sent whole.
        return {name: value for name, value in self.__dict__.items() if name != "_index"}


def index_benchmarks(root: Path, settings: DecontaminateConfig | None, scratch: Path) -> Benchmarks | None:
    """Read every source and index it below `scratch`; None where none is named. Raises `ConfigError`, `InputError`."""
    if settings is None:
        return None
    benchmarks = list_benchmarks(root, settings.sources, settings.field)
    passages = [list(read_passages(one, number)) for number, one in enumerate(benchmarks)]
    files = tuple(_entry(one, len(read)) for one, read in zip(benchmarks, passages, strict=True))
    index = build_ngrams(chain.from_iterable(passages), settings.n)
    if not len(index.hashes):
        where = Where("dataset.toml", field="decontaminate.sources")
        mend = "name other sources, or a smaller n"
        raise ConfigError(f"no text of them has {settings.n} characters", where=where, mend=mend)
    folder = make_folder(scratch / "benchmarks")
    for field in fields(NgramIndex):
        with writing(_array(str(folder), field.name), lasting=False) as stream:
            np.save(stream, getattr(index, field.name))
    return Benchmarks(settings, files, str(folder))


def _entry(benchmark: Benchmark, texts: int) -> InputFile:
    size, sha256 = file_sha256(benchmark.path)
    return InputFile(path=benchmark.name, sha256=sha256, bytes=size, documents=texts)


def _array(folder: str, name: str) -> Path:
    return Path(folder, f"{name}.npy")
