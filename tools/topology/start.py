"""What docker-compose.yml runs, without Docker: PostgreSQL, Temporal on it, API, worker, simulator. Until Ctrl-C.

`.venv/bin/python -m tools.topology.start`; with --check it ends by itself once everything works.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from engine.door.keys import Door
from engine.door.roles import API, AUDIENCE, OPERATOR, WORKER, DoorVisitor
from engine.processes import ProcessFailed
from tools.topology import postgres, temporal, web_ui
from tools.topology.topology import HERE, SECONDS_TO_START, Topology

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "caseline" / "topology"
PORTS = (
    "postgres frontend frontend_http history matching worker "
    "frontend_membership history_membership matching_membership worker_membership api simulator "
    "internal_frontend internal_frontend_membership web_ui"
).split()


def main() -> int:
    """Start everything in order; 0 after Ctrl-C or a successful check, 1 when something failed."""
    options = _arguments().parse_args()
    # Passable, as PostgreSQL does not run as root; what is secret in it has its own protection.
    options.state.mkdir(mode=0o711, parents=True, exist_ok=True)
    topology = Topology(
        state=options.state,
        programs=options.programs,
        cli=options.cli,
        ports={name: options.ports_from + offset for offset, name in enumerate(PORTS)},
        passwords=_passwords(options.state / "passwords.json"),
        door=None if options.open else Door(folder=options.state / "door", audience=AUDIENCE),
    )
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, _end)
    try:
        env = start(topology)
        print(f"API        http://127.0.0.1:{topology.ports['api']}")
        print(f"Phones     http://127.0.0.1:{topology.ports['simulator']}")
        print(f"Temporal   {env['TEMPORAL_ADDRESS']}")
        print("Environment for `caseline`: " + str(options.state / "env"), flush=True)
        while not options.check:
            topology.processes.check()
            time.sleep(1)
    except KeyboardInterrupt:
        print("ending ...")
    except (ProcessFailed, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        topology.processes.stop_all()
    return 0


def start(topology: Topology) -> dict[str, str]:
    """Bring everything up, as docker-compose.yml orders it; return the environment of our processes."""
    taken = [port for port in topology.ports.values() if temporal.listens(port)]
    if taken:
        raise SystemExit(f"ports are taken: {taken}; choose {len(PORTS)} others with --ports-from")
    schema = temporal.install(topology.programs)
    roles_made = topology.state / "roles-made"
    step("PostgreSQL")
    bin_dir = postgres.start(topology)
    if not roles_made.exists():
        make_databases(topology, bin_dir)
        roles_made.touch()
    step("Temporal")
    address = temporal.start(topology, schema)
    env = _environment(topology, address)
    asks = {**env, **temporal.shown_by(topology, API)}
    (topology.state / "env").write_text("".join(f"export {name}='{value}'\n" for name, value in asks.items()))
    caseline, usual = Path(sys.executable).parent / "caseline", {name: os.environ[name] for name in ("PATH", "HOME")}

    def for_(visitor: DoorVisitor) -> dict[str, str]:
        return {**env, **temporal.shown_by(topology, visitor), **usual}

    for words in (["db", "upgrade"], ["encryption", "init"], ["temporal", "prepare"]):
        step("caseline " + " ".join(words))
        topology.processes.run(topology.command("-".join(words), [caseline, *words], for_(OPERATOR), folder=ROOT))
    processes = {"simulator": API, "api": API, "worker": WORKER}
    for name, visitor in processes.items():
        step(name)
        topology.processes.start(topology.command(name, [caseline, name], for_(visitor), folder=ROOT))
    for name, visitor in processes.items():
        health = partial(_succeeds, [sys.executable, "-m", "commands.health", name], for_(visitor))
        topology.processes.wait_until(name, health, seconds=SECONDS_TO_START)
    start_web_ui(topology, address)
    return for_(API)


def start_web_ui(topology: Topology, address: str) -> None:
    """Start the Web UI as well, if the environment names the identity provider and the door is shut."""
    url = os.environ.get("TEMPORAL_AUTH_PROVIDER_URL", "")
    if topology.door is None or not url:
        return
    step("Temporal Web UI")
    follow: list[str | Path] = [
        Path(sys.executable).parent / "caseline",
        "temporal",
        "keys",
        "follow",
        "--provider",
        url,
    ]
    env = {**os.environ, "CASELINE_DOOR_DIR": str(topology.door.folder)}
    topology.processes.start(topology.command("provider-keys", follow, env, folder=ROOT))
    provider = web_ui.Provider(
        url=url,
        client_id=topology.door.audience,
        client_secret=os.environ.get("TEMPORAL_AUTH_CLIENT_SECRET", ""),
    )
    port, keys = topology.ports["web_ui"], topology.door.folder / "web-ui"
    given = {"PATH": os.environ["PATH"], **web_ui.environment(address, keys, port, provider)}
    topology.processes.start(web_ui.command(topology.programs, topology.state, given))
    topology.processes.wait_until("web-ui", partial(temporal.listens, port), seconds=SECONDS_TO_START)
    print(f"Web UI     http://127.0.0.1:{port}", flush=True)


def make_databases(topology: Topology, programs: Path) -> None:
    """The two roles and the three empty databases, on a new PostgreSQL."""
    topology.processes.run(
        topology.command("postgres-init", ["sh", HERE / "postgres-init.sh"], admin(programs, topology))
    )


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def step(text: str) -> None:
    """Say what is being started."""
    print(f"{text} ...", flush=True)


def _succeeds(command: list[str], env: dict[str, str]) -> bool:
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _passwords(file: Path) -> dict[str, str]:
    """Made once, kept for the owner's eyes only."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_hex(16) for name in ("admin", "caseline", "temporal")}))
    found: dict[str, str] = json.loads(file.read_text())
    return found


