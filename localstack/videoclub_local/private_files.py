"""Files that hold a secret: only their owner reads them, and they are there whole or not at all."""

import os
import secrets
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Write or replace a file with mode 0600."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    scratch.replace(file)
