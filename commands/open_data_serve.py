"""`caseline open-data serve`: serve released open data in a process of its own, which has no key and no database."""

from __future__ import annotations

from analytics.not_installed import NotInstalled
from commands.open_database import stop
from settings import Settings


def serve() -> None:
    """Serve what is released, with a read API that Socrata's clients understand, until Ctrl-C."""
    settings = Settings()
    from api.open_data.server import run  # noqa: PLC0415  it imports what a web server needs

    try:
        run(
            settings.open_data_path,
            base_url=settings.open_data_base,
            host=settings.host,
            port=settings.open_data_port,
        )
    except NotInstalled as error:
        stop(str(error))
