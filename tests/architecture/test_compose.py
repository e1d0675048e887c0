"""The deployment files say what the settings and the command line really are called."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from importlib import resources
from itertools import takewhile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer.main
import yaml

from cli import app
from settings import Settings
from simulator.config import SimulatorConfig
from simulator.signing import EventSigner
from tools.env_example import variable
from tools.topology.temporal import HISTORY_SHARDS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "caseline")
DEV_ENV = ROOT / "tools" / "topology" / "dev.env"
SETTINGS = {variable(name, field) for name, field in Settings.model_fields.items()}
SECRET = re.compile(r"PASSWORD|PWD|TOKEN|API_KEY|SECRET")
NO_SECRET = {"TEMPORAL_API_KEY_FILE", "TEMPORAL_AUTH_USE_ID_TOKEN_AS_BEARER"}
"""They only sound like one."""
TOPOLOGY = ROOT / "tools" / "topology"
ALL_OF_THE_DOOR = [
    f"door-{part}:/door/{part}" for part in ("authority", "server", "provider", "worker", "api", "operator", "web-ui")
]
VARIABLE = re.compile(r"\$\{(\w+)(:?[-?][^}]*)?\}")


def named(text: str) -> set[str]:
    return set(re.findall(r"\b(?:CASELINE|TEMPORAL)_[A-Z_]+\b", text))


def read_by_temporal() -> set[str]:
    """What our configurations of its server and its Web UI take from the environment, and what its programs know."""
    files = (TOPOLOGY / "temporal-server.yaml", TOPOLOGY / "temporal-ui.yaml")
    taken = {name for file in files for name in re.findall(r'env "(\w+)"', file.read_text())}
    return taken | {"TEMPORAL_SERVER_CONFIG_FILE_PATH", "TEMPORAL_SERVICES"}


def environment() -> Iterator[tuple[str, str, str]]:
    """Service, variable and value of everything the compose file sets."""
    for service, content in SERVICES.items():
        for name, value in content.get("environment", {}).items():
            yield service, name, str(value)


def runs_once(name: str) -> bool:
    return str(SERVICES[name].get("restart", "")).startswith("on-failure")


def commands(group: Any, words: list[str]) -> bool:
    """True if the words lead to a command of the group, and what follows are options it has."""
    names = list(takewhile(lambda word: not word.startswith("-"), words))
    for word in names:
        if word not in getattr(group, "commands", {}):
            return False
        group = group.commands[word]
    options = {name for parameter in group.params for name in parameter.opts}
    return not getattr(group, "commands", {}) and set(words[len(names) :: 2]) <= options


def test_it_follows_the_compose_specification() -> None:
    schema = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(COMPOSE, json.loads(schema.read_text()))


def test_it_has_everything_the_design_names() -> None:
    assert {"postgres", "temporal", "temporal-ui", "api", "worker", "simulator"} <= SERVICES.keys()
    assert [name for name, service in SERVICES.items() if service.get("profiles")] == ["simulator"]
    assert SERVICES["simulator"]["profiles"] == ["dev"]


def test_every_variable_of_ours_is_a_setting() -> None:
    docs = (ROOT / "docs" / "operating.md").read_text()
    dockerfile = (ROOT / "Dockerfile").read_text()
    known = SETTINGS | read_by_temporal()
    assert named(TEXT) - known == set()
    assert named(dockerfile) - known == set()
    assert named(DEV_ENV.read_text()) - known == set()
    assert named(docs) - known == set()


def test_temporal_is_given_only_what_its_configurations_read() -> None:
    given = {name for service, name, _ in environment() if service in ("temporal", "temporal-ui")}
    entrypoint = {"BIND_ON_IP"}
    assert given <= read_by_temporal() | entrypoint


def test_it_has_as_many_history_shards_as_the_topology_that_is_measured() -> None:
    assert SERVICES["temporal"]["environment"]["NUM_HISTORY_SHARDS"] == HISTORY_SHARDS


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_keeps_running_has_a_health_check_and_what_runs_once_is_waited_for(name: str) -> None:
    waited_for = {
        other: condition["condition"]
        for service in SERVICES.values()
        for other, condition in service.get("depends_on", {}).items()
    }
    if runs_once(name):
        assert waited_for[name] == "service_completed_successfully"
    else:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert waited_for.get(name, "service_healthy") == "service_healthy"


def test_the_key_ring_is_made_after_the_tables() -> None:
    """It is made only once the database was seen to hold nothing, and the canary needs its table."""
    assert SERVICES["keys"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    recipe = (ROOT / "tools" / "topology" / "start.py").read_text()
    assert recipe.index('["db", "upgrade"]') < recipe.index('["encryption", "init"]')


def test_every_service_that_is_waited_for_is_there() -> None:
    assert {other for service in SERVICES.values() for other in service.get("depends_on", {})} <= SERVICES.keys()


def test_no_secret_is_written_down_and_none_has_a_default() -> None:
    for service, name, value in environment():
        if SECRET.search(name) and name not in NO_SECRET:
            assert re.fullmatch(r"\$\{\w+:(?:\?[^}]+|-)\}", value), f"{service}.{name}"
    for name, rest in VARIABLE.findall(TEXT):
        assert not SECRET.search(name) or name in NO_SECRET or rest.startswith(":?") or rest == ":-", name
    assert re.findall(r"://[^\s/@]*:[^\s/@$]+@", TEXT) == []


def test_the_try_out_talks_to_the_simulator_as_it_is_by_default() -> None:
    given = DEV_ENV.read_text().splitlines()
    simulator = SimulatorConfig()
    assert f"CASELINE_TWILIO_ACCOUNT_SID={simulator.account_sid}" in given
    assert f"CASELINE_TWILIO_AUTH_TOKEN={simulator.auth_token}" in given
    assert f"CASELINE_SENDGRID_API_KEY={simulator.api_key}" in given
    assert f"CASELINE_SENDGRID_WEBHOOK_KEY={EventSigner().public_key}" in given


def test_the_try_out_sets_everything_that_must_be_set_and_nothing_that_is_not_used() -> None:
    given = dict(line.split("=", 1) for line in DEV_ENV.read_text().splitlines() if line and not line.startswith("#"))
    used: dict[str, str] = dict(VARIABLE.findall(TEXT))
    required = {name for name, rest in used.items() if rest.startswith(":?")}
    assert required <= given.keys()
    assert given.keys() - used.keys() == {"COMPOSE_PROFILES"}
    assert {value for name, value in given.items() if "PASSWORD" in name} == {"dev"}


@pytest.mark.parametrize("name", ["production", "dev"])
def test_time_can_be_skipped_in_the_try_out_only(name: str) -> None:
    config = yaml.safe_load((ROOT / "tools" / "topology" / "dynamicconfig" / f"{name}.yaml").read_text())
    assert ("frontend.WorkflowTimeSkippingEnabled" in config) is (name == "dev")
    assert config["matching.enableFairness"] == [{"value": True}]


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_each_process_exists(name: str) -> None:
    assert commands(typer.main.get_command(app), SERVICES[name]["command"])


@pytest.mark.parametrize("name", [name for name in OURS if not runs_once(name)])
def test_the_health_check_of_each_process_exists(name: str) -> None:
    program, dash, module, *words = SERVICES[name]["healthcheck"]["test"][1:]
    assert (program, dash, module, words) == ("python", "-m", "commands.health", [name])


def test_the_image_runs_the_api_by_default_and_not_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert 'ENTRYPOINT ["caseline"]' in lines
    assert 'CMD ["api"]' in lines
    assert lines.index("USER caseline") > max(i for i, line in enumerate(lines) if line.startswith("FROM "))
    assert any("commands.health" in line for line in lines)


@pytest.mark.parametrize("name", OURS)
def test_our_processes_can_write_to_their_volume_only(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
    usual = ["caseline-state:/var/lib/caseline"]
    others = {
        "door": ALL_OF_THE_DOOR,
        "provider-keys": ["door-provider:/door/provider"],
        "worker": [*usual, "open-data:/open-data"],
        "open-data": [],
    }
    assert writable == others.get(name, usual)


def test_what_strangers_ask_has_no_secret_and_no_way_to_the_rest() -> None:
    asked = SERVICES["open-data"]
    assert asked["networks"] == ["public"]
    assert [name for name, service in SERVICES.items() if "public" in service.get("networks", [])] == ["open-data"]
    assert asked["volumes"] == ["open-data:/open-data:ro"]
    assert asked["environment"].keys() == {
        "CASELINE_STATE_DIR",
        "CASELINE_HOST",
        "CASELINE_OPEN_DATA_DIR",
        "CASELINE_OPEN_DATA_PORT",
        "CASELINE_OPEN_DATA_URL",
    }
    assert asked["environment"]["CASELINE_OPEN_DATA_DIR"] == SERVICES["worker"]["environment"]["CASELINE_OPEN_DATA_DIR"]


def test_each_process_is_given_its_own_keys_of_the_door_and_no_other() -> None:
    mounted = {
        name: {volume for volume in service.get("volumes", []) if volume.startswith("door-")}
        for name, service in SERVICES.items()
    }
    assert {name: volumes for name, volumes in mounted.items() if volumes} == {
        "door": set(ALL_OF_THE_DOOR),
        "provider-keys": {"door-provider:/door/provider"},
        "temporal": {"door-server:/door/server:ro", "door-provider:/door/provider:ro"},
        "temporal-namespace": {"door-operator:/door:ro"},
        "prepare": {"door-operator:/door:ro"},
        "temporal-ui": {"door-web-ui:/door:ro"},
        "api": {"door-api:/door:ro"},
        "worker": {"door-worker:/door:ro"},
    }


def test_who_reads_keys_is_who_owns_them() -> None:
    """The images of Temporal have users of their own; the keys are those of the user of ours."""
    (user,) = re.findall(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text())
    for name in ("temporal", "temporal-namespace", "temporal-ui"):
        assert SERVICES[name]["user"] == f"{user}:{user}"
    made = (ROOT / "Dockerfile").read_text()
    assert {volume.split(":")[1] for volume in ALL_OF_THE_DOOR} <= set(made.replace("\\", " ").split())


def test_the_door_is_shut_unless_the_try_out_says_otherwise() -> None:
    temporal, ui = SERVICES["temporal"]["environment"], SERVICES["temporal-ui"]["environment"]
    assert temporal["TEMPORAL_AUTHORIZER"] == "${TEMPORAL_AUTHORIZER-default}"
    assert temporal["TEMPORAL_DOOR"] == "/door"
    assert "internal-frontend" in temporal["TEMPORAL_SERVICES"].split(",")
    assert ui["TEMPORAL_AUTH_ENABLED"] == "${TEMPORAL_AUTH_ENABLED:-true}"
    assert ui["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "${TEMPORAL_DISABLE_WRITE_ACTIONS:-true}"
    assert temporal["TEMPORAL_JWT_AUDIENCE"] == ui["TEMPORAL_AUTH_CLIENT_ID"] == SERVICES["door"]["command"][-1]
    for service in ("prepare", "api", "worker", "temporal-namespace"):
        assert SERVICES[service]["environment"]["TEMPORAL_API_KEY_FILE"] == "/door/token"


def test_every_port_is_published_on_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_volume_is_named_and_every_file_mounted_is_there() -> None:
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    files = {mount for mount in mounts if mount.startswith(".")}
    assert {mount for mount in mounts if mount not in files} == COMPOSE["volumes"].keys()
    assert {file for file in files if not (ROOT / file).exists()} == set()


def test_the_server_is_the_one_that_is_pinned_for_development() -> None:
    recipe = (ROOT / "tools" / "temporal" / "go.mod").read_text()
    (server,) = re.findall(r"^\s*go\.temporal\.io/server v([\d.]+)", recipe, re.MULTILINE)
    (ui,) = re.findall(r"^\s*github\.com/temporalio/ui-server/v2 v([\d.]+)", recipe, re.MULTILINE)
    assert SERVICES["temporal"]["image"] == f"temporalio/server:{server}"
    assert SERVICES["temporal-schema"]["image"] == f"temporalio/admin-tools:{server}"
    assert SERVICES["temporal-namespace"]["image"] == f"temporalio/admin-tools:{server}"
    assert SERVICES["temporal-ui"]["image"] == f"temporalio/ui:{ui}"


def test_no_secret_and_no_state_goes_into_the_image() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().splitlines())
    assert {".env", ".env.*", "*.env", ".git", ".caseline", ".venv"} <= ignored


@pytest.mark.parametrize("script", sorted((ROOT / "tools" / "topology").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_of_the_containers_are_plain_shell(script: Path) -> None:
    assert script.read_text().startswith("#!/bin/sh\n")
    checked = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
    assert checked.stderr == ""


def test_e10_the_api_believes_no_proxy_that_is_not_named() -> None:
    given = SERVICES["api"]["environment"]["CASELINE_TRUSTED_PROXIES"]
    assert re.fullmatch(r"\$\{CASELINE_TRUSTED_PROXIES:\?[^}]+\}", given)
    gateway = COMPOSE["networks"]["default"]["ipam"]["config"][0]["gateway"]
    assert gateway in given
    assert gateway in (ROOT / "docs" / "operating.md").read_text()


def test_e10_settings_and_state_of_an_installation_are_ignored_by_git() -> None:
    names = ["production.env", "staging.env", "deploy/production.env", ".env", ".env.local", ".caseline/caseline.db"]
    names += ["keys.json", "backup/keys.json", "caseline.db", "caseline.db-wal"]
    names += ["door/worker/token", "backup/server.key", "backup/signing-key.json"]
    checked = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.stdout.split() == names
    kept = [".env.example", "tools/topology/dev.env"]
    checked = subprocess.run(["git", "check-ignore", *kept], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.stdout == ""


def test_what_ends_with_an_error_is_started_again() -> None:
    """Processes end with exit code 1 when a part of them ends: only these steps are done once."""
    assert {name for name in SERVICES if runs_once(name)} == {
        "temporal-schema",
        "temporal-namespace",
        "door",
        "migrate",
        "keys",
        "prepare",
    }
    others = {service["restart"] for name, service in SERVICES.items() if not runs_once(name)}
    assert others == {"unless-stopped"}
