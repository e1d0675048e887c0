"""What an email's bounce means: by SendGrid's classification, and by the enhanced status code [RFC 3463].

SendGrid sorts what mailbox providers answer into seven classes (its page "Bounce and block classifications"). Events
name the class in `bounce_classification`; older ones do not. The code stands in `status`; where that says only 5.0.0
or 550, the answer in `reason` may begin with a better one. Nothing else of `reason` is read: it may quote an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from messaging.providers.failure_kinds import FailureKind

_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_ANSWER = re.compile(r"\s*(?:[245]\d\d[ -]+)?([245]\.\d{1,3}\.\d{1,3})(?![.\d])")
_SAYS_LITTLE = re.compile(r"[245]\.0\.0")
_BASIC = re.compile(r"([245])\d\d")

_INVALID = re.compile(r"5\.1\.(1|2|3|6|10)")
"""No such mailbox or domain, bad syntax, moved, and a domain that takes no mail (null MX) [RFC 3463, RFC 7505]."""
_TOO_MUCH = re.compile(r"[45]\.7\.28|4\.7\.(?!0$|1$)\d+")
"""Rates and reputation at large providers; 4.7.0 and 4.7.1 are also what greylisting answers."""
_POLICY = re.compile(r"5\.7\.\d+")
"""Security and policy: a listed IP, failed authentication (5.7.26), a sender that is not wanted."""
_OUR_ADDRESS = re.compile(r"5\.1\.[78]")
"""The from-address is refused."""
_ABOUT_CONTENT = re.compile(r"5\.6\.\d+|5\.3\.4|5\.2\.3")
_OF_THE_MAILBOX = re.compile(r"5\.[24]\.\d+")
"""Full, switched off, or not reached: it may be well again tomorrow."""

_BY_CLASS: Mapping[str, FailureKind] = {
    "invalid": FailureKind.NO_SUCH_ADDRESS,
    "reputation": FailureKind.SENDER,
    "frequency": FailureKind.SENDER,
    "content": FailureKind.CONTENT,
    "mailbox": FailureKind.RECIPIENT,
    "technical": FailureKind.RECIPIENT,
}
"""By the first word of the class; "Unclassified" and classes that are new say nothing."""

_BY_CODE: tuple[tuple[re.Pattern[str], FailureKind], ...] = (
    (_INVALID, FailureKind.NO_SUCH_ADDRESS),
    (_TOO_MUCH, FailureKind.SENDER),
    (_POLICY, FailureKind.SENDER),
    (_OUR_ADDRESS, FailureKind.SENDER),
    (_ABOUT_CONTENT, FailureKind.CONTENT),
    (_OF_THE_MAILBOX, FailureKind.RECIPIENT),
)
"""The first pattern that fits counts."""

_CLEARER: Mapping[FailureKind, re.Pattern[str]] = {
    FailureKind.NO_SUCH_ADDRESS: _POLICY,
    FailureKind.RECIPIENT: _INVALID,
}
"""Codes against which a class is only a guess: an answer about policy does not say that a mailbox is not there, and one
that is not there is not merely full."""

_BLOCKED, _EXPIRED = "blocked", "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """Of a bounce event: its `status`, `reason`, `bounce_classification` and `type`, as SendGrid writes them."""

    status: str = ""
    reason: str = ""
    classification: str = ""
    type: str = ""

    @property
    def code(self) -> str:
        """The most exact code it has; empty if it has none."""
        said = self.status.strip()
        answered = _ANSWER.match(self.reason)
        if answered and (_SAYS_LITTLE.fullmatch(said) or not _ENHANCED.fullmatch(said)):
            return answered.group(1)
        return said if _ENHANCED.fullmatch(said) or _BASIC.fullmatch(said) else ""

    @property
    def kind(self) -> FailureKind:
        """Whose trouble it is. Only an address that is invalid, by class or by code, is cut; a block never does it."""
        kind = self._of_class() or self._of_code()
        if self.code.startswith("4") or self.type == _EXPIRED:
            return self._in_passing(kind)
        if kind is FailureKind.NO_SUCH_ADDRESS and self.type == _BLOCKED:
            return FailureKind.RECIPIENT
        return kind

    def _in_passing(self, kind: FailureKind) -> FailureKind:
        if kind is FailureKind.SENDER:
            return FailureKind.SENDER_PASSING
        # SendGrid has tried for three days: once more would not help.
        return FailureKind.EXPIRED if self.type == _EXPIRED else FailureKind.TEMPORARY

    def _of_class(self) -> FailureKind | None:
        word = next(iter(self.classification.lower().replace("_", " ").split()), "")
        kind = _BY_CLASS.get(word)
        clear = _CLEARER.get(kind) if kind else None
        return None if clear is not None and clear.fullmatch(self.code) else kind

    def _of_code(self) -> FailureKind:
        return next((kind for codes, kind in _BY_CODE if codes.fullmatch(self.code)), FailureKind.UNKNOWN)
