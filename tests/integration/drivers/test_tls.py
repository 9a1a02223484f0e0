"""Stores by TLS, as on AWS: whoever cannot show the right certificate is not spoken to, and nobody in the clear."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
import trustme

from api_client import eventually
from stores import started
from videoclub.drivers import redis as redis_driver
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub_local.certificates import Certificates, ensure_certificates
from videoclub_local.private_files import write_private
from videoclub_local.stores.postgres import URL_VARIABLE, PostgresStore

from .tls_relay import tls_relay

PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Certificates:
    return ensure_certificates(tmp_path_factory.mktemp("home"), datetime.now(UTC))


@pytest.fixture(scope="module")
def other_ca(tmp_path_factory) -> Path:
    """Of an authority that vouches for nobody here."""
    path = tmp_path_factory.mktemp("other") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="module")
def postgres_address(stores_home, certificates) -> str:
    """A server of these tests' own that takes TLS alone; its superuser's URL, without a query."""
    home = stores_home / "by-tls"
    home.mkdir()
    store = started(PostgresStore(home, {name: os.environ[name] for name in os.environ if name != URL_VARIABLE}))
    pair, owner = store.data_dir / "server.pem", store.data_dir.stat()
    write_private(pair, certificates.localhost.read_text())
    os.chown(pair, owner.st_uid, owner.st_gid)
    rules = store.data_dir / "pg_hba.conf"
    rules.write_text("hostnossl all all all reject\n" + rules.read_text())
    with psycopg.connect(store.admin_url, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET ssl = on")
        admin.execute("ALTER SYSTEM SET ssl_cert_file = 'server.pem'")
        admin.execute("ALTER SYSTEM SET ssl_key_file = 'server.pem'")
        admin.execute("SELECT pg_reload_conf()")
    eventually(lambda: takes_tls(store.admin_url))
    return store.admin_url


def takes_tls(url: str) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(f"{url}?sslmode=require").close()
        return True
    return False


@pytest.fixture(scope="module")
def redis_address(redis_store, certificates):
    """What comes after `redis` in a URL, by a port that takes TLS alone."""
    plain = urlsplit(redis_store.admin_url)
    assert plain.port
    with tls_relay(certificates.localhost, plain.port) as port:
        yield redis_store.admin_url.removeprefix("redis").replace(f":{plain.port}", f":{port}")


class TestPostgres:
    @staticmethod
    def encryption(database: Postgres) -> bool:
        try:
            with database.transaction() as connection:
                row = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
        finally:
            database.close()
        assert row
        return row["ssl"]

    def test_a_certificate_of_the_known_authority_is_taken(self, postgres_address, certificates):
        assert self.encryption(Postgres(f"{postgres_address}?sslmode=verify-full&sslrootcert={certificates.ca}"))

    def test_another_authority_is_refused(self, postgres_address, other_ca):
        with pytest.raises(ServiceUnavailable) as refused:
            self.encryption(Postgres(f"{postgres_address}?sslmode=verify-full&sslrootcert={other_ca}"))
        assert "certificate verify failed" in str(refused.value.__cause__)

    def test_another_name_is_refused(self, postgres_address, certificates):
        place = postgres_address.replace("127.0.0.1", "elsewhere.example") + "&hostaddr=127.0.0.1"
        url = place.replace("&", f"?sslmode=verify-full&sslrootcert={certificates.ca}&", 1)
        with pytest.raises(ServiceUnavailable) as refused:
            self.encryption(Postgres(url))
        assert "does not match host name" in str(refused.value.__cause__)

    def test_the_server_takes_nobody_in_the_clear(self, postgres_address):
        with pytest.raises(ServiceUnavailable) as refused:
            self.encryption(Postgres(f"{postgres_address}?sslmode=disable"))
        assert "rejects connection" in str(refused.value.__cause__)


class TestRedis:
    @staticmethod
    def ping(url: str) -> bool:
        return bool(redis_driver.connect(url, socket_timeout_s=PATIENCE_S).ping())

    def test_a_certificate_of_the_known_authority_is_taken(self, redis_address, certificates):
        assert self.ping(f"rediss{redis_address}?ssl_ca_certs={certificates.ca}")

    def test_another_authority_is_refused(self, redis_address, other_ca):
        with pytest.raises(redis.ConnectionError, match="certificate verify failed"):
            self.ping(f"rediss{redis_address}?ssl_ca_certs={other_ca}")

    def test_whom_the_machine_does_not_know_is_refused(self, redis_address):
        # As the secrets on AWS have it: nothing but rediss://
        with pytest.raises(redis.ConnectionError, match="certificate verify failed"):
            self.ping(f"rediss{redis_address}")

    def test_another_name_is_refused(self, redis_address, stores_home, redis_store):
        # Given a certificate of a known authority for somebody else
        authority, folder = trustme.CA(), stores_home / "elsewhere"
        folder.mkdir()
        pair, ca = folder / "pair.pem", folder / "ca.pem"
        authority.issue_cert(
            "elsewhere.example", not_after=datetime.now(UTC) + timedelta(days=1)
        ).private_key_and_cert_chain_pem.write_to_path(str(pair))
        authority.cert_pem.write_to_path(str(ca))
        plain = urlsplit(redis_store.admin_url)
        assert plain.port
        # When / Then
        with tls_relay(pair, plain.port) as port:
            url = redis_store.admin_url.replace("redis://", "rediss://").replace(f":{plain.port}", f":{port}")
            with pytest.raises(redis.ConnectionError, match=r"not valid for '127\.0\.0\.1'"):
                self.ping(f"{url}?ssl_ca_certs={ca}")

    def test_nobody_is_understood_in_the_clear(self, redis_address):
        with pytest.raises(redis.ConnectionError):
            self.ping(f"redis{redis_address}")
