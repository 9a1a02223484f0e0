"""Rotates the keys of access tokens without signing anybody out.

Every function that verifies tokens learns a new key before Users signs with it; the key before it stays, so that its
tokens live on. The private keys, newest first, are in Secrets Manager, where Users reads them; the public ones in the
Parameter Store, from where a deployment gives them to every function.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.build.gradual import RELEASE
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.deployment import change_parameter
from videoclub_local.deploy.stack import STACK_NAME, Stack
from videoclub_local.parts import PartError
from videoclub_local.secrets import new_signing_key, public_key_set, store_token_keys

LIVE_KEYS = 2
USERS_SECRET = "videoclub/users"  # noqa: S105 - a name
SIGNER = "UsersApi"
_PARALLEL_UPDATES = 4

type SigningKeys = list[dict[str, str]]


def rotate_token_keys(aws: Aws, stack_name: str = STACK_NAME) -> SigningKeys:
    """Sign with a new key from now on; the one before stays valid, an older one is retired. Raises PartError."""
    return _change(aws, stack_name, lambda keys: [new_signing_key(), *keys][:LIVE_KEYS])


def retire_token_keys(aws: Aws, stack_name: str = STACK_NAME) -> SigningKeys:
    """Let only the key that signs be valid: all tokens of others end now. Raises PartError."""
    return _change(aws, stack_name, lambda keys: keys[:1])


def _change(aws: Aws, stack_name: str, change: Callable[[SigningKeys], SigningKeys]) -> SigningKeys:
    try:
        stack = Stack(aws, stack_name)
        keys = change(_signing_keys(aws))
        functions = _Released(aws, stack_name) if stack.has_aliases() else _Configured(aws, stack.function_names())
        store_token_keys(aws, public_key_set(keys))
        functions.verify_by(keys)
        _store_signing_keys(aws, keys)
        functions.sign_with(keys)
    except (ClientError, BotoCoreError) as error:
        raise PartError(f"The token keys could not be changed: {error}") from error
    return keys


def _signing_keys(aws: Aws) -> SigningKeys:
    kept = _users_secret(aws).get("token_signing_keys")
    return json.loads(kept)["keys"] if kept else []  # none yet: the first rotation after infra/data.yaml makes one


def _users_secret(aws: Aws) -> dict[str, Any]:
    return json.loads(aws.client("secretsmanager").get_secret_value(SecretId=USERS_SECRET)["SecretString"])


def _store_signing_keys(aws: Aws, keys: SigningKeys) -> None:
    secret = _users_secret(aws) | {"token_signing_keys": json.dumps({"keys": keys})}
    aws.client("secretsmanager").put_secret_value(SecretId=USERS_SECRET, SecretString=json.dumps(secret))


class _Functions(Protocol):
    """How running functions are told of keys; each returns when none runs with others any more."""

    def verify_by(self, keys: SigningKeys) -> None: ...

    def sign_with(self, keys: SigningKeys) -> None:
        """Users reads its private keys when it starts, so it is made to start anew."""
        ...


@dataclass(frozen=True)
class _Configured:
    """Functions that run as they are configured."""

    aws: Aws
    functions: Mapping[str, str]

    def verify_by(self, keys: SigningKeys) -> None:
        with ThreadPoolExecutor(_PARALLEL_UPDATES) as pool:
            list(pool.map(lambda function: self._give(function, public_key_set(keys)), self.functions.values()))

    def _give(self, function: str, token_keys: str) -> None:
        configured = self.aws.client("lambda").get_function_configuration(FunctionName=function)
        variables = configured["Environment"]["Variables"] | {"TOKEN_KEYS": token_keys}
        self._update(function, Environment={"Variables": variables})

    def sign_with(self, keys: SigningKeys) -> None:
        self._update(self.functions[SIGNER], Description=f"Signs with {keys[0]['kid']}")

    def _update(self, function: str, **changes: Any) -> None:
        manager = self.aws.client("lambda")
        manager.update_function_configuration(FunctionName=function, **changes)
        manager.get_waiter("function_updated").wait(FunctionName=function, WaiterConfig={"Delay": 1})


@dataclass(frozen=True)
class _Released:
    """Functions of which published versions run: telling them is a release, which CloudFormation makes.

    Moving an alias past it would leave CodeDeploy with another version than it expects, and the next release fail.
    """

    aws: Aws
    stack_name: str

    def verify_by(self, keys: SigningKeys) -> None:
        self._release(f"verifies-by-{'-'.join(key['kid'] for key in keys)}")

    def sign_with(self, keys: SigningKeys) -> None:
        self._release(f"signs-with-{keys[0]['kid']}")

    def _release(self, name: str) -> None:
        change_parameter(self.aws, self.stack_name, RELEASE, name)
