"""How Rental signs in to Cassandra, and to Amazon Keyspaces."""

import ssl
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import NoHostAvailable
from cassandra_sigv4.auth import SigV4AuthProvider
from pydantic import ValidationError

from rental.adapters.cassandra_session import CassandraSession
from rental.settings import RentalSettings
from videoclub.errors import ServiceUnavailable

OTHERS = {
    "cassandra_hosts": "127.0.0.1",
    "redis_url": "redis://127.0.0.1",
    "cursor_key": "k",
    "movies_function": "m",
    "event_bus": "e",
    "media_bucket": "b",
}
SIGV4 = {"cassandra_auth": "sigv4", "cassandra_tls": True, "cassandra_protocol_version": 4}
PASSWORD = {"cassandra_username": "rental", "cassandra_password": "pw"}


@pytest.fixture
def cluster_of(monkeypatch: pytest.MonkeyPatch):
    """What the driver is told by settings; there is no cluster."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    def told(**settings: Any) -> SimpleNamespace:
        seen: list[SimpleNamespace] = []

        def cluster(hosts: list[str], **options: Any):
            seen.append(SimpleNamespace(hosts=hosts, **options))
            raise NoHostAvailable("nobody is there", {})

        monkeypatch.setattr("cassandra.cluster.Cluster", cluster)
        with pytest.raises(ServiceUnavailable):
            CassandraSession(RentalSettings(**OTHERS, **settings)).run("SELECT 1", {})
        return seen[0]

    return told


def test_a_role_signs_in_to_keyspaces_over_tls(cluster_of):
    cluster = cluster_of(**SIGV4)
    assert isinstance(cluster.auth_provider, SigV4AuthProvider)
    assert cluster.ssl_context.verify_mode == ssl.CERT_REQUIRED
    assert cluster.protocol_version == 4


def test_a_password_signs_in_without_tls_on_one_machine(cluster_of):
    cluster = cluster_of(**PASSWORD)
    assert isinstance(cluster.auth_provider, PlainTextAuthProvider)
    assert cluster.ssl_context is None


def test_only_the_authority_that_is_named_vouches_for_hosts(cluster_of, tmp_path: Path):
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))
    cluster = cluster_of(**PASSWORD, cassandra_tls=True, cassandra_ca_file=str(authority))
    assert len(cluster.ssl_context.get_ca_certs()) == 1


@pytest.mark.parametrize("wrong", [{}, {"cassandra_username": "rental"}, SIGV4 | {"cassandra_tls": False}])
def test_settings_that_could_sign_in_nowhere_are_refused(wrong):
    with pytest.raises(ValidationError, match="cassandra_"):
        RentalSettings(**OTHERS, **wrong)
