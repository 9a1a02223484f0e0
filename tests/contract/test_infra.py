"""The stacks in infra/ fit the application, and the public judges of templates find nothing."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from movies.settings import ExchangeSettings, TellerSettings
from rental.adapters import cassandra_progress, rental_statements, simulated_payments
from rental.settings import RentalSettings
from stats.settings import ApiSettings
from suggestions.settings import SuggestionsSettings
from users.settings import AdminSettings
from videoclub.rate_limiter import RateLimitSettings
from videoclub_local.build.gradual import released_gradually
from videoclub_local.build.template import layers_of, load_template, resources_of_type, service_of
from videoclub_local.keyspaces import CLIENT_TIMESTAMPS, ROWS_EXPIRE, keyspaces_text

ROOT = Path(__file__).parents[2]
INFRA = sorted((ROOT / "infra").glob("*.yaml"))
TEMPLATE = load_template(ROOT / "template.yaml")
DATA = load_template(ROOT / "infra" / "data.yaml")
FUNCTIONS = resources_of_type(TEMPLATE, "AWS::Serverless::Function")
STORE_LAYERS = {"postgres", "redis", "cassandra"}
ACCOUNT_CONCURRENCY = 1000
UNRESERVED_CONCURRENCY = 100  # what Lambda wants to keep for the others
AURORA_CONNECTIONS_PER_ACU = 2 * 2**30 / 9_531_392
SETTINGS = {
    "users": (AdminSettings,),
    "movies": (ExchangeSettings, TellerSettings),
    "rental": (RentalSettings,),
    "suggestions": (SuggestionsSettings,),
    "stats": (ApiSettings,),
}
MADE_LATER = {"users": {"token_signing_keys"}}  # by `videoclub rotate-keys --aws`


def asks(name: str) -> set[str]:
    """The stores that a function asks, by its layers."""
    return STORE_LAYERS & set(layers_of(TEMPLATE, FUNCTIONS[name]))


def reserved(name: str) -> int:
    _, on_aws, elsewhere = FUNCTIONS[name]["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]
    assert elsewhere == {"Ref": "AWS::NoValue"}
    return on_aws


def test_cfn_lint_finds_nothing(tmp_path):
    linter, gradual = Path(sys.executable).with_name("cfn-lint"), tmp_path / "gradual.json"
    gradual.write_text(json.dumps(released_gradually(TEMPLATE)))
    files = [*INFRA, ROOT / "template.yaml", gradual]
    found = subprocess.run([linter, *files], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("file", INFRA, ids=[file.stem for file in INFRA])
def test_no_template_uses_aliases_of_yaml(file):
    # CloudFormation refuses them; cfn-lint does not
    assert re.findall(r"(?m)(?:: |- )[&*][a-z]\w*$|<<:", file.read_text(encoding="utf-8")) == []


def test_functions_are_in_the_network_only_where_they_ask_a_store():
    inside = {name for name, function in FUNCTIONS.items() if "VpcConfig" in function["Properties"]}
    assert inside == {name for name in FUNCTIONS if asks(name)}
    assert inside != FUNCTIONS.keys()


def test_all_functions_together_leave_postgresql_connections():
    using = [name for name in FUNCTIONS if "postgres" in asks(name)]
    connections = DATA["Parameters"]["DatabaseMaxCapacity"]["Default"] * AURORA_CONNECTIONS_PER_ACU
    pool = DATA["Resources"]["ProxyTargets"]["Properties"]["ConnectionPoolConfigurationInfo"]
    total = sum(reserved(name) for name in using)
    assert total <= connections * pool["MaxConnectionsPercent"] / 100
    assert total <= ACCOUNT_CONCURRENCY - UNRESERVED_CONCURRENCY


def test_no_queue_sends_more_than_its_consumer_has_reserved():
    for name in FUNCTIONS:
        for event in FUNCTIONS[name]["Properties"].get("Events", {}).values():
            if event["Type"] == "SQS" and "postgres" in asks(name):
                assert event["Properties"]["ScalingConfig"]["MaximumConcurrency"] <= reserved(name), name


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_values_of_an_environment_are_ones_that_templates_take(environment):
    # Given
    pairs = json.loads((ROOT / "infra" / "parameters" / f"{environment}.json").read_text())
    values = dict(pair.split("=") for pair in pairs)
    templates = [*map(load_template, INFRA), released_gradually(TEMPLATE)]
    # Then each is a parameter somewhere, and allowed wherever it is one
    assert values["Environment"] == environment
    for name, value in values.items():
        declared = [each["Parameters"][name] for each in templates if name in each.get("Parameters", {})]
        assert declared, name
        for each in declared:
            assert value in map(str, each.get("AllowedValues", [value])), name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_signs_in_to_the_stores_of_its_service_alone(name):
    statements = [each for policy in FUNCTIONS[name]["Properties"]["Policies"] for each in policy.get("Statement", [])]
    users = [
        each["Resource"]["Fn::Sub"].rpartition("/")[2] for each in statements if each["Action"] == "rds-db:connect"
    ]
    assert users == ([service_of(FUNCTIONS[name])] if "postgres" in asks(name) else [])
    assert any("cassandra:Modify" in each["Action"] for each in statements) == ("cassandra" in asks(name))


@pytest.mark.parametrize("service", SETTINGS)
def test_the_secret_of_a_service_has_what_its_settings_need(service):
    # Given what CloudFormation writes into the secret, and what its functions have in their environment
    secret = DATA["Resources"][f"{service.capitalize()}Secret"]["Properties"]
    assert secret["Name"] == f"videoclub/{service}"
    generated = secret["GenerateSecretString"]
    written = json.loads(re.sub(r"\$?\{\{?[^{}\"]*\}?\}", "x", generated["SecretStringTemplate"]["Fn::Sub"]))
    values = written | {generated["GenerateStringKey"]: "x" * generated["PasswordLength"]}
    told = values.keys() | MADE_LATER.get(service, set())
    for function in FUNCTIONS.values():
        if service_of(function) == service:
            told |= {name.lower() for name in function["Properties"]["Environment"]["Variables"]}
    # When the service starts, then nothing is missing that it cannot do without, and nothing is there in vain
    for settings in SETTINGS[service]:
        assert {field for field, info in settings.model_fields.items() if info.is_required()} <= told
        assert values.keys() <= settings.model_fields.keys() | RateLimitSettings.model_fields.keys()
    # And it counts requests wherever it has what that takes
    has_redis = any("redis" in asks(name) for name in FUNCTIONS if service_of(FUNCTIONS[name]) == service)
    assert ("redis_url" in values) == has_redis


def test_the_settings_of_keyspaces_are_ones_that_rental_takes():
    generated = DATA["Resources"]["RentalSecret"]["Properties"]["GenerateSecretString"]["SecretStringTemplate"][
        "Fn::Sub"
    ]
    written = json.loads(re.sub(r"\$?\{\{?[^{}\"]*\}?\}", "x", generated))
    settings = RentalSettings(**written, cursor_key="x", movies_function="m", event_bus="e", media_bucket="b")
    assert (settings.cassandra_auth, settings.cassandra_tls, settings.cassandra_protocol_version) == ("sigv4", True, 4)
    assert settings.redis_url.startswith("rediss://rental:")


def test_redis_is_no_cluster_as_scripts_touch_keys_of_two_slots():
    redis = DATA["Resources"]["Redis"]["Properties"]
    assert (redis["ClusterMode"], redis["NumNodeGroups"]) == ("disabled", 1)


def test_the_committed_tables_are_those_the_migrations_make():
    committed = (ROOT / "infra" / "keyspaces.yaml").read_text(encoding="utf-8")
    made = keyspaces_text(ROOT / "functions" / "rental" / "migrations")
    assert committed == made, "run `videoclub keyspaces` and commit infra/keyspaces.yaml"


def test_tables_take_the_times_that_statements_bring():
    texts = [
        text
        for module in (cassandra_progress, rental_statements, simulated_payments)
        for text in vars(module).values()
        if isinstance(text, str) and re.match(r"\s*(INSERT|UPDATE)", text)
    ]

    def tables(pattern: str) -> set[str]:
        into = r"\s*(?:INSERT INTO|UPDATE) (\w+)"
        return {found[1] for text in texts if re.search(pattern, text) and (found := re.match(into, text))}

    assert tables(r"\bTTL\b") == ROWS_EXPIRE
    assert tables(r"\bTIMESTAMP\b") == CLIENT_TIMESTAMPS
