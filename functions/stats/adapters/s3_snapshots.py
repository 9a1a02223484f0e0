"""Snapshots of histories on S3: `histories/manifest.json`, and the files of shards that it names below `histories/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

PREFIX = "histories/"
MANIFEST_KEY = f"{PREFIX}manifest.json"
KEYS_PER_DELETE = 1000


@dataclass(frozen=True)
class S3Snapshots:
    """The SnapshotFiles in the bucket named `bucket`; keys of shards are below PREFIX."""

    bucket: str

    def write_shard(self, key: str, content: bytes) -> None:
        self._put(PREFIX + key, content, "application/gzip")

    def write_manifest(self, text: str) -> None:
        self._put(MANIFEST_KEY, text.encode(), "application/json")

    def read_manifest(self) -> str | None:
        try:
            return aws.client("s3").get_object(Bucket=self.bucket, Key=MANIFEST_KEY)["Body"].read().decode()
        except aws.errors() as error:
            answer: dict[str, Any] = getattr(error, "response", {})
            if answer.get("Error", {}).get("Code") == "NoSuchKey":
                return None
            raise _unavailable() from error

    def list_shards(self) -> list[str]:
        try:
            pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=PREFIX)
            keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
        except aws.errors() as error:
            raise _unavailable() from error
        return [key.removeprefix(PREFIX) for key in keys if key != MANIFEST_KEY]

    def delete_shards(self, keys: Sequence[str]) -> None:
        try:
            for some in batched(keys, KEYS_PER_DELETE, strict=False):
                objects = {"Objects": [{"Key": PREFIX + key} for key in some], "Quiet": True}
                aws.client("s3").delete_objects(Bucket=self.bucket, Delete=objects)
        except aws.errors() as error:
            raise _unavailable() from error

    def _put(self, key: str, content: bytes, media_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=media_type)
        except aws.errors() as error:
            raise _unavailable() from error


def _unavailable() -> ServiceUnavailable:
    return ServiceUnavailable("The store of histories is not answering.")
