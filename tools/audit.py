"""Ask whether a locked dependency that runs in service has a known weakness (`make audit`).

Exit code 0: each was asked about and none has one. 1: some have. 2: not all could be asked about, which says nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import sbom

CLEAN, WEAK, NOT_ASKED = 0, 1, 2
SERVICES = ("pypi", "osv")
"""Who is asked, one after the other until one answers for all."""
UNREACHABLE = (
    "No service of known weaknesses could be asked about all of them (pypi.org and api.osv.dev): "
    "this says nothing about the dependencies. Run it where one of the two can be reached."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """`weak`: a line for each weakness. `not_asked`: names. It counts only if there are none of these."""

    asked: int
    weak: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """A weakness that was found counts, even if not all could be asked about."""
        return WEAK if self.weak else NOT_ASKED if self.not_asked or not self.asked else CLEAN


def read_answer(answer: str) -> AuditResult:
    """What pip-audit said (its JSON); anything else means that it could not ask.

    It ends with "no known vulnerabilities" and exit code 0 when it could ask about none: hence this.
    """
    try:
        found: Sequence[Mapping[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return AuditResult(asked=0)
    weak = (
        f"{each['name']} {each['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'none'}"
        for each in found
        for weakness in each.get("vulns", ())
    )
    skipped = tuple(each["name"] for each in found if "skip_reason" in each)
    return AuditResult(asked=len(found) - len(skipped), weak=tuple(weak), not_asked=skipped)


def ask(requirements: Path, service: str) -> AuditResult:
    """Ask one service about all of them."""
    words = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), "--require-hashes", "--disable-pip"]
    words += ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    return read_answer(subprocess.run(words, capture_output=True, text=True, check=False).stdout)


def main() -> int:
    """Write the bill of materials, ask, and say what was found."""
    sbom.main()
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(sbom.export("requirements.txt"))
        result = AuditResult(asked=0)
        for service in SERVICES:
            result = ask(requirements, service)
            if result.exit_code != NOT_ASKED:
                break
    for line in result.weak:
        print(line)
    if result.exit_code == NOT_ASKED:
        print(UNREACHABLE, file=sys.stderr)
    else:
        print(f"{result.asked} dependencies asked about, {len(result.weak)} known weaknesses")
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main())
