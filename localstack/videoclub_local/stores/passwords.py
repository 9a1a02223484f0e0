"""The embedded stores' own passwords: made once, kept in a file that only its owner reads."""

import os
import secrets
from pathlib import Path

_PASSWORD_BYTES = 24


def own_password(file: Path) -> str:
    """The password kept in `file`, made at the first call. It holds only characters that need no quoting in a URL."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, secrets.token_urlsafe(_PASSWORD_BYTES))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Write a file (mode 0600) whole or not at all."""
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    scratch.replace(file)
