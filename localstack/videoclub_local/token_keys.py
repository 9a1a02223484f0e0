"""Rotates the keys of access tokens without signing anybody out.

Every function that verifies tokens learns a new key before Users signs with it; the key before it stays, so that its
tokens live on. The private keys, newest first, are in Secrets Manager, where Users reads them; the public ones in the
Parameter Store, from where a deployment gives them to every function.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.deploy.aws import Aws
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
        functions = Stack(aws, stack_name).function_names()
        keys = change(_signing_keys(aws))
        _publish(aws, functions.values(), public_key_set(keys))
        _sign_with(aws, functions[SIGNER], keys)
    except (ClientError, BotoCoreError) as error:
        raise PartError(f"The token keys could not be changed: {error}") from error
    return keys


def _signing_keys(aws: Aws) -> SigningKeys:
    kept = _users_secret(aws).get("token_signing_keys")
    return json.loads(kept)["keys"] if kept else []  # none yet: the first rotation after infra/data.yaml makes one


def _users_secret(aws: Aws) -> dict[str, Any]:
    return json.loads(aws.client("secretsmanager").get_secret_value(SecretId=USERS_SECRET)["SecretString"])


def _publish(aws: Aws, functions: Iterable[str], token_keys: str) -> None:
    """Let every function verify by these keys; returns when none runs with others any more."""
    store_token_keys(aws, token_keys)
    manager = aws.client("lambda")

    def publish(function: str) -> None:
        variables = manager.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        manager.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables | {"TOKEN_KEYS": token_keys}}
        )
        manager.get_waiter("function_updated").wait(FunctionName=function, WaiterConfig={"Delay": 1})

    with ThreadPoolExecutor(_PARALLEL_UPDATES) as pool:
        list(pool.map(publish, functions))


def _sign_with(aws: Aws, signer: str, keys: SigningKeys) -> None:
    """Give Users the private keys; it reads them when it starts, so it is made to start anew."""
    secret = _users_secret(aws) | {"token_signing_keys": json.dumps({"keys": keys})}
    aws.client("secretsmanager").put_secret_value(SecretId=USERS_SECRET, SecretString=json.dumps(secret))
    manager = aws.client("lambda")
    manager.update_function_configuration(FunctionName=signer, Description=f"Signs with {keys[0]['kid']}")
    manager.get_waiter("function_updated").wait(FunctionName=signer, WaiterConfig={"Delay": 1})
