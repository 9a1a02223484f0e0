"""The demo logins of this installation: the accounts are known to all, the passwords made here."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from videoclub_local.demo.accounts import DEMO_ACCOUNTS
from videoclub_local.private_files import write_private

PASSWORD_WORDS = 3  # blocks of PASSWORD_BLOCK letters, which are easy to type and hard to guess
PASSWORD_BLOCK = 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Login:
    """Whom one signs in as."""

    email: str
    password: str


def read_logins(home: Path) -> dict[str, Login]:
    """The logins by role; none before the first seeding."""
    file = _file(home)
    if not file.is_file():
        return {}
    return {role: Login(**login) for role, login in json.loads(file.read_text()).items()}


def ensure_logins(home: Path) -> dict[str, Login]:
    """The logins by role, made when there are none yet."""
    logins = read_logins(home)
    if not logins:
        logins = {account.role: Login(account.email, _password()) for account in DEMO_ACCOUNTS}
        write_private(_file(home), json.dumps({role: asdict(login) for role, login in logins.items()}, indent=2))
    return logins


def _file(home: Path) -> Path:
    return home / "logins.json"


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(PASSWORD_BLOCK)) for _ in range(PASSWORD_WORDS))
