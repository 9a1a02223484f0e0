"""The mails of Users, in English and French.

They hold no word that somebody else may have chosen: whoever signs up with another's address must not be able to send
them a text of their own.
"""

from dataclasses import dataclass
from datetime import timedelta

from users.account import Email
from users.link import LIFETIMES, Purpose

_SUBJECTS: dict[Purpose, tuple[str, str]] = {
    "verify-email": ("Confirm your e-mail address", "Confirmez votre adresse e-mail"),
    "reset-password": ("Choose a new password", "Choisissez un nouveau mot de passe"),
}
_TEXTS: dict[Purpose, tuple[str, str]] = {
    "verify-email": (
        """Hello,

somebody signed up at Vidéoclub with this address. If it was you, confirm it here:

{url}

The link works once, within {lifetime}. If it was not you, leave this mail aside.
""",
        """Bonjour,

quelqu'un s'est inscrit au Vidéoclub avec cette adresse. Si c'est vous, confirmez-la ici :

{url}

Le lien fonctionne une seule fois, pendant {lifetime}. Si ce n'est pas vous, ignorez ce message.
""",
    ),
    "reset-password": (
        """Hello,

somebody asked for a new password for your account at Vidéoclub. If it was you, choose one here:

{url}

The link works once, within {lifetime}, and signs you out everywhere. If it was not you, leave this mail aside: your
password stays as it is.
""",
        """Bonjour,

quelqu'un a demandé un nouveau mot de passe pour votre compte au Vidéoclub. Si c'est vous, choisissez-le ici :

{url}

Le lien fonctionne une seule fois, pendant {lifetime}, et vous déconnecte partout. Si ce n'est pas vous, ignorez ce
message : votre mot de passe reste le même.
""",
    ),
}


@dataclass(frozen=True)
class Mail:
    """A mail in plain text."""

    to: Email
    subject: str
    text: str


def compose_mail(to: Email, purpose: Purpose, token: str, *, api_url: str, locale: str) -> Mail:
    """The mail that brings a link. The site keeps the token behind the `#`, which reaches no server and no log."""
    language = 1 if locale.startswith("fr") else 0
    url = f"{api_url}/#/{purpose}/{token}"
    lifetime = _in_words(LIFETIMES[purpose], language)
    return Mail(to, _SUBJECTS[purpose][language], _TEXTS[purpose][language].format(url=url, lifetime=lifetime))


def _in_words(lifetime: timedelta, language: int) -> str:
    if lifetime.days:
        return f"{lifetime.days} {('days', 'jours')[language]}"
    return f"{lifetime.seconds // 60} minutes"
