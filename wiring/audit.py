"""Builds the job that orders, signs and publishes the audit log; API and worker both do it."""

from __future__ import annotations

from datetime import UTC, datetime

from audit.job import EVERY, AuditJob
from audit.second_place import SecondPlace
from db.connection.session import Database
from db.encryption.vault import Vault
from engine.periodic_jobs import PeriodicJob
from settings import Settings


def audit_job(settings: Settings, database: Database, vault: Vault) -> PeriodicJob:
    """At once when the process starts, then again and again."""
    job = AuditJob(
        database=database,
        vault=vault,
        place=SecondPlace(settings.audit_checkpoints_path),
        clock=lambda: datetime.now(UTC),
    )
    return PeriodicJob(name="audit", every=EVERY, job=job.run_once)
