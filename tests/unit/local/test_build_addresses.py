"""The emulator's addresses."""

from videoclub_local.addresses import Addresses


def test_addresses_of_the_gateway_and_of_a_bucket():
    # Given
    plain, secure = Addresses(4566), Addresses(4566, secure=True)
    # Then
    assert plain.endpoint_url == "http://127.0.0.1:4566"
    assert plain.api_url("abc") == "http://127.0.0.1:4566/_aws/execute-api/abc/v1"
    assert plain.site_url("abc") == "http://127.0.0.1:4566/_aws/execute-api/abc/v1/"
    assert secure.api_url("abc") == "https://127.0.0.1:4566/_aws/execute-api/abc/v1"
    assert secure.api_host_url("abc") == "https://abc.execute-api.localhost:4566/v1"
    assert secure.bucket_url("site") == "http://127.0.0.1:4566/site"
