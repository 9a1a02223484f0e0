"""The objects of a bucket on S3: what is not there is None, what does not answer ServiceUnavailable."""

from dataclasses import dataclass
from typing import Any

from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

_MISSING = ("NoSuchKey", "404")


@dataclass(frozen=True)
class Bucket:
    """The bucket named `name`."""

    name: str

    def put(self, key: str, content: bytes, media_type: str = "application/json") -> None:
        """Replace an object, at once and whole."""
        self._call("put_object", Key=key, Body=content, ContentType=media_type)

    def get(self, key: str) -> bytes | None:
        """The content of an object."""
        try:
            return aws.client("s3").get_object(Bucket=self.name, Key=key)["Body"].read()
        except aws.errors() as error:
            answer: dict[str, Any] = getattr(error, "response", {})
            if answer.get("Error", {}).get("Code") in _MISSING:
                return None
            raise _unavailable() from error

    def list_keys(self, prefix: str) -> list[str]:
        """The keys below a prefix, in order."""
        return [found["Key"] for page in self._pages(Prefix=prefix) for found in page.get("Contents", [])]

    def list_folders(self, prefix: str) -> list[str]:
        """What follows the prefix up to the next slash, in order, each once."""
        pages = self._pages(Prefix=prefix, Delimiter="/")
        folders = [found["Prefix"] for page in pages for found in page.get("CommonPrefixes", [])]
        return [folder.removeprefix(prefix).rstrip("/") for folder in folders]

    def delete(self, keys: list[str]) -> None:
        """Delete objects, up to a thousand."""
        self._call("delete_objects", Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})

    def _pages(self, **arguments: Any) -> list[dict[str, Any]]:
        try:
            return list(aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.name, **arguments))
        except aws.errors() as error:
            raise _unavailable() from error

    def _call(self, operation: str, **arguments: Any) -> None:
        try:
            getattr(aws.client("s3"), operation)(Bucket=self.name, **arguments)
        except aws.errors() as error:
            raise _unavailable() from error


def _unavailable() -> ServiceUnavailable:
    return ServiceUnavailable("S3 is not answering.")
