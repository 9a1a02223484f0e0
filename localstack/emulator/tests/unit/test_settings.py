"""LocalStack's settings."""

from __future__ import annotations

from pathlib import Path

from process_executor.settings import Instance, localstack_environment


def test_an_instance_is_itself_whatever_it_inherits() -> None:
    # Given
    instance = Instance(4599, Path("/state"), Path("/ca/server.pem"))
    # When
    environment = localstack_environment(
        instance, {"GATEWAY_LISTEN": "0.0.0.0:4566", "LAMBDA_RUNTIME_EXECUTOR": "docker", "DNS_ADDRESS": "0.0.0.0"}
    )
    # Then
    assert environment["GATEWAY_LISTEN"] == "127.0.0.1:4599"
    assert environment["LAMBDA_RUNTIME_EXECUTOR"] == "process"
    assert environment["PROVIDER_OVERRIDE_LAMBDA"] == "process"
    assert environment["DNS_ADDRESS"] == "0"
    assert environment["CUSTOM_SSL_CERT_PATH"] == "/ca/server.pem"
    written = ("FILESYSTEM_ROOT", "TMPDIR", "XDG_CACHE_HOME", "CONFIG_DIR")
    assert all(Path(environment[name]).is_relative_to("/state") for name in written)


def test_the_users_aws_settings_do_not_reach_localstack() -> None:
    # When
    inherited = {"AWS_PROFILE": "work", "AWS_ENDPOINT_URL": "http://elsewhere", "AWS_CONFIG_FILE": "/home/u/config"}
    environment = localstack_environment(Instance(1, Path("/state")), inherited)
    # Then
    aws = {name: value for name, value in environment.items() if name.startswith("AWS_")}
    assert aws == {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}


def test_a_users_setting_wins_over_a_default() -> None:
    # When
    environment = localstack_environment(Instance(1, Path("/state")), {"LS_LOG": "trace", "OTHER": "kept"})
    # Then
    assert environment["LS_LOG"] == "trace"
    assert environment["OTHER"] == "kept"
    assert environment["IN_MEMORY_CLIENT"] == "1"
