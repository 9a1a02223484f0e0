"""An archive of Cassandra's loaded classes, made once: each start with it takes half the time."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from videoclub_local.artifacts import build_once
from videoclub_local.processes import ManagedProcess
from videoclub_local.stores.cassandra_node import CassandraNode
from videoclub_local.stores.cql import answers_cql

TRAINING_TIMEOUT_SECONDS = 120.0
DUMP_TIMEOUT_SECONDS = 180.0


def class_archive(cache: Path, java: Path, jars: Sequence[Path]) -> Path:
    """Where the archive for this Java and these jars lies in the cache, whether made or not."""
    program = java.resolve()
    paths = map(bytes, [program, *jars])
    key = hashlib.sha256(b"\0".join([str(program.stat().st_mtime_ns).encode(), *paths])).hexdigest()
    return cache / f"cassandra-classes-{key[:16]}.jsa"


def build_class_archive(archive: Path, java: Path, jars: Sequence[Path]) -> None:
    """Start a node once to see which classes it loads, then archive these. Some 15 s, once. Raises PartError."""
    build_once(archive, lambda target: _build(target, java, jars, archive.with_suffix(".training")))


def _build(target: Path, java: Path, jars: Sequence[Path], folder: Path) -> None:
    training = ManagedProcess("Cassandra's first start", folder, folder / "training.log")
    training.stop()  # that of a command that was killed meanwhile
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _train(training, CassandraNode(java, jars, folder, folder / "data"), target)
    finally:
        training.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _train(training: ManagedProcess, node: CassandraNode, target: Path) -> None:
    class_list = node.folder / "classes.list"
    training.start(
        lambda: node.launch(training.choose_ports("cql", "storage"), f"-XX:DumpLoadedClassList={class_list}"),
        lambda ports: answers_cql(ports["cql"]),
        timeout_seconds=TRAINING_TIMEOUT_SECONDS,
    )
    training.stop()
    command = [node.java, "-Xshare:dump", f"-XX:SharedClassListFile={class_list}", f"-XX:SharedArchiveFile={target}"]
    command += ["-Xlog:cds=off", "-Xlog:cds+heap=off", *node.flags()]
    try:
        subprocess.run(command, cwd=node.folder, capture_output=True, check=False, timeout=DUMP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:  # a machine that busy starts without
        target.unlink(missing_ok=True)
    # Java starts just as well without an archive, only slower: an empty one says that it was tried.
    target.touch()
