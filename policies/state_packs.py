"""The rights and services of each state that an installation knows, read from files once, when a process starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.states import COMMON, StatePack
from policies.policy_problems import PolicyError
from policies.state_file import parse_state_pack

STATE_FILES = Path(__file__).resolve().parents[1] / "policies" / "states"

StatePacks = Mapping[str, StatePack]
"""By state, each with what holds everywhere at its end; that alone is under `US`."""


class BadStatePacks(Exception):
    """The files of rights and services cannot be used; the message names the file, the line and the field."""


def load_state_packs(folder: Path = STATE_FILES) -> StatePacks:
    """Every pack of the folder. Raises BadStatePacks, so that a process with a mistake in them does not start."""
    packs = {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}
    common = packs.pop(COMMON, None)
    if common is None:
        raise BadStatePacks(f"{folder}: {COMMON}.toml is missing: it has what holds in every state")
    return {COMMON: common} | {state: pack.with_common(common) for state, pack in packs.items()}


def _read(file: Path) -> StatePack:
    try:
        pack = parse_state_pack(file.read_text(encoding="utf-8"))
    except PolicyError as error:
        raise BadStatePacks("\n".join(f"{file}:{problem.line}: {problem}" for problem in error.problems)) from None
    except UnicodeDecodeError:
        raise BadStatePacks(f"{file}:1: this is not text in UTF-8") from None
    if file.stem != pack.state:
        raise BadStatePacks(f"{file}:1: this is {pack.state} by its state: call the file {pack.state}.toml")
    return pack
