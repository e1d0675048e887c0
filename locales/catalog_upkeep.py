"""Keep the catalogs in step with the sources: update them, compile them, and list their problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from locales.catalog_loader import LOCALES, PUBLIC, CatalogDomain, catalog_path, compiled, read_catalog
from locales.catalog_template import FIRST_WORDS, as_po
from locales.read_catalogs import drop_unfit_marks, mark_problems

TRANSLATED = PUBLIC.translated
UNTOUCHABLE = ("STOP", "START", "911")
"""Words a telephone or a dispatcher must recognize; every translation keeps them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogProblem:
    """Something to mend in a catalog; printed as `file:line: what`."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def update(template: Catalog, root: Path = LOCALES, domain: CatalogDomain = PUBLIC) -> list[str]:
    """Bring every catalog in line with the template; returns the languages whose file changed.

    A language that has no catalog yet gets an empty one. A changed sentence keeps its old translation
    marked fuzzy; one that is gone is dropped (git remembers). So is a speaker's mark that does not fit any more.
    """
    return [
        language for language in domain.translated if _update(template, catalog_path(language, root, domain), language)
    ]


def _update(template: Catalog, path: Path, language: str) -> bool:
    before = path.read_bytes() if path.exists() else b""
    catalog = read_catalog(path, language) if before else _new_catalog(language)
    catalog.update(template)
    catalog.obsolete.clear()
    drop_unfit_marks(catalog, language)
    after = as_po(catalog)
    if after != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(after)
    return after != before


def _new_catalog(language: str) -> Catalog:
    name = Locale.parse(language).get_language_name("en")
    comment = f"# Caseline in {name}.\n# Not yet reviewed by a speaker of {name}."
    return Catalog(
        locale=language,
        project="Caseline",
        header_comment=comment,
        creation_date=FIRST_WORDS,
        revision_date=FIRST_WORDS,
        last_translator="none yet",
        language_team=name,
        fuzzy=False,
    )


def compile_all(root: Path = LOCALES, domain: CatalogDomain = PUBLIC) -> list[Path]:
    """Write the binary form of every catalog beside it."""
    written = []
    for language in domain.translated:
        po = catalog_path(language, root, domain)
        mo = po.with_suffix(".mo")
        mo.write_bytes(compiled(po, language).getvalue())
        written.append(mo)
    return written


def problems(
    template: Catalog, committed: Path, root: Path = LOCALES, domain: CatalogDomain = PUBLIC
) -> list[CatalogProblem]:
    """Everything that must be mended before the catalogs may be used."""
    found = [
        problem
        for language in domain.translated
        for problem in _catalog_problems(template, language, catalog_path(language, root, domain))
    ]
    if committed.exists() and committed.read_bytes() == as_po(template):
        return found
    return [CatalogProblem(path=committed, line=1, what="out of date; run `caseline translations all`"), *found]


def _catalog_problems(template: Catalog, language: str, path: Path) -> Iterator[CatalogProblem]:
    if not path.exists():
        yield CatalogProblem(path=path, line=1, what="no catalog; run `caseline translations update`")
        return
    catalog = read_catalog(path, language)
    if catalog.plural_forms != str(get_plural(language)):
        yield CatalogProblem(path=path, line=1, what=f"Plural-Forms must be {get_plural(language)}")
    for source in template:
        if source.id and catalog.get(source.id, source.context) is None:
            yield CatalogProblem(path=path, line=1, what=f"missing: {_short(source)}")
    for message in catalog:
        if message.id:
            for what in (*_message_problems(message, template, catalog), *mark_problems(message, language)):
                yield CatalogProblem(path=path, line=message.lineno or 1, what=f"{what}: {_short(message)}")
    for message in catalog.obsolete.values():
        yield CatalogProblem(path=path, line=message.lineno or 1, what=f"obsolete: {_short(message)}")


def _message_problems(message: Message, template: Catalog, catalog: Catalog) -> Iterator[str]:
    forms, expected = _forms(message.string), catalog.num_plurals if message.pluralizable else 1
    if template.get(message.id, message.context) is None:
        yield "not in the sources"
    elif message.fuzzy:
        yield "fuzzy"
    elif not all(forms) or len(forms) != expected:
        yield "not translated"
    else:
        yield from _wording_problems(message, catalog)


def _wording_problems(message: Message, catalog: Catalog) -> Iterator[str]:
    source = _forms(message.id)[-1]
    for form, text in enumerate(_forms(message.string)):
        wanted, given = _placeholders(source), _placeholders(text)
        may_lack = wanted if message.pluralizable and _used_once(form, catalog) else set()
        if given is None or wanted is None or not given <= wanted or wanted - given - (may_lack or set()):
            yield "placeholders differ"
        if any(word in source and word not in text for word in UNTOUCHABLE):
            yield "STOP, START and 911 must stay as they are"


def _used_once(form: int, catalog: Catalog) -> bool:
    """A plural form for one number only may say the number in words ("two minutes" is one word in Arabic)."""
    rule = c2py(catalog.plural_expr)
    return Counter(rule(number) for number in range(1000))[form] == 1


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _placeholders(text: str) -> set[str] | None:
    """The names in braces; None when the braces do not fit together."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _short(message: Message) -> str:
    text = _forms(message.id)[0]
    return text if len(text) <= 60 else f"{text[:57]}..."
