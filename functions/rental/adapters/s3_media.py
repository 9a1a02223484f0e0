"""Films on S3, played by presigned URLs."""

from dataclasses import dataclass
from datetime import timedelta

from videoclub.drivers import aws


@dataclass(frozen=True)
class S3Media:
    """The bucket of the films. `Range` is not signed, so that players may seek."""

    bucket: str

    def presign(self, key: str, *, expires_in: timedelta) -> str:
        """A URL that reads the object until then, with range requests."""
        return aws.client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=int(expires_in.total_seconds())
        )
