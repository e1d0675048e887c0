"""The start page: which datasets there are, their files, and questions to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analytics.open_data.datasets import CALLS
from analytics.open_data.served import ServedDataSet

NEWEST = 5
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleQuestion:
    """What it asks, and the address that does."""

    words: str
    address: str


def start_page(datasets: Sequence[ServedDataSet], base_url: str) -> str:
    """HTML, in English as the data are."""
    examples = [example for each in datasets if each.dataset is CALLS and each.rows for example in _examples(each)][:3]
    return _TEMPLATES.get_template("start.html.j2").render(
        datasets=datasets, examples=examples, base_url=base_url, newest=NEWEST
    )


def _examples(of: ServedDataSet) -> list[ExampleQuestion]:
    asked = {
        "How many calls of each family were there in each beat?": (
            "$select=beat,incident_family,count(*) as calls&$group=beat,incident_family&$order=calls desc"
        ),
        "Calls about noise that may have been after 22:00, the newest first": (
            "$where=incident_type='NOISE' AND until_time>'22:00'&$order=reported_at desc&$limit=100"
        ),
        "How many calls did each month have?": (
            "$select=date_trunc_ym(first_day) as month,count(*) as calls&$group=month&$order=month"
        ),
    }
    root = f"/resource/{of.id}.json?"
    return [
        ExampleQuestion(words=words, address=root + quote(query, safe="$=&(),*'")) for words, query in asked.items()
    ]
