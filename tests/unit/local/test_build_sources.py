"""Our own code: the same content makes the same archive, and a link shows the package as its archive would."""

import importlib.util
import marshal
import os
import zipfile

import pytest

from videoclub_local.build.errors import BuildError
from videoclub_local.build.sources import archive_kernel, archive_service, link_service

UNCHECKED_HASH = 0b01  # PEP 552: hash-based, and never compared with the source


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "checkout"
    for path, text in {
        "functions/films/__init__.py": "",
        "functions/films/api.py": "def app(event, context):\n    return 1\n",
        "functions/films/migrations/0001_films.sql": "CREATE TABLE film ();\n",
        "functions/films/.hidden": "",
        "functions/films/__pycache__/api.cpython-313.pyc": "stale",
        "layers/common/python/videoclub/__init__.py": "",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_an_archive_holds_the_package_compiled_and_nothing_of_the_developer(checkout, tmp_path):
    # When
    archive = archive_service(checkout, "films", tmp_path)
    # Then
    with zipfile.ZipFile(archive.path) as content:
        assert content.namelist() == [
            "films/__init__.py",
            "films/__pycache__/__init__.cpython-313.pyc",
            "films/__pycache__/api.cpython-313.pyc",
            "films/api.py",
            "films/migrations/0001_films.sql",
        ]
        bytecode = content.read("films/__pycache__/api.cpython-313.pyc")
        assert archive.unzipped_bytes == sum(len(content.read(name)) for name in content.namelist())
    assert bytecode[:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(bytecode[4:8], "little") == UNCHECKED_HASH
    assert marshal.loads(bytecode[16:]).co_filename == "/var/task/films/api.py"  # noqa: S302 - our own bytecode
    assert archive.zip_bytes == archive.path.stat().st_size


def test_equal_sources_make_equal_archives_whatever_their_times(checkout, tmp_path):
    # Given
    first = archive_service(checkout, "films", tmp_path / "first")
    for path in checkout.rglob("*"):
        os.utime(path, (1, 1))
    # When
    second = archive_service(checkout, "films", tmp_path / "second")
    # Then
    assert second.path.name == first.path.name
    assert second.path.read_bytes() == first.path.read_bytes()


def test_another_content_has_another_name(checkout, tmp_path):
    # Given
    before = archive_service(checkout, "films", tmp_path)
    # When
    (checkout / "functions/films/api.py").write_text("def app(event, context):\n    return 2\n")
    after = archive_service(checkout, "films", tmp_path)
    # Then
    assert after.path != before.path
    assert before.path.is_file()


def test_an_archive_that_is_there_is_not_built_again(checkout, tmp_path):
    # Given
    built = archive_service(checkout, "films", tmp_path)
    inode = built.path.stat().st_ino
    # When
    again = archive_service(checkout, "films", tmp_path)
    # Then
    assert again.path.stat().st_ino == inode


def test_the_kernel_lies_where_lambda_looks_for_layers(checkout, tmp_path):
    with zipfile.ZipFile(archive_kernel(checkout, tmp_path).path) as content:
        assert "python/videoclub/__init__.py" in content.namelist()


def test_code_that_is_not_python_is_refused_with_its_place(checkout, tmp_path):
    # Given
    (checkout / "functions/films/api.py").write_text("def app(:\n")
    # When / Then
    with pytest.raises(BuildError, match=r"(?s)films is not valid Python.*api\.py.*SyntaxError"):
        archive_service(checkout, "films", tmp_path)
    assert not list(tmp_path.glob("films-*.zip"))


@pytest.mark.parametrize("build", [archive_service, link_service])
def test_a_service_without_code_is_named(checkout, tmp_path, build):
    with pytest.raises(BuildError, match="service concerts"):
        build(checkout, "concerts", tmp_path)


def test_a_linked_service_is_followed_even_when_the_checkout_moves(checkout, tmp_path):
    # Given
    link_service(checkout, "films", tmp_path / "links")
    moved = checkout.rename(checkout.with_name("moved"))
    # When
    linked = link_service(moved, "films", tmp_path / "links")
    # Then
    assert (linked.path / "films/api.py").samefile(moved / "functions/films/api.py")
    assert linked.location("any") == {"Bucket": "hot-reload", "Key": str(tmp_path / "links/films")}
