"""The shape of a message before it is put into a language: sentences, and when each is said."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One unit for translators, with named placeholders such as `{agency}`.

    Left out when `optional` and a placeholder is unknown, when the fact `when` is not set, or the fact
    `unless` is. With a `plural`, the number in the placeholder `of` chooses the form.
    """

    text: str
    plural: str | None = None
    of: str | None = None
    optional: bool = False
    when: str | None = None
    unless: str | None = None
    text_to_911: str | None = None
    """The whole sentence where 911 takes texts; `text` is said where it may not."""

    def wording(self, *, text_to_911: bool) -> str:
        """What is said by an agency whose 911 center takes texts, or does not."""
        return self.text_to_911 if text_to_911 and self.text_to_911 else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A link that stands by itself in an email: its label, and the fact that holds the address.

    Left out when the address is unknown, unless it is `required`: then that is an error.
    """

    label: Sentence
    fact: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWords:
    """What one message says.

    `lead` opens both channels; `sms` follows it in a text; each of `email` is a paragraph after it. `subject`:
    the first that can be said. `quote` names a fact that an email shows in its own words. Unless `named`,
    a text does not open with the agency (it must open with the 911 sentence and names the agency itself).
    """

    lead: tuple[Sentence, ...]
    subject: tuple[Sentence, ...]
    sms: tuple[Sentence, ...] = ()
    email: tuple[Sentence, ...] = ()
    actions: tuple[Action, ...] = ()
    quote: str | None = None
    named: bool = True


def say(text: str, *, when: str | None = None, unless: str | None = None) -> Sentence:
    """A sentence that must be said; a placeholder without a fact is an error."""
    return Sentence(text=text, when=when, unless=unless)


def if_known(text: str, *, unless: str | None = None) -> Sentence:
    """A sentence said only when every fact in it is known."""
    return Sentence(text=text, optional=True, unless=unless)


def call_911(call: Sentence, *, or_text: Sentence) -> Sentence:
    """A sentence about 911, and the same where 911 takes texts: whole sentences, each with its own translation.

    Not every center takes texts (FCC), so which is said is a fact of the agency.
    """
    return replace(call, text_to_911=or_text.text)


def if_counted(singular: str, plural: str, *, of: str, unless: str | None = None) -> Sentence:
    """A sentence with a number in it, said only when the number is known."""
    return Sentence(text=singular, plural=plural, of=of, optional=True, unless=unless)
