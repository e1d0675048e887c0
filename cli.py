"""The `caseline` command: every verb an administrator, an integrator or a developer types."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import metadata
from typing import Annotated, ClassVar

import typer

from commands.lazy import LazyGroup, Verb

PRIVATE = 0o077
"""Nothing for the group, nothing for others."""


class Caseline(LazyGroup):
    """The verbs, and where they lie; their lines say what their own help says first."""

    verbs: ClassVar[Mapping[str, Verb]] = {
        "up": Verb(
            where="commands.up:up",
            help="Start everything on this machine with an invented agency, and play the example calls.",
        ),
        "case": Verb(
            where="commands.case:app", help="Show where a case stands and who was told what, and change its status."
        ),
        "replay": Verb(
            where="commands.replay:replay",
            help="Play a CAD export through the API, each call with its real timings. People are invented.",
        ),
        "api": Verb(where="commands.api_process:api", help="Serve the HTTP API and the portal's pages, until Ctrl-C."),
        "worker": Verb(where="commands.worker_process:worker", help="Run workflows and send messages, until Ctrl-C."),
        "simulator": Verb(
            where="commands.simulator_process:simulator",
            help="Stand in for Twilio and SendGrid, with a page of phones. For trying out, never for real messages.",
        ),
        "agency": Verb(
            where="commands.agency:app",
            help="Add an agency, change its links, its facts and its look, list agencies, show one.",
        ),
        "api-key": Verb(
            where="commands.api_key:app", help="Make, list, change and revoke the API keys of an agency's systems."
        ),
        "staff": Verb(
            where="commands.staff:app",
            help="Add, invite, release and close accounts of staff, and say through which provider they sign in.",
        ),
        "sender": Verb(
            where="commands.sender:app", help="Say which number, messaging service or address an agency sends from."
        ),
        "provider": Verb(
            where="commands.provider:app", help="Ask the providers whether what agencies send from is set up right."
        ),
        "policy": Verb(
            where="commands.policy:app", help="Check a policy file, see who is told what and when, put it in force."
        ),
        "incident-types": Verb(
            where="commands.incident_types:incident_types",
            help="List the types of calls (APCO 2.103.2 codes) that Caseline knows, and what each counts as.",
        ),
        "message": Verb(
            where="commands.message:app",
            help="Preview what people are told, see what became of a message, decide about what is held.",
        ),
        "translations": Verb(
            where="commands.translations:app", help="Extract, update, compile, check and read the translations."
        ),
        "reply": Verb(where="commands.reply:app", help="See what people texted back, how it was understood and why."),
        "consent": Verb(where="commands.consent:app", help="See what a person allowed or forbade, how and when."),
        "portal": Verb(
            where="commands.portal:app",
            help="Cut off a number that changed hands, take back what its owner chose, or end their visits.",
        ),
        "person": Verb(
            where="commands.person:app",
            help="Erase what is held about a person who asked for it, or say that they are no suspect.",
        ),
        "erasure": Verb(
            where="commands.erasure:app", help="Show the ledger of what was erased, and erase it again after a restore."
        ),
        "restore": Verb(
            where="commands.restore:app", help="Restore from a backup, so that no person is told twice or falsely."
        ),
        "reconcile": Verb(
            where="commands.reconcile:reconcile",
            help="Compare each call in the database with its workflow in Temporal, mend what differs, and report it.",
        ),
        "retention": Verb(
            where="commands.retention:app",
            help="Show how long records stay, remove those whose time has come, and place legal holds.",
        ),
        "audit": Verb(
            where="commands.audit:app", help="Show who did what, verify that no record was changed, and prove one."
        ),
        "task": Verb(where="commands.task:app", help="See what waits for staff, and say that it was done."),
        "usage": Verb(
            where="commands.usage:usage",
            help="Count a month of messages: their segments, what they cost about, and how they ended.",
        ),
        "survey": Verb(where="commands.survey:app", help="See what people answered to surveys, by period and group."),
        "results": Verb(
            where="commands.results:app",
            help="See what the calls tell, and make the extracts that all of it is read from.",
        ),
        "hot-spots": Verb(
            where="commands.hot_spots:app",
            help="Find where more calls come from than an even spread would bring, and draw the agency's boundary.",
        ),
        "coaching": Verb(
            where="commands.coaching:app",
            help="See whether coaching is open and what it keeps, import counts, show one record, forget one.",
        ),
        "open-data": Verb(
            where="commands.open_data:app",
            help="Release what the city publishes of its calls, say what is released, and serve it.",
        ),
        "db": Verb(where="commands.database:app", help="Bring the database to this version's tables."),
        "encryption": Verb(
            where="commands.encryption:app", help="Make and rotate the keys that encrypt what is kept about people."
        ),
        "temporal": Verb(where="commands.temporal:app", help="Get, start, prepare and examine the Temporal server."),
        "health": Verb(where="commands.health:app", help="Say whether a Caseline process works on this machine."),
    }
    old_names: ClassVar[Mapping[str, str]] = {"key": "api-key", "keys": "encryption"}


app = typer.Typer(cls=Caseline, name="caseline", no_args_is_help=True, pretty_exceptions_show_locals=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"caseline {metadata.version('caseline')}")
        raise typer.Exit


@app.callback()
def caseline(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keeps people who call the police informed, from the first ring to the closed case."""


def main() -> None:
    """Entry point of the `caseline` script. What its commands write is for their owner only."""
    os.umask(PRIVATE)
    app()
