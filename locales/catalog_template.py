"""Collect every sentence marked in the sources into the catalog template; the same sources give the same file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from locales.catalog_loader import PUBLIC, CatalogDomain

ROOT = Path(__file__).resolve().parent.parent
FIRST_WORDS = datetime(2026, 11, 22, tzinfo=UTC)
"""The creation date of every catalog: fixed, so that extracting twice changes nothing."""

KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "if_known": None, "if_counted": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.j2", "jinja2")]

TEMPLATE_HEADER = "# The sentences of Caseline, collected from the sources by `caseline translations extract`."


def extract(root: Path = ROOT, domain: CatalogDomain = PUBLIC) -> Catalog:
    """Every sentence of the sources, in the order of files and lines, with the translators' comments."""
    catalog = Catalog(
        project="Caseline",
        domain=domain.name,
        header_comment=TEMPLATE_HEADER,
        creation_date=FIRST_WORDS,
        fuzzy=False,
        charset="utf-8",
    )
    for folder in domain.folders:
        found = extract_from_dir(
            root / folder,
            METHODS,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
            directory_filter=lambda path: _is_of_domain(path, domain),
        )
        for file, line, message, comments, context in found:
            place = (f"{folder}/{Path(file).as_posix()}", line)
            catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The text of a catalog; places are named without lines, so that moving code does not change catalogs."""
    file = BytesIO()
    write_po(file, catalog, width=100, include_lineno=False)
    return file.getvalue()


def write_template(root: Path = ROOT, domain: CatalogDomain = PUBLIC) -> Catalog:
    """Extract and write the template."""
    catalog = extract(root, domain)
    domain.template.write_bytes(as_po(catalog))
    return catalog


def _is_of_domain(folder: str | os.PathLike[str], domain: CatalogDomain) -> bool:
    name = Path(folder).name
    return name not in domain.apart and not name.startswith((".", "_"))
