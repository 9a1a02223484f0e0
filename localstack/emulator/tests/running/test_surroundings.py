"""What a function finds around itself: layers, packages, variables; nothing of the developer's."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path

import pytest
from functions import Deployment, client, write_source, zipped

from process_executor.launcher import Emulator

IMPORT = """
    import importlib
    def handler(event, context):
        module = importlib.import_module(event["name"])
        return [getattr(module, "VALUE", None), module.__file__]
"""


@pytest.mark.parametrize("name", ["localstack", "moto", "pytest", "pip", "setuptools", "process_executor", "psutil"])
def test_packages_of_the_developer_cannot_be_imported(deployment: Deployment, name: str) -> None:
    # Given
    function = deployment.function(IMPORT)
    # When
    answer = function.call(name=name)
    # Then
    assert answer.payload["errorType"] == "ModuleNotFoundError"


@pytest.mark.parametrize("name", ["boto3", "botocore", "awslambdaric", "urllib3", "dateutil.parser", "sqlite3", "ssl"])
def test_packages_of_the_managed_runtime_can_be_imported(deployment: Deployment, name: str) -> None:
    # Given
    function = deployment.function(IMPORT)
    # When / Then
    assert function.call(name=name).error is None


def test_boto3_reaches_the_emulator_without_any_setting(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        """
        import boto3
        from importlib.metadata import version
        def handler(event, context):
            boto3.client("s3").create_bucket(Bucket=event["bucket"])
            return version("boto3")
        """,
        MemorySize=256,
    )
    # When
    answer = function.call(bucket="made-by-a-function")
    # Then
    assert answer.payload == metadata.version("boto3")
    buckets = client(deployment.emulator, "s3").list_buckets()["Buckets"]
    assert "made-by-a-function" in [bucket["Name"] for bucket in buckets]


def test_code_comes_first_then_layers_then_the_runtime(deployment: Deployment, tmp_path: Path) -> None:
    # Given: the same module in several places
    first, second = tmp_path / "first", tmp_path / "second"
    write_source(first / "python" / "everywhere.py", "VALUE = 'first layer'")
    write_source(first / "python" / "layered.py", "VALUE = 'first layer'")
    write_source(first / "python" / "boto3.py", "VALUE = 'first layer'")
    write_source(second / "python" / "layered.py", "VALUE = 'second layer'")
    write_source(second / "python" / "lib" / "python3.13" / "site-packages" / "deep.py", "VALUE = 'site-packages'")
    function = deployment.function(IMPORT, Layers=[deployment.hot_layer(first), deployment.hot_layer(second)])
    function.write("VALUE = 'code'", "everywhere.py")
    # When
    found = {name: function.call(name=name).payload[0] for name in ("everywhere", "layered", "boto3", "deep")}
    # Then: as in Lambda's /opt, a later layer's file replaces an earlier one's
    assert found == {
        "everywhere": "code",
        "layered": "second layer",
        "boto3": "first layer",
        "deep": "site-packages",
    }


def test_two_layers_can_share_a_package(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    layers = []
    for name in ("one", "two"):
        write_source(tmp_path / name / "python" / "shared" / "__init__.py", "")
        write_source(tmp_path / name / "python" / "shared" / f"{name}.py", f"VALUE = {name!r}")
        layers.append(deployment.hot_layer(tmp_path / name))
    function = deployment.function(IMPORT, Layers=layers)
    # When / Then
    assert function.call(name="shared.one").payload[0] == "one"
    assert function.call(name="shared.two").payload[0] == "two"


def test_a_layer_from_an_archive(deployment: Deployment) -> None:
    # Given
    layer = deployment.layer({"ZipFile": zipped("VALUE = 'archived'", "python/archived.py")})
    function = deployment.function(IMPORT, Layers=[layer])
    # When / Then
    assert function.call(name="archived").payload[0] == "archived"


def test_programs_and_libraries_of_a_layer_are_found(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    program = tmp_path / "layer" / "bin" / "layered-program"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho ran\n")
    program.chmod(0o755)
    (tmp_path / "layer" / "lib").mkdir()
    function = deployment.function(
        """
        import os, subprocess
        def handler(event, context):
            libraries = os.environ["LD_LIBRARY_PATH"].split(":")
            return [subprocess.check_output("layered-program", text=True), os.path.isdir(libraries[-1])]
        """,
        Layers=[deployment.hot_layer(tmp_path / "layer")],
    )
    # When / Then
    assert function.call().payload == ["ran\n", True]


def test_the_variables_are_lambdas_and_no_others(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        "import os\ndef handler(event, context): return [dict(os.environ), os.getcwd()]",
        Environment={"Variables": {"STAGE": "test", "TZ": "Europe/Paris"}},
        MemorySize=192,
    )
    # When
    variables, directory = function.call().payload
    # Then
    expected = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": deployment.emulator.url,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "192",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_REGION": "us-east-1",
        "LAMBDA_TASK_ROOT": str(function.directory),
        "LANG": "en_US.UTF-8",
        "STAGE": "test",
        "TZ": "Europe/Paris",
        "_HANDLER": "app.handler",
    }
    assert {name: variables.get(name) for name in expected} == expected
    assert directory == str(function.directory)
    others = variables.keys() - expected.keys()
    assert others == {
        "AWS_ACCESS_KEY_ID",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_XRAY_CONTEXT_MISSING",
        "AWS_XRAY_DAEMON_ADDRESS",
        "HOME",
        "LAMBDA_RUNTIME_DIR",
        "LD_LIBRARY_PATH",
        "PATH",
        "TMPDIR",
        "_AWS_XRAY_DAEMON_ADDRESS",
        "_AWS_XRAY_DAEMON_PORT",
        "_X_AMZN_TRACE_ID",
    } | ({"LC_CTYPE"} & others)
    assert "leaked" not in json.dumps(variables)


def test_temporary_files_and_the_home_are_the_environments_own(deployment: Deployment, emulator: Emulator) -> None:
    # Given
    function = deployment.function(
        """
        import pathlib, tempfile
        def handler(event, context):
            with tempfile.NamedTemporaryFile(delete=False) as file:
                return [file.name, str(pathlib.Path.home())]
        """
    )
    # When
    file, home = (Path(path) for path in function.call().payload)
    # Then
    assert file.is_relative_to(emulator.log.parent)
    assert file.parent == home
    assert home != Path.home()


def test_the_interpreter_is_the_base_one(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import sys\ndef handler(event, context): return [sys.prefix, sys.base_prefix]")
    # When / Then
    assert function.call().payload == [sys.base_prefix, sys.base_prefix]


def test_a_function_may_be_a_directory_of_links(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    write_source(tmp_path / "functions" / "rental" / "api.py", "def app(event, context): return 'linked'")
    function = deployment.function("", Handler="rental.api.app")
    (function.directory / "rental").symlink_to(tmp_path / "functions" / "rental")
    # When / Then
    assert function.call().payload == "linked"


def test_a_handler_in_a_directory(deployment: Deployment) -> None:
    # Given
    function = deployment.function("", Handler="deep/inside.handler")
    function.write("def handler(event, context): return 'deep'", "deep/inside.py")
    # When / Then
    assert function.call().payload == "deep"
