"""Facts -> croissant.json: the release for machines, in MLCommons' Croissant 1.0.

The format: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. There is no clock in a release, so the
date of publication, which mlcroissant recommends, is left out. Addresses are relative to the file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.describe.citation import entry
from toolkit.describe.facts import Facts
from toolkit.describe.markdown import one_line
from toolkit.describe.responsible import responsible_ai
from toolkit.release.manifest import GENERATOR, FileEntry

_PARQUET = "application/x-parquet"
_FILES = "data"  # the set of all data files
_ROWS = "default"  # the record set of the rows; the configuration has that name in the card
_SPLITS = "splits"
_TYPES = {"string": "sc:Text", "bool": "sc:Boolean", "int64": "cr:Int64", "float64": "cr:Float64"}
_TOP = ("name", "version", "license")
# The specification's own @context; mlcroissant warns of any other.
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
            "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
            "transform",
        )
    },
}  # fmt: skip


def render_croissant(facts: Facts) -> bytes:
    """croissant.json of a release: the same facts give the same bytes."""
    return (json.dumps(croissant(facts), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def croissant(facts: Facts) -> dict[str, Any]:
    """The file as a tree. Keys without a value are left out."""
    config = facts.config
    tree: dict[str, Any] = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": config.name,
        "alternateName": one_line(config.title),
        "description": one_line(config.summary) or one_line(config.title),
        "version": facts.manifest.version,
        "license": _license(facts),
        "url": one_line(config.citation.url) if config.citation and config.citation.url else None,
        "creator": [_creator(name) for name in config.citation.authors] if config.citation else None,
        "citeAs": entry(facts, config.citation) if config.citation else _cite(facts),
        "keywords": [one_line(tag) for tag in config.tags],
        "inLanguage": list(facts.language_tags or config.language),
        **responsible_ai(facts),
        "distribution": [*_files(facts), _file_set(facts)],
        "recordSet": [_split_records(facts), _row_records(facts)],
    }
    return {key: value for key, value in tree.items() if value not in (None, [])}


def croissant_problems(data: bytes, facts: Facts) -> list[str]:
    """What croissant.json says otherwise than the facts, one line each; the file may be hostile. None: an empty list.

    Name, version, licence, digests, sizes and columns are held to the facts whoever wrote the file; every other byte
    only where this program did, for a later one may word things differently.
    """
    expected = render_croissant(facts)
    if len(data) > 4 * len(expected):
        return ["it is far longer than it should be"]
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return ["it is not JSON"]
    wanted, found = _claims(croissant(facts)), _claims(tree)
    problems = [f"its {name} is not the manifest's" for name in wanted if wanted[name] != found[name]]
    if not problems and facts.manifest.generator == GENERATOR and data != expected:
        problems.append("its text")
    return problems


def _claims(tree: Any) -> dict[str, Any]:
    """What a reader would act upon, of any tree: files with digest and size, columns with type."""
    tree = tree if isinstance(tree, dict) else {}
    files = [part for part in _parts(tree, "distribution") if part.get("@type") == "cr:FileObject"]
    rows = [part for part in _parts(tree, "recordSet") if part.get("@id") == _ROWS]
    return {
        **{name: tree.get(name) for name in _TOP},
        "list of files": [[file.get(key) for key in ("contentUrl", "sha256", "contentSize")] for file in files],
        "list of fields": [
            [field.get(key) for key in ("@id", "dataType", "repeated")]
            for part in rows
            for field in _parts(part, "field")
        ],
    }


def _parts(tree: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = tree.get(key)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def _license(facts: Facts) -> str | dict[str, str]:
    """An address where the Hub's id is that of a Creative Commons licence, else the id; `other` says what it means."""
    if facts.license == "cc0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = re.fullmatch(r"cc-(by[a-z-]*)-(\d\.\d)", facts.license)
    if match:
        return f"https://creativecommons.org/licenses/{match[1]}/{match[2]}/"
    if facts.license != "other":
        return facts.license
    words = "Each row has rights of its own: see its columns license, rights_status and rights_statement."
    return {"@type": "sc:CreativeWork", "name": facts.license_name, "description": words}


