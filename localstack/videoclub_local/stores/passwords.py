"""The embedded stores' own passwords: made once, kept in a file that only its owner reads."""

import secrets
from pathlib import Path

from videoclub_local.file_locks import exclusive
from videoclub_local.private_files import write_private

_PASSWORD_BYTES = 24


def own_password(file: Path) -> str:
    """The password kept in `file`, made at the first call. It holds only characters that need no quoting in a URL."""
    if not file.exists():
        with exclusive(file.with_name(f".{file.name}.lock")):
            if not file.exists():
                write_private(file, secrets.token_urlsafe(_PASSWORD_BYTES))
    return file.read_text()
