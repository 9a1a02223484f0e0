"""A webhook leads to the public internet, whatever its URL says and its name resolves to."""

import socket

import pytest

from movies.adapters.webhook_addresses import AddressRefused, PublicAddresses

PUBLIC = "93.184.215.14"


@pytest.fixture
def resolve_to(monkeypatch: pytest.MonkeyPatch):
    """Lets every name have these addresses; literal ones have themselves."""

    def resolve(*addresses: str) -> None:
        def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [(None, None, None, "", (address, port)) for address in addresses or (host,)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return resolve


REFUSED = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",  # where clouds tell their instances secrets
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_a_name_that_resolves_to_an_inner_address_is_refused(resolve_to, address: str):
    resolve_to(address)
    assert "public internet" in (PublicAddresses().refusal("https://hooks.example.org/") or "")


def test_one_inner_address_among_public_ones_is_refused(resolve_to):
    resolve_to(PUBLIC, "127.0.0.1")
    assert PublicAddresses().refusal("https://hooks.example.org/")


@pytest.mark.parametrize(
    ("url", "port", "path"),
    [
        ("https://hooks.example.org", 443, "/"),
        ("https://hooks.example.org:8443/in?a=b", 8443, "/in?a=b"),
    ],
)
def test_the_connection_goes_to_the_address_that_was_checked(resolve_to, url: str, port: int, path: str):
    # Given
    resolve_to(PUBLIC)

    # When
    target = PublicAddresses().resolve(url)

    # Then
    assert (target.scheme, target.host, target.port, target.path) == ("https", "hooks.example.org", port, path)
    assert target.address == PUBLIC


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "file:///etc/passwd",
        "//hooks.example.org/",
        "https:///path",
        "https://user:secret@hooks.example.org/",
        "https://hooks.example.org/#here",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/ x",
        "https://hooks.example.org/\r\nX-Injected: 1",
        "https://hooks.example.org/é",
        "https://[::1/",
        "hooks.example.org",
        "",
    ],
)
def test_what_is_no_plain_https_url_is_refused(resolve_to, url: str):
    resolve_to(PUBLIC)
    assert PublicAddresses().refusal(url)


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert PublicAddresses().refusal("https://nowhere.example.org/") == "its host name is not known"


class TestOnOneMachine:
    def test_loopback_may_be_allowed_by_http_too(self, resolve_to):
        resolve_to("127.0.0.1")
        addresses = PublicAddresses(loopback_allowed=True)
        assert addresses.refusal("http://127.0.0.1:8000/hook") is None

    @pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "192.168.1.1"])
    def test_other_inner_addresses_stay_refused(self, resolve_to, address: str):
        resolve_to(address)
        with pytest.raises(AddressRefused):
            PublicAddresses(loopback_allowed=True).resolve(f"http://{address}/")
