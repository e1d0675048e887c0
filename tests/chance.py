"""What a page or an output says, without what chance made."""

from __future__ import annotations

import re

MADE_BY_CHANCE = re.compile(
    r"""(?<![0-9A-Za-z])(
        [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}   # an id
        | [0-9a-f]{16,}                             # a hash
        | (?=[0-9A-Za-z_-]*[A-Za-z])[0-9A-Za-z_-]{22,}  # a token
    )(?![0-9A-Za-z])""",
    re.VERBOSE,
)


def without_chance(text: str) -> str:
    """`text` without ids, hashes and tokens, in which any few digits stand now and then."""
    return MADE_BY_CHANCE.sub("…", text)
