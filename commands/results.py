"""`caseline results`: what the calls tell, and the extracts that it is read from."""

from __future__ import annotations

from commands import results_email
from commands.lazy import group
from commands.results_example import example
from commands.results_extract import extract
from commands.results_show import show

app = group("See what the calls tell, and make the extracts that all of it is read from.")

app.command()(show)
app.command()(extract)
app.command()(example)
app.add_typer(results_email.app, name="email")
