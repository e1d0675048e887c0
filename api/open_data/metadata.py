"""What Socrata's clients ask about a dataset: its columns, its title, and the list of all datasets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from analytics.open_data.datasets import DataColumn, DataType
from analytics.open_data.served import ServedDataSet

_TYPES = {
    DataType.TEXT: "text",
    DataType.NUMBER: "number",
    DataType.MOMENT: "calendar_date",
    DataType.POINT: "point",
}
"""As /api/views calls them."""


def view(of: ServedDataSet) -> dict[str, Any]:
    """As /api/views/<id>.json."""
    return {
        "id": of.id,
        "name": of.title,
        "description": of.dataset.about,
        "assetType": "dataset",
        "displayType": "table",
        "viewType": "tabular",
        "attribution": of.ori,
        "rowsUpdatedAt": int(of.modified.timestamp()),
        "metadata": {},
        "columns": [_column(number, each) for number, each in enumerate(of.dataset.columns, start=1)],
    }


def _column(number: int, column: DataColumn) -> dict[str, Any]:
    return {
        "id": number,
        "position": number,
        "name": column.name,
        "fieldName": column.name,
        "dataTypeName": _TYPES[column.type],
        "description": column.meaning,
    }


def listed(of: ServedDataSet, base_url: str) -> dict[str, Any]:
    """As one of the results of /api/catalog/v1."""
    return {
        "resource": {
            "id": of.id,
            "name": of.title,
            "description": of.dataset.about,
            "type": "dataset",
            "updatedAt": of.modified.isoformat(),
            "data_updated_at": of.modified.isoformat(),
            "columns_field_name": [each.name for each in of.dataset.columns],
            "columns_datatype": [_TYPES[each.type] for each in of.dataset.columns],
        },
        "classification": {"categories": ["public safety"], "tags": ["calls for service", "police"]},
        "metadata": {"domain": urlsplit(base_url).netloc},
        "permalink": f"{base_url}/api/views/{of.id}",
        "link": f"{base_url}/",
    }
