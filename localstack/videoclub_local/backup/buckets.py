"""What lies in the platform's buckets. LocalStack keeps no object over a stop, so objects that were restored wait in
the platform's folder until the next `up` has deployed their buckets.
"""

import shutil
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import TypeAdapter

from videoclub_local.backup.archive import Archive, ArchiveWriter
from videoclub_local.backup.manifest import KeptObject
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.stack import Stack
from videoclub_local.parts import PartError
from videoclub_local.private_files import write_private

WAITING_FOLDER = "restored-objects"
_BUILT = frozenset({"SiteBucket"})  # `up` makes what is in it
_LIST = "objects.json"
_OBJECTS = TypeAdapter(list[KeptObject])


def dump_buckets(aws: Aws, archive: ArchiveWriter) -> list[KeptObject]:
    """Write the objects of all buckets that are not built. Raises PartError."""
    s3 = aws.client("s3")
    objects: list[KeptObject] = []
    try:
        for bucket, name in sorted(Stack(aws).bucket_names().items()):
            if bucket in _BUILT:
                continue
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
                for number, each in enumerate(page.get("Contents", []), len(objects)):
                    answer = s3.get_object(Bucket=name, Key=each["Key"])
                    file = f"buckets/{number:06}"  # keys may be anything; names of files may not
                    archive.place(file).write_bytes(answer["Body"].read())
                    objects.append(
                        KeptObject(
                            bucket=bucket,
                            key=each["Key"],
                            content_type=answer["ContentType"],
                            cache_control=answer.get("CacheControl"),
                            file=file,
                        )
                    )
    except (ClientError, BotoCoreError) as error:
        raise PartError(f"The buckets could not be read: {error}") from error
    return objects


def lay_out_objects(archive: Archive, home: Path) -> None:
    """Put the objects of a backup where the next `up` of `home` finds them."""
    folder = home / WAITING_FOLDER
    for each in archive.manifest.objects:
        target = folder / each.file
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(archive.folder / each.file, target)
    if archive.manifest.objects:
        write_private(folder / _LIST, _OBJECTS.dump_json(archive.manifest.objects).decode())


def bring_back_objects(home: Path, aws: Aws) -> None:
    """Upload what a restore laid out, once: later, what was erased meanwhile would come back. Raises PartError."""
    folder = home / WAITING_FOLDER
    if not (folder / _LIST).is_file():
        return
    s3 = aws.client("s3")
    names = Stack(aws).bucket_names()
    try:
        for each in _OBJECTS.validate_json((folder / _LIST).read_bytes()):
            if each.bucket in names:
                cache = {"CacheControl": each.cache_control} if each.cache_control else {}
                content = (folder / each.file).read_bytes()
                s3.put_object(
                    Bucket=names[each.bucket], Key=each.key, Body=content, ContentType=each.content_type, **cache
                )
    except (ClientError, BotoCoreError) as error:
        raise PartError(f"The restored objects could not be uploaded: {error}") from error
    shutil.rmtree(folder)
