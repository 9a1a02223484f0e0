"""Changes of source reach functions without a deployment."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from functions import ROLE, Deployment, Function, client, write_source


def test_changed_code_serves_the_next_call(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): return 1")
    assert function.call().payload == 1
    # When: the same size in the same second, which Python's bytecode cache would not notice
    for value in (2, 3, 4):
        function.write(f"def handler(event, context): return {value}")
        # Then
        assert function.call().payload == value


def test_unchanged_code_keeps_its_environment(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import os, json, colorsys\ndef handler(event, context): return os.getpid()")
    before = function.call().payload
    # When: bytecode and hidden files appear
    function.write("", "__pycache__/app.cpython-313.pyc")
    function.write("", ".app.py.swp")
    # Then
    assert function.call().payload == before


def test_changed_code_replaces_all_idle_environments(deployment: Deployment) -> None:
    # Given
    source = "import time\ndef handler(event, context): time.sleep(0.3); return '{}'"
    function = deployment.function(source.format("old"))
    with ThreadPoolExecutor(4) as pool:
        assert {answer.payload for answer in pool.map(lambda _: function.call(), range(4))} == {"old"}
        # When
        function.write(source.format("new"))
        # Then
        assert {answer.payload for answer in pool.map(lambda _: function.call(), range(4))} == {"new"}


def test_a_change_behind_a_link_is_seen(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    package = tmp_path / "functions" / "users"
    write_source(package / "deep" / "api.py", "def app(event, context): return 'old'")
    function = deployment.function("", Handler="users.deep.api.app")
    (function.directory / "users").symlink_to(package)
    assert function.call().payload == "old"
    # When
    write_source(package / "deep" / "api.py", "def app(event, context): return 'new'")
    # Then
    assert function.call().payload == "new"


def test_a_changed_layer_reaches_its_functions(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 1")
    layers = [deployment.hot_layer(tmp_path / "layer")]
    source = "import common\ndef handler(event, context): return common.VALUE"
    functions = [deployment.function(source, Layers=layers) for _ in range(2)]
    assert [function.call().payload for function in functions] == [1, 1]
    # When
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 2")
    # Then
    assert [function.call().payload for function in functions] == [2, 2]


def test_a_new_package_in_a_layer_is_found_and_watched(deployment: Deployment, tmp_path: Path) -> None:
    # Given: two layers, so that their common directory is a merged one
    write_source(tmp_path / "one" / "python" / "one.py", "")
    write_source(tmp_path / "two" / "python" / "two.py", "")
    layers = [deployment.hot_layer(tmp_path / name) for name in ("one", "two")]
    source = "def handler(event, context):\n    import new.module\n    return new.module.VALUE"
    function = deployment.function(source, Layers=layers)
    assert function.call().payload["errorType"] == "ModuleNotFoundError"
    # When
    write_source(tmp_path / "two" / "python" / "new" / "module.py", "VALUE = 1")
    # Then
    assert function.call().payload == 1
    write_source(tmp_path / "two" / "python" / "new" / "module.py", "VALUE = 2")
    assert function.call().payload == 2


def test_a_directory_replaced_as_a_whole_is_seen(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    function = deployment.function("def handler(event, context): return 'old'")
    assert function.call().payload == "old"
    # When
    write_source(tmp_path / "built" / "app.py", "def handler(event, context): return 'new'")
    function.directory.rename(tmp_path / "former")
    (tmp_path / "built").rename(function.directory)
    # Then
    assert function.call().payload == "new"


def test_cloudformation_deploys_directories_in_place(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 1")
    write_source(tmp_path / "code" / "app.py", "import common\ndef handler(event, context): return common.VALUE")
    name = f"stack-{tmp_path.name}".replace("_", "-")[:60]
    template = {
        "Resources": {
            "Layer": {
                "Type": "AWS::Lambda::LayerVersion",
                "Properties": {"Content": {"S3Bucket": "hot-reload", "S3Key": str(tmp_path / "layer")}},
            },
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "FunctionName": name,
                    "Role": ROLE,
                    "Runtime": "python3.13",
                    "Handler": "app.handler",
                    "Layers": [{"Ref": "Layer"}],
                    "Code": {"S3Bucket": "hot-reload", "S3Key": str(tmp_path / "code")},
                },
            },
        }
    }
    cloudformation = client(deployment.emulator, "cloudformation")
    # When
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    # Then
    function = Function(deployment.emulator, name, tmp_path / "code")
    assert function.call().payload == 1
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 2")
    assert function.call().payload == 2
