"""FarmHash's `Fingerprint32` of 25 bytes or more: by which the Temporal server finds the shard of a workflow."""

from __future__ import annotations

from struct import unpack_from

_C1, _C2 = 0xCC9E2D51, 0x1B873593
_32 = 0xFFFFFFFF


def fingerprint32(text: bytes) -> int:
    """As `farmhashmk::Hash32`, which it is for longer ones."""
    assert len(text) > 24
    length = len(text)
    h, g = length, _C1 * length & _32
    f = g
    a0, a1, a2, a3, a4 = (
        _rotate(_word(text, length - back) * _C1 & _32, 17) * _C2 & _32 for back in (4, 8, 16, 12, 20)
    )
    h = _mixed(_mixed(h ^ a0) ^ a2)
    g = _mixed(_mixed(g ^ a1) ^ a3)
    f = _rotate(f + a4 & _32, 19) + 113 & _32
    at = 0
    while length - at > 20:
        a, b, c, d, e = unpack_from("<5I", text, at)
        h, g, f = h + a & _32, g + b & _32, f + c & _32
        h = _mur(d, h) + e & _32
        g = _mur(c, g) + a & _32
        f = _mur(b + e * _C1 & _32, f) + d & _32
        f = f + g & _32
        g = g + f & _32
        at += 20
    g = _twice(g)
    f = _twice(f)
    h = _rotate(_mixed(h + g & _32), 17) * _C1 & _32
    return _rotate(_mixed(h + f & _32), 17) * _C1 & _32


def _word(text: bytes, at: int) -> int:
    word: int = unpack_from("<I", text, at)[0]
    return word


def _rotate(value: int, right: int) -> int:
    return (value >> right | value << (32 - right)) & _32


def _mixed(value: int) -> int:
    return (_rotate(value, 19) * 5 + 0xE6546B64) & _32


def _mur(a: int, h: int) -> int:
    return _mixed(h ^ _rotate(a * _C1 & _32, 17) * _C2 & _32)


def _twice(value: int) -> int:
    value = _rotate(value, 11) * _C1 & _32
    return _rotate(value, 17) * _C1 & _32
