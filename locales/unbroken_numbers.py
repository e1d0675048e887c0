"""Keep telephone and case numbers on one line of an HTML page or email: broken over two they read wrong in Arabic."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBER = re.compile(
    r"""(?<![\w&\#/.-])
    (?: \+? (?:[0-9]{1,3}[ .-])? (?:\([0-9]{3}\)[ ]? | [0-9]{3}[ .-]) [0-9]{3}[ .-][0-9]{4}  # +1 (206) 555-0100
      | (?=[0-9-]{5,20}(?![0-9-])) [0-9]+ (?:-[0-9]+)+  # 26-014237; a longer one would be wider than a phone
    )(?![\w/-])""",
    re.VERBOSE,
)


def unbroken(text: str, attribute: str) -> Markup:
    """The text as HTML, in which each number stands in a span with this attribute, which is to keep it together."""
    kept = _NUMBER.sub(rf"<span {attribute}>\g<0></span>", str(escape(text)))
    return Markup(kept)  # noqa: S704 - escaped on the line above; the attribute is a literal of ours
