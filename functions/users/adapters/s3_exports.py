"""Lists of customers on S3; the bucket forgets them after a day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable


@dataclass(frozen=True)
class S3Exports:
    """The CustomerFiles in the bucket named `bucket`."""

    bucket: str

    def write_export(self, name: str, content: IO[bytes], *, media_type: str) -> None:
        try:
            aws.client("s3").upload_fileobj(content, self.bucket, name, ExtraArgs={"ContentType": media_type})
        except aws.errors() as error:
            raise ServiceUnavailable("The store of exports is not answering.") from error

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        return aws.client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": name}, ExpiresIn=int(expires_in.total_seconds())
        )
