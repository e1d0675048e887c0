"""Migrations bring any database to the tables in the code."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from db import migrate
from db.connection.session import DatabaseUnavailable
from db.connection.urls import blocking
from db.connection.urls import database_url as read_url
from db.tables import Agency
from tests.database import PostgresDatabases


def differences(url: str) -> list[object]:
    """What the tables in the code have that the database has not, and the other way round; empty if all is well."""
    engine = create_engine(blocking(read_url(url)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = list(compare_metadata(context, Agency.metadata))
    engine.dispose()
    return found


def test_migrated_tables_are_the_tables_in_the_code(database_url: str) -> None:
    assert differences(database_url) == []
    assert not migrate.pending(database_url)


def test_an_empty_database_is_pending_until_upgraded_and_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/caseline.db"
    assert migrate.pending(url)
    assert not (tmp_path / "new").exists()
    migrate.upgrade(url)
    assert not migrate.pending(url)
    migrate.upgrade(url)
    assert differences(url) == []


def test_an_empty_postgres_is_pending(postgres: PostgresDatabases) -> None:
    url = postgres.create(template="template0")
    assert migrate.pending(url)
    assert differences(url) != []
    postgres.drop(url)


def test_upgrading_works_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate.upgrade("sqlite:///here.db")
    assert not migrate.pending(f"sqlite:///{tmp_path / 'here.db'}")


def _upgrade_in_a_process_of_its_own(url: str) -> int:
    root = Path(__file__).resolve().parents[2]
    script = "import sys; from db import migrate; migrate.upgrade(sys.argv[1])"
    return subprocess.run([sys.executable, "-c", script, url], cwd=root, check=False).returncode


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_upgrade_at_the_same_time_do_not_disturb_each_other(
    kind: str, tmp_path: Path, postgres: PostgresDatabases
) -> None:
    url = f"sqlite:///{tmp_path}/one.db" if kind == "sqlite" else postgres.create(template="template0")
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(_upgrade_in_a_process_of_its_own, [url] * 3)) == [0, 0, 0]
    assert differences(url) == []


def test_a_draft_is_written_from_what_the_tables_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (scripts / name).write_text((migrate.SCRIPTS / name).read_text())
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    drafted = migrate.draft(f"sqlite:///{tmp_path}/old.db", "all of it")
    assert drafted.name == "0001_all_of_it.py"
    assert f'create_table("{Agency.__tablename__}"' in drafted.read_text().replace("'", '"')


def test_a_database_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable):
        migrate.pending("postgresql://nobody@/nothing?host=/nowhere")