def admin(programs: Path, topology: Topology) -> dict[str, str]:
    """The environment in which PostgreSQL's programs are its administrator's."""
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(topology.ports["postgres"]),
        "PGPASSWORD": topology.passwords["admin"],
        "DB_PASSWORD_CASELINE": topology.passwords["caseline"],
        "DB_PASSWORD_TEMPORAL": topology.passwords["temporal"],
    }


def _environment(topology: Topology, address: str) -> dict[str, str]:
    ports, password = topology.ports, topology.passwords["caseline"]
    lines = (HERE / "dev.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("CASELINE_"))
    simulator = f"http://127.0.0.1:{ports['simulator']}"
    return {
        **given,
        "CASELINE_STATE_DIR": str(topology.state / "caseline"),
        "CASELINE_DATABASE_URL": f"postgresql://caseline:{password}@127.0.0.1:{ports['postgres']}/caseline",
        "CASELINE_PUBLIC_URL": f"http://127.0.0.1:{ports['api']}",
        "CASELINE_PORT": str(ports["api"]),
        "CASELINE_SIMULATOR_PORT": str(ports["simulator"]),
        "CASELINE_TWILIO_BASE_URL": simulator,
        "CASELINE_SENDGRID_BASE_URL": simulator,
        "TEMPORAL_ADDRESS": address,
    }


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    state = ROOT / ".caseline" / "topology"
    cli = Path.home() / ".cache" / "caseline" / "temporal-1.32.0"
    parser.add_argument("--state", type=Path, default=state, help="data and logs (default: %(default)s)")
    parser.add_argument("--programs", type=Path, default=CACHE, help="the Temporal programs (default: %(default)s)")
    parser.add_argument("--cli", type=Path, default=cli, help="the `temporal` command (default: %(default)s)")
    first = f"first of {len(PORTS)} ports (default: %(default)s)"
    parser.add_argument("--ports-from", type=int, default=27230, help=first)
    parser.add_argument("--open", action="store_true", help="Temporal in the clear, for every process that reaches it")
    parser.add_argument("--check", action="store_true", help="end once everything works")
    return parser


if __name__ == "__main__":
    sys.exit(main())
