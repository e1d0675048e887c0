"""What every workflow costs and may touch: nothing is imported anew per instance, nothing slips through by accident."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import pytest
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext
from temporalio.workflow import SandboxImportNotificationPolicy, _Definition

import workflows
from workflows.sandbox import workflow_runner

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "twilio", "sendgrid", "jinja2", "db.", "locales.")
MODULES = [f"workflows.{module.name}" for module in pkgutil.iter_modules(workflows.__path__)]


def definitions(module: str) -> list[_Definition]:
    """The workflows that a module defines."""
    types = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, type)]
    found = map(_Definition.from_class, types)
    return [definition for definition in found if definition and definition.cls.__module__ == module]


WORKFLOWS = [definition for module in MODULES for definition in definitions(module)]


def test_there_are_workflows_to_check() -> None:
    assert [definition.name for definition in WORKFLOWS] == ["CallForService"]


def test_the_worker_is_strict_about_what_slips_through() -> None:
    runner = workflow_runner()
    assert isinstance(runner, SandboxedWorkflowRunner)
    policy = runner.restrictions.import_notification_policy
    assert SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH in policy


@pytest.mark.parametrize("definition", WORKFLOWS, ids=lambda definition: str(definition.name))
async def test_a_workflow_passes_the_strict_sandbox(definition: _Definition) -> None:
    workflow_runner().prepare_workflow(definition)


@pytest.mark.parametrize("definition", WORKFLOWS, ids=lambda definition: str(definition.name))
def test_an_instance_imports_nothing_of_ours_anew_but_its_own_file(definition: _Definition) -> None:
    module = definition.cls.__module__
    importer = Importer(workflow_runner().restrictions, RestrictionContext())
    with importer.applied():
        importlib.import_module(module)
        inside = dict(sys.modules)
    anew = {name for name, loaded in inside.items() if loaded is not sys.modules.get(name)}
    ours = {name for name in anew if name.split(".")[0] in ("workflows", "activities", "domain", "engine")}
    assert ours == {"workflows", module}
    assert not [name for name in anew if name.startswith(HEAVY)]
