"""Keep telephone and case numbers on one line of an HTML page or email: broken over two they read wrong in Arabic."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_DIGITS = r"""(?<![\w&\#/.-])
    (?: \+? (?:[0-9]{1,3}[ .-])? (?:\([0-9]{3}\)[ ]? | [0-9]{3}[ .-]) [0-9]{3}[ .-][0-9]{4}  # +1 (206) 555-0100
      | (?=[0-9-]{5,20}(?![0-9-])) [0-9]+ (?:-[0-9]+)+  # 26-014237; a longer one would be wider than a phone
    )(?![\w/-])"""
_NUMBER = re.compile(_DIGITS, re.VERBOSE)
_NUMBER_AND_STOP = re.compile(
    rf"(?: \u2068(?P<isolated>{_DIGITS})\u2069 | (?P<bare>{_DIGITS}) ) (?P<stop>[.,:;!?،؛؟]*)", re.VERBOSE
)


def unbroken_by_style(text: str) -> Markup:
    """The text as HTML for an email, which has no style sheet: each number in a span that does not wrap."""
    kept = _NUMBER.sub(r'<span style="white-space:nowrap;">\g<0></span>', str(escape(text)))
    return Markup(kept)  # noqa: S704 - escaped on the line above


def unbroken_by_class(text: str) -> Markup:
    """The text as HTML for a page: each number in a span of the class `unbroken`, with the full stop after it.

    As a block of its own a number may break if letters are so large that it is wider than the page, and so does not
    make it scroll sideways; but the full stop after such a block could fall on the next line.
    """
    return Markup(_NUMBER_AND_STOP.sub(_in_a_block, str(escape(text))))  # noqa: S704 - escaped here


def _in_a_block(found: re.Match[str]) -> str:
    number = found["isolated"] or found["bare"]
    return f'<span class="unbroken"><bdi dir="ltr">{number}</bdi>{found["stop"]}</span>'
