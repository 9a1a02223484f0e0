"""The frontend is built when its sources changed, and only then."""

import json

import pytest

from videoclub_local import frontend_build
from videoclub_local.frontend_build import build_frontend
from videoclub_local.parts import PartError

BUILD = "node -e \"fs.mkdirSync('dist',{recursive:true});fs.appendFileSync('dist/built','x')\""


@pytest.fixture
def folder(tmp_path):
    package = {"name": "a", "version": "1.0.0", "scripts": {"build": BUILD}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    lock = {"name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "a", "version": "1.0.0"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("1")
    (tmp_path / "node_modules").mkdir()
    return tmp_path


@pytest.fixture
def npm_runs(folder, monkeypatch):
    runs: list[tuple[str, ...]] = []

    def npm(where, _log_file, *arguments):
        runs.append(arguments)
        (where / "node_modules").mkdir(exist_ok=True)
        (where / "dist").mkdir(exist_ok=True)

    monkeypatch.setattr(frontend_build, "_npm", npm)
    return runs


def test_nothing_is_built_twice(folder, npm_runs):
    built = [build_frontend(folder, folder / "log") for _ in range(2)]
    assert built == [folder / "dist"] * 2
    assert [run[0] for run in npm_runs] == ["ci", "run"]


@pytest.mark.parametrize(
    ("changed", "runs"), [("src/main.ts", ["run"]), ("package-lock.json", ["ci", "run"]), ("dist/index.html", [])]
)
def test_what_changed_decides_what_is_done(folder, npm_runs, changed, runs):
    build_frontend(folder, folder / "log")
    npm_runs.clear()
    (folder / changed).write_text("2")
    build_frontend(folder, folder / "log")
    assert [run[0] for run in npm_runs] == runs


def test_a_failed_build_shows_where_its_log_is(folder):
    (folder / "package.json").write_text(json.dumps({"name": "a", "scripts": {"build": "node -e 'nonsense('"}}))
    with pytest.raises(PartError, match=r"`npm run build` failed in .*; the log is"):
        frontend_build._npm(folder, folder / "logs" / "frontend.log", "run", "build")
    assert (folder / "logs" / "frontend.log").read_text()


def test_a_checkout_without_a_frontend_is_named(tmp_path):
    with pytest.raises(PartError, match="There is no frontend in"):
        build_frontend(tmp_path, tmp_path / "log")
