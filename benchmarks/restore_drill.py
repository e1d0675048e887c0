"""Restores from backups, as docs/operating.md tells: `python -m benchmarks.restore_drill [--calls 80]`.

Traffic, a backup in the middle, more traffic, a second backup, more traffic, then everything is killed and lost. From
there each of four restores begins: both databases of one moment; Caseline's older than Temporal's; newer; and Temporal
new and empty. Each time the feed repeats what happened since the older backup. Exit code 1 if anything was told twice
or falsely, was lost, or differed and was not reported.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from benchmarks.chaos_cases import calm_policy
from benchmarks.drill_count import DrillCount, count, should_differ
from benchmarks.drill_stack import DATABASE, TEMPORAL, DrillStack
from benchmarks.drill_traffic import DELAY, DrillCall, Traffic
from benchmarks.local_stack import until
from benchmarks.output import load, show_table
from commands.local.stack_settings import api_address, phones_address
from db.connection.session import Database
from db.queries import agencies
from engine.server import free_port
from settings import Settings
from simulator.client import SimulatorControl

PHASE = 25.0
"""Seconds of traffic before, between and after the backups."""
UNSURE = timedelta(seconds=4)
"""What was accepted so near a backup may be in it or not."""
