"""What a password must not be: too short, known to everybody, or the owner's address (NIST SP 800-63B, 5.1.1.2).

`common_passwords.txt` lists the words, names, phrases and keyboard walks that head every published ranking of leaked
passwords. A password is common when it is one of them, also with digits and signs around it or letters written as
digits: `P4ssw0rd2024!` is `password`.
"""

import unicodedata
from functools import cache
from pathlib import Path
from string import digits, punctuation

from users.account import Email
from videoclub.errors import FieldError, ValidationFailed

MIN_CHARS = 10
MAX_CHARS = 128
MIN_DISTINCT_CHARS = 5
EMAIL_NAME_MIN_CHARS = 3
"""A shorter name is part of too many words."""

_COMMON = Path(__file__).with_name("common_passwords.txt")
_AS_LETTERS = str.maketrans("013457@$!", "oieastasi")


def check_password(password: str, *, email: Email, pointer: str = "/password") -> None:
    """Raises ValidationFailed, at `pointer`, when the password is too weak for that account."""
    if weakness := _weakness(password, email):
        code, message = weakness
        raise ValidationFailed(FieldError(pointer, code, message))


def _weakness(password: str, email: Email) -> tuple[str, str] | None:
    if len(password) < MIN_CHARS:
        return "too_short", f"has at least {MIN_CHARS} characters; a few words make a good one"
    if len(password) > MAX_CHARS:
        return "too_long", f"has at most {MAX_CHARS} characters"
    folded = unicodedata.normalize("NFKC", password).casefold()
    name = email.partition("@")[0].partition("+")[0]
    if len(name) >= EMAIL_NAME_MIN_CHARS and name in folded:
        return "contains_email", "must not contain the name in your e-mail address"
    if _is_common(folded):
        return "too_common", "is among the passwords that are tried first; choose another"
    return None


def _is_common(folded: str) -> bool:
    bare = folded.strip(digits + punctuation + " ")
    spellings = {folded, bare, bare.translate(_AS_LETTERS), folded.translate(_AS_LETTERS)}
    return len(set(folded)) < MIN_DISTINCT_CHARS or not spellings.isdisjoint(_common_passwords())


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())
