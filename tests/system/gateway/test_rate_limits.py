"""Limits of requests, by a function whose setting is made small for a while."""

from collections.abc import Iterator

import pytest

from api_client import ApiClient, eventually, problem

PER_ADDRESS = 3


@pytest.fixture
def narrow(gateway) -> Iterator[ApiClient]:
    """The API, whose service of suggestions serves an address three times a minute."""
    client = gateway.aws.client("lambda")
    function = gateway.functions["SuggestionsApi"]
    given = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]

    def set_variables(variables: dict[str, str]) -> None:
        client.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
        client.get_waiter("function_updated_v2").wait(FunctionName=function)

    set_variables(given | {"REQUESTS_PER_ADDRESS": str(PER_ADDRESS)})
    yield gateway.anyone
    set_variables(given)


def test_who_asks_too_often_is_told_to_wait(narrow):
    refused = eventually(lambda: next((it for it in [narrow.get("/trending")] if it.status_code == 429), None))
    assert problem(refused) == (429, "quota-exceeded")
    assert refused.headers["ratelimit-policy"] == f'"address";q={PER_ADDRESS};w=60'
    assert refused.headers["ratelimit"].startswith('"address";r=0;t=')
    assert 0 < int(refused.headers["retry-after"]) <= 120
    assert narrow.get("/movies").status_code == 200
