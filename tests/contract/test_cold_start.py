"""Handlers may be loaded once and woken many times, as SnapStart does: loading opens nothing and draws nothing.

And it brings in nothing that is heavy: drivers come with the first request that asks a store.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from videoclub_local.build.template import FUNCTION, load_template, resources_of_type

TEMPLATE = load_template(Path(__file__).parents[2] / "template.yaml")
HANDLERS = sorted({function["Properties"]["Handler"] for function in resources_of_type(TEMPLATE, FUNCTION).values()})

# What is drawn at import would be the same in all environments that wake from one snapshot; a connection would be dead.
LOADER = """
import importlib, os, random, secrets, sys, uuid

def forbidden(name):
    def refuse(*arguments, **options):
        raise AssertionError(f"{name} was called while the handler loaded")
    return refuse

for module, names in (
    (os, ("urandom", "getrandom")),
    (random, ("random", "randint", "randrange", "choice", "getrandbits", "shuffle", "uniform")),
    (secrets, ("token_bytes", "token_hex", "token_urlsafe")),
    (uuid, ("uuid1", "uuid4")),
):
    for name in names:
        setattr(module, name, forbidden(f"{module.__name__}.{name}"))

def audit(event, arguments):
    if event in ("socket.__new__", "socket.connect", "socket.getaddrinfo"):
        raise AssertionError(f"{event} happened while the handler loaded")

sys.addaudithook(audit)
module, _, attribute = sys.argv[1].rpartition(".")
getattr(importlib.import_module(module), attribute)
if loaded := sorted({"asyncio", "boto3", "cassandra", "firebase_admin", "psycopg", "redis"} & sys.modules.keys()):
    raise AssertionError(f"{loaded} came in while the handler loaded")
"""


def load(handler: str, *before: str) -> subprocess.CompletedProcess[str]:
    program = "\n".join([*before, LOADER])
    return subprocess.run([sys.executable, "-c", program, handler], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("handler", HANDLERS)
def test_loading_a_handler_opens_no_connection_and_draws_no_randomness(handler):
    loaded = load(handler)
    assert loaded.returncode == 0, loaded.stderr


@pytest.mark.parametrize("fault", ["import uuid; uuid.uuid4()", "import socket; socket.socket()", "import asyncio"])
def test_what_must_not_happen_would_be_seen(fault, tmp_path):
    (tmp_path / "hasty.py").write_text(f"{fault}\nhandler = None\n")
    loaded = load("hasty.handler", f"import sys; sys.path.insert(0, {str(tmp_path)!r})")
    assert loaded.returncode == 1
    assert "while the handler loaded" in loaded.stderr
