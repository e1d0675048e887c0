"""Let the Temporal server's calls to its own store fail now and then, and count how many did.

The server does it itself (`faultInjection` in its configuration, meant for its own tests): its built-in configuration,
which docker-compose.yml uses too, with one section more.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.topology_stage import free_ports
from engine.reaper import own_reaper
from tools.topology import start as topology_start
from tools.topology import temporal

READ_ERRORS = ("Timeout", "Unavailable", "ResourceExhausted")
WRITE_ERRORS = (*READ_ERRORS, "ExecuteAndTimeout")
"""The last one: it was done, and the server does not learn of it."""

READS: Mapping[str, tuple[str, ...]] = {
    "ExecutionStore": ("GetWorkflowExecution", "GetCurrentExecution", "GetHistoryTasks", "ReadHistoryBranch"),
    "ShardStore": ("GetOrCreateShard", "AssertShardOwnership"),
    "TaskStore": ("GetTaskQueue", "GetTasks", "GetTaskQueueUserData"),
    "MetadataStore": ("GetNamespace", "ListNamespaces"),
}
WRITES: Mapping[str, tuple[str, ...]] = {
    "ExecutionStore": (
        "CreateWorkflowExecution",
        "UpdateWorkflowExecution",
        "SetWorkflowExecution",
        "AppendHistoryNodes",
        "AddHistoryTasks",
        "CompleteHistoryTask",
        "RangeCompleteHistoryTasks",
    ),
    "ShardStore": ("UpdateShard",),
    "TaskStore": ("CreateTaskQueue", "UpdateTaskQueue", "CreateTasks", "CompleteTasksLessThan"),
}

BEFORE_THE_STORE = '{{- else if eq $db "postgres12" "postgres12_pgx" }}\n        default:\n'
TEMPLATE = Path("common", "config", "config_template_embedded.yaml")

LOOK = 2.0
METRIC = re.compile(r"^(persistence_requests|persistence_error_with_type)\{(.*)\} ([0-9.e+]+)$", re.MULTILINE)
ERROR_TYPE = re.compile(r'error_type="([^"]+)"')


@dataclass(kw_only=True)
class Server:
    """`environment`: what makes the server do it; empty for one whose store does not fail."""

    environment: Mapping[str, str] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def counted(self) -> AsyncIterator[Counter[str]]:
        """How many store calls there were and failed, by the server's own metrics, up to now."""
        counts: Counter[str] = Counter()
        if not self.environment:
            yield counts
            return
        counting = asyncio.create_task(self._count(counts))
        try:
            yield counts
        finally:
            counting.cancel()

    async def _count(self, counts: Counter[str]) -> None:
        """What a server counted before it was killed is added to what the next one counts."""
        before: Counter[str] = Counter()
        last: Counter[str] = Counter()
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    now = read((await client.get(f"http://{self.environment['PROMETHEUS_ENDPOINT']}/metrics")).text)
                    if now[REQUESTS] < last[REQUESTS]:
                        before += last
                    last = now
                    counts.clear()
                    counts.update(before + last)
                await asyncio.sleep(LOOK)


REQUESTS = "all"
INJECTED = ("Timeout", "Unavailable", "ResourceExhausted")
"""In the names of the metrics; other errors are answers, as that there is no such row."""


def read(metrics: str) -> Counter[str]:
    """Store calls and their errors by type, from the server's metrics."""
    found: Counter[str] = Counter()
    for metric, labels, value in METRIC.findall(metrics):
        kind = ERROR_TYPE.search(labels)
        if metric == "persistence_requests":
            found[REQUESTS] += round(float(value))
        elif kind and any(name in kind[1] for name in INJECTED):
            found[f"failed: {kind[1].rpartition('_')[2]}"] += round(float(value))
    return found


@contextlib.contextmanager
def server(rate: float) -> Iterator[Server]:
    """One whose store calls fail at this rate; its configuration is written to a temporary file."""
    if not rate:
        yield Server()
        return
    with TemporaryDirectory(prefix="caseline-chaos-", ignore_cleanup_errors=True) as folder:
        own_reaper().remove(Path(folder))
        path = Path(folder) / "temporal.yaml"
        module = temporal.install(topology_start.CACHE).parents[2]
        path.write_text(configuration((module / TEMPLATE).read_text(encoding="utf-8"), rate), encoding="utf-8")
        endpoint = f"127.0.0.1:{free_ports(20)[-1]}"
        yield Server(environment={"TEMPORAL_SERVER_CONFIG_FILE_PATH": str(path), "PROMETHEUS_ENDPOINT": endpoint})


def configuration(template: str, rate: float) -> str:
    """The server's built-in one, with faults in the store of its calls."""
    assert template.count(BEFORE_THE_STORE) == 1, "another version of the server: look at its built-in configuration"
    return template.replace(BEFORE_THE_STORE, BEFORE_THE_STORE + "\n".join(_section(rate)) + "\n")


def _section(rate: float) -> Iterator[str]:
    yield from ("            faultInjection:", "                targets:", "                    dataStores:")
    for store, reads in READS.items():
        yield f"{' ' * 24}{store}:"
        yield f"{' ' * 28}methods:"
        for method in (*reads, *WRITES.get(store, ())):
            kinds = READ_ERRORS if method in reads else WRITE_ERRORS
            yield f"{' ' * 32}{method}:"
            yield f"{' ' * 36}errors:"
            yield from (f"{' ' * 40}{kind}: {rate / len(kinds):.6f}" for kind in kinds)
