"""Pexels as the stand-in answers: photographs and clips by search, an allowance in the headers of successes only."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.scenery import SPOILED
from sandbox.models.server import StandIn
from sandbox.models.shelf import Item, Shelf

_PARAMETERS = ("query", "orientation", "size", "color", "locale", "page", "per_page")
_CHOICES = {"orientation": ("landscape", "portrait", "square"), "size": ("large", "medium", "small")}
_LANGUAGES = (
    "en-US pt-BR es-ES ca-ES de-DE it-IT fr-FR sv-SE id-ID pl-PL ja-JP zh-TW zh-CN ko-KR th-TH nl-NL hu-HU vi-VN"
)
_MORE = "cs-CZ da-DK fi-FI uk-UA el-GR ro-RO nb-NO sk-SK tr-TR ru-RU"
_LOCALES = (*_LANGUAGES.split(), *_MORE.split())


@dataclass
class PexelsStandIn(StandIn):
    """Both searches and the files. A plan of `SPOILED` spoils the next file that is found."""

    name: ClassVar[str] = "pexels"
    own: ClassVar[tuple[str, ...]] = SPOILED
    shelf: Shelf = field(default_factory=Shelf)
    allowance: int = 200

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/search", self._photos),
            Route("/v1/videos/search", self._videos),
            Route("/files/{number:int}.{kind}", self._file),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        del seconds  # Pexels does not say when
        status, code = {
            "rate_limit": (429, "Too Many Requests"),
            "server_error": (500, "Internal Server Error"),
            "bad_gateway": (502, "Bad Gateway"),
            "unavailable": (503, "Service Unavailable"),
            "overloaded": (503, "Service Unavailable"),
            "insufficient_quota": (429, "Too Many Requests"),
            "invalid_key": (401, "Unauthorized"),
            "model_not_found": (404, "Not Found"),
            "too_long": (400, "Bad Request"),
        }[kind]
        return JSONResponse({"status": status, "code": code}, status)

    async def _photos(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        asked = request.query_params
        rows = [self._photo(item) for item in self.shelf.photos(asked["query"], asked.get("orientation", "landscape"))]
        return self._page("photos", rows)

    async def _videos(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        asked = request.query_params
        rows = [self._video(item) for item in self.shelf.clips(asked["query"], asked.get("orientation", "landscape"))]
        return self._page("videos", rows)

    async def _file(self, request: Request) -> Response:
        return self.shelf.file(request.path_params["number"])

    def _refused(self, request: Request) -> Response | None:
        self.remember(request, dict(request.query_params))
        if not self.allowed(request.headers.get("authorization", "")):
            return self.refuse("invalid_key", 0)
        if self.allowance <= 0:
            return self.refuse("rate_limit", 0)
        wrong = next(_wrong(dict(request.query_params)), None)
        return None if wrong is None else JSONResponse({"status": 400, "code": wrong}, 400)

    def _page(self, name: str, rows: list[dict[str, Any]]) -> Response:
        self.allowance -= 1
        self.bills.charge({name: [row["id"] for row in rows]}, 0.0)
        headers = {
            "X-Ratelimit-Limit": "200",
            "X-Ratelimit-Remaining": str(self.allowance),
            "X-Ratelimit-Reset": str(int(time.time()) + 3600),
        }
        body = {"page": 1, "per_page": len(rows) or 1, name: rows, "total_results": len(rows)}
        return JSONResponse(body, headers=headers)

    def _photo(self, item: Item) -> dict[str, Any]:
        self._spoil(item)
        file = f"{self.url}/files/{item.id}.jpeg"
        sizes = ("original", "large2x", "large", "medium", "small", "portrait", "landscape", "tiny")
        return {
            "id": item.id,
            "width": item.width,
            "height": item.height,
            "url": f"https://www.pexels.com/photo/{item.words.lower().replace(' ', '-')}-{item.id}/",
            "photographer": item.maker,
            "photographer_url": f"https://www.pexels.com/@{item.maker_id}",
            "photographer_id": item.maker_id,
            "avg_color": "#7A8B8C",
            "src": dict.fromkeys(sizes, file),
            "liked": False,
            "alt": item.words,
        }

    def _video(self, item: Item) -> dict[str, Any]:
        self._spoil(item)
        file = f"{self.url}/files/{item.id}.mp4"
        own = {"file_type": "video/mp4", "width": item.width, "height": item.height, "fps": 25.0, "link": file}
        return {
            "id": item.id,
            "width": item.width * 3,
            "height": item.height * 3,
            "url": f"https://www.pexels.com/video/{item.words.lower().replace(' ', '-')}-{item.id}/",
            "image": f"{self.url}/files/{item.id}.jpeg",
            "duration": item.seconds,
            "user": {"id": item.maker_id, "name": item.maker, "url": f"https://www.pexels.com/@{item.maker_id}"},
            "video_files": [
                {"id": 1, "quality": "hls", "file_type": "video/mp4", "width": None, "height": None, "link": file},
                {"id": 2, "quality": "hd", **own, "width": item.width * 3 // 2, "height": item.height * 3 // 2},
                {"id": 3, "quality": "sd", **own, "width": item.width // 3, "height": item.height // 3},
            ],
            "video_pictures": [],
        }

    def _spoil(self, item: Item) -> None:
        planned = None if item.words.startswith("Something else") else self.take("GET /files", *SPOILED)
        if planned is not None:
            self.shelf.spoil[item.id] = planned.kind


def _wrong(asked: dict[str, str]) -> Iterator[str]:
    if not asked.get("query", "").strip():
        yield "query is required"
    for name, value in asked.items():
        if name not in _PARAMETERS:
            yield f"{name} is no parameter"
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield f"{name} is none of {', '.join(_CHOICES[name])}"
        elif name == "locale" and value not in _LOCALES:
            yield "locale is not supported"
        elif name in ("page", "per_page") and not (value.isdigit() and 1 <= int(value) <= 80):
            yield f"{name} is out of range"
