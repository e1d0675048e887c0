"""Print .env.example: every setting with what it is for and its default. Run it when settings.py changes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from settings import Settings

HEAD = """\
# Every setting of Caseline with its default. Copy this file to .env and change what you need; environment variables
# override .env. Written by `python tools/env_example.py > .env.example`.
"""


def example() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_entries()])


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable of a setting."""
    if isinstance(field.validation_alias, AliasChoices):
        return str(field.validation_alias.choices[0])
    return f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _entries() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        value = "" if field.default is None else field.default
        yield f"# {field.description}\n# {variable(name, field)}={value}\n"


if __name__ == "__main__":
    print(example(), end="")
