"""The application of the read API: `/resource`, metadata, catalogues, files, and a start page. Everything is public."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, Response

from analytics.open_data.served import Answer, OpenDataServed, ServedDataSet
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from api.head_requests import HeadRequests
from api.open_data.formats import FORMATS
from api.open_data.metadata import listed, view
from api.open_data.start_page import start_page
from api.secure_headers import SecureHeaders

MOST_PARAMETERS = 40
LONGEST_QUERY = 16_000
SHORTLY = "public, max-age=60"
FOR_EVER = "public, max-age=31536000, immutable"
TOLD_TO_SCRIPTS = ["ETag", "Last-Modified", "X-SODA2-Fields", "X-SODA2-Types", "X-SODA2-Data-Out-Of-Date"]
STYLE = Path(__file__).resolve().parents[1] / "static" / "page.css"
ANY_SITE = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": SHORTLY}

_RELEASED = re.compile(r"(calls|places|sensitive)\.(csv|parquet|geojson)|release\.json")
_DESCRIBED = {"schema.json", "dictionary.md", "releases.json"}
_OF_AGENCY = {"data.json", "catalog.jsonld", "license.txt"}
_MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".txt": "text/plain",
}


def build(folder: Path, *, base_url: str) -> FastAPI:
    """Everything it serves is in that folder; it writes nothing."""
    app = FastAPI(title="Open data", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(HeadRequests)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD"], expose_headers=TOLD_TO_SCRIPTS
    )
    app.add_middleware(SecureHeaders, public_url=base_url)
    app.add_exception_handler(SoqlError, _mistaken)
    routes = _Routes(OpenDataServed(folder=folder), base_url)
    for path, answer in routes.all().items():
        app.add_api_route(path, answer, methods=["GET"], response_model=None)
    return app


class _Routes:
    def __init__(self, served: OpenDataServed, base_url: str) -> None:
        self._served = served
        self._base_url = base_url

    def all(self) -> dict[str, Any]:
        return {
            "/": self.start,
            "/health/live": self.live,
            "/static/page.css": self.style,
            "/resource/{name}.{ending}": self.resource,
            "/api/views/{name}.json": self.view,
            "/api/views/{name}": self.view,
            "/api/catalog/v1": self.catalog,
            "/data.json": self.data_json,
            "/files/{ori}/{name}": self.file_of_agency,
            "/files/{ori}/{dataset}/{name}": self.file_of_dataset,
            "/files/{ori}/{dataset}/{release}/{name}": self.file_of_release,
        }

    def live(self) -> dict[str, bool]:
        return {"ok": True}

    def style(self) -> FileResponse:
        return FileResponse(STYLE, media_type="text/css", headers={"Cache-Control": SHORTLY})

    def start(self) -> Response:
        page = start_page(list(self._served.current().datasets.values()), self._base_url)
        policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        headers = {"Content-Security-Policy": policy, "Cache-Control": SHORTLY}
        return Response(page, media_type="text/html", headers=headers)

    def resource(self, request: Request, name: str, ending: str) -> Response:
        if ending not in FORMATS:
            raise SoqlError(SoqlCode.NO_DATASET, f"It comes as {', '.join(FORMATS)}.", http_status=404)
        if len(request.url.query) > LONGEST_QUERY or len(request.query_params.multi_items()) > MOST_PARAMETERS:
            raise SoqlError(SoqlCode.TOO_MUCH, f"A question has at most {MOST_PARAMETERS} parameters.")
        answer = self._served.ask(name, request.query_params.multi_items())
        headers = _headers(answer, ending)
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        media, write = FORMATS[ending]
        return Response(write(answer), media_type=f"{media}; charset=utf-8", headers=headers)

    def view(self, name: str) -> Response:
        return _json(view(self._named(name)))

    def catalog(self, request: Request) -> Response:
        wanted = set(request.query_params.getlist("ids"))
        found = [each for each in self._served.current().datasets.values() if not wanted or each.id in wanted]
        results = [listed(each, self._base_url) for each in found]
        return _json({"results": results, "resultSetSize": len(results), "timings": {}})

    def data_json(self) -> Response:
        """Of all agencies in one."""
        oris = sorted({each.ori for each in self._served.current().datasets.values()})
        files = [path for ori in oris if (path := self._served.folder / ori / "data.json").exists()]
        if not files:
            raise SoqlError(SoqlCode.NO_DATASET, "Nothing is released yet.", http_status=404)
        catalogues = [json.loads(path.read_text(encoding="utf-8")) for path in files]
        return _json({**catalogues[0], "dataset": [one for each in catalogues for one in each["dataset"]]})

    def file_of_agency(self, ori: str, name: str) -> Response:
        return self._file(ori, name, kept=SHORTLY) if name in _OF_AGENCY else self._nothing()

    def file_of_dataset(self, ori: str, dataset: str, name: str) -> Response:
        return self._file(ori, dataset, name, kept=SHORTLY) if name in _DESCRIBED else self._nothing()

    def file_of_release(self, ori: str, dataset: str, release: str, name: str) -> Response:
        """Readers may keep it for good: it never changes."""
        if not _RELEASED.fullmatch(name) or not re.fullmatch(r"\d{4}(-\d\d-\d\d|-Q[1-4])?", release):
            return self._nothing()
        return self._file(ori, dataset, release, name, kept=FOR_EVER)

    def _file(self, ori: str, *parts: str, kept: str) -> Response:
        known = {(each.ori, each.dataset.name) for each in self._served.current().datasets.values()}
        if (ori, parts[0]) not in known and (len(parts) > 1 or ori not in {known_ori for known_ori, _ in known}):
            return self._nothing()
        path = self._served.folder.joinpath(ori, *parts)
        if not path.is_file():
            return self._nothing()
        return FileResponse(path, media_type=_MEDIA[path.suffix], headers={**ANY_SITE, "Cache-Control": kept})

    def _named(self, name: str) -> ServedDataSet:
        found = self._served.current().datasets.get(name.removesuffix(".json"))
        if found is None:
            raise SoqlError(SoqlCode.NO_DATASET, "There is no such dataset.", http_status=404)
        return found

    @staticmethod
    def _nothing() -> Response:
        raise SoqlError(SoqlCode.NO_DATASET, "There is no such file.", http_status=404)


def _headers(answer: Answer, ending: str) -> dict[str, str]:
    columns = answer.question.columns
    return {
        **ANY_SITE,
        "ETag": f'W/"{answer.mark}-{ending}"',
        "Last-Modified": f"{answer.of.modified:%a, %d %b %Y %H:%M:%S GMT}",
        "X-SODA2-Fields": json.dumps([name for name, _ in columns]),
        "X-SODA2-Types": json.dumps([kind.value for _, kind in columns]),
        "X-SODA2-Data-Out-Of-Date": "false",
    }


def _json(found: dict[str, Any]) -> Response:
    body = json.dumps(found, ensure_ascii=False)
    return Response(body, media_type="application/json; charset=utf-8", headers=ANY_SITE)


async def _mistaken(request: Request, error: Exception) -> Response:
    assert isinstance(error, SoqlError)  # noqa: S101  it is registered for no other
    body = json.dumps(error.body(), ensure_ascii=False)
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "5"} if error.http_status == 429 else {})
    return Response(body, error.http_status, headers, media_type="application/json; charset=utf-8")
