"""The secrets of this installation: made once, kept under `.videoclub/`, handed to the functions as on AWS.

LocalStack forgets them at each restart, so every `up` writes them to its Secrets Manager and Parameter Store again.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel, ConfigDict

from fcm_emulator import service_account
from videoclub_local.deploy.aws import Aws
from videoclub_local.private_files import write_private
from videoclub_local.stores.cql import CassandraEndpoint

SECRET_BYTES = 32
FIREBASE_PROJECT = "videoclub-local"
TOKEN_KEYS_PARAMETER = "/videoclub/token-keys"  # noqa: S105 - a name
POSTGRES_SERVICES = ("users", "movies", "stats")
REDIS_SERVICES = ("users", "movies", "rental", "suggestions")
CURSOR_SERVICES = ("users", "movies", "rental", "suggestions", "stats")
KEYSPACE = "rental"


class Secrets(BaseModel):
    """What is random about an installation."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    postgres_passwords: dict[str, str]
    redis_passwords: dict[str, str]
    cassandra_password: str
    cursor_keys: dict[str, str]
    movies_sealing_key: str
    token_signing_keys: list[dict[str, str]]
    """Private JSON Web Keys (Ed25519), newest first."""
    firebase: dict[str, Any]
    """The service account that Movies sends with."""

    @classmethod
    def ensure(cls, file: Path) -> Self:
        """The secrets kept in `file`; those that are not there yet are made, and kept."""
        kept = json.loads(file.read_text()) if file.is_file() else {}
        fresh = cls._made().model_dump()
        # Services that came later have theirs too.
        for name in (
            "postgres_passwords",
            "redis_passwords",
            "cursor_keys",
        ):
            kept[name] = fresh[name] | kept.get(name, {})
        made = cls.model_validate(fresh | kept)
        made.keep(file)
        return made

    def keep(self, file: Path) -> None:
        """Write them to `file`, for its owner alone."""
        write_private(file, self.model_dump_json(indent=2))

    @classmethod
    def _made(cls) -> Self:
        return cls(
            postgres_passwords={service: _random() for service in POSTGRES_SERVICES},
            redis_passwords={service: _random() for service in REDIS_SERVICES},
            cassandra_password=_random(),
            cursor_keys={service: _random() for service in CURSOR_SERVICES},
            movies_sealing_key=_random(),
            token_signing_keys=[new_signing_key()],
            firebase=service_account(FIREBASE_PROJECT),
        )

    @property
    def token_keys(self) -> str:
        """The public halves of the signing keys, a JSON Web Key Set for whoever verifies a token."""
        return public_key_set(self.token_signing_keys)

    def of_services(
        self, databases: Mapping[str, str], keyspace: CassandraEndpoint, redis_urls: Mapping[str, str]
    ) -> dict[str, dict[str, Any]]:
        """The content of each entry of Secrets Manager: what a service finds under its SECRET_ID."""
        documents: dict[str, dict[str, Any]] = {
            f"videoclub/{service}": {"cursor_key": key} for service, key in self.cursor_keys.items()
        }
        for service, url in databases.items():
            documents[f"videoclub/{service}"]["database_url"] = url
        for service, url in redis_urls.items():
            documents[f"videoclub/{service}"]["redis_url"] = url
        documents["videoclub/users"]["token_signing_keys"] = json.dumps({"keys": self.token_signing_keys})
        documents["videoclub/movies"]["sealing_key"] = self.movies_sealing_key
        documents["videoclub/rental"] |= {
            "cassandra_hosts": ",".join(keyspace.hosts),
            "cassandra_port": str(keyspace.port),
            "cassandra_username": keyspace.username,
            "cassandra_password": keyspace.password,
            "cassandra_keyspace": KEYSPACE,
        }
        documents["videoclub/firebase"] = self.firebase
        return documents


def public_key_set(signing_keys: Sequence[Mapping[str, str]]) -> str:
    """The JSON Web Key Set of the public halves."""
    return json.dumps({"keys": [_without_private_half(key) for key in signing_keys]})


def new_signing_key() -> dict[str, str]:
    """A private JSON Web Key (Ed25519)."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": secrets.token_hex(8),
        "x": _base64url(public),
        "d": _base64url(key.private_bytes_raw()),
    }


def store_token_keys(aws: Aws, token_keys: str) -> None:
    """Write the public token keys to the Parameter Store, over what is there."""
    aws.client("ssm").put_parameter(Name=TOKEN_KEYS_PARAMETER, Value=token_keys, Type="String", Overwrite=True)


def store_secrets(aws: Aws, entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Write `entries` to Secrets Manager, over what is there."""
    manager = aws.client("secretsmanager")

    def store(name: str) -> None:
        text = json.dumps(entries[name])
        try:
            manager.create_secret(Name=name, SecretString=text)
        except manager.exceptions.ResourceExistsException:
            manager.put_secret_value(SecretId=name, SecretString=text)

    with ThreadPoolExecutor(len(entries)) as pool:
        list(pool.map(store, entries))


def _random() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _without_private_half(key: Mapping[str, str]) -> dict[str, str]:
    return {member: value for member, value in key.items() if member != "d"}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
