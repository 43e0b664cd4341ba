"""`imprint verify`."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from toolkit.actions.signature import signer
from toolkit.actions.verify import Report
from toolkit.actions.verify import verify as run_verify
from toolkit.actions.verify.deep import check_loading
from toolkit.actions.verify.remote import verify_remote
from toolkit.cli.findings import plural, show_finding, show_findings_json
from toolkit.cli.output import emit, escape, note
from toolkit.cli.targets import target_named
from toolkit.finding import Finding
from toolkit.release.version import Version
from toolkit.targets.catalog import Signature

_VERSION = re.compile(r"(?P<target>.+)@v?(?P<version>[^/@]+)")


@dataclass(frozen=True, slots=True)
class _Verified:
    """A report, and the arguments that load what it is about."""

    report: Report
    arguments: dict[str, Any]
    place: str | None = None
    signature: Signature | None = None


@click.command()
@click.argument("release")
@click.option("--deep", is_flag=True, help="Load it with `datasets` as a reader would, and count its rows.")
@click.option("--expect", metavar="DIGEST", help="The digest of its manifest or of its content must be this one.")
@click.option("--signer", "signers", type=click.Path(path_type=Path), help="The file of those who may have signed it.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def verify(release: str, deep: bool, expect: str | None, signers: Path | None, form: str) -> int:
    """Hold a release to its own manifest: digests, files, rows, index, card. Exits 1 on any finding.

    RELEASE is a release folder, or a published version: org/name@1.1.0, s3://bucket/path@1.1.0, ./published@1.1.0.
    A published version is fetched afresh, and must be the one that its target's catalog names.
    """
    if expect is not None and not re.fullmatch(r"[0-9a-f]{64}", expect):
        raise click.BadParameter("a digest has 64 hexadecimal digits", param_hint="--expect")
    with _verified(release) as verified:
        report = verified.report
        if report.manifest is not None:
            loading = check_loading(verified.arguments, report.manifest) if deep else ()
            more = [*_expected(report, expect), *_signed(verified, signers), *loading]
            report = replace(report, findings=(*report.findings, *more))
    if form == "json":
        rows = report.manifest.funnel.rows if report.manifest else 0
        show_findings_json(report.findings, {"rows": rows})
    else:
        _show(report, verified.place)
    return 0 if report.sound else 1


@contextmanager
def _verified(release: str) -> Iterator[_Verified]:
    """The folder of a published version lives as long as the block."""
    match = _VERSION.fullmatch(release)
    if Path(release).is_dir() or (match is None and "://" not in release):
        yield _Verified(run_verify(Path(release)), {"path": str(Path(release).resolve())})
        return
    target = target_named(match["target"] if match else release)
    version = str(_version(match["version"])) if match else None
    with tempfile.TemporaryDirectory(prefix="imprint-") as into:
        found = verify_remote(target, version, Path(into, "release"))
        yield _Verified(found.report, found.arguments, found.entry.place, found.signature)


def _is_remote(release: str) -> bool:
    return "://" in release or (
        re.fullmatch(r"[\w.-]+/[\w.-]+", release, re.ASCII) is not None and "dist" not in release
    )


def _version(text: str) -> Version:
    try:
        return Version.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="RELEASE") from error


def _expected(report: Report, expect: str | None) -> Iterator[Finding]:
    if expect is None or report.manifest is None:
        return
    if expect not in (report.manifest.digest, report.manifest.content_digest):
        yield Finding("version_differs", params={"expected": expect, "actual": report.manifest.digest})


def _signed(verified: _Verified, signers: Path | None) -> Iterator[Finding]:
    manifest = verified.report.manifest
    if signers is None or manifest is None:
        return
    name = signer(verified.signature, manifest.digest, signers) if verified.signature else None
    if name is None:
        problem = "it is by nobody named there, or not over this digest" if verified.signature else "it has none"
        yield Finding("not_signed", params={"signers": str(signers), "problem": problem})
    else:
        note(escape(f"signed by {name}"))


def _show(report: Report, place: str | None) -> None:
    for finding in report.findings:
        show_finding(finding)
    name = escape(str(report.path))
    if report.manifest is None or not report.sound:
        emit(f"{name}: {plural(len(report.findings), 'finding')}")
        return
    manifest = report.manifest
    facts = f"{plural(manifest.funnel.rows, 'row')}, {plural(len(manifest.files), 'file')}"
    emit(f"{name}: sound: {manifest.name} {manifest.version}, {facts}, content {manifest.content_digest[:12]}")
    if place is not None:
        emit(f"  read from {escape(place)}, manifest {manifest.digest}")
