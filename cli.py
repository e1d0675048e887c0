"""The `caseline` command: every verb an administrator, an integrator or a developer types."""

from __future__ import annotations

import typer

from commands import agency, database, key, keys, message, policy, serve, temporal
from commands.replay import replay
from commands.up import up

app = typer.Typer(
    name="caseline",
    help="Keeps people who call the police informed, from the first ring to the closed case.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

app.command()(up)
app.command()(replay)
app.command()(serve.api)
app.command()(serve.worker)
app.command()(serve.simulator)
app.add_typer(agency.app, name="agency")
app.add_typer(key.app, name="key")
app.add_typer(policy.app, name="policy")
app.add_typer(message.app, name="message")
app.add_typer(database.app, name="db")
app.add_typer(keys.app, name="keys")
app.add_typer(temporal.app, name="temporal")


def main() -> None:
    """Entry point of the `caseline` script."""
    app()
