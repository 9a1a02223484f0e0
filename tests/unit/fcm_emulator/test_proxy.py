import pytest

from fcm_emulator.proxy import is_served, may_connect


@pytest.mark.parametrize(
    "host", ["fcm.googleapis.com", "iid.googleapis.com", "oauth2.googleapis.com", "iamcredentials.googleapis.com"]
)
def test_a_tunnel_to_each_of_googles_hosts_is_offered(host):
    assert may_connect(f"{host}:443")
    assert may_connect(f"{host.upper()}:443")


@pytest.mark.parametrize(
    "authority",
    [
        "",
        "fcm.googleapis.com",
        "fcm.googleapis.com:80",
        "example.com:443",
        "evil-fcm.googleapis.com:443",
        "fcm.googleapis.com.example.com:443",
        "127.0.0.1:443",
        "[::1]:443",
        "storage.googleapis.com:443",
    ],
)
def test_a_tunnel_to_anything_else_is_not(authority):
    assert not may_connect(authority)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8155", "localhost:1", "fcm.localhost:1", "[::1]", "[::1]:1", "fcm.googleapis.com"]
)
def test_requests_for_these_hosts_are_answered(host):
    assert is_served(host)


@pytest.mark.parametrize(
    "host", ["", "example.com", "127.0.0.1.example.com:80", "localhost.example.com", "192.168.1.2"]
)
def test_requests_for_other_hosts_are_not(host):
    assert not is_served(host)
