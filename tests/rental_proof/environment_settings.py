"""Settings of Rental on a keyspace of a test's own."""

from typing import TYPE_CHECKING

from rental.settings import RentalSettings

if TYPE_CHECKING:  # units need no store, nor what starts one
    from databases import Keyspace


def rental_settings(keyspace: "Keyspace | None" = None, **changes: object) -> RentalSettings:
    """The settings of an environment that needs no part but this keyspace."""
    cassandra = {"cassandra_hosts": "", "cassandra_username": "", "cassandra_password": ""}
    if keyspace is not None:
        cassandra = {
            "cassandra_hosts": ",".join(keyspace.endpoint.hosts),
            "cassandra_port": keyspace.endpoint.port,
            "cassandra_username": keyspace.endpoint.username,
            "cassandra_password": keyspace.endpoint.password,
            "cassandra_keyspace": keyspace.name,
        }
    elsewhere = {"redis_url": "", "cursor_key": "key", "movies_function": "", "event_bus": "", "media_bucket": ""}
    return RentalSettings.model_validate(cassandra | elsewhere | changes)
