"""infra/keyspaces.yaml, made from Rental's migrations: on AWS CloudFormation makes the tables, and waits.

Amazon Keyspaces makes and changes tables after it has answered, and what it has beside Cassandra - recovery to a point
in time, times to live, timestamps of clients - is said in words that Cassandra refuses.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from videoclub_local.migrations import cql_statements, read_migrations

KEYSPACE = "rental"
ROWS_EXPIRE = frozenset(
    {"active_rental", "progress_by_customer", "playback_session_by_id", "playback_sessions_by_customer"}
)
"""Tables whose writes bring a time to live."""
CLIENT_TIMESTAMPS = frozenset({"progress_by_customer"})
"""Tables whose writes bring their own timestamp."""
NO_DEFAULT_TTL_S = 0

_CREATE = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+) \((.*?)\)(?:\s+WITH CLUSTERING ORDER BY \((.*)\))?", re.DOTALL)
_KEY = re.compile(r",\s*PRIMARY KEY \(\((.*?)\)(.*)\)\s*$", re.DOTALL)
_ADD = re.compile(r"ALTER TABLE (\w+) ADD (\w+) (\w+)")
_HEAD = "# Made from functions/rental/migrations by `videoclub keyspaces`; a test holds the two together.\n"


@dataclass
class _Table:
    types: dict[str, str]
    partition: list[str]
    clustering: list[str]
    descending: set[str] = field(default_factory=set[str])


def keyspaces_text(folder: Path) -> str:
    """The template of the keyspace that the migrations in `folder` make. Raises ValueError for a statement unknown."""
    tables = _tables(folder)
    resources: dict[str, Any] = {
        "Keyspace": {"Type": "AWS::Cassandra::Keyspace", "Properties": {"KeyspaceName": KEYSPACE}},
        **{_logical_id(name): _resource(name, table) for name, table in tables.items()},
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Vidéoclub - the tables of Rental in Amazon Keyspaces. After infra/data.yaml.",
        "Parameters": {"KeyArn": {"Type": "String", "Description": "The output KeyArn of infra/data.yaml"}},
        "Resources": resources,
    }
    return _HEAD + yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=120)


def _tables(folder: Path) -> dict[str, _Table]:
    tables: dict[str, _Table] = {}
    for migration in read_migrations(folder, ".cql"):
        for statement in cql_statements(migration.text):
            if created := _CREATE.fullmatch(statement):
                tables[created[1]] = _created(created[2], created[3] or "")
            elif added := _ADD.fullmatch(statement):
                tables[added[1]].types[added[2]] = added[3]
            else:
                raise ValueError(f"{migration.path} has a statement that is not known here: {statement}")
    return tables


def _created(body: str, order: str) -> _Table:
    key = _KEY.search(body)
    if key is None:
        raise ValueError(f"There is no primary key in {body}")
    types = dict(column.split() for column in body[: key.start()].split(","))
    descending = {name for name, way in (each.split() for each in order.split(",") if each.strip()) if way == "DESC"}
    return _Table(types, _names(key[1]), _names(key[2]), descending)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _resource(name: str, table: _Table) -> dict[str, Any]:
    def column(each: str) -> dict[str, str]:
        return {"ColumnName": each, "ColumnType": table.types[each]}

    properties: dict[str, Any] = {
        "KeyspaceName": {"Ref": "Keyspace"},
        "TableName": name,
        "PartitionKeyColumns": [column(each) for each in table.partition],
        "RegularColumns": [column(each) for each in table.types if each not in {*table.partition, *table.clustering}],
        "BillingMode": {"Mode": "ON_DEMAND"},
        "PointInTimeRecoveryEnabled": True,
        "EncryptionSpecification": {
            "EncryptionType": "CUSTOMER_MANAGED_KMS_KEY",
            "KmsKeyIdentifier": {"Ref": "KeyArn"},
        },
    }
    if table.clustering:
        properties["ClusteringKeyColumns"] = [
            {"Column": column(each), "OrderBy": "DESC" if each in table.descending else "ASC"}
            for each in table.clustering
        ]
    if not properties["RegularColumns"]:
        del properties["RegularColumns"]
    if name in ROWS_EXPIRE:
        properties["DefaultTimeToLive"] = NO_DEFAULT_TTL_S
    if name in CLIENT_TIMESTAMPS:
        properties["ClientSideTimestampsEnabled"] = True
    return {
        "Type": "AWS::Cassandra::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def _logical_id(table: str) -> str:
    return "".join(word.capitalize() for word in table.split("_"))
