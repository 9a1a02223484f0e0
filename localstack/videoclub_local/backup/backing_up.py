"""Makes a backup of a platform, whether it runs or not.

PostgreSQL comes before Cassandra: what is rented meanwhile is then in Rental, whose word the others take (the stats
bot reads its days anew, `rebuild-customers` its rentals), and never the other way round.

Redis is left out, as it holds nothing that cannot be made anew: positions of playback are in Cassandra, playback
sessions live for seconds, suggestions are made by a job. What waits in LocalStack's queues is left out as well; the
sweeps find it in the stores, as after every stop.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from fcm_emulator.subscriptions import DATABASE_NAME
from videoclub_local.backup.archive import ArchiveWriter, new_archive
from videoclub_local.backup.buckets import dump_buckets
from videoclub_local.backup.cassandra_tables import dump_keyspace
from videoclub_local.backup.manifest import FORMAT, Manifest
from videoclub_local.backup.postgres_tables import dump_database
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.secrets import KEYSPACE, POSTGRES_SERVICES
from videoclub_local.stores.store import Store

KEPT_FILES = ("secrets.json", "logins.json", "seeded", "seeded-at")
KEPT_FOLDERS = ("tls",)
CASSANDRA_SERVICE = "rental"
SUBSCRIPTIONS = f"fcm/data/{DATABASE_NAME}"
"""Which apps are subscribed to topics, in the FCM emulator."""

type Note = Callable[[str], None]
"""Is told what is being done."""


def back_up(platform: Platform, folder: Path, now: datetime, note: Note) -> Manifest:
    """Write the platform's state to the new `folder`. Stores that are down run for as long as it takes.

    Raises PartError; there is no folder then.
    """
    home = platform.project.home
    if not (home / KEPT_FILES[0]).is_file():
        raise PartError(f"There is nothing to back up in {home}; start a platform with `videoclub up`.")
    with new_archive(folder) as archive:
        with _running(platform.postgres, note), _running(platform.cassandra, note):
            databases = {}
            for service in POSTGRES_SERVICES:
                note(f"reading the database of {service}")
                databases[service] = dump_database(platform.postgres.admin_url, service, archive)
            note("reading Cassandra")
            tables, applied = dump_keyspace(platform.cassandra.endpoint, CASSANDRA_SERVICE, KEYSPACE, archive)
        with_buckets = platform.localstack.port is not None
        note("reading the buckets")
        objects = dump_buckets(platform.aws, archive) if with_buckets else []
        note("keeping secrets and certificates")
        _keep_home(home, archive)
        note("checking what was written")
        manifest = Manifest(
            format=FORMAT,
            made_at=now,
            migrations={service: each.migrations for service, each in databases.items()} | {CASSANDRA_SERVICE: applied},
            postgres=[table for each in databases.values() for table in each.tables],
            sequences=[sequence for each in databases.values() for sequence in each.sequences],
            cassandra=tables,
            with_buckets=with_buckets,
            objects=objects,
            files=archive.files(),
        )
        archive.finish(manifest)
    return manifest


@contextmanager
def _running(store: Store, note: Note) -> Iterator[None]:
    """The store, up; down afterwards when it was down before."""
    was_down = store.status().state == "down" and not store.is_external
    note(f"starting {store.title}" if was_down else f"asking {store.title}")
    store.start()
    try:
        yield
    finally:
        if was_down:
            note(f"stopping {store.title}")
            store.stop()


def _keep_home(home: Path, archive: ArchiveWriter) -> None:
    files = [home / name for name in KEPT_FILES]
    files += [file for name in KEPT_FOLDERS for file in sorted((home / name).glob("*.pem"))]
    for file in files:
        if file.is_file():
            shutil.copyfile(file, archive.place(f"home/{file.relative_to(home).as_posix()}"))
    if (home / SUBSCRIPTIONS).is_file():
        _copy_database(home / SUBSCRIPTIONS, archive.place(f"home/{SUBSCRIPTIONS}"))


def _copy_database(source: Path, target: Path) -> None:
    """As it is at one moment, though the emulator writes to it."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
