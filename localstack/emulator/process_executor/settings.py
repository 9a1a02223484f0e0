"""LocalStack's settings for running on one machine without Docker, as environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from process_executor import EXECUTOR_NAME


@dataclass(frozen=True)
class Instance:
    """What distinguishes one emulator from another on the same machine."""

    port: int
    state_directory: Path
    """Everything LocalStack writes goes below it; absolute."""
    certificate: Path | None = None
    """One PEM file with private key and chain, for https; self-signed when None."""
    host: str = "127.0.0.1"

    @property
    def temporary_directory(self) -> Path:
        """For TMPDIR: unpacked functions among others; emptied at each start."""
        return self.state_directory / "temporary"

    @property
    def cache_directory(self) -> Path:
        """For XDG_CACHE_HOME; emptied at each start."""
        return self.state_directory / "cache"


def localstack_environment(instance: Instance, inherited: Mapping[str, str]) -> dict[str, str]:
    """The whole environment for LocalStack.

    What `inherited` sets wins, but for what makes an instance itself. Its AWS_ variables are left out, and the files
    they stand for: a profile or an endpoint of the user's would mislead the clients that LocalStack has inside.
    """
    defaults = {
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        # Unsupported resources fail instead of being "created" without effect.
        "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "0",
        # A presigned URL must be right here too, and expire.
        "S3_SKIP_SIGNATURE_VALIDATION": "0",
        "IN_MEMORY_CLIENT": "1",
        # Queues are asked less and less often while they are empty; AWS asks all the time. Seconds.
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "2",
        "LS_LOG": "error",
    }
    own = {
        "GATEWAY_LISTEN": f"{instance.host}:{instance.port}",
        "FILESYSTEM_ROOT": str(instance.state_directory / "localstack"),
        "TMPDIR": str(instance.temporary_directory),
        "XDG_CACHE_HOME": str(instance.cache_directory),
        # Profiles of the user's other LocalStack would be read from the home directory.
        "CONFIG_DIR": str(instance.state_directory / "profiles"),
        # As root LocalStack would start a DNS server on every interface and enter it in /etc/resolv.conf.
        "DNS_ADDRESS": "0",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "LAMBDA_RUNTIME_EXECUTOR": EXECUTOR_NAME,
        "PROVIDER_OVERRIDE_LAMBDA": EXECUTOR_NAME,
    }
    if instance.certificate:
        own["CUSTOM_SSL_CERT_PATH"] = str(instance.certificate)
    kept = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
    return {**defaults, **kept, **own}
