"""Checks a proof of Caseline's audit log with nothing but Python: python -I verify_audit_proof.py FILE KEY.

FILE is what `caseline audit prove` wrote; KEY the agency's public key in hex, which you must have from elsewhere. Exit
code 0: the record was in the log when the checkpoint was signed. What that means: docs/audit-log.md of Caseline.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]

# Ed25519 as in RFC 8032, section 5.1: a curve over the integers modulo P; points as (X, Y, Z, T).
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """The sum of two points [5.1.4]."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(number: int, point: Point) -> Point:
    """A point added to itself so often."""
    total = NEUTRAL
    while number:
        total = add(total, point) if number & 1 else total
        point, number = add(point, point), number >> 1
    return total


def same(a: Point, b: Point) -> bool:
    """Whether two points are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes name; None if they name none [5.1.3]."""
    number = int.from_bytes(data, "little")
    y, odd = number % 2**255, number >> 255
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if (x * x - x2) % P == 0 else x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - x2) % P or (x == 0 and odd):
        return None
    x = P - x if x % 2 != odd else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of the public key signed the message [5.1.7]."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, r, s = point_of(public_key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    return same(times(s, BASE), add(r, times(h, key)))


def root_of(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """The root that follows from a leaf's hash and its path [RFC 9162, 2.1.3.2]; None if it is no path."""
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if at % 2 or at == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        at, last = at >> 1, last >> 1
    return found if last == 0 and 0 <= index < size else None


def problem(proof: dict[str, Any], public_key: str) -> str:
    """What is wrong with a proof; empty if nothing is."""
    record, signed = proof["record"], proof["checkpoint"]
    leaf = hashlib.sha256(b"\x00" + record.encode()).digest()
    path = [bytes.fromhex(each) for each in proof["path"]]
    root = root_of(proof["index"], signed["size"], leaf, path)
    if root is None or root.hex() != signed["root"]:
        return "The record is not in the tree of the checkpoint."
    content = {name: signed[name] for name in ("ori", "number", "size", "root", "at", "previous", "key")}
    message = json.dumps({"caseline_checkpoint": 1, **content}, sort_keys=True, separators=(",", ":")).encode()
    if not is_signed(bytes.fromhex(public_key), message, bytes.fromhex(signed["signature"])):
        return "The checkpoint was not signed with this public key."
    if json.loads(record)["ori"] != signed["ori"]:
        return "The record is of another agency than the checkpoint."
    if "opened" in proof:
        hashed = bytes.fromhex(proof["opened"]["salt"]) + proof["opened"]["value"].encode()
        if hashlib.sha256(hashed).hexdigest() != json.loads(record).get("private"):
            return "The words are not those of the record."
    return ""


def main(file: str, public_key: str) -> int:
    """Say what is proven."""
    proof = json.loads(Path(file).read_text(encoding="utf-8"))
    if wrong := problem(proof, public_key):
        print("NOT PROVEN.", wrong)
        return 1
    signed = proof["checkpoint"]
    print(f"PROVEN. Record {proof['index']} was in the log of {signed['ori']} when checkpoint {signed['number']}")
    print(f"of {signed['size']} records was signed, at {signed['at']} by the signer's clock. It says:")
    for name, value in json.loads(proof["record"]).items():
        print(f"  {name}: {value}")
    if "opened" in proof:
        print("What is private in it:", proof["opened"]["value"])
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
