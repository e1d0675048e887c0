"""Numbers and addresses that are typed where there is none: they belong to no person, and many people share them."""

from __future__ import annotations

import re

_UP, _DOWN = "01234567890123456789", "98765432109876543210"
_SERVICE_CODE = re.compile(r"[2-9]11")
"""211 to 911 reach a service, be it as area code or as exchange [NANPA: N11 codes]."""
_FILLED_IN = frozenset({"5551212", "5551234"})
"""Directory assistance, and what forms are filled in with. 555-01xx is for invented people [NANPA]: try-outs use it."""


def is_placeholder_number(country_code: int, national: str) -> bool:
    """True if these digits, after the country code, look like a number and are typed when there is none."""
    if len(set(national)) == 1:
        return True
    if country_code != 1 or len(national) != len("2065550123"):
        return _is_sequence(national) and national[0] in "019"
    area, exchange, line = national[:3], national[3:6], national[6:]
    return (
        _is_sequence(national)
        or len(set(exchange + line)) == 1
        or any(_SERVICE_CODE.fullmatch(code) for code in (area, exchange))
        or exchange + line in _FILLED_IN
    )


def _is_sequence(digits: str) -> bool:
    return digits in _UP or digits in _DOWN


NO_ADDRESS = frozenset(
    """
    na none no nothing unknown unk notknown notavailable unavailable notapplicable notgiven notprovided nothave
    noemail noemails noemailaddress noeml nomail noaddress noone nobody nocontact noinfo donthave doesnothave
    doesnthaveone refused declined decline refuse null nil undefined blank empty invalid noreply donotreply
    """.split()
)
"""Local parts, or domains below their ending, that say "none"; punctuation and digits behind them do not count."""

MADE_UP = frozenset("test testing tester fake asdf qwerty abc abcd xyz email mail user name someone".split())
"""Words typed to get past a form, where domain and local part are alike; `test` and `fake` already by themselves."""

_MADE_UP_ALONE = frozenset({"test", "testing", "fake", "asdf", "qwerty"})
_RESERVED = re.compile(r"(.*\.)?example(\.(com|net|org))?")
"""Domains for documentation [RFC 2606]: people invented there may be called "test". Those of .test, which machines
are tried out with, may have any name."""
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})


def is_placeholder_email(local: str, host: str) -> bool:
    """True if this address, in lower case, is typed when there is none: the mailbox, if any, is a stranger's."""
    if host.endswith(".test"):
        return False
    said, domain = _bare(local), _below_ending(host)
    if said in NO_ADDRESS or domain in NO_ADDRESS:
        return True
    if _RESERVED.fullmatch(host):
        return False
    return bool({said, domain} & _MADE_UP_ALONE) or (said == domain and (said in MADE_UP or len(set(said)) == 1))


def _bare(local: str) -> str:
    """`n/a`, `no-email` and `none1` are spellings of `na`, `noemail` and `none`."""
    letters = re.sub(r"[^a-z0-9]", "", local.partition("+")[0])
    return letters.rstrip("0123456789") or letters


def _below_ending(host: str) -> str:
    """`none` of `none.com` and of `none.co.uk`."""
    labels = host.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return _bare(labels[-1]) if labels else ""
