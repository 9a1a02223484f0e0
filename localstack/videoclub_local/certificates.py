"""HTTPS on one's own machine: certificates from local authorities made at the first `up`.

Two authorities, so that trusting ours in a browser can never mean trusting our stand-in for Google's names. Both
forget their private key once they have signed: nobody who reads this folder can sign anything else with them. The
price is that a renewal, once a year, comes with a new authority to trust.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from videoclub_local.file_locks import exclusive
from videoclub_local.private_files import write_private

# OpenSSL (Python, curl) believes no wildcard right below a top-level name such as `*.localhost`; some browsers do.
LOCALHOST_NAMES = ("localhost", "*.localhost", "*.execute-api.localhost", "*.s3-website.localhost", "127.0.0.1", "::1")
FCM_NAMES = ("fcm.googleapis.com", "iid.googleapis.com", "oauth2.googleapis.com")
VALID_FOR = timedelta(days=397)  # browsers refuse more than 398 days
RENEWED_BEFORE_EXPIRY = timedelta(days=30)
_CLOCK_SKEW = timedelta(days=1)


@dataclass(frozen=True)
class Certificates:
    """PEM files. `localhost` and `fcm` hold a private key and its chain; `ca` and `fcm_ca` are what clients trust."""

    ca: Path
    localhost: Path
    fcm_ca: Path
    fcm: Path


def ensure_certificates(home: Path, now: datetime) -> Certificates:
    """The certificates under `home/tls`, made when missing, damaged or about to expire. `now` has a time zone."""
    folder = home.absolute() / "tls"
    certificates = Certificates(folder / "ca.pem", folder / "localhost.pem", folder / "fcm-ca.pem", folder / "fcm.pem")
    with exclusive(folder / ".lock"):
        _ensure(certificates.ca, certificates.localhost, "Videoclub local CA", LOCALHOST_NAMES, now)
        _ensure(certificates.fcm_ca, certificates.fcm, "Videoclub FCM emulator CA", FCM_NAMES, now)
    return certificates


def _ensure(authority: Path, server: Path, title: str, names: tuple[str, ...], now: datetime) -> None:
    if _is_valid(authority, server, names, now):
        return
    ca = trustme.CA(organization_name="Videoclub", organization_unit_name=title)
    issued = ca.issue_cert(*names, not_before=now - _CLOCK_SKEW, not_after=now + VALID_FOR)
    write_private(server, issued.private_key_and_cert_chain_pem.bytes().decode())
    write_private(authority, ca.cert_pem.bytes().decode())


def _is_valid(authority: Path, server: Path, names: tuple[str, ...], now: datetime) -> bool:
    try:
        ca = x509.load_pem_x509_certificate(authority.read_bytes())
        certificate = x509.load_pem_x509_certificates(server.read_bytes())[0]
        certificate.verify_directly_issued_by(ca)
    except (FileNotFoundError, ValueError, InvalidSignature):
        return False
    alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = {str(name.value) for name in alternatives}
    return named == set(names) and now < certificate.not_valid_after_utc - RENEWED_BEFORE_EXPIRY
