"""Brings a backup back.

The stores of the backup are built and compared beside the platform, in a folder of their own under its home. Only when
they hold what the backup holds do they take the place of the platform's: what goes wrong before leaves it as it was.
"""

import secrets
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from videoclub_local.backup.archive import Archive
from videoclub_local.backup.backing_up import CASSANDRA_SERVICE, KEPT_FILES, KEPT_FOLDERS, SUBSCRIPTIONS
from videoclub_local.backup.buckets import WAITING_FOLDER, lay_out_objects
from videoclub_local.backup.cassandra_tables import different_rows, load_keyspace
from videoclub_local.backup.postgres_tables import different_tables, load_database
from videoclub_local.downloads import Downloads
from videoclub_local.migrations import Migration, apply_cql, apply_sql, read_migrations
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.provision import provision_cassandra, provision_postgres
from videoclub_local.secrets import KEYSPACE, Secrets
from videoclub_local.steps import Step

REPLACED = (*KEPT_FILES, *KEPT_FOLDERS, "postgres", "cassandra", "redis", Path(SUBSCRIPTIONS).parts[0], WAITING_FOLDER)
"""What of a home a backup stands for. Redis comes back empty: what was in it is of the data before."""

_STAGING = "restoring-"


def open_backup(folder: Path, project: Project) -> Archive:
    """The backup, found undamaged and fit for this checkout. Raises PartError."""
    archive = Archive.open(folder)
    for service, applied in archive.manifest.migrations.items():
        known = {migration.name: migration.checksum for migration in _migrations(project, service)}
        for name, checksum in applied.items():
            if name not in known:
                raise PartError(
                    f"The backup {folder} is of a newer videoclub: this one has no migration {name} of {service}. "
                    "Update the checkout, then restore."
                )
            if known[name] != checksum:
                raise PartError(
                    f"The backup {folder} does not fit: migration {name} of {service} is another one in this checkout."
                )
    return archive


def clear_abandoned(project: Project) -> None:
    """End and delete what a killed restore left in the home."""
    for home in project.home.glob(f"{_STAGING}*"):
        _erase(replace(project, home=home))


class Restoring:
    """One restore of `archive` to the platform of `project`. Its steps fill the stores; `take_over` ends it."""

    def __init__(self, archive: Archive, project: Project, downloads: Downloads) -> None:
        self._archive = archive
        self._manifest = archive.manifest
        self._project = project
        token = secrets.token_hex(4)  # never the same place twice: data outside of it are found by its name
        self._staging = replace(project, home=project.home / f"{_STAGING}{token}")
        self._before = replace(project, home=project.home / f"before-{token}")
        self._staged = Platform.of(self._staging, downloads=downloads)
        if names := [store.title for store in self._staged.stores if store.is_external]:
            raise PartError(
                f"{' and '.join(names)}: a server of your own. A backup is restored to embedded stores only; "
                "restore your server with its own tools, or unset its variable."
            )

    @property
    def steps(self) -> list[Step]:
        """Builds the stores of the backup beside the platform, and compares them with it."""
        return [
            Step("secrets", "bringing secrets and certificates", self._lay_out_home),
            Step("postgres", "starting another PostgreSQL", self._staged.postgres.start, ("secrets",)),
            Step("cassandra", "starting another Cassandra", self._staged.cassandra.start, ("secrets",)),
            Step("load databases", "loading the databases", self._load_databases, ("postgres",)),
            Step("load keyspace", "loading Cassandra", self._load_keyspace, ("cassandra",)),
            Step("compare databases", "comparing the databases", self._compare_databases, ("load databases",)),
            Step("compare keyspace", "comparing Cassandra", self._compare_keyspace, ("load keyspace",)),
        ]

    @property
    def starting_steps(self) -> list[str]:
        """Those that start processes."""
        return ["postgres", "cassandra"]

    def take_over(self, platform: Platform) -> None:
        """Stop the platform and put the stores of the backup in the place of its own. Raises PartError."""
        self._staged.stop()
        platform.stop()
        moved: list[tuple[Path, Path]] = []

        def move(source: Path, target: Path) -> None:
            if source.exists() or source.is_symlink():
                source.rename(target)
                moved.append((source, target))

        self._before.home.mkdir(mode=0o755)
        try:
            for name in REPLACED:
                move(self._project.home / name, self._before.home / name)
                move(self._staging.home / name, self._project.home / name)
        except BaseException:
            for source, target in reversed(moved):
                target.rename(source)
            raise
        _erase(self._before)

    def clear(self) -> None:
        """Leave nothing of an attempt: no process, no folder."""
        _erase(self._staging)

    # ---------------------------------------------------------------- the steps

    def _lay_out_home(self) -> None:
        home = self._staging.home
        home.mkdir(mode=0o755)  # run by root, PostgreSQL is somebody else; what is in it is private
        for kept in self._manifest.files:
            place, _, path = kept.path.partition("/")
            if place == "home":
                target = home / path
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                target.touch(mode=0o600)
                shutil.copyfile(self._archive.folder / kept.path, target)
        lay_out_objects(self._archive, home)
        self._secrets = Secrets.ensure(home / KEPT_FILES[0])

    def _load_databases(self) -> None:
        admin_url = self._staged.postgres.admin_url
        urls = provision_postgres(admin_url, self._secrets.postgres_passwords)
        for service, url in urls.items():
            apply_sql(url, self._migrations_of_then(service))
            tables = [table for table in self._manifest.postgres if table.service == service]
            sequences = [sequence for sequence in self._manifest.sequences if sequence.service == service]
            load_database(admin_url, service, self._archive, tables, sequences)

    def _load_keyspace(self) -> None:
        admin = self._staged.cassandra.endpoint
        own = provision_cassandra(admin, KEYSPACE, self._secrets.cassandra_password)
        apply_cql(own, KEYSPACE, self._migrations_of_then(CASSANDRA_SERVICE))
        load_keyspace(admin, KEYSPACE, self._archive, self._manifest.cassandra)

    def _compare_databases(self) -> None:
        for service in {table.service for table in self._manifest.postgres}:
            tables = [table for table in self._manifest.postgres if table.service == service]
            _refuse(different_tables(self._staged.postgres.admin_url, service, tables), service)

    def _compare_keyspace(self) -> None:
        admin = self._staged.cassandra.endpoint
        _refuse(different_rows(admin, KEYSPACE, self._archive, self._manifest.cassandra), CASSANDRA_SERVICE)

    def _migrations_of_then(self, service: str) -> Path:
        """A folder with the migrations of the backup's time; the next `up` applies those that came since."""
        folder = self._staging.home / "migrations" / service
        folder.mkdir(parents=True)
        for migration in _migrations(self._project, service):
            if migration.name in self._manifest.migrations.get(service, {}):
                shutil.copyfile(migration.path, folder / migration.name)
        return folder


def _migrations(project: Project, service: str) -> list[Migration]:
    suffix = ".cql" if service == CASSANDRA_SERVICE else ".sql"
    return read_migrations(project.functions / service / "migrations", suffix)


def _refuse(tables: list[str], service: str) -> None:
    if tables:
        raise PartError(f"After loading, {', '.join(tables)} of {service} did not hold what the backup holds.")


def _erase(project: Project) -> None:
    """Stop and delete the stores of a home, which may lie outside of it, and the home."""
    if project.home.exists():
        for store in Platform.of(project).stores:
            with suppress(PartError):
                store.erase()
        shutil.rmtree(project.home, ignore_errors=True)
