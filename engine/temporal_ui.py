"""Addresses in the Temporal Web UI, for people who look at a call's timeline there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporalUi:
    """Where the Web UI is, as the browsers of staff reach it, and the namespace of our workflows."""

    address: str
    namespace: str

    def workflow(self, workflow_id: str) -> str:
        """The page of a workflow. The id is one part of the path, whatever slashes it has."""
        namespace, id = quote(self.namespace, safe=""), quote(workflow_id, safe="")
        return f"{self.address.rstrip('/')}/namespaces/{namespace}/workflows/{id}"
