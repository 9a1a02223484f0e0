"""Uploads a folder of files for browsers: the frontend, posters, clips."""

import hashlib
import mimetypes
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.errors import DeployError

PARALLEL_UPLOADS = 8
CACHE_FOR_EVER = "public, max-age=31536000, immutable"
CACHE_FOR_AN_HOUR = "public, max-age=3600"
ASK_EACH_TIME = "no-cache"

_HASHED = re.compile(r"-(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{8}\.\w+$")
"""Vite's names of assets, `index-BkX3f9aQ.js`, whose content never changes; not `the-midnight.svg`."""
_ENTRY_SUFFIXES = frozenset({".html", ".json", ".webmanifest", ".xml", ".txt"})
_TYPES = {  # what mimetypes lacks on some systems, or calls otherwise
    ".js": "text/javascript",
    ".json": "application/json",
    ".m4s": "video/iso.segment",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True)
class Upload:
    """How many files were sent, and how many were there already."""

    sent: int
    unchanged: int


def upload_folder(folder: Path, bucket: str, aws: Aws, prefix: str = "") -> Upload:
    """Make the bucket hold every file below the folder, its key `prefix` and the path. What differs is sent.

    Other objects are left: a page opened before may still ask for its old scripts. Raises DeployError.
    """
    if not folder.is_dir():
        raise DeployError(f"There is no folder {folder} to upload.")
    s3 = aws.client("s3")
    files = {prefix + path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    try:
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        there = {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}

        def send(key: str) -> bool:
            content = files[key].read_bytes()
            if there.get(key) == hashlib.md5(content, usedforsecurity=False).hexdigest():
                return False
            # One request each, never in parts: only then the ETag is the MD5 of the content.
            s3.put_object(
                Bucket=bucket, Key=key, Body=content, ContentType=content_type(key), CacheControl=cache_control(key)
            )
            return True

        with ThreadPoolExecutor(PARALLEL_UPLOADS) as pool:
            sent = sum(pool.map(send, files))
    except (ClientError, BotoCoreError) as error:
        raise DeployError(f"{folder} could not be uploaded to {bucket}: {error}") from error
    return Upload(sent, len(files) - sent)


def content_type(key: str) -> str:
    """The media type of a file by its name."""
    suffix = Path(key).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


def cache_control(key: str) -> str:
    """How long browsers may keep a file without asking: what names it decides."""
    if Path(key).suffix.lower() in _ENTRY_SUFFIXES:
        return ASK_EACH_TIME
    return CACHE_FOR_EVER if _HASHED.search(key) else CACHE_FOR_AN_HOUR
