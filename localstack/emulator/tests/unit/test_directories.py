"""Merged layers, the managed runtime, the variables that point to them."""

from __future__ import annotations

from pathlib import Path

from process_executor import link_tree, managed_runtime
from process_executor.environment import Directories, Workspace, environment_variables


def _write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def _tree(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for directory, _, files in root.walk(follow_symlinks=True):
        for file in files:
            found[str((directory / file).relative_to(root))] = (directory / file).read_text()
    return found


def test_trees_are_merged_and_the_last_wins(tmp_path: Path) -> None:
    # Given
    first = _write(tmp_path / "first", python__a="1", python__shared__x="1", bin__tool="1", was_file="1")
    second = _write(tmp_path / "second", python__a="2", python__shared__y="2", was_file__now="2")
    # When
    link_tree.merge([first, second], tmp_path / "merged")
    # Then
    assert _tree(tmp_path / "merged") == {
        "python/a": "2",
        "python/shared/x": "1",
        "python/shared/y": "2",
        "bin/tool": "1",
        "was_file/now": "2",
    }
    assert (tmp_path / "merged" / "bin").is_symlink()


def test_the_managed_runtime_has_its_packages_and_no_other(tmp_path: Path) -> None:
    # When
    managed_runtime.create(tmp_path / "runtime")
    # Then
    packages = {path.name.partition("-")[0].partition(".")[0] for path in (tmp_path / "runtime").iterdir()}
    assert packages == {
        "awslambdaric",
        "boto3",
        "botocore",
        "dateutil",
        "jmespath",
        "python_dateutil",
        "runtime_client",
        "s3transfer",
        "simplejson",
        "six",
        "snapshot_restore_py",
        "urllib3",
    }


def test_the_functions_own_variables_win_over_all_but_the_reserved() -> None:
    # Given
    directories = Directories(Path("/code"), Path("/runtime"), Path("/layers"), Path("/scratch"))
    from_localstack = {"AWS_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": 128, "LOCALSTACK_RUNTIME_ID": "x"}
    # When
    variables = environment_variables(
        directories, from_localstack, {"PATH": "/own", "LAMBDA_TASK_ROOT": "/forged", "LOCALSTACK_OWN": "kept"}
    )
    # Then
    assert variables == {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_REGION": "eu-west-1",
        "HOME": "/scratch",
        "LAMBDA_OPT_DIR": "/layers",
        "LAMBDA_RUNTIME_DIR": "/runtime",
        "LAMBDA_TASK_ROOT": "/code",
        "LANG": "en_US.UTF-8",
        "LD_LIBRARY_PATH": "/runtime:/code:/code/lib:/layers/lib",
        "LOCALSTACK_OWN": "kept",
        "PATH": "/own",
        "TMPDIR": "/scratch",
    }


def test_layers_are_merged_once_for_each_version(tmp_path: Path) -> None:
    # Given
    workspace = Workspace(tmp_path / "workspace")
    layer = _write(tmp_path / "layer", python__a="1")
    merged = workspace.opt((layer,), "function", 0)
    _write(layer, extra__b="2")
    # When / Then
    assert workspace.opt((layer,), "function", 0) == merged
    assert not (merged / "extra").exists()
    assert (workspace.opt((layer,), "function", 1) / "extra" / "b").read_text() == "2"
