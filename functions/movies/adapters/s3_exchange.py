"""Files of imports and exports on S3: `imports/<id>.jsonl` and `exports/<name>`; the bucket lets them expire."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from movies.ports.imports import Chunk
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

JSON_LINES = "application/jsonl"


@dataclass(frozen=True)
class S3Exchange:
    """The ExchangeFiles in the bucket named `bucket`."""

    bucket: str

    def write_import(self, import_id: str, content: bytes) -> None:
        self._put(_import_key(import_id), content, JSON_LINES)

    def read_import(self, import_id: str) -> bytes | None:
        files = aws.client("s3")
        try:
            answer: dict[str, Any] = files.get_object(Bucket=self.bucket, Key=_import_key(import_id))
            return answer["Body"].read()
        except files.exceptions.NoSuchKey:
            return None
        except aws.errors() as error:
            raise ServiceUnavailable("The store of imports is not answering.") from error

    def read_chunk(self, chunk: Chunk) -> bytes:
        part = f"bytes={chunk.first}-{chunk.end - 1}"
        try:
            answer: dict[str, Any] = aws.client("s3").get_object(
                Bucket=self.bucket, Key=_import_key(chunk.import_id), Range=part
            )
            return answer["Body"].read()
        except aws.errors() as error:
            raise ServiceUnavailable("The store of imports is not answering.") from error

    def write_export(self, name: str, content: bytes, *, media_type: str) -> None:
        self._put(f"exports/{name}", content, media_type)

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        return aws.client("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": self.bucket, "Key": f"exports/{name}"},
            ExpiresIn=int(expires_in.total_seconds()),
        )

    def _put(self, key: str, content: bytes, media_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=media_type)
        except aws.errors() as error:
            raise ServiceUnavailable("The store of imports and exports is not answering.") from error


def _import_key(import_id: str) -> str:
    return f"imports/{import_id}.jsonl"
