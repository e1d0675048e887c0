"""Read a state's rights and services (TOML, policies/states/) into a `StatePack`, or list its mistakes by line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.messages import LANGUAGES
from domain.states import Service, Source, StatePack, Texts, VictimRight
from policies.fields import Flag, Listed, a_text, fitting, whole
from policies.mistakes import did_you_mean
from policies.toml_file import Table, read_text

LONGEST_TEXT = 400
"""Characters: a right or a service is one or two short sentences."""

Id = Annotated[str, fitting(r"[a-z][a-z0-9_]{0,39}", "lower-case letters, digits and underscores, at most 40")]
Link = Annotated[str, fitting(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", "a link that begins with https://")]
Phone = Annotated[str, fitting(r"\d{3}|(1-)?\d{3}-\d{3}-\d{4}", "a number as 1-800-555-0100 or 988")]
Words = Annotated[str, a_text(LONGEST_TEXT)]


def _of_table(table: str) -> AfterValidator:
    """An id that another table of the file has."""

    def check(id: str, info: ValidationInfo) -> str:
        known = info.context[table] if info.context and table in info.context else {}
        if isinstance(known, dict) and id not in known:
            raise ValueError(f"{id!r} is not known; {did_you_mean(id, known)}")
        return id

    return AfterValidator(check)


def parse_state_pack(text: str) -> StatePack:
    """The pack a file describes. Raises TomlError with every problem found, each with its line."""
    return read_text(text, StateFile).pack()


class InEveryLanguage(Table):
    """A table with one text in every language we speak."""

    en: Words
    es: Words
    fr: Words
    ar: Words
    sw: Words
    fa: Words

    @property
    def text(self) -> Texts:
        """The text by language."""
        return {language: getattr(self, language) for language in LANGUAGES}


class SourceTable(Table):
    """Where something was read."""

    title: Words
    link: Link | None = None
    checked: Flag = True
    checked_on: date | None = Field(
        default=None, strict=True, validate_default=True, description="a date, written as 2026-11-22"
    )

    @field_validator("checked_on")
    @classmethod
    def _dated(cls, given: date | None, info: ValidationInfo) -> date | None:
        if given is None and info.data.get("checked"):
            raise ValueError("is missing; write the date as 2026-11-22, or checked = false")
        return given

    @property
    def source(self) -> Source:
        """As it is shown."""
        return Source(title=self.title, link=self.link, checked_on=self.checked_on)


class RightTable(InEveryLanguage):
    """One right."""

    sources: Listed[Annotated[str, _of_table("sources")]] = Field(
        min_length=1, description="a list of at least one id of [sources]"
    )


class ServiceTable(RightTable):
    """One service; it has a phone or a link."""

    name: Annotated[str, a_text(120)]
    hours: Annotated[str, _of_table("hours")] | None = None
    phone: Phone | None = None
    link: Link | None = Field(default=None, validate_default=True)

    @field_validator("link")
    @classmethod
    def _reachable(cls, given: str | None, info: ValidationInfo) -> str | None:
        if given is None and info.data.get("phone", "wrong") is None:
            raise ValueError("is missing, and so is phone; give one of them")
        return given


class StateFile(Table):
    """The whole file."""

    state: Annotated[str, fitting("[A-Z]{2}", "two capital letters, as WA")]
    version: Annotated[int, whole(1, 999)]
    name: InEveryLanguage
    sources: dict[Id, SourceTable] = Field(default={})
    hours: dict[Id, InEveryLanguage] = Field(default={})
    rights: dict[Id, RightTable] = Field(default={})
    services: dict[Id, ServiceTable] = Field(default={})

    def pack(self) -> StatePack:
        """As victims of the state are shown it."""
        rights = (VictimRight(id=id, sources=self._sources(of), text=of.text) for id, of in self.rights.items())
        services = (self._service(id, table) for id, table in self.services.items())
        return StatePack(
            state=self.state, version=self.version, name=self.name.text, rights=tuple(rights), services=tuple(services)
        )

    def _service(self, id: str, of: ServiceTable) -> Service:
        hours = None if of.hours is None else self.hours[of.hours].text
        sources = self._sources(of)
        return Service(id=id, name=of.name, phone=of.phone, link=of.link, hours=hours, sources=sources, text=of.text)

    def _sources(self, of: RightTable) -> tuple[Source, ...]:
        return tuple(self.sources[id].source for id in of.sources)
