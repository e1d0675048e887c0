"""The `caseline` command: every verb an administrator, an integrator or a developer types."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="caseline",
    help="Keeps people who call the police informed, from the first ring to the closed case.",
    no_args_is_help=True,
)


def main() -> None:
    """Entry point of the `caseline` script."""
    app()
