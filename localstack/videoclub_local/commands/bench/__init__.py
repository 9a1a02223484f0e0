"""`videoclub bench`: figures beside what they are compared to; each verb is a module of this folder."""

import typer

from videoclub_local.commands.bench import (
    customers,
    frontend,
    gateway,
    heartbeats,
    init,
    notify,
    rental,
    search,
    sign_in,
    sizes,
    stats,
    suggestions,
)

app = typer.Typer(help="Measure the platform on this machine.", no_args_is_help=True)
VERBS = (
    gateway.gateway,
    init.init,
    notify.notify,
    search.search,
    sign_in.sign_in,
    rental.rental,
    heartbeats.heartbeats,
    stats.stats,
    sizes.sizes,
    customers.customers,
    suggestions.suggestions,
    frontend.frontend,
)
for verb in VERBS:
    app.command()(verb)
