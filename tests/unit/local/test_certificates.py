"""The local certificates are believed by a real TLS client, for their own names alone."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from videoclub_local.certificates import RENEWED_BEFORE_EXPIRY, VALID_FOR, Certificates, ensure_certificates

NOW = datetime.now(UTC)  # the TLS library reads the clock itself
HANDSHAKE_ROUNDS = 4


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return ensure_certificates(tmp_path, NOW)


def shake_hands(server_pem: Path, trusted: Path, name: str) -> None:
    """A whole TLS handshake in memory. Raises ssl.SSLCertVerificationError."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(server_pem)
    client_context = ssl.create_default_context(cafile=str(trusted))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(HANDSHAKE_ROUNDS):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version()
    assert server.version()


@pytest.mark.parametrize("name", ["localhost", "abc.execute-api.localhost", "site.s3-website.localhost", "127.0.0.1"])
def test_the_site_is_believed_under_each_of_its_names(certificates: Certificates, name: str):
    # Given / When / Then
    shake_hands(certificates.localhost, certificates.ca, name)


@pytest.mark.parametrize("name", ["fcm.googleapis.com", "iid.googleapis.com", "oauth2.googleapis.com"])
def test_the_fcm_emulator_is_believed_by_those_who_trust_it_only(certificates: Certificates, name: str):
    # Given / When
    shake_hands(certificates.fcm, certificates.fcm_ca, name)

    # Then a browser that trusts the site's authority does not believe it
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(certificates.fcm, certificates.ca, name)


def test_the_site_is_not_believed_under_another_name(certificates: Certificates):
    # Given / When / Then
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(certificates.localhost, certificates.ca, "fcm.googleapis.com")


def test_they_are_kept_until_close_to_their_end(certificates: Certificates, tmp_path: Path):
    # Given
    before = certificates.localhost.read_bytes()
    due = NOW + VALID_FOR - RENEWED_BEFORE_EXPIRY

    # When
    ensure_certificates(tmp_path, due - timedelta(days=1))
    kept = certificates.localhost.read_bytes()
    ensure_certificates(tmp_path, due + timedelta(days=1))
    renewed = certificates.localhost.read_bytes()

    # Then
    assert kept == before
    assert renewed != before


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_text("no certificate")])
def test_a_missing_or_damaged_one_is_made_again(certificates: Certificates, tmp_path: Path, damage):
    # Given
    damage(certificates.ca)

    # When
    ensure_certificates(tmp_path, NOW)

    # Then
    shake_hands(certificates.localhost, certificates.ca, "localhost")


def test_only_their_owner_reads_them_and_no_authority_keeps_its_key(certificates: Certificates, tmp_path: Path):
    # Given / When
    files = [file for file in (tmp_path / "tls").iterdir() if file.suffix == ".pem"]

    # Then
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert "PRIVATE KEY" not in certificates.ca.read_text()
    assert "PRIVATE KEY" not in certificates.fcm_ca.read_text()
