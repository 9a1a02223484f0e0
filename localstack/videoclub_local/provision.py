"""Gives each service a place of its own in the stores: a role, a database or keyspace, a key prefix, and no more.

Everything here may be repeated: it creates what is missing and sets what may have drifted, with one connection a store.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from videoclub_local.parts import PartError
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

CONNECT_TIMEOUT_SECONDS = 5
# The limits of a request; on the role, because a SET would pin the session of RDS Proxy.
ROLE_SETTINGS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}
KEYSPACE_REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
KEYSPACE_RIGHTS = ("CREATE", "ALTER", "DROP", "SELECT", "MODIFY")
REDIS_COMMANDS = ("+@all", "-@admin", "-@dangerous")


def provision_postgres(admin_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """A role and a database of its own for each name in `passwords`; answers the URL of each.

    Nobody but its owner may connect to a database. Raises PartError.
    """
    try:
        with psycopg.connect(admin_url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS) as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for name, password in passwords.items():
                _provision_role(connection, name, password, exists=name in roles)
                if name not in databases:
                    _create_database(connection, name)
    except psycopg.Error as error:
        raise PartError(f"PostgreSQL does not let the services' databases be made: {str(error).strip()}") from error
    return {name: _url_of(admin_url, name, password, path=f"/{name}") for name, password in passwords.items()}


def _provision_role(connection: psycopg.Connection, name: str, password: str, *, exists: bool) -> None:
    role = sql.Identifier(name)
    # Hashed on this side: the password itself can get into no log of the server.
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    verb = sql.SQL("ALTER" if exists else "CREATE")
    connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, verifier))
    for setting, value in ROLE_SETTINGS.items():
        connection.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), value))


def _create_database(connection: psycopg.Connection, name: str) -> None:
    database = sql.Identifier(name)
    # Who is no superuser, as on Aurora, gives databases to roles of its own alone.
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(database))
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, database))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))


def provision_cassandra(admin: CassandraEndpoint, keyspace: str, password: str) -> CassandraEndpoint:
    """A keyspace and a role of the same name with rights on it only; answers the role's endpoint. Raises PartError."""
    own = CassandraEndpoint(admin.hosts, admin.port, keyspace, password)
    if not _may_use(own, keyspace):
        try:
            with admin_session(admin) as session:
                session.execute(f"CREATE KEYSPACE IF NOT EXISTS {keyspace} WITH replication = {KEYSPACE_REPLICATION}")
                session.execute(f"CREATE ROLE IF NOT EXISTS {keyspace}")
                session.execute(f"ALTER ROLE {keyspace} WITH LOGIN = true AND PASSWORD = %s", (password,))
                for right in KEYSPACE_RIGHTS:
                    session.execute(f"GRANT {right} ON KEYSPACE {keyspace} TO {keyspace}")
        except Exception as error:
            raise PartError(f"Cassandra does not let the keyspace {keyspace} be made: {error}") from error
    return own


def _may_use(endpoint: CassandraEndpoint, keyspace: str) -> bool:
    """Whether the role signs in and finds its keyspace: then nothing is to be done. A bcrypt hash costs 0.1 s."""
    try:
        with admin_session(endpoint) as session:
            granted = session.execute(f"LIST ALL PERMISSIONS ON KEYSPACE {keyspace} OF {keyspace}")
            return {row.permission for row in granted} >= set(KEYSPACE_RIGHTS)
    except Exception:  # noqa: BLE001 - whatever is wrong, provisioning puts it right or says why not
        return False


def provision_redis(admin_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """An ACL user for each name in `passwords`, who sees only the keys `<name>:*`; answers the URL of each.

    Raises PartError.
    """
    try:
        with redis.Redis.from_url(admin_url, socket_timeout=CONNECT_TIMEOUT_SECONDS) as client:
            for name, password in passwords.items():
                places = (f"~{name}:*", "resetchannels", f"&{name}:*")
                client.execute_command("ACL", "SETUSER", name, "reset", "on", f">{password}", *places, *REDIS_COMMANDS)
            _save_users(client)
    except redis.RedisError as error:
        raise PartError(f"Redis does not let the services' users be made: {error}") from error
    return {name: _url_of(admin_url, name, password) for name, password in passwords.items()}


def _save_users(client: redis.Redis) -> None:
    try:
        client.acl_save()
    except redis.ResponseError:  # a server without an ACL file: its users are made anew at each `up`
        return


def _url_of(admin_url: str, user: str, password: str, *, path: str | None = None) -> str:
    parts = urlsplit(admin_url)
    place = f"{quote(user)}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit((parts.scheme, place, parts.path if path is None else path, parts.query, ""))
