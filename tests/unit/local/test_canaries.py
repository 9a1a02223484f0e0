"""The search for what must be in no log finds it, wherever a log is kept."""

import time
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from canaries import Canaries, canary, leaks, words_of
from gateway import token
from store_scan import StoreScan
from videoclub_local.secrets import Secrets

SECRET = "Zm9yIG5vYm9keSB0byByZWFk_-"
PLANTED = {
    "what a test wrote": canary(),
    "an e-mail address": "ana.lee+films@mail.example.org",
    "an access token": token("somebody"),
    "a refresh token": f"{uuid4()}.{'s' * 43}",
    "an API key": f"vc_{'k' * 8}_{'s' * 43}",
    "a secret of a webhook": "whsec_c2VjcmV0",
    "a hash of a password": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
    "a password in a URL": "postgresql://users:pass@127.0.0.1:5432/users",
    "a private key": "-----BEGIN PRIVATE KEY-----",
    "a payment method": "test-declined",
    "a secret of the installation": SECRET,
}
CANARIES = Canaries(frozenset({SECRET}), harmless=frozenset({"no-reply@videoclub.example"}))


@pytest.mark.parametrize("kind", PLANTED)
def test_each_kind_is_found_within_a_line(kind):
    line = f'{{"event": "signed_in", "details": "({PLANTED[kind]})"}}'
    assert CANARIES.kinds_in(line) == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "INFO  2026-11-26 Initializing system.peers_v2 in org.apache.cassandra.db.Keyspace@1f2e3d",
        "2026-11-26 14:49:59.593 UTC [21049] movies@movies ERROR: conflicting key value",
        '{"event": "mail_sent", "sender": "no-reply@videoclub.example", "request_id": "c57bf9f8-2fd1-4b52-9a5d"}',
        "FCM emulator: http://127.0.0.1:39457/",
    ],
)
def test_what_is_nobodys_is_not(line):
    assert CANARIES.kinds_in(line) == set()


def test_all_logs_of_a_platform_are_searched(tmp_path: Path):
    # Given a canary in the log of a function, one in the log of a store, and a line without
    function_log, store_log = "/aws/lambda/videoclub-UsersApi-1a2b", tmp_path / "logs" / "postgres.log"
    store_log.parent.mkdir()
    store_log.write_text(f"LOG: ready\nDETAIL: Key (email)=({PLANTED['an e-mail address']}) already exists.\n")
    with mock_aws():
        aws = boto3.Session("test", "test", region_name="us-east-1")
        logs = aws.client("logs")
        logs.create_log_group(logGroupName=function_log)
        logs.create_log_stream(logGroupName=function_log, logStreamName="one")
        event = {"timestamp": int(time.time() * 1000), "message": f"signed up {canary()}"}
        logs.put_log_events(logGroupName=function_log, logStreamName="one", logEvents=[event])

        # When
        found = leaks(StoreScan(tmp_path, aws).log_rows(), CANARIES)

    # Then
    assert found == {f"log {function_log}": {"what a test wrote"}, "log postgres.log": {"an e-mail address"}}


def test_every_secret_of_an_installation_is_a_word_to_look_for(tmp_path: Path):
    # Given
    secrets = Secrets.ensure(tmp_path / "secrets.json")
    words = words_of(secrets)

    # Then whatever is kept of it is found in a line; public halves, names and the key in PEM are not words
    assert all(Canaries(words).kinds_in(f"password={word};") == {"a secret of the installation"} for word in words)
    private = {*secrets.postgres_passwords.values(), *secrets.redis_passwords.values(), *secrets.cursor_keys.values()}
    assert words == private | {
        secrets.cassandra_password,
        secrets.movies_sealing_key,
        *(key["d"] for key in secrets.token_signing_keys),
    }
