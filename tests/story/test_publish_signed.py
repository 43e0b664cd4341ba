"""A version that its publisher signed, and what `verify --signer` makes of it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.actions.signature import sign, signer
from toolkit.errors import InputError

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="there is no ssh-keygen here")
DIGEST = "3f" * 32


def make_key(folder: Path, name: str) -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(command, check=True)
    return folder / name


def allow(folder: Path, key: Path) -> Path:
    signers = folder / f"{key.name}.signers"
    signers.write_text(f"{key.name}@news.example {key.with_suffix('.pub').read_text(encoding='utf-8')}", "utf-8")
    return signers


def test_a_signature_is_of_one_key_over_one_digest(tmp_path: Path) -> None:
    mine, other = make_key(tmp_path, "mine"), make_key(tmp_path, "other")
    signature = sign(mine, DIGEST)
    assert signer(signature, DIGEST, allow(tmp_path, mine)) == "mine@news.example"
    assert signer(signature, "0" * 64, allow(tmp_path, mine)) is None
    assert signer(signature, DIGEST, allow(tmp_path, other)) is None
    assert signer(signature.model_copy(update={"signature": "junk"}), DIGEST, allow(tmp_path, mine)) is None


def test_what_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key", encoding="utf-8")
    for path in (tmp_path / "key", tmp_path / "missing"):
        with pytest.raises(InputError, match=str(path)):
            sign(path, DIGEST)


def test_a_signed_version_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    project = small_project(tmp_path / "project", {f"{n}.txt": page(n) for n in range(3)})
    key = make_key(tmp_path, "mine")
    assert inside("build", cwd=project).returncode == 0
    assert inside("publish", "dist/small-1.0.0", "./shelf", cwd=project).returncode == 0
    verifying = ("verify", "./shelf@1.0.0", "--signer", allow(tmp_path, key))
    bare = inside(*verifying, cwd=project)
    assert (bare.returncode, "[IM634]" in bare.stdout) == (1, True)
    assert inside("publish", "dist/small-1.0.0", "./shelf", "--sign", key, cwd=project).returncode == 0
    signed = inside(*verifying, cwd=project)
    assert (signed.returncode, signed.stderr) == (0, "signed by mine@news.example\n")
