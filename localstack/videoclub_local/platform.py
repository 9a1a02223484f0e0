"""What the local platform consists of."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from videoclub_local.addresses import Addresses
from videoclub_local.deploy.aws import LocalAws
from videoclub_local.downloads import UNSEEN, Downloads
from videoclub_local.emulator import LocalStackEmulator
from videoclub_local.fcm import FcmEmulator
from videoclub_local.parts import Part, PartError, PartStatus
from videoclub_local.project import Project
from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.postgres import PostgresStore
from videoclub_local.stores.redis import RedisStore
from videoclub_local.stores.store import Store


@dataclass(frozen=True)
class Platform:
    """The parts of one home, whether they run or not."""

    project: Project
    postgres: PostgresStore
    redis: RedisStore
    cassandra: CassandraStore
    fcm: FcmEmulator
    localstack: LocalStackEmulator

    @classmethod
    def of(cls, project: Project, *, downloads: Downloads = UNSEEN, port: int | None = None) -> "Platform":
        """The platform of a project; `port` is the one LocalStack is to listen on, None for its usual one."""
        home, environment = project.home, project.environment
        return cls(
            project,
            PostgresStore(home, environment, downloads),
            RedisStore(home, environment, downloads),
            CassandraStore(home, environment, downloads),
            FcmEmulator(home),
            LocalStackEmulator(home, project.emulator, environment, wanted_port=port),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """In the order in which they are shown."""
        return (self.postgres, self.redis, self.cassandra, self.fcm, self.localstack)

    @property
    def stores(self) -> tuple[Store, ...]:
        """The parts that keep data."""
        return (self.postgres, self.redis, self.cassandra)

    @property
    def addresses(self) -> Addresses:
        """Where it answers. Raises PartError when LocalStack does not run."""
        port = self.localstack.port
        if port is None:
            raise PartError("The platform is not running; start it with `videoclub up`.")
        return Addresses(port)

    @property
    def aws(self) -> LocalAws:
        """LocalStack in the place of AWS. Raises PartError when it does not run."""
        return LocalAws(self.addresses.endpoint_url)

    def statuses(self) -> list[PartStatus]:
        """What each part is doing now, asked side by side."""
        with ThreadPoolExecutor(len(self.parts)) as pool:
            return list(pool.map(lambda part: part.status(), self.parts))

    def running_parts(self) -> list[str]:
        """The names of the parts of ours that have a process."""
        return [status.name for status in self.statuses() if status.pid is not None]

    def stop(self, names: Iterable[str] | None = None) -> None:
        """Stop these parts, or all: LocalStack first, so that no function calls a store that is gone.

        Raises PartError when one does not stop; the others are stopped all the same.
        """
        wanted = [part for part in self.parts if names is None or part.name in set(names)]
        self._stop_all([part for part in wanted if part is self.localstack])
        self._stop_all([part for part in wanted if part is not self.localstack])

    @staticmethod
    def _stop_all(parts: list[Part]) -> None:
        if not parts:
            return
        with ThreadPoolExecutor(len(parts)) as pool:
            outcomes = [pool.submit(part.stop) for part in parts]
        errors = [error for outcome in outcomes if (error := outcome.exception())]
        if errors:
            raise PartError(" ".join(str(error) for error in errors))
