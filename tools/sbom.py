"""Write down what Caseline is made of: a CycloneDX list of the locked dependencies that run in service, with licenses.

`python -m tools.sbom` writes `sbom.cdx.json` (CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json/).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "sbom.cdx.json"
CLASSIFIER = "License :: OSI Approved :: "


def uv() -> str:
    """The program that locked them: on PATH, or where `make setup` put it. Raises FileNotFoundError."""
    ours = ROOT / ".caseline-tools" / "bin" / "uv"
    found = shutil.which("uv") or (str(ours) if ours.exists() else None)
    if found is None:
        raise FileNotFoundError("uv is neither on PATH nor in .caseline-tools: run `make setup` first")
    return found


def export(kind: str) -> str:
    """The locked dependencies that run in service, without Caseline itself, as uv writes them in this format.

    Raises CalledProcessError.
    """
    words = [uv(), "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--format", kind]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def license_of(name: str) -> str:
    """What the installed package says of its license, best as an SPDX expression; empty if it is not installed.

    In the order of https://packaging.python.org/en/latest/specifications/core-metadata/: the expression, then what came
    before it, the classifiers and the free text.
    """
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [each for each in said.get_all("Classifier", []) if each.startswith(CLASSIFIER)]
    of_classifiers = " OR ".join(each.removeprefix(CLASSIFIER) for each in classifiers)
    expression, text = ("".join(said.get_all(field, [])) for field in ("License-Expression", "License"))
    return expression or of_classifiers or text.strip().partition("\n")[0]


def bill_of_materials() -> dict[str, Any]:
    """As CycloneDX JSON. A package that this system does not install has no license here."""
    bill: dict[str, Any] = json.loads(export("cyclonedx1.5"))
    for component in bill["components"]:
        found = license_of(component["name"])
        if found:
            component["licenses"] = [{"license": {"name": found}}]
    return bill


def main() -> None:
    """Write it and say where."""
    bill = bill_of_materials()
    FILE.write_text(json.dumps(bill, indent=1) + "\n")
    print(f"{FILE.name}: {len(bill['components'])} locked dependencies with their licenses")


if __name__ == "__main__":
    main()
