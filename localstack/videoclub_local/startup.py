"""Brings the platform up: what has to happen, and what has to happen before it."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from videoclub_local.backup.buckets import bring_back_objects
from videoclub_local.build.project import Build, build_in_place
from videoclub_local.deploy.deployment import Deployment, deploy
from videoclub_local.deploy.uploads import upload_folder
from videoclub_local.doctor import check_prerequisites
from videoclub_local.frontend_build import build_frontend
from videoclub_local.mails import verify_mail_sender
from videoclub_local.migrations import apply_cql, apply_sql
from videoclub_local.platform import Platform
from videoclub_local.provision import provision_cassandra, provision_postgres, provision_redis
from videoclub_local.report import API_ID
from videoclub_local.secrets import KEYSPACE, Secrets, store_secrets, store_token_keys
from videoclub_local.seed import is_seeded, make_suggestions, report_on_yesterday, seed_demo
from videoclub_local.site import assemble_media, assemble_site
from videoclub_local.steps import Step
from videoclub_local.stores.cql import CassandraEndpoint

SITE_BUCKET = "videoclub-site"
MAIL_SENDER = "no-reply@videoclub.example"
# Here everybody has one address, and tests and benchmarks ask as fast as they can.
RATE_LIMITS = (
    "RequestsPerAccount",
    "RequestsPerKey",
    "RequestsPerAddress",
    "SignInsPerAddress",
    "SignUpsPerAddress",
)
WIDE_RATE_LIMIT = "1000000"


class Startup:
    """One bringing-up of a platform. A step leaves what later ones need in the attributes below."""

    _secrets: Secrets
    _databases: dict[str, str]
    _redis_urls: dict[str, str]
    _keyspace: CassandraEndpoint
    _build: Build
    _frontend: Path
    _deployment: Deployment

    def __init__(self, platform: Platform, *, seed: bool) -> None:
        self._platform = platform
        self._project = platform.project
        self._seed = seed

    @property
    def steps(self) -> list[Step]:
        """What `up` does; steps that need nothing of each other run side by side."""
        steps = [
            Step("check", "checking this machine", partial(check_prerequisites, self._project)),
            Step("make secrets", "making the secrets", self._make_secrets, ("check",)),
        ]
        for part in self._platform.parts:
            steps += [
                Step(f"prepare {part.name}", f"preparing {part.title}", part.prepare, ("check",)),
                Step(f"start {part.name}", f"starting {part.title}", part.start, (f"prepare {part.name}",)),
            ]
        stores = ("bring databases", "bring keyspace", "bring redis users")
        steps += [
            Step(
                "bring databases",
                "bringing the databases up to date",
                self._bring_databases,
                ("start postgres", "make secrets"),
            ),
            Step(
                "bring keyspace",
                "bringing the keyspace up to date",
                self._bring_keyspace,
                ("start cassandra", "make secrets"),
            ),
            Step(
                "bring redis users",
                "bringing the Redis users up to date",
                self._bring_redis_users,
                ("start redis", "make secrets"),
            ),
            # The template reads the token keys; the secrets are read by the functions' first calls only.
            Step(
                "store token keys",
                "storing the token keys",
                self._store_token_keys,
                ("make secrets", "start localstack"),
            ),
            Step(
                "verify mail sender", "verifying the sender of mails", self._verify_mail_sender, ("start localstack",)
            ),
            Step("store secrets", "storing the secrets", self._store_secrets, (*stores, "start localstack")),
            Step("build functions", "building the functions", self._build_functions, ("check",)),
            Step("deploy", "deploying", self._deploy, ("build functions", "store token keys", "start fcm")),
            Step("build frontend", "building the frontend", self._build_frontend, ("check",)),
            Step("assemble site", "drawing posters, writing pages", self._assemble_site, ("build frontend",)),
            Step("assemble media", "laying out the clips", self._assemble_media, ("check",)),
            Step("upload site", "uploading the site", self._upload_site, ("assemble site", "deploy")),
            Step("upload media", "uploading the clips", self._upload_media, ("assemble media", "deploy")),
            Step("bring objects", "bringing back what was restored", self._bring_objects, ("upload media",)),
        ]
        if self._seed:
            steps.append(Step("seed", "seeding the demo", self._seed_demo, ("bring objects", "store secrets")))
        return steps

    @property
    def starting_steps(self) -> list[str]:
        """Those that start processes which outlive the command."""
        return [f"start {part.name}" for part in self._platform.parts]

    def _make_secrets(self) -> None:
        self._secrets = Secrets.ensure(self._project.home / "secrets.json")

    def _bring_databases(self) -> None:
        postgres = self._platform.postgres
        self._databases = provision_postgres(postgres.admin_url, self._secrets.postgres_passwords)
        with ThreadPoolExecutor(len(self._databases)) as pool:
            list(pool.map(self._migrate_database, self._databases))

    def _migrate_database(self, service: str) -> None:
        apply_sql(self._databases[service], self._project.functions / service / "migrations")

    def _bring_keyspace(self) -> None:
        admin = self._platform.cassandra.endpoint
        self._keyspace = provision_cassandra(admin, KEYSPACE, self._secrets.cassandra_password)
        apply_cql(self._keyspace, KEYSPACE, self._project.functions / "rental" / "migrations")

    def _bring_redis_users(self) -> None:
        self._redis_urls = provision_redis(self._platform.redis.admin_url, self._secrets.redis_passwords)

    def _store_token_keys(self) -> None:
        store_token_keys(self._platform.aws, self._secrets.token_keys)

    def _store_secrets(self) -> None:
        entries = self._secrets.of_services(self._databases, self._keyspace, self._redis_urls)
        store_secrets(self._platform.aws, entries)

    def _verify_mail_sender(self) -> None:
        verify_mail_sender(self._platform.aws, MAIL_SENDER)

    def _build_functions(self) -> None:
        self._build = build_in_place(self._project.root, self._project.home, self._project.environment)

    def _build_frontend(self) -> None:
        self._frontend = build_frontend(self._project.frontend, self._project.logs / "frontend.log")

    def _deploy(self) -> None:
        addresses = self._platform.addresses
        parameters = {
            "ApiUrl": addresses.api_url(API_ID),
            "SiteBucketName": SITE_BUCKET,
            "SiteOrigin": addresses.bucket_url(SITE_BUCKET),
            "MailSender": MAIL_SENDER,
            "FcmProxy": self._platform.fcm.inbox_url or "",
            "FcmCaBundle": str(self._platform.fcm.ca_bundle),
            "WebhooksToLoopback": "true",
            **dict.fromkeys(RATE_LIMITS, WIDE_RATE_LIMIT),
        }
        self._deployment = deploy(self._build, self._platform.aws, parameters, replaceable=True)

    def _assemble_site(self) -> None:
        assemble_site(self._site, self._frontend)

    def _assemble_media(self) -> None:
        assemble_media(self._media)

    def _upload_site(self) -> None:
        upload_folder(self._site, self._deployment.outputs["SiteBucketName"], self._platform.aws)

    def _upload_media(self) -> None:
        upload_folder(self._media, self._deployment.outputs["MediaBucketName"], self._platform.aws)

    def _bring_objects(self) -> None:
        bring_back_objects(self._project.home, self._platform.aws)

    def _seed_demo(self) -> None:
        with_empty_buckets = self._deployment.outcome in ("created", "replaced")
        if not is_seeded(self._project):
            seed_demo(self._platform)
        elif with_empty_buckets:
            make_suggestions(self._platform)
        if with_empty_buckets:
            report_on_yesterday(self._platform)

    @property
    def _site(self) -> Path:
        return self._project.home / "build" / "site"

    @property
    def _media(self) -> Path:
        return self._project.home / "build" / "media"
