"""Two catalogues of an agency's open data: DCAT-US 1.1, which portals harvest as data.json, and DCAT 3 as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analytics.extracts import ExtractAbout
from analytics.open_data.datasets import CALLS, DATASETS, PLACES, DataSet
from analytics.open_data.stored import StoredRelease
from domain.open_data import LICENSES, OpenDataPolicy, ReleaseSpan

DCAT_US = "https://project-open-data.cio.gov/v1.1/schema"
MEDIA = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "geojson": ("GeoJSON", "application/vnd.geo+json"),
}
_EVERY = {ReleaseSpan.DAY: "R/P1D", ReleaseSpan.WEEK: "R/P1W", ReleaseSpan.MONTH: "R/P1M", ReleaseSpan.QUARTER: "R/P3M"}
_KEYWORDS = ["calls for service", "police", "public safety"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueOf:
    """What a catalogue is made from; `releases` by the name of their dataset, the oldest first."""

    agency: ExtractAbout
    policy: OpenDataPolicy
    base_url: str
    releases: Mapping[str, Sequence[StoredRelease]]

    def resource(self, dataset: DataSet, kind: str) -> str:
        """Where the read API gives the whole dataset."""
        return f"{self.base_url}/resource/{dataset.id_of(self.agency.ori)}.{kind}"

    def file(self, dataset: DataSet, name: str) -> str:
        """Where a file of the dataset's folder is."""
        return f"{self.base_url}/files/{self.agency.ori}/{dataset.name}/{name}"

    def identifier(self, dataset: DataSet) -> str:
        """The dataset's own address."""
        return f"{self.base_url}/api/views/{dataset.id_of(self.agency.ori)}"

    def title(self, dataset: DataSet) -> str:
        """As the agency calls it, if it is the first one."""
        return self.policy.title if dataset is CALLS else f"{self.policy.title}: {dataset.title.lower()}"

    def modified(self, dataset: DataSet) -> str:
        """The day of the newest release; that of the extract before there is one."""
        found = self.releases[dataset.name]
        return (found[-1].about.released_at if found else self.agency.extracted_at).date().isoformat()

    def days(self, dataset: DataSet) -> tuple[date, date] | None:
        """The first and the last day that is released."""
        found = self.releases[dataset.name]
        return (found[0].about.begins, found[-1].about.ends - timedelta(days=1)) if found else None

    def every(self, dataset: DataSet) -> str:
        """How often there is more (ISO 8601)."""
        if dataset is CALLS:
            return _EVERY[self.policy.every]
        return _EVERY[ReleaseSpan.QUARTER] if dataset is PLACES else "R/P1Y"


def data_json(of: CatalogueOf) -> dict[str, Any]:
    """DCAT-US 1.1 (resources.data.gov/resources/dcat-us), as agencies that are not federal fill it in."""
    return {
        "@context": f"{DCAT_US}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": DCAT_US,
        "describedBy": f"{DCAT_US}/catalog.json",
        "dataset": [_dataset(of, each) for each in DATASETS.values()],
    }


def _dataset(of: CatalogueOf, dataset: DataSet) -> dict[str, Any]:
    days = of.days(dataset)
    return {
        "@type": "dcat:Dataset",
        "identifier": of.identifier(dataset),
        "title": of.title(dataset),
        "description": dataset.about,
        "keyword": _KEYWORDS,
        "modified": of.modified(dataset),
        "accessLevel": "public",
        "license": LICENSES[of.policy.license][1],
        "publisher": {"@type": "org:Organization", "name": of.agency.agency},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": f"Open data, {of.agency.agency}",
            "hasEmail": f"mailto:{of.policy.contact}",
        },
        "accrualPeriodicity": of.every(dataset),
        **({"temporal": f"{days[0].isoformat()}/{days[1].isoformat()}"} if days else {}),
        "describedBy": of.file(dataset, "schema.json"),
        "describedByType": "application/schema+json",
        "landingPage": f"{of.base_url}/",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": f"{of.title(dataset)} ({name})",
                "format": name,
                "mediaType": media,
                "downloadURL": of.resource(dataset, kind),
            }
            for kind, (name, media) in MEDIA.items()
        ]
        + [
            {
                "@type": "dcat:Distribution",
                "title": "All releases, each with its files (CSV, Parquet, GeoJSON) and their SHA-256",
                "format": "API",
                "accessURL": of.file(dataset, "releases.json"),
            }
        ],
    }


def json_ld(of: CatalogueOf) -> dict[str, Any]:
    """DCAT 3 (w3.org/TR/vocab-dcat-3)."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{of.base_url}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": of.policy.title,
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": of.agency.agency},
        "dcat:dataset": [_dataset_3(of, each) for each in DATASETS.values()],
    }


def _dataset_3(of: CatalogueOf, dataset: DataSet) -> dict[str, Any]:
    days = of.days(dataset)
    found: dict[str, Any] = {
        "@id": of.identifier(dataset),
        "@type": "dcat:Dataset",
        "dct:title": of.title(dataset),
        "dct:description": dataset.about,
        "dct:identifier": dataset.id_of(of.agency.ori),
        "dct:modified": {"@type": "xsd:date", "@value": of.modified(dataset)},
        "dct:license": {"@id": LICENSES[of.policy.license][1]},
        "dcat:keyword": _KEYWORDS,
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": f"Open data, {of.agency.agency}",
            "vcard:hasEmail": {"@id": f"mailto:{of.policy.contact}"},
        },
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                "dcat:downloadURL": {"@id": of.resource(dataset, kind)},
            }
            for kind, (name, media) in MEDIA.items()
        ],
    }
    if days:
        first, last = ({"@type": "xsd:date", "@value": day.isoformat()} for day in days)
        found["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    return found