def _creator(name: str) -> dict[str, str]:
    """A comma says which part is the family name, as in BibTeX; who has none is not known to be a person."""
    return {"@type": "sc:Person" if "," in name else "sc:Organization", "name": one_line(name)}


def _cite(facts: Facts) -> str:
    title, manifest = one_line(facts.config.title), facts.manifest
    return f"{title}, version {manifest.version}, content digest {manifest.content_digest}"


def _files(facts: Facts) -> list[dict[str, Any]]:
    """By path: before the manifest is complete its files stand in the order of their splits."""
    return [_file(file) for file in sorted(facts.manifest.files, key=lambda file: file.path)]


def _file(file: FileEntry) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": file.sha256,
    }


def _file_set(facts: Facts) -> dict[str, Any]:
    """One set for all splits: mlcroissant reads a record set from one source."""
    return {
        "@type": "cr:FileSet",
        "@id": _FILES,
        "name": _FILES,
        "encodingFormat": _PARQUET,
        "includes": [split.glob for split in facts.splits],
    }


def _split_records(facts: Facts) -> dict[str, Any]:
    name = f"{_SPLITS}/name"
    return {
        "@type": "cr:RecordSet",
        "@id": _SPLITS,
        "name": _SPLITS,
        "description": "The splits of the dataset.",
        "dataType": "cr:Split",
        "key": {"@id": name},
        "field": [{"@type": "cr:Field", "@id": name, "name": name, "dataType": "sc:Text"}],
        "data": [{name: split.name} for split in facts.splits],
    }


def _row_records(facts: Facts) -> dict[str, Any]:
    described = {field.name: field.description for field in facts.fields}
    columns = [_field(feature, _ROWS, ()) for feature in facts.features]
    for column, feature in zip(columns, facts.features, strict=True):
        column["description"] = one_line(described[feature["name"]])
    return {
        "@type": "cr:RecordSet",
        "@id": _ROWS,
        "name": _ROWS,
        "description": "One article a row.",
        "key": {"@id": f"{_ROWS}/id"},
        "field": [_split_field(facts), *columns],
    }


def _split_field(facts: Facts) -> dict[str, Any]:
    """The split of a row is in the name of its file."""
    # No column begins with an underscore: pydantic has no such fields.
    name = f"{_ROWS}/_split" if "split" in {field.name for field in facts.fields} else f"{_ROWS}/split"
    names = "|".join(re.escape(split.name) for split in facts.splits)
    # Both ends are optional because mlcroissant matches the name that came out of it once more, after its join.
    return {
        "@type": "cr:Field",
        "@id": name,
        "name": name,
        "description": "The split that the row belongs to.",
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": _FILES},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": f"(?:data/)?({names})(?:-.+)?$"},
        },
        "references": {"field": {"@id": f"{_SPLITS}/name"}},
    }


def _field(feature: Mapping[str, Any], parent: str, path: Sequence[str]) -> dict[str, Any]:
    """A column, or the part of a column that `path` leads to; a list is a repeated field, a struct one with parts."""
    name, kind = f"{parent}/{feature['name']}", feature
    while "list" in kind:
        kind = _item(kind["list"])
    field: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name}
    if "list" in feature:
        field["repeated"] = True
    path = [*path, feature["name"]]
    if "struct" in kind:
        return {**field, "subField": [_field(part, name, path) for part in kind["struct"]]}
    return {**field, "dataType": _TYPES[kind["dtype"]], "source": _source(path)}


def _item(inner: Any) -> Mapping[str, Any]:
    """What a list holds, written out: `datasets` shortens it."""
    if isinstance(inner, str):
        return {"dtype": inner}
    item: Mapping[str, Any] = {"struct": inner} if isinstance(inner, list) else inner
    return item


def _source(path: Sequence[str]) -> dict[str, Any]:
    source: dict[str, Any] = {"fileSet": {"@id": _FILES}, "extract": {"column": path[0]}}
    # Quoted: some plain words are operators of JSONPath.
    steps = [{"jsonPath": f'"{name}"'} for name in path[1:]]
    return {**source, "transform": steps} if steps else source
