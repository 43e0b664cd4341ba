"""Signatures by SSH keys over a manifest's digest: `ssh-keygen -Y`, in the namespace `imprint`."""

import subprocess
import tempfile
from pathlib import Path

from toolkit.errors import ConfigError, InputError, Where
from toolkit.targets.catalog import Signature

_NAMESPACE = "imprint"
_SECONDS = 120  # a passphrase may have to be typed


def sign(key: Path, digest: str) -> Signature:
    """What the key says of the digest. Raises `InputError` where it cannot sign."""
    if not key.is_file():
        raise InputError("no such key", where=Where(str(key)), mend="name a private SSH key, or its .pub with an agent")
    done = _keygen("sign", "-f", str(key), "-n", _NAMESPACE, text=digest)
    if done.returncode != 0 or not done.stdout:
        what = next(iter(done.stderr.strip().splitlines()), "ssh-keygen made no signature")
        raise InputError(what, where=Where(str(key)), mend="try it by hand with: ssh-keygen -Y sign")
    return Signature(signature=done.stdout)


def signer(signature: Signature, digest: str, signers: Path) -> str | None:
    """Whose signature it is, by the name in the file of signers; None where it is nobody's there, or of other text.

    The file is that of `ssh-keygen`: a line `name ssh-ed25519 AAAA...` a signer. Raises `InputError` without one.
    """
    if not signers.is_file():
        mend = "write one line for each signer: name, kind of key, public key"
        raise InputError("no such file of signers", where=Where(str(signers)), mend=mend)
    with tempfile.TemporaryDirectory(prefix="imprint-") as folder:
        path = Path(folder, "signature")
        path.write_text(signature.signature, encoding="utf-8")
        found = _keygen("find-principals", "-f", str(signers), "-s", str(path), text="")
        for name in found.stdout.splitlines() if found.returncode == 0 else ():
            checking = ("-f", str(signers), "-I", name, "-n", _NAMESPACE, "-s", str(path))
            if _keygen("verify", *checking, text=digest).returncode == 0:
                return name
    return None


def _keygen(deed: str, *arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", deed, *arguments], input=text, capture_output=True, check=False, text=True,
            encoding="utf-8", errors="replace", timeout=_SECONDS,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise ConfigError("there is no ssh-keygen here", mend="install OpenSSH 8.1 or later") from error
    except subprocess.TimeoutExpired as error:
        raise ConfigError("ssh-keygen does not end", mend="load the key into ssh-agent first") from error
