"""The button that mail programs make of an email's headers (RFC 8058)."""

from __future__ import annotations

import re

ONE_CLICK = b"List-Unsubscribe=One-Click"
"""What they post, word for word."""


def one_click_url(headers: dict[str, str]) -> str | None:
    """Where to post, if the sender takes a single click."""
    said = {name.casefold(): value for name, value in headers.items()}
    if said.get("list-unsubscribe-post", "").strip() != ONE_CLICK.decode():
        return None
    found = re.search(r"<(https?://[^>\s]+)>", said.get("list-unsubscribe", ""))
    return found.group(1) if found else None
