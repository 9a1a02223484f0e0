"""The `videoclub` command: each verb is a module of `videoclub_local.commands`."""

import sys

import typer

from videoclub_local.commands import (
    backup,
    bench,
    build,
    capacity,
    deploy,
    doctor,
    down,
    fuzz,
    job,
    keyspaces,
    logs,
    migrate,
    observability,
    openapi,
    publish,
    reset,
    restore,
    rotate_keys,
    seed,
    status,
    up,
)
from videoclub_local.exit_codes import ExitCode
from videoclub_local.parts import PartError
from videoclub_local.terminal import err

app = typer.Typer(
    help="A movie-rental platform on your own machine. Begin with: videoclub up",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
VERBS = (
    up.up,
    down.down,
    status.status,
    logs.logs,
    reset.reset,
    doctor.doctor,
    seed.seed,
    build.build,
    migrate.migrate,
    deploy.deploy,
    publish.publish,
    openapi.openapi,
    observability.observability,
    keyspaces.keyspaces,
    rotate_keys.rotate_keys,
    backup.backup,
    restore.restore,
    capacity.capacity,
)
for verb in VERBS:
    app.command()(verb)
app.add_typer(job.app, name="job")
app.add_typer(bench.app, name="bench")
app.add_typer(fuzz.app, name="fuzz")


def main() -> None:
    """Run the command; what cannot be done is one message and exit code 1, never a traceback."""
    try:
        app()
    except PartError as error:
        err.print(str(error), markup=False)
        sys.exit(ExitCode.FAILED)
