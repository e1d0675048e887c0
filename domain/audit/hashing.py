"""How leaves and nodes of a tree are hashed [RFC 9162, 2.1.1; the same as RFC 6962, 2.1]."""

from __future__ import annotations

import hashlib

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"
"""Prefixes: without them a node could pass for a leaf."""

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return hashlib.sha256(_LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above these two, 32 bytes."""
    return hashlib.sha256(_NODE + left + right).digest()
